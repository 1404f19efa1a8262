package contact

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/sheet"
)

// Exported is published when contacts left Kith as a file.
type Exported struct{ Count int }

// Change implements event.Change.
func (e Exported) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind}, Action: "exported", After: map[string]int{"count": e.Count}}
}

// Export returns the contacts of a list as CSV, times in the tenant's zone.
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
	emails, phones := 0, 0
	for _, c := range cs {
		emails, phones = max(emails, len(c.MoreEmails)), max(phones, len(c.MorePhones))
	}
	own, ownCells, err := s.custom.Cells(ctx, Kind, customOf(cs)...)
	if err != nil {
		return nil, err
	}
	rows := [][]string{slices.Concat(header, heads("email", emails), heads("phone", phones), own)}
	for i, c := range seen {
		rows = append(rows, slices.Concat(cells(c, zone), ofChannels(c.MoreEmails, emails), ofChannels(c.MorePhones, phones), ownCells[i]))
	}
	if err := s.bus.Publish(ctx, Exported{len(cs)}); err != nil {
		return nil, err
	}
	return sheet.Write(rows)
}

// header names the columns; an import knows all of them again but those that Kith keeps by itself and consent, which only
// the person gives.
var header = []string{"id", "firstName", "lastName", "preferredName", "email", "emailLabel", "phone", "phoneLabel", "jobTitle", "company", "street", "city", "postcode",
	"country", "birthday", "language", "tags", "consentEmail", "consentPhone", "source", "owner", "createdAt"}

func cells(c Seen, zone *time.Location) []string {
	return []string{c.ID.String(), c.FirstName, c.LastName, c.PreferredName, c.Email, c.EmailLabel, c.Phone, c.PhoneLabel, c.JobTitle, c.CompanyName, c.Street, c.City, c.Postcode,
		c.Country, day(c.Birthday), c.Language, c.Tags.Told(), holds(c.Consent.Email), holds(c.Consent.Phone), c.Source, c.OwnerName, c.CreatedAt.In(zone).Format(time.DateTime)}
}

// holds is the decision that holds.
func holds(all []Decision) string {
	if len(all) == 0 {
		return ""
	}
	return all[0].State
}

// heads are the columns of further ways to reach a person: email2, email2Label, and so on.
func heads(field string, n int) (all []string) {
	for i := range n {
		name := field + strconv.Itoa(i+2)
		all = append(all, name, name+"Label")
	}
	return all
}

func ofChannels(cs []Channel, n int) []string {
	all := make([]string, 2*n)
	for i, c := range cs {
		all[2*i], all[2*i+1] = c.Value, c.Label
	}
	return all
}
