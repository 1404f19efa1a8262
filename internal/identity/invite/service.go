package invite

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

//go:embed letters
var letters embed.FS

// Seats is what invitations need of the licence.
type Seats interface {
	TakeSeat(ctx context.Context, tenantID int64, kind licence.Kind, holder uuid.UUID) error
	FreeSeat(ctx context.Context, tenantID int64, holder uuid.UUID) error
	MoveSeat(ctx context.Context, tenantID int64, from, to uuid.UUID, active bool) error
	Surplus(ctx context.Context, tenantID int64, kind licence.Kind) (int, error)
}

// Tenants is what invitations need of the registry.
type Tenants interface {
	Find(ctx context.Context, id int64) (tenant.Tenant, error)
}

// Roles is what invitations need of the company's own roles. It may be called in a unit of work on the platform.
type Roles interface {
	// Own returns one of the roles of the caller's company that the caller may give; ErrRole when there is no such role.
	Own(ctx context.Context, id uuid.UUID) (member.OwnRole, error)
}

// Deps is what the service works with.
type Deps struct {
	user.Tools
	Roles    Roles
	Users    *user.Service
	Members  *member.Service
	Sessions *session.Service
	Seats    Seats
	Tenants  Tenants
}

// Service is the only way to invitations. Its methods run in a unit of work on the platform, unless they say otherwise.
type Service struct {
	Deps
	letters *user.Letters
}

// NewService returns a service that works with d.
func NewService(d Deps) *Service { return &Service{d, d.Letters(letters)} }

// List returns the invitations of the caller's company, newest first.
func (s *Service) List(ctx context.Context) ([]Listed, error) {
	return list(ctx, caller.From(ctx).Tenant.ID)
}

// OwnRoles returns the own roles of the caller's company with which people are invited, one for each who may still accept.
func (s *Service) OwnRoles(ctx context.Context) (own []uuid.UUID, err error) {
	is, err := waiting(ctx, caller.From(ctx).Tenant.ID)
	for _, i := range is {
		if i.OwnRole != nil && i.open(clock.Now()) {
			own = append(own, *i.OwnRole)
		}
	}
	return own, err
}

// Create invites a person into the caller's company: takes the seat and has the link mailed. member.ErrStepUp for an owner,
// unless the caller has shown lately who they are.
func (s *Service) Create(ctx context.Context, d Draft) (Listed, error) {
	c, now := caller.From(ctx), clock.Now()
	i := Invitation{ID: id.New(), TenantID: c.Tenant.ID, State: pending, InviterID: c.UserID, CreatedAt: now}
	own, err := s.chosen(ctx, d.Role)
	if err != nil {
		return Listed{}, err
	}
	if err := i.apply(d, own, member.ActorOf(c), c.Tenant.Timezone, now); err != nil {
		return Listed{}, err
	}
	if i.Role == member.Owner {
		if err := s.Members.Fresh(ctx); err != nil {
			return Listed{}, err
		}
	}
	if err := s.vacant(ctx, i); err != nil {
		return Listed{}, err
	}
	s.link(&i)
	if err := insert(ctx, &i); err != nil {
		return Listed{}, err
	}
	if err := s.Seats.TakeSeat(ctx, i.TenantID, member.SeatKind(i.Role), i.ID); err != nil {
		return Listed{}, err
	}
	if err := s.send(ctx, i); err != nil {
		return Listed{}, err
	}
	return Listed{i, c.Name}, s.Bus.Publish(ctx, member.Invited{ID: i.ID, Name: i.Name, Email: i.Email, Role: i.Role, Own: own, EndsOn: i.EndsOn})
}

// chosen is the company's own role that an inviter named, if it is one.
func (s *Service) chosen(ctx context.Context, role string) (member.OwnRole, error) {
	id, err := uuid.Parse(role)
	if err != nil {
		return member.OwnRole{}, nil //nolint:nilerr // it is one of the program's, or none
	}
	return s.Roles.Own(ctx, id)
}

