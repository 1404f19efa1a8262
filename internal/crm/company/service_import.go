package company

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/reach"
)

// Imported is published once for all companies that a file added or changed, with what there is to write down about them.
type Imported struct {
	Companies []Company
	Changed   []uuid.UUID
	Notes     []bring.Note
}

// Importing is published before a batch changes companies.
type Importing struct{ Changing []uuid.UUID }

// Row is a company as a file has it; what is nil says nothing.
type Row struct {
	Draft
	ID, Note string
	Own      map[string]string // the company's own fields, by their keys
	To       *uuid.UUID        // who gets it, if it is new and they work here; nil for the caller
}

// By what companies are found again, beside a unique field of the company's own.
const (
	ByName   = ""
	ByDomain = "domain" // that of their website, too
	ByID     = "id"
)

// Batch says how rows are taken in.
type Batch struct {
	Overwrite bool
	Match     string   // ByName, ByDomain, ByID or the key of an own field; where a row or a company has nothing there, the name decides
	Own       []string // the keys of the own fields that rows can have something in
	Dry       bool     // whether it is only to be told what would happen
}

// Intake takes rows in, some hundred at a time.
type Intake struct {
	s       *Service
	country string
	batch   *bring.Batch[Company]
	Batch
}

// Intake returns what takes rows in. Those from whom a field is closed take nothing in.
func (s *Service) Intake(ctx context.Context, b Batch) (*Intake, error) {
	if caller.From(ctx).May(Kind, "create") == caller.None || closed(ctx) {
		return nil, errs.ErrDenied
	}
	t := caller.From(ctx).Tenant
	in := &Intake{s: s, Batch: b, country: reach.Country(t.Timezone, t.Currency)}
	rules := bring.Rules[Company]{Object: Kind, Fields: s.custom, Own: b.Own, Match: b.Match, Overwrite: b.Overwrite, Dry: b.Dry,
		Custom: func(c *Company) *customfield.Values { return &c.Custom }, Names: in.names, Stub: func() *Company { return &Company{Name: "?"} },
		Find: func(ctx context.Context, keys, names []string) ([]bring.One[Company], error) {
			return candidates(ctx, b, keys, names)
		}}
	in.batch = bring.NewBatch(rules)
	return in, nil
}

// names are under what a company is found again.
func (in *Intake) names(c *Company) []string {
	domain := ""
	if in.Match == ByDomain {
		domain = c.host()
	}
	return []string{domain, strings.ToLower(c.Name)}
}

// host is the domain of a company, or of its website.
func (c *Company) host() string {
	host := c.Domain
	if host == "" {
		_, host, _ = strings.Cut(c.Website, "://")
	}
	host, _, _ = strings.Cut(host, "/")
	return strings.TrimPrefix(strings.ToLower(host), "www.")
}

// Take takes rows in and says what became of each. No event is published for each company, but one Imported for all.
func (in *Intake) Take(ctx context.Context, rows []Row) ([]bring.Outcome, error) {
	incoming, err := in.read(ctx, rows)
	if err != nil {
		return nil, err
	}
	outcomes, err := in.batch.Take(ctx, incoming)
	if err != nil || in.Dry {
		return outcomes, err
	}
	told := Imported{Changed: make([]uuid.UUID, len(in.batch.Changed)), Companies: make([]Company, len(in.batch.Added))}
	for i, c := range in.batch.Changed {
		told.Changed[i] = c.ID
	}
	if err := in.s.bus.Publish(ctx, Importing{told.Changed}); err != nil {
		return nil, err
	}
	for i, c := range in.batch.Added {
		told.Companies[i] = *c
	}
	for i, o := range outcomes {
		if text := strings.TrimSpace(rows[i].Note); text != "" && (o.Fate == bring.Created || o.Fate == bring.Updated) {
			told.Notes = append(told.Notes, bring.Note{About: in.batch.Became[i].ID, Text: text})
		}
	}
	if err := importAll(ctx, told.Companies, in.batch.Changed); err != nil {
		return nil, err
	}
	return outcomes, in.s.bus.Publish(ctx, told)
}

