package operator

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/platform/backup"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/node"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Service does what operators ask for. Its methods open a unit of work on the platform each.
type Service struct {
	platform func(ctx context.Context, f func(context.Context) error) error
	nodes    *node.Service
	tenants  *tenant.Service
	seats    *licence.Service
	bus      *event.Bus
	maker    *tenant.Maker
	audit    func(ctx context.Context) ([]string, error)
	backups  func(ctx context.Context) (backup.Status, error)
}

// Parts is what operators work with.
type Parts struct {
	Platform func(context.Context, func(context.Context) error) error // a unit of work on the platform
	Nodes    *node.Service
	Tenants  *tenant.Service
	Seats    *licence.Service
	Bus      *event.Bus
	Maker    *tenant.Maker
	Audit    func(ctx context.Context) ([]string, error) // what is not as it should be with the roles of all databases
	Backups  func(ctx context.Context) (backup.Status, error)
}

// NewService returns a service made with parts.
func NewService(p Parts) *Service {
	return &Service{p.Platform, p.Nodes, p.Tenants, p.Seats, p.Bus, p.Maker, p.Audit, p.Backups}
}

// List is every company, purged ones included.
func (s *Service) List(ctx context.Context) ([]Line, error) { return s.Find(ctx, Filter{}) }

// Filter narrows the list of companies; its zero value means all of them.
type Filter struct {
	Text        string // in the name, or the beginning of the part of the address
	State, Plan string
	UID         uuid.UUID
	Before      int64 // only those that signed up before the one with this number
	Limit       int   // 0 for all
}

