// Package search finds records of all kinds by a piece of text. It has no data of its own: each domain says what fits
// and how well, as far as the caller may see it.
package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kith-crm/kith/internal/kit/record"
)

// best is how many records an answer has.
const best = 20

// minRunes is from which length on a text is looked for: shorter ones fit nearly everything.
const minRunes = 2

// Hit is a found record with its kind.
type Hit struct {
	Kind string
	record.Hit
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

// Find returns the records that fit a text best, the best first.
func (s *Service) Find(ctx context.Context, text string) ([]Hit, error) {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) < minRunes {
		return nil, nil
	}
	hits, err := s.find(ctx, text)
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	return hits[:min(best, len(hits))], err
}
