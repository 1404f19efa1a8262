package app

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/access/share"
	"github.com/kith-crm/kith/internal/access/team"
	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/record"
)

type (
	demoContact struct {
		First, Last, Job string
		Company          int
	}
	demoDeal struct {
		Name          string
		Company       int
		Amount        int64
		Stage, DueDay int
	}
	demoTask struct {
		Title     string
		Day, Deal int
	}
	demoNote struct {
		Text string
		Deal int
	}
)

// UnmarshalJSON reads a row: the demonstrations are written as short lists.
func (c *demoContact) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&c.First, &c.Last, &c.Job, &c.Company})
}

// UnmarshalJSON reads a row.
func (d *demoDeal) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&d.Name, &d.Company, &d.Amount, &d.Stage, &d.DueDay})
}

// UnmarshalJSON reads a row.
func (t *demoTask) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&t.Title, &t.Day, &t.Deal})
}

// UnmarshalJSON reads a row.
func (n *demoNote) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, &[]any{&n.Text, &n.Deal}) }

// seeder makes the records of a demonstration company, half of them the manager's and half the employee's.
type seeder struct {
	*App
	demo
	tenant    caller.Tenant
	people    map[string]uuid.UUID
	companies []uuid.UUID
	contacts  []uuid.UUID
	deals     []uuid.UUID
	kind      string // the field that says what kind of work a deal is
}

func (a *App) fillDemo(ctx context.Context, d demo, t caller.Tenant, people map[string]uuid.UUID) error {
	s := &seeder{App: a, demo: d, tenant: t, people: people}
	for _, part := range []struct {
		role string
		make func(context.Context) error
	}{
		{"owner", s.makeTeam}, {"employee", s.makeCompanies}, {"employee", s.makeContacts}, {"owner", s.makeFields}, {"employee", s.makeDeals}, {"owner", s.makeSecond},
		{"employee", s.makeTasks}, {"manager", s.makeNotes}, {"owner", s.assign},
	} {
		if err := a.DB.InTenant(s.as(ctx, part.role), part.make); err != nil {
			return fmt.Errorf("demonstration: %w", err)
		}
	}
	return nil
}

// as lets somebody of the demonstration company act, with every right.
func (s *seeder) as(ctx context.Context, role string) context.Context {
	c := caller.System("", s.tenant)
	c.System, c.Name, c.UserID, c.Role = "demo", s.People[role], s.people[role], role
	return caller.With(ctx, c)
}

func (s *seeder) owner(i int) patch.Field[uuid.UUID] {
	return patch.Of(s.people[[]string{"employee", "manager"}[i%2]])
}

func (s *seeder) makeTeam(ctx context.Context) error {
	members := []team.Member{{UserID: s.people["manager"], Manager: true}, {UserID: s.people["employee"]}}
	_, err := s.Teams.Create(ctx, team.Draft{Name: &s.Team, Members: &members})
	return err
}

func (s *seeder) makeCompanies(ctx context.Context) error {
	for i, c := range s.Companies {
		domain := fmt.Sprintf("company%d.example", i+1)
		made, err := s.App.Companies.Create(ctx, company.Draft{Name: &c[0], City: &c[1], Industry: &c[2], Domain: &domain, OwnerID: s.owner(i)})
		if err != nil {
			return err
		}
		s.companies = append(s.companies, made.ID)
	}
	return nil
}

func (s *seeder) makeContacts(ctx context.Context) error {
	for i, c := range s.Contacts {
		email, phone := fmt.Sprintf("contact%d@company%d.example", i+1, c.Company+1), fmt.Sprintf("+48 601 200 %03d", 100+i)
		made, err := s.App.Contacts.Create(ctx, contact.Draft{FirstName: &c.First, LastName: &c.Last, JobTitle: &c.Job, Email: &email,
			Phone: &phone, City: &s.Companies[c.Company][1], CompanyID: patch.Of(s.companies[c.Company]), OwnerID: s.owner(i)})
		if err != nil {
			return err
		}
		s.contacts = append(s.contacts, made.ID)
	}
	return nil
}

func (s *seeder) makeDeals(ctx context.Context) error {
	stages, err := s.Pipelines.Stages(ctx)
	if err != nil {
		return err
	}
	for i, d := range s.Deals {
		owner := s.owner(i).Value
		n := deal.New{StageID: &stages[min(d.Stage, 3)].ID, People: s.buyer(d.Company)}
		n.Name, n.Value, n.OwnerID = &d.Name, &money.Money{Amount: d.Amount, Currency: s.tenant.Currency}, &owner
		n.CompanyID, n.ExpectedOn = patch.Of(s.companies[d.Company]), patch.Of(date.Of(clock.Now().AddDate(0, 0, d.DueDay)))
		n.Custom = map[string]any{s.kind: s.Fields.Choices[i%len(s.Fields.Choices)]}
		made, err := s.App.Deals.Create(ctx, n)
		if err != nil {
			return err
		}
		if d.Stage > 3 {
			if _, err := s.App.Deals.Move(ctx, made.ID, deal.Move{StageID: stages[d.Stage].ID, Version: made.Version}); err != nil {
				return err
			}
		}
		s.deals = append(s.deals, made.ID)
	}
	return nil
}

