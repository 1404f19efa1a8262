package billing

import (
	"context"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/selfhost"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// tenants is what billing needs of companies; its methods run in a platform unit.
type tenants interface {
	Find(ctx context.Context, id int64) (tenant.Tenant, error)
	SetState(ctx context.Context, id int64, state string) error
	SetPlan(ctx context.Context, id int64, plan string, version int, trialEnds *time.Time) error
}

// trials is what billing needs of trials; its methods run in a platform unit.
type trials interface {
	Card(ctx context.Context, tenantID int64, print string) (own bool, err error)
	Refused(ctx context.Context, tenantID int64) (had string, err error)
}

// Deps is what billing stands on.
type Deps struct {
	// Platform runs a function in a unit of work on the platform: billing opens its own, between calls to Stripe.
	Platform func(ctx context.Context, f func(context.Context) error) error
	Tenants  tenants
	Licence  *licence.Service
	Trials   trials
	Stripe   *Stripe // nil when payments are not set up
	Bus      *event.Bus
	Mail     mail.Sender
	BaseURL  string
	// Secrets sign webhooks: one or, while it is being replaced, two, separated by a comma.
	Secrets string
	// Owners are the people of a tenant who get letters about billing; it is called in a platform unit.
	Owners func(ctx context.Context, tenantID int64) ([]Person, error)
	// File is what the server's licence gives a tenant; it is called in a platform unit. nil on a server that sells
	// subscriptions.
	File func(ctx context.Context, tenantID int64) (selfhost.Standing, error)
	// Over tells what a tenant has more of than limits allow; it is called outside any unit. nil means that it has not.
	Over func(ctx context.Context, t caller.Tenant, limits map[string]int64) ([]Over, error)
}

// Service is the way to billing. Unless they say otherwise its methods open their own units of work and must not be
// called in one: they wait for Stripe.
type Service struct {
	d       Deps
	secrets []string
}

// NewService returns a service.
func NewService(d Deps) *Service {
	return &Service{d: d, secrets: strings.Split(d.Secrets, ",")}
}

// Sync makes a tenant's state, plan and seats follow from what Stripe says now, and finishes what was asked of Stripe
// and never answered. It may be called at any time and any number of times.
func (s *Service) Sync(ctx context.Context, tenantID int64) error {
	return s.look(ctx, tenantID, false)
}

// look is Sync; as a check it notes what it finds to be different, since an event should have told of it.
func (s *Service) look(ctx context.Context, tenantID int64, check bool) error {
	return s.leased(ctx, tenantID, func(ctx context.Context, l *lease) error {
		l.check = check
		if s.d.Stripe != nil {
			if err := s.finishOpen(ctx, l); err != nil {
				return err
			}
		}
		return s.refresh(ctx, l)
	})
}

// refresh reads Stripe and applies what it says.
func (s *Service) refresh(ctx context.Context, l *lease) error {
	asOf := clock.Now()
	sub, err := s.read(ctx, l)
	if err != nil {
		return err
	}
	if sub, err = s.refuseTrial(ctx, l, sub); err != nil {
		return err
	}
	if sub, err = s.prolong(ctx, l, sub); err != nil {
		return err
	}
	if sub, err = s.followCard(ctx, l, sub); err != nil {
		return err
	}
	fits, err := s.fits(ctx, l.tenant)
	if err != nil {
		return err
	}
	return s.d.Platform(ctx, func(ctx context.Context) error {
		if err := s.apply(ctx, l, sub, fits); err != nil {
			return err
		}
		return handled(ctx, l.row.customer(), asOf)
	})
}

// prolong moves the first payment to the end of the trial when the trial was made longer after a card was given.
func (s *Service) prolong(ctx context.Context, l *lease, sub *Subscription) (*Subscription, error) {
	ends := l.tenant.TrialEndsAt
	if sub == nil || !sub.onTrial() || ends == nil || !ends.After(sub.TrialEnd.Add(time.Minute)) {
		return sub, nil
	}
	w := wish{tenantID: l.tenant.ID, kind: longerTrial}
	if c, err := s.lastOf(ctx, w.tenantID, w.kind, open); err != nil || c != nil {
		return sub, err // finishOpen takes it up
	}
	if _, err := s.ask(ctx, l, w, "", trialParams{l.row.customer(), ends.Unix()}); err != nil {
		return nil, err
	}
	return s.read(ctx, l)
}

// followCard lets a subscription that owes pay with the card that its customer has chosen since: Checkout has given it one
// of its own, which Stripe would go on trying.
func (s *Service) followCard(ctx context.Context, l *lease, sub *Subscription) (*Subscription, error) {
	if !sub.live() || !sub.owes() || sub.newCard == "" {
		return sub, nil
	}
	w := wish{tenantID: l.tenant.ID, kind: useCard}
	if c, err := s.lastOf(ctx, w.tenantID, w.kind, open); err != nil || c != nil {
		return sub, err // finishOpen takes it up
	}
	if _, err := s.ask(ctx, l, w, "", cardParams{l.row.customer(), sub.newCard}); err != nil {
		return nil, err
	}
	return s.read(ctx, l)
}

func (s *Service) read(ctx context.Context, l *lease) (*Subscription, error) {
	if s.d.Stripe == nil {
		return nil, nil
	}
	return s.d.Stripe.read(ctx, l.row.customer())
}

// fits asks whether a tenant whose trial is over has stored no more than the free plan allows.
func (s *Service) fits(ctx context.Context, t tenant.Tenant) (bool, error) {
	if s.d.Over == nil || t.State != trialing || t.TrialEndsAt == nil || clock.Now().Before(*t.TrialEndsAt) {
		return true, nil
	}
	over, err := s.d.Over(ctx, t.Caller(), plan.Of(plan.Free).Limits)
	return len(over) == 0, err
}

// apply writes what follows from the subscription, in one unit: state, plan, seats, the audit trail, letters.
func (s *Service) apply(ctx context.Context, l *lease, sub *Subscription, fits bool) error {
	row, err := held(ctx, l.tenant.ID, l.token)
	if err != nil {
		return err
	}
	t, err := s.d.Tenants.Find(ctx, l.tenant.ID)
	if err != nil {
		return err
	}
	pools, err := s.d.Licence.Pools(ctx, t.ID)
	if err != nil {
		return err
	}
	before := standingOf(t, row, pools)
	f := Facts{Now: clock.Now(), Subscription: sub, TrialEnds: t.TrialEndsAt, Days: row.StateDays, Fits: fits && fitFree(pools), Held: t.HeldFrom != nil}
	if s.d.File != nil {
		file, err := s.d.File(ctx, t.ID)
		if err != nil {
			return err
		}
		f.Licence = &file
	}
	state := next(t.State, f)
	known := row.said()
	if row.take(sub, f.Now); l.check && row.said() != known {
		if err := mismatch(ctx, t.ID, known, row.said()); err != nil {
			return err
		}
	}
	if state != t.State {
		row.StateDays = 0
	}
	if err := save(ctx, &row); err != nil {
		return err
	}
	l.row = row
	if err := s.give(ctx, &t, state, f); err != nil {
		return err
	}
	return s.tell(ctx, t, before, row)
}

// give sets a tenant's state, plan and seats.
func (s *Service) give(ctx context.Context, t *tenant.Tenant, state string, f Facts) error {
	if state != t.State {
		if err := s.d.Tenants.SetState(ctx, t.ID, state); err != nil {
			return err
		}
		if err := s.announce(ctx, *t, state); err != nil {
			return err
		}
	}
	code, version := planOf(state, *t, f.Subscription)
	if f.Licence != nil && state == active {
		p, err := plan.Agree(ctx, f.Licence.Terms)
		if err != nil {
			return err
		}
		code, version = p.Code, p.Version
	}
	if code != t.Plan || version != t.PlanVersion || state != trialing && t.TrialEndsAt != nil {
		if err := s.d.Tenants.SetPlan(ctx, t.ID, code, version, nil); err != nil {
			return err
		}
	}
	t.State, t.Plan, t.PlanVersion = state, code, version
	p, err := plan.At(ctx, code, version)
	if err != nil {
		return err
	}
	if all, ok := allot(state, t.Currency, p, f); ok {
		return s.d.Licence.Allot(ctx, t.ID, all, state == grace)
	}
	return nil
}

// tell publishes a change of standing.
func (s *Service) tell(ctx context.Context, t tenant.Tenant, before Standing, row tenantBilling) error {
	pools, err := s.d.Licence.Pools(ctx, t.ID)
	if err != nil {
		return err
	}
	after := standingOf(t, row, pools)
	if reflect.DeepEqual(before, after) {
		return nil
	}
	return s.d.Bus.Publish(ctx, Changed{TenantID: t.ID, Tenant: t.UID, Name: t.Name, Before: before, After: after})
}

func standingOf(t tenant.Tenant, r tenantBilling, pools []licence.Pool) Standing {
	out := Standing{State: t.State, Plan: t.Plan, Interval: r.Interval, PendingPayment: r.PendingPayment, CancelAt: r.CancelAt}
	out.Dispute, out.Refunded = r.Dispute, r.Refunded
	if r.Status == "trialing" {
		out.PaysFrom = r.PeriodEnd
	}
	if r.LaterPlan != "" {
		out.Turn = &Terms{Plan: r.LaterPlan, Interval: r.LaterInterval}
	}
	for _, p := range pools {
		out.Seats.set(string(p.Kind), p.Granted)
		if p.Scheduled != nil {
			if out.Later == nil {
				out.Later = &Seats{}
			}
			out.Later.set(string(p.Kind), *p.Scheduled)
		}
	}
	return out
}

// take notes what Stripe said.
func (r *tenantBilling) take(sub *Subscription, now time.Time) {
	r.CheckedAt = &now
	if sub == nil {
		return
	}
	r.SubscriptionID, r.Status, r.PendingPayment = &sub.ID, sub.Status, sub.Pending
	r.Plan, r.PlanVersion, r.Interval, r.Currency = sub.Plan, sub.Version, sub.Interval, sub.Currency
	r.FullSeats, r.LightSeats = sub.Seats.Full, sub.Seats.Light
	r.Dispute, r.Refunded, r.Card = sub.Dispute, sub.Refunded, sub.Card
	r.LaterPlan, r.LaterInterval = "", ""
	if sub.Turn != nil {
		r.LaterPlan, r.LaterInterval = sub.Turn.Plan, sub.Turn.Interval
	}
	if sub.ToFree && sub.live() {
		r.LaterPlan, r.LaterInterval = plan.Free, sub.Interval
	}
	r.PeriodEnd, r.CancelAt, r.NextTotal, r.NextAt = &sub.PeriodEnd, sub.CancelAt, nil, nil
	r.Recurring = nil
	if sub.Next != nil {
		r.NextTotal, r.NextAt, r.Recurring = &sub.Next.Total.Amount, &sub.Next.At, &sub.Next.recurring
	} else if sub.CancelAt != nil || !sub.live() {
		r.Recurring = new(int64) // it ends: nothing comes again
	}
	if r.Interval == "" {
		r.Interval = "month"
	}
}

// lease is the right to work on a tenant's billing.
//
// Two workers that read Stripe at different times and write in the other order would undo each other, so the lock has to
// be taken before the read. A row lock would hold a transaction, and a connection with it, over calls that can take
// seconds. So the lock is a lease: a short unit claims it, Stripe is read without any transaction, and the unit that
// applies what was read checks, under the row's lock, that the lease is still its own. A worker that was held up for
// longer than the lease applies nothing; one that died keeps others out for that long at most.
type lease struct {
	token  uuid.UUID
	tenant tenant.Tenant
	row    tenantBilling
	check  bool // that here and there are alike
}

const (
	leaseLife  = 40 * time.Second // longer than any request, and than one command with all its repetitions
	patience   = 8 * time.Second  // how long to wait for somebody else's lease
	firstPause = 20 * time.Millisecond
	longPause  = 320 * time.Millisecond
)

// leased runs f with the tenant's lease, outside any unit of work. In f the caller acts for that tenant.
func (s *Service) leased(ctx context.Context, tenantID int64, f func(context.Context, *lease) error) error {
	l, err := s.wait(ctx, tenantID)
	if err != nil {
		return err
	}
	defer s.giveBack(ctx, tenantID, l.token)
	if caller.From(ctx).Tenant.ID != tenantID {
		ctx = caller.With(ctx, caller.System("billing", l.tenant.Caller()))
	}
	return f(ctx, l)
}

func (s *Service) wait(ctx context.Context, tenantID int64) (*lease, error) {
	end := time.After(patience)
	for pause := firstPause; ; pause = min(2*pause, longPause) {
		l, err := s.claim(ctx, tenantID)
		if err != nil || l != nil {
			return l, err
		}
		select {
		case <-time.After(pause):
		case <-end:
			return nil, ErrBusy
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// claim takes the lease, unless somebody else holds it.
func (s *Service) claim(ctx context.Context, tenantID int64) (*lease, error) {
	l, claimed := &lease{token: id.New()}, false
	err := s.d.Platform(ctx, func(ctx context.Context) (err error) {
		if l.tenant, err = s.d.Tenants.Find(ctx, tenantID); err != nil {
			return err
		}
		if claimed, err = claim(ctx, tenantID, l.token, leaseLife); err == nil && claimed {
			l.row, err = find(ctx, tenantID)
		}
		return err
	})
	if !claimed {
		l = nil
	}
	return l, err
}

// giveBack ends a lease even when the request is over; a lease that can't be given back ends by itself.
func (s *Service) giveBack(ctx context.Context, tenantID int64, token uuid.UUID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = s.d.Platform(ctx, func(ctx context.Context) error { return release(ctx, tenantID, token) }) //nolint:errcheck // see above
}
