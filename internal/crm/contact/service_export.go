package contact

import (
	"context"
	"slices"
	"strconv"

	"github.com/kith-crm/kith/internal/crm/customfield"
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
	w, wide, err := walk(ctx, t)
	if err != nil {
		return sheet.Table{}, err
	}
	own, err := customfield.Columns(ctx, s.custom, Kind, func(c Seen) (map[string]any, map[string]string) { return c.Own, c.Names })
	if err != nil {
		return sheet.Table{}, err
	}
	all := slices.Concat(columns(ctx), further("email", "moreEmails", wide.Emails, func(c Seen) []Channel { return c.MoreEmails }),
		further("phone", "morePhones", wide.Phones, func(c Seen) []Channel { return c.MorePhones }), own)
	return sheet.Of(sheet.Pick(all, t.Columns, sees(ctx)), wide.Total, w.Next, s.See), nil
}

type column = sheet.Field[Seen]

func is(key string, cell func(Seen) any) column {
	return column{Column: sheet.Column{Key: key}, Cell: cell}
}

// columns are those of a file; an import knows all of them again but those that Kith keeps by itself and consent, which only the
// person gives. Those at the end are only in files that ask for them.
func columns(ctx context.Context) []column {
	zone := clock.Zone(caller.From(ctx).Tenant.Timezone)
	all := []column{
		is("id", func(c Seen) any { return c.ID.String() }), is("firstName", func(c Seen) any { return c.FirstName }), is("lastName", func(c Seen) any { return c.LastName }),
		is("preferredName", func(c Seen) any { return c.PreferredName }), is("email", func(c Seen) any { return c.Email }), is("emailLabel", func(c Seen) any { return c.EmailLabel }),
		is("phone", func(c Seen) any { return c.Phone }), is("phoneLabel", func(c Seen) any { return c.PhoneLabel }), is("jobTitle", func(c Seen) any { return c.JobTitle }),
		is("company", func(c Seen) any { return c.CompanyName }), is("street", func(c Seen) any { return c.Street }), is("city", func(c Seen) any { return c.City }),
		is("postcode", func(c Seen) any { return c.Postcode }), is("country", func(c Seen) any { return c.Country }), is("birthday", func(c Seen) any { return sheet.Day(c.Birthday) }),
		is("language", func(c Seen) any { return c.Language }), is("tags", func(c Seen) any { return c.Tags.Told() }),
		is("consentEmail", func(c Seen) any { return holds(c.Consent.Email) }), is("consentPhone", func(c Seen) any { return holds(c.Consent.Phone) }),
		is("source", func(c Seen) any { return c.Source }), is("owner", func(c Seen) any { return c.OwnerName }), is("createdAt", func(c Seen) any { return c.CreatedAt.In(zone) }),
		is("name", func(c Seen) any { return c.Name }), is("updatedAt", func(c Seen) any { return c.UpdatedAt.In(zone) }),
	}
	for i := range all {
		switch all[i].Key {
		case "consentEmail", "consentPhone":
			all[i].Part = "consent"
		case "name", "updatedAt":
			all[i].Extra = true
		}
	}
	return all
}

// holds is the decision that holds.
func holds(all []Decision) string {
	if len(all) == 0 {
		return ""
	}
	return all[0].State
}

// further are the columns of further ways to reach a person: email2, email2Label, and so on.
func further(field, part string, most int64, of func(Seen) []Channel) (all []column) {
	for i := range int(most) {
		name := field + strconv.Itoa(i+2)
		add := func(key, named string, cell func(Channel) string) {
			all = append(all, column{Column: sheet.Column{Key: key, Name: named, N: i + 2}, Part: part, Cell: func(c Seen) any {
				if ways := of(c); i < len(ways) {
					return cell(ways[i])
				}
				return nil
			}})
		}
		add(name, field, func(w Channel) string { return w.Value })
		add(name+"Label", field+"Label", func(w Channel) string { return w.Label })
	}
	return all
}
