package daypass

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/invite"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

//go:embed letters
var letters embed.FS

// Deps is what the service works with.
type Deps struct {
	Platform func(ctx context.Context, f func(context.Context) error) error // runs a unit of work on the platform
	Bus      *event.Bus
	Users    *user.Service
	Members  *member.Service
	Invites  *invite.Service
	Seats    *licence.Service
	Tenants  *tenant.Service
	Letters  func(fs.FS) *user.Letters
}

// Service is the only way to day passes. Unless they say otherwise its methods run in a unit of work on the platform. They
// lock passes before memberships, and those before seats.
type Service struct {
	d       Deps
	letters *user.Letters
}

// NewService returns a service that works with d.
func NewService(d Deps) *Service { return &Service{d, d.Letters(letters)} }

// List returns the passes of the caller's company that are to come, are open, or are over for less than a month; the
// nearest day first.
func (s *Service) List(ctx context.Context) ([]Listed, error) {
	return list(ctx, caller.From(ctx).Tenant.ID, clock.Now().AddDate(0, 0, -kept))
}

// Book lets a former member of the caller's company, or a guest, in for one day. Today the seat is taken at once; for a
// later day there has to be one as things stand: licence.ErrSeatLimit says what is missing. An address that somebody has who
// left is theirs; one that is invited already has its seat: invite.ErrPending.
func (s *Service) Book(ctx context.Context, d Draft) (Listed, error) {
	c, now := caller.From(ctx), clock.Now()
	from, to, err := span(d.Day, c.Tenant.Timezone, now)
	if err != nil {
		return Listed{}, err
	}
	p := Pass{ID: id.New(), TenantID: c.Tenant.ID, Day: d.Day, StartsAt: from, EndsAt: to, State: booked, BookedBy: c.UserID, CreatedAt: now, UpdatedAt: now}
	who, err := s.whose(ctx, &p, d)
	if err != nil {
		return Listed{}, err
	}
	if err := s.enter(ctx, &p); err != nil {
		return Listed{}, err
	}
	if who != nil {
		if err := s.d.Members.Write(ctx, who.Member, "pass_booked", string(d.Day), map[string]string{"day": string(d.Day)}); err != nil {
			return Listed{}, err
		}
		p.Guest = Guest{Name: who.Name, Role: who.Role}
		who.CreatedAt = p.CreatedAt // they come anew
	}
	return Listed{p, p.Name, p.Role}, s.d.Bus.Publish(ctx, Moved{Pass: p, Member: who, Name: p.Name})
}

// whose says whose a pass is: a former member's, who is returned, or a guest's.
func (s *Service) whose(ctx context.Context, p *Pass, d Draft) (*member.Listed, error) {
	if d.MemberID == nil {
		known, err := s.known(ctx, p, d.Guest)
		if err != nil || known == nil {
			return nil, err
		}
		d.MemberID = known
	}
	m, err := s.d.Members.Lock(ctx, *d.MemberID)
	if err != nil {
		return nil, err
	}
	switch {
	case member.SeatKind(m.Role) != seat:
		return nil, ErrRole
	case !m.Gone() && (m.EndsAt == nil || m.EndsAt.After(p.StartsAt)):
		return nil, ErrMember
	}
	p.MembershipID = &m.ID
	return &m, member.ActorOf(caller.From(ctx)).Check(m.Role)
}

// known is the membership that the address of a guest had before; without one the pass becomes the guest's.
func (s *Service) known(ctx context.Context, p *Pass, g Guest) (*uuid.UUID, error) {
	if g.Email == "" {
		return nil, ErrWho
	}
	var bad [2]error
	g.Email, bad[0] = user.Email(g.Email)
	g.Name, bad[1] = user.Name(g.Name)
	if err := errs.All(bad[:]...); err != nil {
		return nil, err
	}
	if u, is, err := s.d.Users.ByEmail(ctx, g.Email); err != nil {
		return nil, err
	} else if is {
		if m, was, err := s.d.Members.Of(ctx, p.TenantID, u.ID); err != nil || was {
			return &m.ID, err
		}
	}
	if member.SeatKind(g.Role) != seat {
		return nil, ErrRole
	}
	if err := member.ActorOf(caller.From(ctx)).Check(g.Role); err != nil {
		return nil, err
	}
	waits, err := s.d.Invites.Waits(ctx, p.TenantID, g.Email)
	if err == nil && waits {
		err = invite.ErrPending
	}
	p.Guest = g
	return nil, err
}

