package email

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/identity/apikey"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/kit/reach"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/platform/limit"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Unit runs a function in a unit of work.
type Unit func(ctx context.Context, f func(context.Context) error) error

// Reacher tells how a record of its kind can be reached.
type Reacher interface {
	Reach(ctx context.Context, id uuid.UUID) (reach.Ways, error)
}

// Person is somebody who works in the company. Sees tells whether the role sees the addresses of a kind's records.
type Person struct {
	Name, Email string
	Sees        func(kind string) bool
}

// People knows who works in the caller's company. It opens units of work itself.
type People interface {
	// Person returns somebody by id; ok is false when they do not work here any more.
	Person(ctx context.Context, userID uuid.UUID) (p Person, ok bool, err error)
	// Owner returns an owner of the company.
	Owner(ctx context.Context) (Person, error)
}

// Parts are what mails need.
type Parts struct {
	Bus        *event.Bus
	InTenant   Unit
	Keys       secret.Keys
	Sender     mail.Sender
	Activities *activity.Service
	Limits     *limit.Service
	People     People
	Records    map[string]Reacher // by kind
}

// Service is the way to mails. Its methods run in the unit of work of the caller's tenant, but for the job's.
type Service struct{ Parts }

// NewService returns a service made with p.
func NewService(p Parts) *Service { return &Service{p} }

// Writing is what somebody needs to know who is about to write: to which addresses they can, whether the person has taken
// back the consent to be written to, and whether answers come to who writes, rather than to the company.
type Writing struct {
	Recipients []Recipient
	Withdrawn  bool
	Own        bool
}

// Recipients returns to which addresses of a record the caller can write.
func (s *Service) Recipients(ctx context.Context, about record.Ref) (Writing, error) {
	if err := mayWrite(ctx); err != nil {
		return Writing{}, err
	}
	ways, err := s.Records[about.Kind].Reach(ctx, about.ID)
	w := Writing{Recipients: []Recipient{}, Withdrawn: ways.EmailNot, Own: caller.From(ctx).Field(about.Kind, "email") != caller.Masked}
	for _, e := range ways.Emails {
		w.Recipients = append(w.Recipients, Recipient{s.key(about, e), e.Shown, e.Label})
	}
	return w, err
}

// mayWrite refuses programs: a mail is a person's word, and no key was made with that in mind.
func mayWrite(ctx context.Context) error {
	c := caller.From(ctx)
	if c.Role == apikey.Kind || c.May(activity.Kind, "create") == caller.None {
		return errs.ErrDenied
	}
	return nil
}

// Write has a mail sent to one of a record's addresses, and puts it on the record's timeline. ErrTo, ErrTooMany, ErrPlan.
func (s *Service) Write(ctx context.Context, about record.Ref, d Draft) (uuid.UUID, error) {
	if err := mayWrite(ctx); err != nil {
		return uuid.Nil, err
	}
	ways, err := s.Records[about.Kind].Reach(ctx, about.ID)
	if err != nil {
		return uuid.Nil, err
	}
	wrong := d.check()
	way, ok := s.pick(about, ways, d.To)
	if !ok {
		wrong = errs.All(wrong, ErrTo)
	}
	if wrong != nil {
		return uuid.Nil, wrong
	}
	if err := s.within(ctx); err != nil {
		return uuid.Nil, err
	}
	how := How{State: Queued, Subject: d.Subject, Label: way.Label, Way: d.To, Since: clock.Now()}
	a, err := s.Activities.Carry(ctx, Type, about, d.Text, how)
	if err != nil {
		return uuid.Nil, err
	}
	return a.ID, soon(ctx, a.ID)
}

func (s *Service) pick(about record.Ref, ways reach.Ways, key string) (reach.Way, bool) {
	n := slices.IndexFunc(ways.Emails, func(w reach.Way) bool { return s.key(about, w) == key })
	if n < 0 {
		return reach.Way{}, false
	}
	return ways.Emails[n], true
}

