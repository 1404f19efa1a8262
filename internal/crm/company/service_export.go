package company

import (
	"context"
	"time"

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
	cs, err := listAll(ctx, q)
	if err != nil {
		return nil, err
	}
	seen, err := s.See(ctx, cs...)
	if err != nil {
		return nil, err
	}
	zone := clock.Zone(caller.From(ctx).Tenant.Timezone)
	own, cells, err := s.custom.Cells(ctx, Kind, customOf(cs)...)
	if err != nil {
		return nil, err
	}
	rows := [][]string{append([]string{"id", "name", "domain", "website", "email", "phone", "industry", "kinds", "tags", "street", "city", "postcode", "country", "owner", "createdAt"}, own...)}
	for i, c := range seen {
		rows = append(rows, append([]string{c.ID.String(), c.Name, c.Domain, c.Website, c.Email, c.Phone, c.Industry, c.Kinds.Told(), c.Tags.Told(), c.Street, c.City, c.Postcode,
			c.Country, c.OwnerName, c.CreatedAt.In(zone).Format(time.DateTime)}, cells[i]...))
	}
	if err := s.bus.Publish(ctx, Exported{len(cs)}); err != nil {
		return nil, err
	}
	return sheet.Write(rows)
}