// enter stores a new pass, with the seat when its day has begun.
func (s *Service) enter(ctx context.Context, p *Pass) error {
	now := !p.StartsAt.After(clock.Now())
	if now {
		p.State = open
	}
	if err := insert(ctx, p); err != nil {
		return err
	}
	if now {
		if err := s.admit(ctx, p); err != nil {
			return err
		}
		return save(ctx, p)
	}
	if err := s.tellGuest(ctx, *p, guestBooked); err != nil {
		return err
	}
	if _, err := s.d.Seats.Surplus(ctx, p.TenantID, seat); err != nil { // two who book at once wait here for each other
		return err
	}
	leaving, err := s.d.Members.Leaving(ctx, p.TenantID, seat, p.StartsAt)
	if err != nil {
		return err
	}
	all, err := count(ctx, p.TenantID, p.Day)
	if err != nil {
		return err
	}
	return s.d.Seats.Fits(ctx, p.TenantID, seat, all-1-leaving)
}

// admit lets the person of a pass in until the end of its day: a former member at once, a guest by an invitation. A guest
// who came in another way meanwhile needs none.
func (s *Service) admit(ctx context.Context, p *Pass) error {
	if p.MembershipID != nil {
		return s.d.Members.AdmitUntil(ctx, *p.MembershipID, p.Day, p.EndsAt)
	}
	i, err := s.d.Invites.Create(ctx, invite.Draft{Email: p.Email, Name: p.Name, Role: p.Role, EndsOn: p.Day})
	if errors.Is(err, invite.ErrPending) || errors.Is(err, member.ErrExists) {
		return nil
	}
	p.InvitationID = &i.ID
	return err
}

// leave takes the person of a pass out whose day is over; of a guest who never came the invitation.
func (s *Service) leave(ctx context.Context, p Pass) error {
	m, here, err := s.person(ctx, p)
	if err != nil {
		return err
	}
	if here {
		return s.d.Members.Leave(ctx, m.ID)
	}
	return s.uninvite(ctx, p)
}

// uninvite takes the invitation of a guest back, unless it was accepted.
func (s *Service) uninvite(ctx context.Context, p Pass) error {
	if p.InvitationID == nil {
		return nil
	}
	if err := s.d.Invites.Withdraw(ctx, *p.InvitationID); !errors.Is(err, invite.ErrClosed) {
		return err
	}
	return nil
}

// person is the member of a pass, locked; is is false for a guest who has not come.
func (s *Service) person(ctx context.Context, p Pass) (m member.Listed, is bool, err error) {
	if p.MembershipID != nil {
		m, err = s.d.Members.Lock(ctx, *p.MembershipID)
		return m, err == nil, err
	}
	u, known, err := s.d.Users.ByEmail(ctx, p.Email)
	if err != nil || !known || p.InvitationID == nil {
		return m, false, err
	}
	found, was, err := s.d.Members.Of(ctx, p.TenantID, u.ID)
	if err != nil || !was {
		return m, false, err
	}
	m, err = s.d.Members.Lock(ctx, found.ID)
	return m, err == nil, err
}

// name is whose a pass is.
func (s *Service) name(ctx context.Context, p Pass) (string, error) {
	if p.MembershipID == nil {
		return p.Name, nil
	}
	m, err := s.d.Members.Lock(ctx, *p.MembershipID)
	return m.Name, err
}

