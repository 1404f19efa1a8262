package contact

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/merge"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/tag"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// merging is what merges have to know of contacts.
type merging struct{ *Service }

// Merging is how contacts are merged.
func (s *Service) Merging() merge.Subject { return merging{s} }

// names, places and works are fields that belong together: they are chosen as one.
type (
	names  struct{ First, Last string }
	places struct{ Street, City, Postcode, Country string }
	works  struct {
		CompanyID uuid.UUID
		JobTitle  string
		Since     date.Date
	}
)

// Fields implements merge.Subject.
func (merging) Fields() []merge.Field {
	return []merge.Field{{Name: "name"}, {Name: "preferredName"}, {Name: "email", Part: "email"}, {Name: "phone", Part: "phone"}, {Name: "work", Part: "positions"},
		{Name: "address", Part: "street"}, {Name: "birthday", Part: "birthday"}, {Name: "language", Part: "language"}, {Name: "source", Own: true}, {Name: "owner", Own: true}}
}

// Lists implements merge.Subject. What people decided about being written to is nobody's to choose.
func (merging) Lists() []merge.Field {
	return []merge.Field{{Name: "emails", Part: "email"}, {Name: "phones", Part: "phone"}, {Name: "tags", Part: "tags"}, {Name: "positions", Part: "positions"},
		{Name: "consentEmail"}, {Name: "consentPhone"}}
}

// Image implements merge.Subject. The primary ways to reach a person, and the present company, stand among all of them, and
// which one it is beside.
func (m merging) Image(ctx context.Context, id uuid.UUID) (merge.Image, error) {
	c, err := anyOne(ctx, id)
	i := merge.NewImage()
	merge.Set(i, "name", names{c.FirstName, c.LastName})
	merge.Set(i, "preferredName", c.PreferredName)
	merge.Set(i, "address", places{c.Street, c.City, c.Postcode, c.Country})
	merge.Set(i, "birthday", held(c.Birthday))
	merge.Set(i, "language", c.Language)
	merge.Set(i, "source", c.Source)
	merge.Set(i, "owner", held(c.OwnerID))
	c.emails().image(i, "emails")
	c.phones("").image(i, "phones")
	merge.Set(i, "work", c.present())
	c.positionsIn(i)
	for _, t := range c.Tags {
		merge.Add(i, "tags", strings.ToLower(t), t)
	}
	decided(i, "consentEmail", c.Consent.Email)
	decided(i, "consentPhone", c.Consent.Phone)
	if err != nil {
		return i, err
	}
	own, err := m.custom.Image(ctx, Kind, c.Custom)
	maps.Copy(i.One, own)
	return i, err
}

// held is the value of a field that may have none.
func held[T any](v *T) (value T) {
	if v != nil {
		value = *v
	}
	return value
}

// orNil is a value as a field keeps it that may have none.
func orNil[T comparable](value T) *T {
	var nothing T
	if value == nothing {
		return nil
	}
	return &value
}

func (w ways) image(i merge.Image, list string) {
	merge.Set(i, w.field, *w.primary)
	if *w.primary != "" {
		merge.Add(i, list, *w.primary, Channel{*w.primary, *w.label})
	}
	for _, c := range *w.more {
		merge.Add(i, list, c.Value, c)
	}
}

// write makes the one that is chosen the primary one, else the first.
func (w ways) write(i merge.Image, list string) {
	all := merge.All[Channel](i, list)
	first := max(0, slices.IndexFunc(all, func(c Channel) bool { return c.Value == merge.Get[string](i, w.field) }))
	*w.primary, *w.label, *w.more = "", "", nil
	for n, c := range all {
		if n == first {
			*w.primary, *w.label = c.Value, c.Label
		} else {
			*w.more = append(*w.more, c)
		}
	}
}

func (c Contact) present() works {
	return works{held(c.CompanyID), c.JobTitle, held(c.CompanySince)}
}

func (w works) position() Position {
	return Position{CompanyID: w.CompanyID, JobTitle: w.JobTitle, From: orNil(w.Since)}
}

// says tells whether a position adds nothing to the present one.
func (w works) says(p Position) bool {
	return p.CompanyID == w.CompanyID && p.To == nil && (p.JobTitle == "" || p.String() == w.position().String())
}

// again is in the key of a position that says what another of the same person says. Where companies were merged there are such, and
// each is kept, so that the companies can be taken apart.
const again = " ×"

func (c Contact) positionsIn(i merge.Image) {
	now := c.present()
	times := map[string]int{}
	if now.CompanyID != uuid.Nil {
		merge.Add(i, "positions", now.position().String(), now.position())
	}
	for _, p := range c.Positions {
		key := p.String()
		if times[key]++; times[key] > 1 || now.says(p) {
			key += fmt.Sprint(again, times[key])
		}
		merge.Add(i, "positions", key, p)
	}
}