// read says of each row by what its company is found again, and what it does to it.
func (in *Intake) read(ctx context.Context, rows []Row) ([]bring.Row[Company], error) {
	works, err := owner.Among(ctx, in.s.people, rows, func(r Row) *uuid.UUID { return r.To })
	if err != nil {
		return nil, err
	}
	all := make([]bring.Row[Company], len(rows))
	for i, r := range rows {
		nobody := Company{Name: "?"}
		if r.Err(in.country) == nil {
			nobody.apply(r.Draft, in.country) //nolint:errcheck // checked above
		}
		all[i] = bring.Row[Company]{Custom: r.Own, Err: r.Err(in.country), Names: in.names(&nobody),
			New: func() (*Company, error) { return fresh(ctx, r.To, works), nil },
			Set: func(to *Company) error { return to.apply(r.joined(*to), in.country) }}
		if in.Match == ByID {
			all[i].Key = strings.ToLower(strings.TrimSpace(r.ID))
		}
	}
	return all, nil
}

// Err is what is wrong with a row whatever is there already.
func (r Row) Err(country string) error {
	nobody := Company{Name: "?"}
	return nobody.apply(r.Draft, country)
}

// joined is a draft that adds kinds and tags to those that a company has.
func (r Row) joined(c Company) Draft {
	d := r.Draft
	if d.Tags != nil {
		all := slices.Concat(c.Tags, *d.Tags)
		d.Tags = (*[]string)(&all)
	}
	if d.Kinds != nil {
		all := slices.Concat(c.Kinds, *d.Kinds)
		d.Kinds = (*[]string)(&all)
	}
	return d
}

// fresh is a company that belongs to somebody, or to the caller.
func fresh(ctx context.Context, to *uuid.UUID, works map[uuid.UUID]bool) *Company {
	now := clock.Now()
	if to == nil || !works[*to] {
		to = owner.Self(ctx)
	}
	return &Company{ID: id.New(), OwnerID: to, Version: 1, CreatedAt: now, UpdatedAt: now}
}

// Named finds companies by name, or by id, among those that the caller may see. The result is by what was asked for, in lower case.
func (s *Service) Named(ctx context.Context, names []string) (map[string]uuid.UUID, error) {
	wanted := tidy(names)
	if len(wanted) == 0 {
		return map[string]uuid.UUID{}, nil
	}
	found, err := byNames(ctx, wanted)
	if err != nil {
		return nil, err
	}
	var ids []string
	for low := range wanted {
		if uuid.Validate(low) == nil {
			ids = append(ids, low)
		}
	}
	known, err := byIDs(ctx, ids)
	maps.Copy(found, known)
	return found, err
}

// tidy are names by what they are in lower case.
func tidy(names []string) map[string]string {
	wanted := map[string]string{}
	for _, n := range names {
		n = strings.TrimSpace(n)
		if low := strings.ToLower(n); n != "" && wanted[low] == "" {
			wanted[low] = n
		}
	}
	return wanted
}

// Ensure finds companies by name among those that the caller may see, and makes the missing ones, the caller's own. The
// result is by name in lower case. Names that no company can have are left out, and missing ones for a caller who
// may not make companies.
func (s *Service) Ensure(ctx context.Context, names []string) (map[string]uuid.UUID, error) {
	wanted := tidy(names)
	if len(wanted) == 0 {
		return nil, nil
	}
	found, err := byNames(ctx, wanted)
	if err != nil || caller.From(ctx).May(Kind, "create") == caller.None {
		return found, err
	}
	var missing []Company
	for low, name := range wanted {
		if _, ok := found[low]; ok {
			continue
		}
		if c, ok := named(ctx, name); ok {
			missing, found[low] = append(missing, c), c.ID
		}
	}
	if len(missing) == 0 {
		return found, nil
	}
	if err := insertAll(ctx, missing); err != nil {
		return nil, err
	}
	return found, s.bus.Publish(ctx, Imported{Companies: missing})
}

func named(ctx context.Context, name string) (Company, bool) {
	c := fresh(ctx, nil, nil)
	err := c.apply(Draft{Name: &name}, "")
	return *c, err == nil
}
