package call

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/identity/apikey"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/reach"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Unit runs a function in a unit of work.
type Unit func(ctx context.Context, f func(context.Context) error) error

// Reacher tells how a record of its kind can be reached.
type Reacher interface {
	Reach(ctx context.Context, id uuid.UUID) (reach.Ways, error)
}

// Parts are what calls need.
type Parts struct {
	Platform, InTenant Unit
	Bus                *event.Bus
	Keys               secret.Keys
	Client             *http.Client // that reaches phone systems and nothing inside
	Inside             bool         // phone systems may be in the operator's networks, and without https there
	Activities         *activity.Service
	Tenants            *tenant.Service
	Users              *user.Service // counts events
	// Phone is the own number of somebody who works in the caller's company, empty when not given; ok is false for others.
	// It opens units of work itself.
	Phone   func(ctx context.Context, userID uuid.UUID) (number string, ok bool, err error)
	Records map[string]Reacher // by kind
	BaseURL string
}

// Service is the way to calls. Its methods run in the unit of work of the caller's tenant, unless they say otherwise.
type Service struct{ Parts }

// NewService returns a service made with p.
func NewService(p Parts) *Service { return &Service{p} }

// Calling is what somebody needs to know who is about to call: which numbers can be called, whether the person has taken back
// the consent to be called, and whether the company has a phone system and the caller an own number.
type Calling struct {
	Numbers           []Recipient
	Withdrawn, On, Me bool
}

// Numbers returns which numbers of a record the caller can have called.
func (s *Service) Numbers(ctx context.Context, about record.Ref) (Calling, error) {
	if err := mayCall(ctx); err != nil {
		return Calling{}, err
	}
	ways, err := s.Records[about.Kind].Reach(ctx, about.ID)
	if err != nil {
		return Calling{}, err
	}
	c := Calling{Numbers: []Recipient{}, Withdrawn: ways.PhoneNot}
	for _, w := range ways.Phones {
		c.Numbers = append(c.Numbers, Recipient{s.key(about, w), w.Shown, w.Label})
	}
	y, err := system(ctx)
	if err != nil {
		return c, err
	}
	number, _, err := s.Phone(ctx, caller.From(ctx).UserID)
	c.On, c.Me = y.on(), number != ""
	return c, err
}

// mayCall refuses programs: nobody would be rung.
func mayCall(ctx context.Context) error {
	c := caller.From(ctx)
	if c.Role == apikey.Kind || c.May(activity.Kind, "create") == caller.None {
		return errs.ErrDenied
	}
	return nil
}

// perPerson is how many calls somebody can ask for within a day.
const (
	day       = 24 * time.Hour
	perPerson = 500
)

// Call has the phone system call one of a record's numbers for the caller, and puts the call on the record's timeline.
// ErrTo, ErrOff, ErrNoPhone, ErrTooMany.
func (s *Service) Call(ctx context.Context, about record.Ref, key string) (uuid.UUID, error) {
	if err := mayCall(ctx); err != nil {
		return uuid.Nil, err
	}
	ways, err := s.Records[about.Kind].Reach(ctx, about.ID)
	if err != nil {
		return uuid.Nil, err
	}
	way, ok := s.pick(about, ways, key)
	if !ok {
		return uuid.Nil, ErrTo
	}
	if err := s.ready(ctx); err != nil {
		return uuid.Nil, err
	}
	a, err := s.Activities.Carry(ctx, Type, about, "", How{State: Asked, Label: way.Label, Way: key, Since: clock.Now()})
	if err != nil {
		return uuid.Nil, err
	}
	return a.ID, job.EnqueueFor(ctx, caller.From(ctx).Tenant.ID, "phone", Ask{a.ID})
}

func (s *Service) pick(about record.Ref, ways reach.Ways, key string) (reach.Way, bool) {
	n := slices.IndexFunc(ways.Phones, func(w reach.Way) bool { return s.key(about, w) == key })
	if n < 0 {
		return reach.Way{}, false
	}
	return ways.Phones[n], true
}

// ready refuses a call that could not be made. The phone system is locked, so that nobody slips past the limit.
func (s *Service) ready(ctx context.Context) error {
	me := caller.From(ctx).UserID
	y, err := lockSystem(ctx)
	if err != nil {
		return err
	}
	if !y.on() {
		return ErrOff
	}
	if number, _, err := s.Phone(ctx, me); err != nil || number == "" {
		return errs.All(err, ErrNoPhone)
	}
	at, full, err := s.Activities.Nth(ctx, Type, me, perPerson, clock.Now().Add(-day))
	if err != nil || !full {
		return err
	}
	wait := at.Add(day).Sub(clock.Now())
	return ErrTooMany.With("limit", perPerson).With("hours", int((wait+time.Hour-1)/time.Hour)).With("retryAfter", int(wait.Seconds())+1)
}

// Connection is the phone system as those see it who set it up. Secret is told only when it was just made.
type Connection struct {
	System
	Hook, Secret string
}

// Connected returns the company's phone system.
func (s *Service) Connected(ctx context.Context) (Connection, error) {
	y, err := system(ctx)
	return s.connection(ctx, y, false), err
}

func (s *Service) connection(ctx context.Context, y System, tell bool) Connection {
	c := Connection{System: y}
	if y.KeyID != nil {
		c.Hook = s.BaseURL + "/api/v1/hooks/call/" + s.token(caller.From(ctx).Tenant.UID, *y.KeyID)
	}
	if y.KeyID != nil && tell {
		c.Secret = s.secret(*y.KeyID)
	}
	return c
}

// Connect sets the phone system's address, or with an empty one takes it away, unless it was changed since version. The first
// time it makes a secret. ErrURL, ErrStale.
func (s *Service) Connect(ctx context.Context, address string, version int) (Connection, error) {
	if address != "" {
		if err := checkURL(address, s.Inside); err != nil {
			return Connection{}, err
		}
	}
	return s.change(ctx, version, func(y *System) event.Change {
		before := *y
		y.URL = address
		switch fresh := id.New(); {
		case address == "":
			y.KeyID = nil
		case y.KeyID == nil:
			y.KeyID = &fresh
		}
		return Set{caller.From(ctx).Tenant.UID, before, *y}
	})
}

// Renew makes another secret and another address for what the phone system tells; the old ones count no more at once.
// ErrOff, ErrStale.
func (s *Service) Renew(ctx context.Context, version int) (Connection, error) {
	return s.change(ctx, version, func(y *System) event.Change {
		if !y.on() {
			return nil
		}
		fresh := id.New()
		y.KeyID = &fresh
		return Renewed{caller.From(ctx).Tenant.UID}
	})
}

func (s *Service) change(ctx context.Context, version int, f func(*System) event.Change) (Connection, error) {
	y, err := lockSystem(ctx)
	if err != nil {
		return Connection{}, err
	}
	if y.Version != version {
		return Connection{}, ErrStale
	}
	before, now := y.KeyID, clock.Now()
	e := f(&y)
	if e == nil {
		return Connection{}, ErrOff
	}
	y.Version, y.UpdatedAt = version+1, &now
	if err := saveSystem(ctx, y); err != nil {
		return Connection{}, err
	}
	return s.connection(ctx, y, y.KeyID != before), s.Bus.Publish(ctx, e)
}
