package object

import (
	"context"
	"slices"
	"strings"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/sheet"
)

// Export returns the records of a list as CSV, times in the tenant's zone.
func (s *Service) Export(ctx context.Context, o Object, q page.Query) ([]byte, error) {
	t, err := s.Table(ctx, o, page.Taken{Query: q})
	if err != nil {
		return nil, err
	}
	data, n, err := t.CSV(ctx, sheet.AtOnce)
	if err != nil {
		return nil, err
	}
	return data, s.Bus.Publish(ctx, Exported{o, n})
}

// Table is what the caller takes out of the list of an object's records, as far as they may see and export it, times in the
// tenant's zone.
func (s *Service) Table(ctx context.Context, o Object, t page.Taken) (sheet.Table, error) {
	w, total, err := walk(ctx, o, t)
	if err != nil {
		return sheet.Table{}, err
	}
	own, err := customfield.Columns(ctx, s.Custom, o.Code(), func(r Seen) (map[string]any, map[string]string) { return r.Own, r.Names })
	if err != nil {
		return sheet.Table{}, err
	}
	see := func(ctx context.Context, rs ...Record) ([]Seen, error) { return s.See(ctx, o, rs...) }
	return sheet.Of(sheet.Pick(slices.Concat(columns(ctx), own), t.Columns, sees(ctx)), total, w.Next, see), nil
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
		is("id", func(r Seen) any { return r.ID.String() }), is("name", func(r Seen) any { return r.Name }), is("owner", func(r Seen) any { return r.OwnerName }),
		is("createdAt", func(r Seen) any { return r.CreatedAt.In(zone) }),
		extra("links", func(r Seen) any {
			names := make([]string, len(r.Links))
			for i, l := range r.Links {
				names[i] = l.Name
			}
			return strings.Join(names, ", ")
		}),
		extra("updatedAt", func(r Seen) any { return r.UpdatedAt.In(zone) }),
	}
}