// Withdraw calls a pass off. On its day the person is out at once and the seat free.
func (s *Service) Withdraw(ctx context.Context, id uuid.UUID) error {
	c := caller.From(ctx)
	p, err := lock(ctx, c.Tenant.ID, id)
	if err != nil {
		return err
	}
	if p.State != booked && p.State != open {
		return ErrClosed
	}
	m, is, err := s.person(ctx, p)
	if err != nil {
		return err
	}
	name, role := p.Name, p.Role
	if is {
		name, role = m.Name, m.Role
	}
	if err := member.ActorOf(c).Check(role); err != nil {
		return err
	}
	switch {
	case is && p.State == open && m.EndsAt != nil && m.EndsAt.Equal(p.EndsAt) && m.Here(clock.Now()):
		err = s.d.Members.Remove(ctx, m.ID)
	case is:
		err = s.d.Members.Write(ctx, m.Member, "pass_withdrawn", string(p.Day), map[string]string{"day": string(p.Day)})
	default:
		err = errors.Join(s.uninvite(ctx, p), s.tellGuest(ctx, p, guestWithdrawn))
	}
	if err != nil {
		return err
	}
	return s.move(ctx, p, name, withdrawn)
}

func (s *Service) move(ctx context.Context, p Pass, name, state string) error {
	before := p.State
	p.State, p.UpdatedAt = state, clock.Now()
	if err := save(ctx, &p); err != nil {
		return err
	}
	if state == open || state == over {
		return nil // the membership's own change says it
	}
	return s.d.Bus.Publish(ctx, Moved{Pass: p, Name: name, Before: before})
}

// batch is how many passes a run looks at.
const batch = 500

// Run opens the passes whose day has begun and ends those whose day is over. It opens its own units of work, one for each
// pass; it may run at any time and any number of times.
func (s *Service) Run(ctx context.Context) error {
	var all []Pass
	err := s.d.Platform(ctx, func(ctx context.Context) (err error) {
		all, err = due(ctx, clock.Now(), batch)
		return err
	})
	for _, p := range all {
		err := s.in(ctx, p, s.turn)
		if errors.Is(err, licence.ErrSeatLimit) || errors.Is(err, licence.ErrClosed) {
			err = s.in(ctx, p, s.tellFull)
		}
		if err != nil {
			slog.WarnContext(ctx, "day pass not turned", "pass", p.ID, "error", err)
		}
	}
	return err
}

// turn takes one pass to the state that its day asks for.
func (s *Service) turn(ctx context.Context, p Pass) error {
	now := clock.Now()
	switch {
	case p.State == booked && !p.EndsAt.After(now):
		name, err := s.name(ctx, p)
		if err != nil {
			return err
		}
		return s.move(ctx, p, name, missed)
	case p.State == booked && !p.StartsAt.After(now):
		if err := s.admit(ctx, &p); err != nil {
			return err
		}
		return s.move(ctx, p, "", open)
	case p.State == open && !p.EndsAt.After(now):
		if err := s.leave(ctx, p); err != nil {
			return err
		}
		return s.move(ctx, p, "", over)
	}
	return nil
}

// tellFull writes once to whoever booked a pass that no seat is free.
func (s *Service) tellFull(ctx context.Context, p Pass) error {
	if p.FullToldAt != nil {
		return nil
	}
	name, err := s.name(ctx, p)
	if err != nil {
		return err
	}
	who, known, err := s.d.Members.Of(ctx, p.TenantID, p.BookedBy)
	if err != nil {
		return err
	}
	now := clock.Now()
	p.FullToldAt = &now
	if err := save(ctx, &p); err != nil || !known || !who.Here(now) {
		return err
	}
	return s.d.Members.Write(ctx, who, "pass_full", p.ID.String(), map[string]string{"who": name, "day": string(p.Day)})
}

// in runs f with a pass as it is now, locked, while the program acts for the company; a pass that somebody else works on
// is left to them.
func (s *Service) in(ctx context.Context, p Pass, f func(context.Context, Pass) error) error {
	return s.d.Platform(ctx, func(ctx context.Context) error {
		t, err := s.d.Tenants.Find(ctx, p.TenantID)
		if err != nil || t.HeldFrom != nil {
			return err
		}
		system := caller.System(Kind, t.Caller())
		system.UserID = p.BookedBy // who invites guests
		ctx = caller.With(ctx, system)
		now, err := lock(ctx, p.TenantID, p.ID)
		if err != nil {
			return err
		}
		return f(ctx, now)
	})
}
