package cadence

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Done is what became of a lead by what somebody said of a call.
type Done struct {
	AttemptID uuid.UUID
	Lead      Lead
	Noted     bool // that the person does not want to be called stands on their page
}

// Called notes what came of a call to the lead of a deal, unless somebody else has called since the caller read version.
func (s *Service) Called(ctx context.Context, dealID uuid.UUID, version int, said Said) (Done, error) {
	now := clock.Now()
	if err := said.check(now); err != nil {
		return Done{}, err
	}
	one, err := s.open(ctx, dealID)
	if err != nil {
		return Done{}, err
	}
	switch {
	case one.Lead.Version != version:
		return Done{}, ErrStale
	case one.Lead.State != Calling:
		return Done{}, ErrNot
	}
	a, err := s.attempt(ctx, one, said, now)
	if err != nil {
		return Done{}, err
	}
	lead := one.Lead
	if err := s.advance(ctx, &lead, one.rule, said.Outcome, said.At); err != nil {
		return Done{}, err
	}
	if err := saveLead(ctx, version, &lead); err != nil {
		return Done{}, err
	}
	out := Done{AttemptID: a.ID, Lead: lead}
	if said.Outcome == DoNotCall {
		out.Noted, err = s.refuse(ctx, dealID, said.Source)
	}
	return out, err
}

// standing is a deal that is called, with how.
type standing struct {
	row
	rule Rule
}

// open is a deal that the caller sees and whose leads are called.
func (s *Service) open(ctx context.Context, dealID uuid.UUID) (standing, error) {
	c, err := s.calling(ctx)
	if err != nil {
		return standing{}, err
	}
	if _, err := s.Deals.Find(ctx, dealID); err != nil {
		return standing{}, err
	}
	found, ok, err := leadOf(ctx, s.Deals.In(ctx, c.ids()), dealID)
	if err == nil && (!ok || found.Deal.Status != pipeline.Open) {
		err = ErrOff
	}
	return standing{found, c.rules[found.Deal.PipelineID]}, err
}

// attempt is the entry of a call: one that the caller has just begun in another way, or a new one.
func (s *Service) attempt(ctx context.Context, one standing, said Said, now time.Time) (Attempt, error) {
	a, begun, err := pending(ctx, one.Deal.ID, caller.From(ctx).UserID, now.Add(-undoTime))
	if err != nil {
		return a, err
	}
	if begun {
		a.Outcome = said.Outcome
		return a, errs.All(s.Activities.Mark(ctx, a.ActivityID, said.Outcome), saveOutcome(ctx, a))
	}
	made, err := s.Activities.Create(ctx, "call", record.Ref{Kind: deal.Kind, ID: one.Deal.ID}, activity.Draft{Text: &said.Text, Outcome: said.Outcome})
	if err != nil {
		return a, err
	}
	zone, err := s.zone(ctx, one.Deal.ID)
	if err != nil {
		return a, err
	}
	a = Attempt{DealID: one.Deal.ID, ID: id.New(), At: made.At, Hour: made.At.In(zone).Hour(), Outcome: said.Outcome, ByID: made.OwnerID, ActivityID: made.ID, PlannedAt: one.Lead.NextAt}
	return a, insertAttempt(ctx, a)
}

// advance moves a lead on after an attempt that is saved already.
func (s *Service) advance(ctx context.Context, l *Lead, r Rule, outcome string, at *time.Time) error {
	tried, err := times(ctx, l.DealID, l.Since)
	if err != nil {
		return err
	}
	zone, err := s.zone(ctx, l.DealID)
	l.Attempts = len(tried)
	l.take(outcome, at, func() (time.Time, bool) { return r.Next(l.Since, tried, clock.Now(), zone) })
	return err
}

// refuse writes down that the person of a deal does not want to be called; false when the caller may not change that person.
func (s *Service) refuse(ctx context.Context, dealID uuid.UUID, source string) (bool, error) {
	found, err := s.callees(ctx, []uuid.UUID{dealID})
	who, ok := found[dealID]
	if err != nil || !ok {
		return false, err
	}
	c, err := s.Contacts.Find(ctx, who.ContactID)
	if err != nil {
		return false, err
	}
	_, err = s.Contacts.Update(ctx, c.ID, c.Version, contact.Draft{Consent: &contact.Deciding{Saying: contact.Saying{Channel: "phone", State: contact.Withdrawn, Source: source}}})
	if errors.Is(err, errs.ErrDenied) {
		return false, nil
	}
	return err == nil, err
}