// kept is the company's own role of an invitation as it is now, which the caller must be able to give.
func (s *Service) kept(ctx context.Context, i Invitation) (own member.OwnRole, err error) {
	if i.OwnRole != nil {
		own, err = s.Roles.Own(ctx, *i.OwnRole)
	}
	return own, err
}

// vacant refuses to invite somebody who is a member, or invited already.
func (s *Service) vacant(ctx context.Context, i Invitation) error {
	u, known, err := s.Users.ByEmail(ctx, i.Email)
	if err != nil {
		return err
	}
	if known {
		m, was, err := s.Members.Of(ctx, i.TenantID, u.ID)
		if err != nil {
			return err
		}
		if was && !m.Gone() {
			return member.ErrExists
		}
	}
	old, is, err := pendingFor(ctx, i.TenantID, i.Email)
	if err != nil || !is {
		return err
	}
	if old.open(clock.Now()) {
		return ErrPending
	}
	return s.close(ctx, old, expired)
}

// link gives an invitation a new link and all its time.
func (s *Service) link(i *Invitation) {
	i.LinkID = id.New()
	_, i.TokenHash = s.Token(Kind, i.LinkID)
	i.ExpiresAt = clock.Now().Add(life)
}

// send has the link mailed, unless the address got too many mails from strangers lately.
func (s *Service) send(ctx context.Context, i Invitation) error {
	wait, err := s.Users.Attempt(ctx, user.MailsTo(i.Email))
	if err != nil {
		return err
	}
	if wait > 0 {
		return user.TooMany(user.ErrTooMany, wait)
	}
	return job.EnqueueFor(ctx, i.TenantID, Kind, Mail{i.ID, i.LinkID})
}

// Resend mails a new link for an invitation; the old link is void. An expired invitation takes a seat again.
func (s *Service) Resend(ctx context.Context, id uuid.UUID) (Listed, error) {
	c := caller.From(ctx)
	i, err := lock(ctx, "id = ? AND tenant_id = ?", id, c.Tenant.ID)
	if err != nil {
		return Listed{}, err
	}
	if i.State != pending && i.State != expired {
		return Listed{}, ErrClosed
	}
	if err := member.ActorOf(c).Check(i.Role); err != nil {
		return Listed{}, err
	}
	if _, err := s.kept(ctx, i); err != nil {
		return Listed{}, err
	}
	if i.State == expired {
		if err := s.vacant(ctx, i); err != nil {
			return Listed{}, err
		}
		if err := s.Seats.TakeSeat(ctx, i.TenantID, member.SeatKind(i.Role), i.ID); err != nil {
			return Listed{}, err
		}
	}
	i.State, i.ClosedAt, i.InviterID = pending, nil, c.UserID
	s.link(&i)
	if err := save(ctx, &i); err != nil {
		return Listed{}, err
	}
	return Listed{i, c.Name}, s.send(ctx, i)
}

// Withdraw takes an invitation back: its link is void and its seat free.
func (s *Service) Withdraw(ctx context.Context, id uuid.UUID) error {
	c := caller.From(ctx)
	i, err := lock(ctx, "id = ? AND tenant_id = ?", id, c.Tenant.ID)
	if err != nil {
		return err
	}
	if i.State != pending {
		return ErrClosed
	}
	if err := member.ActorOf(c).Check(i.Role); err != nil {
		return err
	}
	return s.close(ctx, i, withdrawn)
}

