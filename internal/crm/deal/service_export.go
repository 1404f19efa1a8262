package deal

import (
	"context"
	"slices"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/sheet"
)

// Export returns the deals of a list as CSV, times in the tenant's zone and amounts in whole units.
func (s *Service) Export(ctx context.Context, q page.Query) ([]byte, error) {
	t, err := s.Table(ctx, page.Taken{Query: q})
	if err != nil {
		return nil, err
	}
	data, n, err := t.CSV(ctx, sheet.AtOnce)
	if err != nil {
		return nil, err
	}
	return data, s.Bus.Publish(ctx, Exported{n})
}

// Table is what the caller takes out of a list, as far as they may see and export it, times in the tenant's zone.
func (s *Service) Table(ctx context.Context, t page.Taken) (sheet.Table, error) {
	w, total, err := walk(ctx, t)
	if err != nil {
		return sheet.Table{}, err
	}
	own, err := customfield.Columns(ctx, s.Parts.Custom, Kind, func(d Seen) (map[string]any, map[string]string) { return d.Own, d.Names })
	if err != nil {
		return sheet.Table{}, err
	}
	return sheet.Of(sheet.Pick(slices.Concat(columns(ctx), own), t.Columns, sees(ctx)), total, w.Next, s.See), nil
}

type cell = sheet.Field[Seen]

func is(key string, of func(Seen) any) cell {
	return cell{Column: sheet.Column{Key: key}, Cell: of}
}

// extra is a column that is only in files that ask for it.
func extra(key string, of func(Seen) any) cell {
	return cell{Column: sheet.Column{Key: key}, Extra: true, Cell: of}
}

func columns(ctx context.Context) []cell {
	zone := clock.Zone(caller.From(ctx).Tenant.Timezone)
	return []cell{
		is("id", func(d Seen) any { return d.ID.String() }), is("name", func(d Seen) any { return d.Name }), is("stage", func(d Seen) any { return d.StageName }),
		is("status", func(d Seen) any { return d.Status }), is("value", func(d Seen) any { return sheet.Amount(d.Value()) }), is("currency", func(d Seen) any { return d.Currency }),
		is("expectedOn", func(d Seen) any { return sheet.Day(d.ExpectedOn) }), is("company", func(d Seen) any { return d.CompanyName }),
		is("owner", func(d Seen) any { return d.OwnerName }), is("lostReason", func(d Seen) any { return d.LostReason }),
		is("closedAt", func(d Seen) any { return sheet.Moment(d.ClosedAt, zone) }), is("createdAt", func(d Seen) any { return d.CreatedAt.In(zone) }),
		extra("nextTask", func(d Seen) any {
			if d.Next == nil {
				return nil
			}
			return d.Next.Title
		}),
		extra("updatedAt", func(d Seen) any { return d.UpdatedAt.In(zone) }),
	}
}