// Undo takes back the caller's last call to a lead, if it was the last one to it.
func (s *Service) Undo(ctx context.Context, attemptID uuid.UUID) (Lead, error) {
	a, err := s.undoable(ctx, attemptID)
	if err != nil {
		return Lead{}, err
	}
	one, err := s.open(ctx, a.DealID)
	if err != nil {
		return Lead{}, err
	}
	err = s.Activities.Delete(ctx, a.ActivityID)
	switch {
	case errors.Is(err, activity.ErrFixed): // the phone system has made the call: it stays, nobody says any more what came of it
		a.Outcome = Logged
		err = errs.All(s.Activities.Mark(ctx, a.ActivityID, Logged), saveOutcome(ctx, a))
	case err == nil:
		err = removeAttempt(ctx, a)
	}
	if err != nil {
		return Lead{}, err
	}
	lead := one.Lead
	lead.State, lead.Reason, lead.NextAt, lead.Asked = Calling, "", a.PlannedAt, false
	if lead.NextAt == nil {
		lead.NextAt = &a.At
	}
	tried, err := times(ctx, lead.DealID, lead.Since)
	lead.Attempts = len(tried)
	return lead, errs.All(err, saveLead(ctx, lead.Version, &lead))
}

// undoable is an attempt that the caller may take back.
func (s *Service) undoable(ctx context.Context, attemptID uuid.UUID) (Attempt, error) {
	a, ok, err := findAttempt(ctx, attemptID)
	if err != nil || !ok {
		return a, errs.All(err, deal.ErrNotFound)
	}
	if _, err := s.Deals.Find(ctx, a.DealID); err != nil {
		return a, err
	}
	last, err := lastOf(ctx, a.DealID)
	switch {
	case err != nil:
		return a, err
	case last != a.ID || a.ByID == nil || *a.ByID != caller.From(ctx).UserID || clock.Since(a.At) > undoTime:
		return a, ErrUndone
	case a.Outcome == DoNotCall:
		return a, ErrFinal
	}
	return a, nil
}

// Heard counts a call that somebody has written down in another way, or that the phone system makes.
func (s *Service) Heard(ctx context.Context, a activity.Activity) error {
	if a.Type != "call" || a.Outcome() != "" {
		return nil
	}
	ids, err := s.meant(ctx, a)
	if err != nil || len(ids) == 0 {
		return err
	}
	c, err := s.calling(program(ctx))
	if err != nil || len(c.rules) == 0 {
		return err
	}
	rows, err := called(ctx, s.Deals.In(program(ctx), c.ids()), ids)
	for _, r := range rows {
		if err == nil {
			err = s.hear(ctx, r, c.rules[r.Deal.PipelineID], a)
		}
	}
	return err
}

// meant are the deals whose leads a call may have been made to.
func (s *Service) meant(ctx context.Context, a activity.Activity) ([]uuid.UUID, error) {
	switch a.Kind {
	case deal.Kind:
		return []uuid.UUID{a.RecordID}, nil
	case contact.Kind:
		return s.Deals.With(ctx, a.RecordID)
	default:
		return nil, nil
	}
}

// hear counts one call. Who has written down how long they spoke has reached somebody.
func (s *Service) hear(ctx context.Context, r row, rule Rule, a activity.Activity) error {
	zone, err := s.zone(ctx, r.Deal.ID)
	if err != nil {
		return err
	}
	outcome := Logged
	if a.Minutes > 0 {
		outcome = Reached
	}
	err = insertAttempt(ctx, Attempt{DealID: r.Deal.ID, ID: id.New(), At: a.At, Hour: a.At.In(zone).Hour(), Outcome: outcome, ByID: a.OwnerID, ActivityID: a.ID, PlannedAt: r.Lead.NextAt})
	if err != nil {
		return err
	}
	lead := r.Lead
	if err := s.advance(ctx, &lead, rule, outcome, nil); err != nil {
		return err
	}
	return saveLead(ctx, lead.Version, &lead)
}
