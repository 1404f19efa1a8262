package contact

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/kith-crm/kith/internal/kit/reach"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Sketch is what is known about somebody who may be a contact already.
type Sketch struct{ Name, Email, Phone string }

// Alike is a contact that may be the person of a sketch, and why: the same email or phone, or a near name.
type Alike struct {
	Seen
	Reasons []string
}

const (
	maxAlike   = 5
	near       = 0.55 // similarity of names from which on somebody is told of it
	shortName  = 3    // characters; shorter names are near to too many
	shortPhone = 6    // digits
)

// Alike finds the contacts, among those that the caller may see, that a new one may double; the most certain ones first.
func (s *Service) Alike(ctx context.Context, k Sketch) ([]Alike, error) {
	k.Name = text.Line(k.Name)
	k.Email, _ = reach.Email(k.Email)
	k.Phone, _ = reach.Phone(k.Phone, home(ctx))
	found, err := alike(ctx, k)
	if err != nil {
		return nil, err
	}
	all := make([]Alike, 0, maxAlike)
	for _, f := range found {
		reasons := k.reasons(f)
		if known := slices.ContainsFunc(all, func(a Alike) bool { return a.ID == f.ID }); len(reasons) > 0 && !known {
			all = append(all, Alike{Seen{Contact: f.Contact}, reasons})
		}
	}
	slices.SortStableFunc(all, func(a, b Alike) int { return cmp.Compare(len(b.Reasons), len(a.Reasons)) })
	return s.named(ctx, all[:min(len(all), maxAlike)])
}

func (k Sketch) reasons(f likely) (all []string) {
	if k.Email != "" && slices.Contains(f.addresses(), k.Email) {
		all = append(all, "email")
	}
	if k.Phone != "" && (f.Phone == k.Phone || has(f.MorePhones, k.Phone)) {
		all = append(all, "phone")
	}
	if f.Near >= near {
		all = append(all, "name")
	}
	return all
}

// named adds the names around the contacts.
func (s *Service) named(ctx context.Context, all []Alike) ([]Alike, error) {
	cs := make([]Contact, len(all))
	for i, a := range all {
		cs[i] = a.Contact
	}
	seen, err := s.See(ctx, cs...)
	for i := range all {
		all[i].Seen = seen[i]
	}
	return all, err
}

// digits are those of a number.
func digits(number string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}
