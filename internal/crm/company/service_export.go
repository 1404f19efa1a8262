package company

import (
	"context"
	"slices"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/sheet"
)

// Exported is published when companies left Kith as a file.
type Exported struct{ Count int }

// Change implements event.Change.
func (e Exported) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind}, Action: "exported", After: map[string]int{"count": e.Count}}
}

// Export returns the companies of a list as CSV, times in the tenant's zone.
func (s *Service) Export(ctx context.Context, q page.Query) ([]byte, error) {
	t, err := s.Table(ctx, page.Taken{Query: q})
	if err != nil {
		return nil, err
	}
	data, n, err := t.CSV(ctx, sheet.AtOnce)
	if err != nil {
		return nil, err
	}
	return data, s.bus.Publish(ctx, Exported{n})
}

// Table is what the caller takes out of a list, as far as they may see and export it, times in the tenant's zone.
func (s *Service) Table(ctx context.Context, t page.Taken) (sheet.Table, error) {
	w, total, err := walk(ctx, t)
	if err != nil {
		return sheet.Table{}, err
	}
	own, err := customfield.Columns(ctx, s.custom, Kind, func(c Seen) (map[string]any, map[string]string) { return c.Own, c.Names })
	if err != nil {
		return sheet.Table{}, err
	}
	return sheet.Of(sheet.Pick(slices.Concat(columns(ctx), own), t.Columns, sees(ctx)), total, w.Next, s.See), nil
}

type column = sheet.Field[Seen]

func is(key string, cell func(Seen) any) column {
	return column{Column: sheet.Column{Key: key}, Cell: cell}
}

// extra is a column that is only in files that ask for it.
func extra(key string, cell func(Seen) any) column {
	return column{Column: sheet.Column{Key: key}, Extra: true, Cell: cell}
}

func columns(ctx context.Context) []column {
	zone := clock.Zone(caller.From(ctx).Tenant.Timezone)
	return []column{
		is("id", func(c Seen) any { return c.ID.String() }), is("name", func(c Seen) any { return c.Name }), is("domain", func(c Seen) any { return c.Domain }),
		is("website", func(c Seen) any { return c.Website }), is("email", func(c Seen) any { return c.Email }), is("phone", func(c Seen) any { return c.Phone }),
		is("industry", func(c Seen) any { return c.Industry }), is("kinds", func(c Seen) any { return c.Kinds.Told() }), is("tags", func(c Seen) any { return c.Tags.Told() }),
		is("street", func(c Seen) any { return c.Street }), is("city", func(c Seen) any { return c.City }), is("postcode", func(c Seen) any { return c.Postcode }),
		is("country", func(c Seen) any { return c.Country }), is("owner", func(c Seen) any { return c.OwnerName }), is("createdAt", func(c Seen) any { return c.CreatedAt.In(zone) }),
		extra("contactCount", func(c Seen) any { return c.Contacts }), extra("openDealCount", func(c Seen) any { return c.Deals }),
		extra("updatedAt", func(c Seen) any { return c.UpdatedAt.In(zone) }),
	}
}
