package deal

import (
	"context"
	"time"

	"github.com/bojanz/currency"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/sheet"
)

// Export returns the deals of a list as CSV, times in the tenant's zone and amounts in whole units.
func (s *Service) Export(ctx context.Context, q page.Query) ([]byte, error) {
	ds, err := listAll(ctx, q)
	if err != nil {
		return nil, err
	}
	seen, err := s.See(ctx, ds...)
	if err != nil {
		return nil, err
	}
	zone := clock.Zone(caller.From(ctx).Tenant.Timezone)
	own, cells, err := s.Custom.Cells(ctx, Kind, customOf(ds)...)
	if err != nil {
		return nil, err
	}
	rows := [][]string{append([]string{"id", "name", "stage", "status", "value", "currency", "expectedOn", "company", "owner", "lostReason", "closedAt", "createdAt"}, own...)}
	for i, d := range seen {
		rows = append(rows, append([]string{d.ID.String(), d.Name, d.StageName, d.Status, decimal(d), d.Currency, text(d.ExpectedOn),
			d.CompanyName, d.OwnerName, d.LostReason, local(d.ClosedAt, zone), local(&d.CreatedAt, zone)}, cells[i]...))
	}
	if err := s.Bus.Publish(ctx, Exported{len(seen)}); err != nil {
		return nil, err
	}
	return sheet.Write(rows)
}

func decimal(d Seen) string {
	a, err := currency.NewAmountFromInt64(d.Amount, d.Currency)
	if err != nil {
		return ""
	}
	return a.Number()
}

func text[T ~string](v *T) string {
	if v == nil {
		return ""
	}
	return string(*v)
}

func local(t *time.Time, zone *time.Location) string {
	if t == nil {
		return ""
	}
	return t.In(zone).Format(time.DateTime)
}
