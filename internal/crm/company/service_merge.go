package company

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/merge"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/tag"
)

// merging is what merges have to know of companies.
type merging struct{ *Service }

// Merging is how companies are merged.
func (s *Service) Merging() merge.Subject { return merging{s} }

// places are fields that belong together: they are chosen as one.
type places struct{ Street, City, Postcode, Country string }

// Fields implements merge.Subject.
func (merging) Fields() []merge.Field {
	return []merge.Field{{Name: "name"}, {Name: "domain"}, {Name: "website"}, {Name: "email", Part: "email"}, {Name: "phone", Part: "phone"}, {Name: "industry"},
		{Name: "address", Part: "street"}, {Name: "owner", Own: true}}
}

// Lists implements merge.Subject.
func (merging) Lists() []merge.Field {
	return []merge.Field{{Name: "kinds", Part: "kinds"}, {Name: "tags", Part: "tags"}}
}

// Image implements merge.Subject.
func (m merging) Image(ctx context.Context, id uuid.UUID) (merge.Image, error) {
	c, err := anyOne(ctx, id)
	i := merge.NewImage()
	for field, value := range c.lines() {
		merge.Set(i, field, *value)
	}
	merge.Set(i, "address", places{c.Street, c.City, c.Postcode, c.Country})
	if merge.Set(i, "owner", uuid.Nil); c.OwnerID != nil {
		merge.Set(i, "owner", *c.OwnerID)
	}
	for _, k := range c.Kinds {
		merge.Add(i, "kinds", k, k)
	}
	for _, t := range c.Tags {
		merge.Add(i, "tags", strings.ToLower(t), t)
	}
	if err != nil {
		return i, err
	}
	own, err := m.custom.Image(ctx, Kind, c.Custom)
	maps.Copy(i.One, own)
	return i, err
}

// lines are the fields of one line that are chosen one by one.
func (c *Company) lines() map[string]*string {
	return map[string]*string{"name": &c.Name, "domain": &c.Domain, "website": &c.Website, "email": &c.Email, "phone": &c.Phone, "industry": &c.Industry}
}

// from fills a company with what stands in an image.
func (c *Company) from(i merge.Image) {
	for field, value := range c.lines() {
		*value = merge.Get[string](i, field)
	}
	p := merge.Get[places](i, "address")
	c.Street, c.City, c.Postcode, c.Country = p.Street, p.City, p.Postcode, p.Country
	if c.OwnerID = nil; !i.Empty("owner") {
		c.OwnerID = new(merge.Get[uuid.UUID](i, "owner"))
	}
	c.Kinds, c.Tags = nil, merge.All[string](i, "tags")
	for _, k := range Kinds { // in one order
		if slices.Contains(merge.All[string](i, "kinds"), k) {
			c.Kinds = append(c.Kinds, k)
		}
	}
}

// Settle implements merge.Subject.
func (merging) Settle(was, now merge.Image, _ []merge.Image) (merge.Image, error) {
	if len(was.One) > 0 { // what is taken apart fitted before
		return now, nil
	}
	_, err := tag.Tidy(merge.All[string](now, "tags"))
	return now, err
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

// Fewer implements merge.Subject: companies are not counted.
func (merging) Fewer(context.Context) error { return nil }

// More implements merge.Subject.
func (merging) More(context.Context) error { return nil }