// WithdrawNext withdraws the newest invitation to the caller's company whose seat is one too many of its kind. done is
// false when no seat is one too many, or nobody is invited.
func (s *Service) WithdrawNext(ctx context.Context, kind licence.Kind) (done bool, err error) {
	tenantID := caller.From(ctx).Tenant.ID
	all, err := waiting(ctx, tenantID)
	for _, i := range all {
		if err != nil || member.SeatKind(i.Role) != kind {
			continue
		}
		if i, err = lock(ctx, "id = ? AND state = ?", i.ID, pending); err != nil {
			return errors.Is(err, ErrNotFound), ignore(err, ErrNotFound) // closed meanwhile: the next one is looked for anew
		}
		if n, err := s.Seats.Surplus(ctx, tenantID, kind); err != nil || n == 0 {
			return false, err
		}
		return true, s.close(ctx, i, withdrawn)
	}
	return false, err
}

func ignore(err, one error) error {
	if errors.Is(err, one) {
		return nil
	}
	return err
}

// close ends a locked, pending invitation that nobody accepted.
func (s *Service) close(ctx context.Context, i Invitation, state string) error {
	before, now := i, clock.Now()
	i.State, i.ClosedAt = state, &now
	if err := save(ctx, &i); err != nil {
		return err
	}
	if err := s.Seats.FreeSeat(ctx, i.TenantID, i.ID); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Closed{before, i})
}

// expireBatch is how many invitations a run of expire closes at most.
const expireBatch = 500

// expire frees the seats of invitations whose time is over. One that fails does not hold up the others.
func (s *Service) expire(ctx context.Context) error {
	var due []Invitation
	err := s.Platform(ctx, func(ctx context.Context) (err error) {
		due, err = overdue(ctx, clock.Now(), expireBatch)
		return err
	})
	for _, i := range due {
		ctx := caller.With(ctx, caller.System(Kind, caller.Tenant{ID: i.TenantID}))
		err := s.Platform(ctx, func(ctx context.Context) error {
			now, err := lock(ctx, "id = ?", i.ID)
			if err != nil || now.State != pending || now.open(clock.Now()) {
				return err
			}
			return s.close(ctx, now, expired)
		})
		if err != nil {
			slog.WarnContext(ctx, "invitation not closed", "invitation", i.ID, "error", err)
		}
	}
	return err
}

// mail sends the link, unless the invitation is closed or has a newer one.
func (s *Service) mail(ctx context.Context, a Mail) error {
	var i Listed
	var language string
	var own member.OwnRole
	err := s.Platform(ctx, func(ctx context.Context) (err error) {
		if i, err = listed(ctx, a.InvitationID); err != nil {
			return err
		}
		if own, err = s.kept(ctx, i.Invitation); err != nil {
			return err
		}
		language, err = s.language(ctx, i.Invitation)
		return err
	})
	if err != nil || i.LinkID != a.LinkID || !i.open(clock.Now()) {
		return err
	}
	return s.letters.Send(ctx, s.letter(ctx, i, own, language))
}

// language is the invited person's own, or the company's for somebody new.
func (s *Service) language(ctx context.Context, i Invitation) (string, error) {
	u, known, err := s.Users.ByEmail(ctx, i.Email)
	if err != nil || known {
		return u.Language, err
	}
	return caller.From(ctx).Tenant.Language, nil
}

func (s *Service) letter(ctx context.Context, i Listed, own member.OwnRole, language string) user.Letter {
	t := caller.From(ctx).Tenant
	token, _ := s.Token(Kind, i.LinkID)
	zone, err := time.LoadLocation(t.Timezone)
	if err != nil {
		zone = time.UTC
	}
	args := map[string]any{"inviter": i.InviterName, "company": t.Name, "until": i18n.FormatDate(language, i.ExpiresAt, zone),
		"role": cmp.Or(own.Name, s.letters.Texts.Say(language, "role."+i.Role, nil))}
	name := "invitation"
	if i.EndsAt != nil {
		name, args["endsOn"] = "limited", i18n.FormatDate(language, i.EndsAt.Add(-1), zone)
	}
	return user.Letter{Name: name, ID: i.LinkID.String(), To: mail.Address{Name: i.Name, Email: i.Email}, Language: language,
		Path: "/invitation#" + token, Args: args}
}