// demoFields are the company's own: on deals what kind of work it is and what of the value is somebody's share, on companies
// what is still to be won.
type demoFields struct {
	Kind    string
	Choices []string
	Share   string
	Open    string
}

func (s *seeder) makeFields(ctx context.Context) error {
	choices, places, share := make([]customfield.Option, len(s.Fields.Choices)), 2, "[value] * 0.05"
	for i, label := range s.Fields.Choices {
		choices[i] = customfield.Option{Label: label, Colour: customfield.Colours[4+2*i]}
	}
	kind, err := s.App.Fields.Create(ctx, deal.Kind, customfield.Choice, customfield.Draft{Label: &s.Fields.Kind, Choices: &choices})
	if err != nil {
		return err
	}
	s.kind = kind.ID.String()
	if _, err := s.App.Fields.Create(ctx, deal.Kind, customfield.Formula, customfield.Draft{Label: &s.Fields.Share, Formula: &share, Decimals: &places}); err != nil {
		return err
	}
	sum := customfield.Summary{Of: deal.Kind, Do: customfield.Sum, Field: "value", Only: pipeline.Open}
	_, err = s.App.Fields.Create(ctx, company.Kind, customfield.Rollup, customfield.Draft{Label: &s.Fields.Open, Summary: &sum})
	return err
}

// buyer is the first contact of a company.
func (s *seeder) buyer(company int) []deal.Person {
	for i, c := range s.Contacts {
		if c.Company == company {
			return []deal.Person{{ContactID: s.contacts[i], Role: "decider"}}
		}
	}
	return nil
}

func (s *seeder) makeTasks(ctx context.Context) error {
	allDay := true
	for i, t := range s.Tasks {
		owner := s.owner(i).Value
		d := task.Draft{Title: &t.Title, DueAt: patch.Of(clock.Now().AddDate(0, 0, t.Day)), AllDay: &allDay, AssigneeID: &owner,
			About: patch.Of(record.Ref{Kind: deal.Kind, ID: s.deals[t.Deal]})}
		if _, err := s.App.Tasks.Create(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) makeNotes(ctx context.Context) error {
	for i, n := range s.Notes {
		kind, minutes := []string{"note", "call", "meeting"}[i%3], 15*i
		_, err := s.Activities.Create(ctx, kind, record.Ref{Kind: deal.Kind, ID: s.deals[n.Deal]}, activity.Draft{Text: &n.Text, Minutes: &minutes})
		if err != nil {
			return err
		}
	}
	return nil
}

// assign gives the freelancer one deal with its company and contact.
func (s *seeder) assign(ctx context.Context) error {
	freelancer := s.people["freelancer"]
	for _, r := range []record.Ref{{Kind: deal.Kind, ID: s.deals[2]}, {Kind: company.Kind, ID: s.companies[2]}, {Kind: contact.Kind, ID: s.contacts[1]}} {
		if _, err := s.Shares.Create(ctx, share.Draft{Record: r, UserID: &freelancer}); err != nil {
			return err
		}
	}
	return nil
}

// demoPipeline is the second way in which the demonstration company sells: three open stages, won, lost. The second one asks
// for value and date.
type demoPipeline struct {
	Name   string
	Stages []string
	Rule   string
	Deals  []string
}

const (
	demoRotDays = 14
	demoWorth   = 180_000
)

func (s *seeder) makeSecond(ctx context.Context) error {
	kinds := []string{pipeline.Open, pipeline.Open, pipeline.Open, pipeline.Won, pipeline.Lost}
	chances := []int{20, 50, 80, 100, 0}
	stages := make([]pipeline.StageDraft, len(s.Second.Stages))
	for i, name := range s.Second.Stages {
		stages[i] = pipeline.StageDraft{Name: name, Kind: kinds[i], Probability: chances[i]}
	}
	stages[1].Gate, stages[1].RotDays, stages[1].ExitRule = []string{pipeline.AskValue, pipeline.AskDate}, demoRotDays, s.Second.Rule
	p, err := s.Pipelines.Create(ctx, pipeline.Draft{Name: &s.Second.Name, Stages: &stages})
	if err != nil {
		return err
	}
	for i, name := range s.Second.Deals {
		owner := s.owner(i).Value
		n := deal.New{StageID: &p.Stages[i].ID, People: s.buyer(i)}
		n.Name, n.OwnerID, n.CompanyID = &name, &owner, patch.Of(s.companies[i])
		if i > 0 {
			n.Value, n.ExpectedOn = &money.Money{Amount: demoWorth, Currency: s.tenant.Currency}, patch.Of(date.Of(clock.Now().AddDate(0, 0, demoRotDays)))
		}
		if _, err := s.App.Deals.Create(ctx, n); err != nil {
			return err
		}
	}
	return nil
}
