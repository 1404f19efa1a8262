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
	same, nigh, err := alike(ctx, k)
	if err != nil {
		return nil, err
	}
	all := []Alike{}
	for _, c := range slices.Concat(same, nigh) {
		reasons := k.reasons(c)
		if slices.ContainsFunc(nigh, c.is) {
			reasons = append(reasons, "name")
		}
		if len(reasons) > 0 && !slices.ContainsFunc(all, func(a Alike) bool { return a.is(c) }) {
			all = append(all, Alike{Seen{Contact: c}, reasons})
		}
	}
	slices.SortStableFunc(all, func(a, b Alike) int { return cmp.Compare(len(b.Reasons), len(a.Reasons)) })
	return s.named(ctx, all[:min(len(all), maxAlike)])
}

func (c Contact) is(other Contact) bool { return c.ID == other.ID }

// reasons are what is the same: the search text only says where to look.
func (k Sketch) reasons(c Contact) (all []string) {
	if k.Email != "" && slices.Contains(c.addresses(), k.Email) {
		all = append(all, "email")
	}
	if k.Phone != "" && (c.Phone == k.Phone || has(c.MorePhones, k.Phone)) {
		all = append(all, "phone")
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
