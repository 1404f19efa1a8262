package company

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/sheet"
)

var headings = []string{"Name", "Domain", "Website", "Email", "Phone", "Industry", "Street", "City", "Postcode", "Country",
	"Owner", "Created at", "Updated at", "ID"}

// Export returns the companies of a list that the caller may take out, as CSV, from one moment.
func (s *Service) Export(ctx context.Context, q page.Query) ([]byte, error) {
	cs, err := exported(ctx, q)
	if err != nil {
		return nil, err
	}
	owners, err := owner.Names(ctx, s.people, cs, func(c Company) *uuid.UUID { return c.OwnerID })
	if err != nil {
		return nil, err
	}
	rows := [][]string{headings}
	for _, c := range cs {
		name := ""
		if c.OwnerID != nil {
			name = owners[*c.OwnerID]
		}
		rows = append(rows, []string{c.Name, c.Domain, c.Website, c.Email, c.Phone, c.Industry, c.Street, c.City, c.Postcode, c.Country,
			name, c.CreatedAt.UTC().Format(time.RFC3339), c.UpdatedAt.UTC().Format(time.RFC3339), c.ID.String()})
	}
	if err := s.bus.Publish(ctx, Exported{len(cs)}); err != nil {
		return nil, err
	}
	return sheet.Write(rows)
}
