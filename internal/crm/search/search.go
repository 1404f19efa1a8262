// Package search finds records of all kinds by a piece of text. It has no data of its own: each domain says what fits
// and how well, as far as the caller may see it.
package search

import (
	"cmp"
	"context"
	"slices"
	"unicode/utf8"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
)

// perKind is how many records of each kind an answer has, unless one kind is asked for.
const perKind = 5

// minRunes is from which length on a text is looked for: shorter ones fit nearly everything.
const minRunes = 2

// ErrKind is returned when there is nothing of that kind to be found.
var ErrKind = errs.New(errs.Bad, "list.bad", "Records of this kind can't be searched.")

// Group are the records of a kind that fit best, the best first. More tells whether others fit too.
type Group struct {
	Kind string
	Hits []record.Hit
	More bool
}

// Service is the search over all kinds that were added.
type Service struct{ kinds []kind }

type kind struct {
	name string
	in   finder
}

// NewService returns a search over nothing.
func NewService() *Service { return &Service{} }

// Add makes the records of a kind be found. The composition root calls it, before the first request.
func (s *Service) Add(name string, in finder) *Service {
	s.kinds = append(s.kinds, kind{name, in})
	return s
}

// Find returns what fits a text best, the kind with the best first. Mistakes in typing are forgiven.
func (s *Service) Find(ctx context.Context, text string) ([]Group, error) {
	return s.find(ctx, s.kinds, text, perKind)
}

// FindKind is Find for one kind, with up to limit records.
func (s *Service) FindKind(ctx context.Context, name, text string, limit int) ([]Group, error) {
	at := slices.IndexFunc(s.kinds, func(k kind) bool { return k.name == name })
	if at < 0 {
		return nil, ErrKind
	}
	return s.find(ctx, s.kinds[at:at+1], text, limit)
}

// find looks for one more of each kind than are shown.
func (s *Service) find(ctx context.Context, kinds []kind, text string, limit int) ([]Group, error) {
	asked := page.Search{Text: text, Limit: limit + 1, Near: true, Own: true}
	if utf8.RuneCountInString(asked.Phrase()) < minRunes {
		return nil, nil
	}
	found, err := read(ctx, kinds, asked)
	if err != nil {
		return nil, err
	}
	groups := slices.DeleteFunc(found, func(g Group) bool { return len(g.Hits) == 0 })
	for i, g := range groups {
		groups[i].Hits, groups[i].More = g.Hits[:min(limit, len(g.Hits))], len(g.Hits) > limit
	}
	slices.SortStableFunc(groups, func(a, b Group) int { return cmp.Compare(b.Hits[0].Score, a.Hits[0].Score) })
	return groups, nil
}