func decided(i merge.Image, list string, all []Decision) {
	for _, d := range all {
		merge.Add(i, list, d.State+" "+d.At.UTC().String()+" "+d.Source, d)
	}
}

// Settle implements merge.Subject.
func (m merging) Settle(was, now merge.Image, parts []merge.Image) (merge.Image, error) {
	for _, list := range []string{"consentEmail", "consentPhone"} {
		now.Many[list] = consenting(was.Many[list], now.Many[list], parts, list)
	}
	var c Contact
	c.from(now)
	switch {
	case len(parts) == 0 || len(was.One) > 0: // what is taken apart fitted before
		return now, nil
	case len(c.MoreEmails) > maxMore:
		return now, ErrMany.On("moreEmails")
	case len(c.MorePhones) > maxMore:
		return now, ErrMany.On("morePhones")
	case len(c.Positions) > maxPositions:
		return now, ErrPositions
	}
	_, err := tag.Tidy(c.Tags)
	return now, err
}

// consenting puts decisions in order, the newest first. Where one of those of whom a person is made has withdrawn, that holds,
// whatever the others gave. What was decided since, about the one person they became, stays in force.
func consenting(was, now []merge.Item, parts []merge.Image, list string) []merge.Item {
	if len(was) > 0 && slices.ContainsFunc(now, func(i merge.Item) bool { return i.Key == was[0].Key }) {
		return now
	}
	all := byTime(now)
	fronts := []merge.Item{}
	rest := slices.Clone(all)
	for _, p := range parts {
		if theirs := p.Many[list]; len(theirs) > 0 {
			fronts = append(fronts, theirs[0])
		}
		rest = slices.DeleteFunc(rest, func(i merge.Item) bool { return among(p.Many[list], i.Key) })
	}
	if len(rest) > 0 {
		fronts = append(fronts, rest[0])
	}
	for _, f := range byTime(fronts) {
		if one := decision(f); one.State == Withdrawn && among(all, f.Key) {
			return append([]merge.Item{f}, slices.DeleteFunc(all, func(i merge.Item) bool { return i.Key == f.Key })...)
		}
	}
	return all
}

func among(all []merge.Item, key string) bool {
	return slices.ContainsFunc(all, func(i merge.Item) bool { return i.Key == key })
}

func decision(i merge.Item) Decision {
	all := merge.All[Decision](merge.Image{Many: map[string][]merge.Item{"": {i}}}, "")
	return all[0]
}

func byTime(all []merge.Item) []merge.Item {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b merge.Item) int {
		return cmp.Or(decision(b).At.Compare(decision(a).At), bytes.Compare([]byte(a.Key), []byte(b.Key)))
	})
	return all
}

// from fills a contact with what stands in an image.
func (c *Contact) from(i merge.Image) {
	n, p, w := merge.Get[names](i, "name"), merge.Get[places](i, "address"), merge.Get[works](i, "work")
	c.FirstName, c.LastName, c.PreferredName = n.First, n.Last, merge.Get[string](i, "preferredName")
	c.Street, c.City, c.Postcode, c.Country = p.Street, p.City, p.Postcode, p.Country
	c.Birthday, c.Language, c.Source = orNil(merge.Get[date.Date](i, "birthday")), merge.Get[string](i, "language"), merge.Get[string](i, "source")
	c.OwnerID = orNil(merge.Get[uuid.UUID](i, "owner"))
	c.emails().write(i, "emails")
	c.phones("").write(i, "phones")
	c.CompanyID, c.JobTitle, c.CompanySince = orNil(w.CompanyID), w.JobTitle, orNil(w.Since)
	c.Tags = merge.All[string](i, "tags")
	c.Positions = nil
	for n, at := range merge.All[Position](i, "positions") {
		if !w.says(at) || strings.Contains(i.Many["positions"][n].Key, again) {
			c.Positions = append(c.Positions, at)
		}
	}
	c.Consent = Consent{merge.All[Decision](i, "consentEmail"), merge.All[Decision](i, "consentPhone")}
	c.Name = c.display()
}

// Write implements merge.Subject.
func (m merging) Write(ctx context.Context, id uuid.UUID, i merge.Image) (before, after any, err error) {
	c, err := anyOne(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	was := c
	c.from(i)
	if c.Custom, err = m.custom.Imaged(ctx, Kind, &was.Custom, i.One); err != nil {
		return nil, nil, err
	}
	c.Version, c.UpdatedAt = c.Version+1, clock.Now()
	return was, c, replace(ctx, &c)
}

// Fewer implements merge.Subject.
func (m merging) Fewer(ctx context.Context) error { return m.limits.Give(ctx, plan.Contacts, 1) }

// More implements merge.Subject; it does so at any limit, since it undoes.
func (m merging) More(ctx context.Context) error { return m.limits.Add(ctx, plan.Contacts, 1) }