// Retry has a mail of the caller's sent that could not be sent. ErrState, ErrForeign, ErrTooMany, ErrPlan.
func (s *Service) Retry(ctx context.Context, id uuid.UUID) error {
	if err := mayWrite(ctx); err != nil {
		return err
	}
	var how How
	a, err := s.Activities.Carried(ctx, id, &how)
	switch {
	case err != nil:
		return err
	case a.Type != Type:
		return activity.ErrNotFound
	case a.OwnerID == nil || *a.OwnerID != caller.From(ctx).UserID:
		return ErrForeign
	case how.State != Failed:
		return ErrState
	}
	if err := s.within(ctx); err != nil {
		return err
	}
	how.State, how.Why, how.Since = Queued, "", clock.Now()
	if err := s.Activities.Carries(ctx, a, how); err != nil {
		return err
	}
	if err := s.Bus.Publish(ctx, Retried{id, how}); err != nil {
		return err
	}
	return soon(ctx, id)
}

// soon has a mail sent. The job is the program's own, so that it also ends for somebody who has just left.
func soon(ctx context.Context, id uuid.UUID) error {
	return job.EnqueueFor(ctx, caller.From(ctx).Tenant.ID, Type, Send{id})
}

// How many mails go out within a day: of one person, and of a whole company that has not paid yet. What a plan has for a
// day comes on top. Who writes by hand stays far below; who took an account to send advertising does not.
const (
	day          = 24 * time.Hour
	perPerson    = 300
	trialPerson  = 50
	trialCompany = 100
)

// within counts a mail, or tells when the next one can be sent. The setting is locked first, so that two at the same
// moment are not both the last one.
func (s *Service) within(ctx context.Context) error {
	if _, err := lockSetting(ctx); err != nil {
		return err
	}
	c := caller.From(ctx)
	if err := s.Limits.Take(ctx, plan.Emails, 1); errors.Is(err, limit.ErrLimit) {
		return planned(err, c.Tenant.Timezone)
	} else if err != nil {
		return err
	}
	if c.Tenant.State != tenant.Trialing {
		return s.below(ctx, "person", c.UserID, perPerson)
	}
	if err := s.below(ctx, "person", c.UserID, trialPerson); err != nil {
		return err
	}
	return s.below(ctx, "company", uuid.Nil, trialCompany)
}

func (s *Service) below(ctx context.Context, of string, by uuid.UUID, most int) error {
	at, full, err := s.Activities.Nth(ctx, Type, by, most, clock.Now().Add(-day))
	if err != nil || !full {
		return err
	}
	return again(ErrTooMany.With("of", of).With("limit", most), at.Add(day).Sub(clock.Now()))
}

// planned says of a plan's limit when there is more: at midnight where the company is.
func planned(err error, zone string) error {
	full, _ := errs.As(err)
	now := clock.Now()
	tomorrow := clock.Midnight(now, clock.Zone(zone), 1)
	return again(ErrPlan.With("limit", full.Params["limit"]).With("plan", full.Params["plan"]), tomorrow.Sub(now))
}

// again says after how long, in hours for people and in seconds for programs.
func again(e *errs.Error, wait time.Duration) error {
	return e.With("hours", int((wait+time.Hour-1)/time.Hour)).With("retryAfter", int(wait.Seconds())+1)
}

// Setting returns where answers go.
func (s *Service) Setting(ctx context.Context) (Setting, error) { return setting(ctx) }

// SetReplyTo changes where answers go, unless it was changed since version. ErrReplyTo, ErrStale.
func (s *Service) SetReplyTo(ctx context.Context, address string, version int) (Setting, error) {
	before, err := lockSetting(ctx)
	if err != nil {
		return before, err
	}
	address, ok := reach.Email(address)
	if !ok {
		return before, ErrReplyTo
	}
	if before.Version != version {
		return before, ErrStale
	}
	now := clock.Now()
	after := Setting{address, version + 1, &now}
	if err := saveSetting(ctx, after); err != nil {
		return after, err
	}
	return after, s.Bus.Publish(ctx, Set{caller.From(ctx).Tenant.UID, before, after})
}
