// Package dashboard puts together the figures of the first page of reports: what is open, what was won, who did what. It
// owns no data. A figure counts what both the right to reports and the right to the records reach, whichever is
// narrower; amounts of different currencies are never added up.
package dashboard

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/record"
)

// people tells the names of the tenant's members.
type people interface {
	Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
}

// Parts are the services that the figures come from.
type Parts struct {
	Deals      *deal.Service
	Pipelines  *pipeline.Service
	Tasks      *task.Service
	Activities activities
	People     people
}

// Service answers with figures of the caller's tenant.
type Service struct{ Parts }

// NewService returns a service made of its parts.
func NewService(p Parts) *Service { return &Service{p} }

// Figures are those of a month, in the tenant's time zone.
type Figures struct {
	Month  string // YYYY-MM
	Open   []Stage
	Won    Sum
	Days   []Day
	Lost   []deal.ReasonSum
	People []Person
}

// Sum is a number of deals with their values, one per currency.
type Sum struct {
	Count int64
	Sums  []money.Money
}

// Stage is an open stage with its open deals.
type Stage struct {
	pipeline.Stage
	Pipeline string
	Sum
}

// Day is a day with the deals won on it.
type Day struct {
	Day date.Date
	Sum
}

// Person is what somebody did.
type Person struct {
	UserID                                    uuid.UUID
	Name                                      string
	Calls, Meetings, Emails, Notes, TasksDone int64
}

// This returns the figures of the current month.
func (s *Service) This(ctx context.Context) (Figures, error) {
	ctx = narrow(ctx, deal.Kind, task.Kind, "activity")
	zone := clock.Zone(caller.From(ctx).Tenant.Timezone)
	now := clock.Now().In(zone)
	from := clock.Midnight(now, zone, 1-now.Day())
	to := clock.Midnight(time.Date(now.Year(), now.Month()+1, 1, 12, 0, 0, 0, zone), zone, 0)
	r, err := s.read(ctx, from, to)
	if err != nil {
		return Figures{}, err
	}
	f := Figures{Month: now.Format("2006-01"), Open: r.stages(), Lost: r.lost}
	f.Won, f.Days = won(r.won)
	f.People, err = s.persons(ctx, append(r.acts, r.tasks...))
	return f, err
}

// narrow makes the caller see no more records of some kinds than the right to reports reaches.
func narrow(ctx context.Context, kinds ...string) context.Context {
	c := *caller.From(ctx)
	reach := c.May("report", "read")
	grants := maps.Clone(c.Grants)
	for _, kind := range kinds {
		if c.May(kind, "read").Wider(reach) && c.System == "" {
			grants[kind+".read"] = reach
		}
	}
	c.Grants = grants
	return caller.With(ctx, &c)
}

// rows is what one round trip reads.
type rows struct {
	pipelines   []pipeline.Pipeline
	all         []pipeline.Stage
	open        []deal.StageSum
	won         []deal.DaySum
	lost        []deal.ReasonSum
	acts, tasks []record.Tally
}

func (r rows) stages() []Stage {
	names := map[uuid.UUID]string{}
	for _, p := range r.pipelines {
		names[p.ID] = p.Name
	}
	var out []Stage
	for _, s := range r.all {
		if s.Kind != pipeline.Open {
			continue
		}
		stage := Stage{Stage: s, Pipeline: names[s.PipelineID]}
		for _, sum := range r.open {
			if sum.StageID == s.ID {
				stage.add(sum.Count, sum.Amount, sum.Currency)
			}
		}
		out = append(out, stage)
	}
	return out
}

// add counts deals in; amounts of one currency come together.
func (s *Sum) add(count, amount int64, currency string) {
	s.Count += count
	for i := range s.Sums {
		if s.Sums[i].Currency == currency {
			s.Sums[i].Amount += amount
			return
		}
	}
	s.Sums = append(s.Sums, money.Money{Amount: amount, Currency: currency})
}

// won sums up days, which come in their order.
func won(sums []deal.DaySum) (all Sum, days []Day) {
	for _, d := range sums {
		all.add(d.Count, d.Amount, d.Currency)
		if len(days) == 0 || days[len(days)-1].Day != d.Day {
			days = append(days, Day{Day: d.Day})
		}
		days[len(days)-1].add(d.Count, d.Amount, d.Currency)
	}
	return all, days
}

// persons sorts what was done by who did it; whose name is not known any more is left out.
func (s *Service) persons(ctx context.Context, tallies []record.Tally) ([]Person, error) {
	by := map[uuid.UUID]*Person{}
	for _, t := range tallies {
		p := by[t.UserID]
		if p == nil {
			p = &Person{UserID: t.UserID}
			by[t.UserID] = p
		}
		p.add(t)
	}
	names, err := s.Parts.People.Names(ctx, slices.Collect(maps.Keys(by)))
	var all []Person
	for id, p := range by {
		if p.Name = names[id]; p.Name != "" {
			all = append(all, *p)
		}
	}
	slices.SortFunc(all, func(a, b Person) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.UserID.String(), b.UserID.String()))
	})
	return all, err
}

func (p *Person) add(t record.Tally) {
	switch t.Type {
	case "call":
		p.Calls += t.Count
	case "meeting":
		p.Meetings += t.Count
	case "email":
		p.Emails += t.Count
	case "note":
		p.Notes += t.Count
	case "task_done":
		p.TasksDone += t.Count
	}
}
