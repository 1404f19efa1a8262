package retention

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/object"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/data/privacy"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Parts are what the service works with.
type Parts struct {
	Bus        *event.Bus
	Privacy    *privacy.Service
	Contacts   *contact.Service
	Tasks      *task.Service
	Activities *activity.Service
	Objects    *object.Service
	InTenant   func(ctx context.Context, f func(context.Context) error) error
	Everyone   func(ctx context.Context, f func(context.Context, int64) error) error // for each company, in one unit on the platform
	// Tell writes to the company's owners and administrators, outside of units of work.
	Tell func(ctx context.Context, letter string, args map[string]string) error
}

// Service is the only way to the rules. Unless they say otherwise its methods run in a unit of work of the caller's company.
type Service struct{ Parts }

// NewService returns a service made with p.
func NewService(p Parts) *Service { return &Service{p} }

// Rule is what is set for an object, and what is due by it now.
type Rule struct {
	Row
	Object     string // what the company calls it, for its own
	Due, Total int64
	First      []Listed // a few of those that would be put on the list today
}

// Rules are those of everything for which there can be one.
func (s *Service) Rules(ctx context.Context) ([]Rule, error) {
	objects, err := s.Objects.List(ctx)
	if err != nil {
		return nil, err
	}
	all := []Rule{{Row: Row{Rule: Leads}}, {Row: Row{Rule: Contacts}}, {Row: Row{Rule: Tasks}}, {Row: Row{Rule: Activities}}}
	for _, o := range objects {
		all = append(all, Rule{Row: Row{Rule: o.ID.String()}, Object: o.Plural})
	}
	set, err := rules(ctx)
	for i := range all {
		for _, r := range set {
			if r.Rule == all[i].Rule {
				all[i].Row = r
			}
		}
		if all[i].Months > 0 && err == nil {
			err = s.count(ctx, &all[i], first)
		}
	}
	return all, err
}

// first is how many names a preview has.
const first = 5

// Preview is what a rule would find today, before it is set.
func (s *Service) Preview(ctx context.Context, rule string, months int) (Rule, error) {
	r := Rule{Row: Row{Rule: rule, Months: months}}
	if err := s.check(ctx, r.Row); err != nil {
		return r, err
	}
	return r, s.count(ctx, &r, first)
}

func (s *Service) count(ctx context.Context, r *Rule, names int) (err error) {
	if r.Due, r.Total, err = portion(ctx, r.Row); err == nil {
		r.First, err = found(ctx, r.Row, names)
	}
	return err
}

// check refuses a rule about nothing that there is, and times out of reason.
func (s *Service) check(ctx context.Context, r Row) error {
	if r.Months < minMonths || r.Months > maxMonths {
		return ErrMonths
	}
	if _, own := subjects[r.Rule]; own {
		return nil
	}
	id, err := uuid.Parse(r.Rule)
	if err != nil {
		return ErrRule
	}
	_, err = s.Objects.Find(ctx, id)
	return err
}

// Draft is what a caller may set of a rule; no months end it.
type Draft struct {
	Months int
	Erase  bool
}

// Set sets a rule, unless somebody else did since version. What was on its list is not any more.
func (s *Service) Set(ctx context.Context, rule string, version int, d Draft) error {
	before, err := one(ctx, rule)
	if err != nil {
		return err
	}
	if before.Version != version {
		return ErrStale
	}
	after := Row{Rule: rule, Months: d.Months, Erase: d.Erase && (rule == Leads || rule == Contacts), Version: version + 1}
	if d.Months != 0 {
		if err := s.check(ctx, after); err != nil {
			return err
		}
	}
	if err := replace(ctx, after); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Happened{of(ctx), "", before.said(), after.said()})
}

// of is the company, whose settings the trail tells of.
func of(ctx context.Context) record.Ref {
	return record.Ref{Kind: "tenant", ID: caller.From(ctx).Tenant.UID}
}

// Allow says that as many may go as are due now, more than a rule may take without being asked.
func (s *Service) Allow(ctx context.Context, rule string, version int) error {
	r, err := one(ctx, rule)
	if err != nil {
		return err
	}
	if r.Version != version || r.Months == 0 {
		return ErrStale
	}
	if r.Allowed, _, err = portion(ctx, r); err != nil {
		return err
	}
	r.Problem, r.Version = "", version+1
	if err := save(ctx, r); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Happened{of(ctx), "", r.said(), fmt.Sprintf("%s, %d allowed at once", r.said(), r.Allowed)})
}

// Waiting are records that are on a list, those that go first before others.
func (s *Service) Waiting(ctx context.Context) ([]Row, error) { return waiting(ctx) }

// Keep takes a record off the list for a year.
func (s *Service) Keep(ctx context.Context, rule string, id uuid.UUID) error {
	r, err := listed(ctx, rule, id)
	if err != nil {
		return err
	}
	until := clock.Now().AddDate(0, keepFor, 0)
	me := caller.From(ctx).UserID
	r.KeptUntil, r.KeptBy = &until, &me
	if err := save(ctx, r); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Happened{r.ref(), r.Name, "", "kept until " + until.Format(time.DateOnly)})
}

// ref is the record that a row is about.
func (r Row) ref() record.Ref {
	switch r.Rule {
	case Leads, Contacts:
		return record.Ref{Kind: contact.Kind, ID: r.RecordID}
	case Tasks, Activities:
		return record.Ref{Kind: r.Rule, ID: r.RecordID}
	}
	return record.Ref{Kind: "object_record", ID: r.RecordID}
}

// News is what there is to tell in the app: how many records go soon, since when they are on the list; nothing for who may not see it.
func (s *Service) News(ctx context.Context) (count int64, at *time.Time, err error) {
	if caller.From(ctx).May(privacy.Kind, "read") == caller.None {
		return 0, nil, nil
	}
	return news(ctx)
}