// Find lists companies, those that signed up last first. How large they are is asked of the nodes that they live on; call it
// outside of units of work.
func (s *Service) Find(ctx context.Context, f Filter) (all []Line, err error) {
	err = s.platform(ctx, func(ctx context.Context) error {
		all, err = lines(ctx, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, s.measure(ctx, all)
}

// measure enters where companies live and how large they are.
func (s *Service) measure(ctx context.Context, all []Line) error {
	schemas := map[int][]string{}
	for _, l := range all {
		schemas[l.Node] = append(schemas[l.Node], l.SchemaName)
	}
	answers, err := node.Ask(ctx, s.nodes, func(ctx context.Context, n node.Node) (map[string]float64, error) { return sizes(ctx, schemas[n.ID]) })
	of := map[int]node.Answer[map[string]float64]{}
	for _, a := range answers {
		of[a.ID] = a
	}
	for i := range all {
		a := of[all[i].Node]
		all[i].Server = a.Name
		if size := a.Value[all[i].SchemaName]; a.Trouble == nil {
			all[i].Megabytes = &size
		}
	}
	return err
}

// Who is an operator, and the company they act on: by its address, or by the id that outsiders see.
type Who struct {
	Name, Slug string
	UID        uuid.UUID
}

func (s *Service) company(ctx context.Context, who Who) (tenant.Tenant, error) {
	if who.UID != uuid.Nil {
		return s.tenants.ByUID(ctx, who.UID)
	}
	return s.tenants.BySlug(ctx, who.Slug)
}

// act runs f for a company as an operator, and tells the company's trail what it returns.
func (s *Service) act(ctx context.Context, who Who, f func(context.Context, tenant.Tenant) (Acted, error)) error {
	return s.platform(ctx, func(ctx context.Context) error {
		t, err := s.company(ctx, who)
		if err != nil {
			return err
		}
		ctx = caller.With(ctx, caller.System("operator "+who.Name, t.Caller()))
		a, err := f(ctx, t)
		if err != nil {
			return err
		}
		return s.bus.Publish(ctx, a)
	})
}

// Hold makes a company read-only (suspended) or closes it (locked) until Release, whatever is paid meanwhile. A company that
// is closed is closed in the database too. Call it outside of units of work; done again it does no harm.
func (s *Service) Hold(ctx context.Context, who Who, state, reason string) error {
	var held tenant.Tenant
	err := s.act(ctx, who, func(ctx context.Context, t tenant.Tenant) (Acted, error) {
		if strings.TrimSpace(reason) == "" {
			return Acted{}, ErrReason
		}
		held = t
		a := Acted{about(t), state, t.Name, shownState{t.State, t.HoldReason}, shownState{state, reason}}
		return a, s.tenants.Hold(ctx, t.ID, state, reason)
	})
	if err != nil {
		return err
	}
	return s.maker.Gate(ctx, held, state == tenant.Locked)
}

// Release ends a hold: the company is back in the state it was in. Call it outside of units of work.
func (s *Service) Release(ctx context.Context, who Who) error {
	var held tenant.Tenant
	err := s.platform(ctx, func(ctx context.Context) (err error) {
		held, err = s.company(ctx, who)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.maker.Gate(ctx, held, false); err != nil { // before anybody is let in
		return err
	}
	return s.act(ctx, who, func(ctx context.Context, t tenant.Tenant) (Acted, error) {
		if err := s.tenants.Release(ctx, t.ID); err != nil {
			return Acted{}, err
		}
		after, err := s.tenants.Find(ctx, t.ID)
		return Acted{about(t), "released", t.Name, shownState{t.State, t.HoldReason}, shownState{after.State, ""}}, err
	})
}

// ExtendTrial moves the end of a trial to a later moment.
func (s *Service) ExtendTrial(ctx context.Context, who Who, until time.Time) error {
	return s.act(ctx, who, func(ctx context.Context, t tenant.Tenant) (Acted, error) {
		if t.State != tenant.Trialing || !until.After(clock.Now()) || t.TrialEndsAt != nil && !until.After(*t.TrialEndsAt) {
			return Acted{}, ErrNoTrial
		}
		a := Acted{about(t), "trial_extended", t.Name, shownTrial{t.TrialEndsAt}, shownTrial{&until}}
		return a, s.tenants.SetPlan(ctx, t.ID, t.Plan, t.PlanVersion, &until)
	})
}

// GiveSeats gives a company seats for nothing until a moment.
func (s *Service) GiveSeats(ctx context.Context, who Who, gift licence.Allotment, until time.Time, reason string) error {
	return s.act(ctx, who, func(ctx context.Context, t tenant.Tenant) (Acted, error) {
		if strings.TrimSpace(reason) == "" {
			return Acted{}, ErrReason
		}
		a := Acted{about(t), "seats_given", t.Name, nil, shownGift{string(gift.Kind), fmt.Sprint(gift.Granted), until.Format(time.DateOnly), reason}}
		return a, s.seats.Gift(ctx, t.ID, gift, until, reason)
	})
}

// OpenSupport lets an operator look into a company for a while; the token is shown once.
func (s *Service) OpenSupport(ctx context.Context, who Who, life time.Duration, reason string) (x Support, token string, err error) {
	err = s.act(ctx, who, func(ctx context.Context, t tenant.Tenant) (Acted, error) {
		switch {
		case strings.TrimSpace(reason) == "":
			return Acted{}, ErrReason
		case life <= 0 || life > longest:
			return Acted{}, ErrDuration
		}
		secretPart, _ := secret.Token()
		token = TokenPrefix + secretPart
		now := clock.Now()
		x = Support{ID: id.New(), TenantID: t.ID, Operator: who.Name, Reason: reason, TokenHash: secret.Hash(token), CreatedAt: now, EndsAt: now.Add(life)}
		a := Acted{ref(x), "opened", who.Name, nil, shownSupport{who.Name, reason, x.EndsAt}}
		return a, insertSupport(ctx, &x)
	})
	return x, token, err
}

// EndSupport ends an access before its time, for the operator.
func (s *Service) EndSupport(ctx context.Context, who Who, access uuid.UUID) error {
	return s.act(ctx, who, func(ctx context.Context, t tenant.Tenant) (Acted, error) { return s.end(ctx, t.ID, access) })
}

// Revoke ends an access to the caller's company, for the company. It runs in the caller's unit on the platform.
func (s *Service) Revoke(ctx context.Context, access uuid.UUID) error {
	a, err := s.end(ctx, caller.From(ctx).Tenant.ID, access)
	if err != nil {
		return err
	}
	return s.bus.Publish(ctx, a)
}

func (s *Service) end(ctx context.Context, tenantID int64, access uuid.UUID) (Acted, error) {
	x, err := end(ctx, tenantID, access, clock.Now())
	return Acted{ref(x), "ended", x.Operator, nil, nil}, err
}

// Accesses lists who of the service could look into the caller's company, newest first. It runs in a unit on the platform.
func (s *Service) Accesses(ctx context.Context) ([]Support, error) {
	return listSupport(ctx, caller.From(ctx).Tenant.ID)
}

// Verify finds the access of a token, and its company; ErrNotFound when it has ended. It is read anew for each request:
// what the company has revoked is over at once.
func (s *Service) Verify(ctx context.Context, token string) (x Support, t tenant.Tenant, err error) {
	err = s.platform(ctx, func(ctx context.Context) error {
		if x, err = byToken(ctx, secret.Hash(token), clock.Now()); err == nil {
			t, err = s.tenants.Find(ctx, x.TenantID)
		}
		return err
	})
	return x, t, err
}
