package capture

import (
	"context"

	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// perText is how many people, and how many companies, are looked at for one text.
const perText = 20

// lookUp finds the people and companies that the caller may see by some texts, in one round trip.
func (s *Service) lookUp(ctx context.Context, texts []string) ([]Found, error) {
	people, companies := make([][]record.Hit, len(texts)), make([][]record.Hit, len(texts))
	reads := make([]db.Read, 0, 2*len(texts))
	for i, t := range texts {
		reads = append(reads, s.Contacts.ReadFound(ctx, t, perText, &people[i]), s.Companies.ReadFound(ctx, t, perText, &companies[i]))
	}
	if err := db.Fetch(ctx, reads...); err != nil {
		return nil, err
	}
	var all []Found
	for i := range texts {
		for _, h := range people[i] {
			all = append(all, Found{record.Ref{Kind: contact.Kind, ID: h.ID}, h.Title, h.Subtitle})
		}
		for _, h := range companies[i] {
			all = append(all, Found{record.Ref{Kind: company.Kind, ID: h.ID}, h.Title, h.Subtitle})
		}
	}
	return all, nil
}
