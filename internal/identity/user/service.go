package user

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/kit/password"
	"github.com/kith-crm/kith/internal/kit/secret"
)

//go:embed letters
var letters embed.FS

// Service is the only way to accounts. Its methods run in a unit of work on the platform, unless they say otherwise.
type Service struct {
	tools   Tools
	letters *Letters
}

// NewService returns a service made with tools.
func NewService(t Tools) *Service { return &Service{t, t.Letters(letters)} }

// Find returns a person by id.
func (s *Service) Find(ctx context.Context, id uuid.UUID) (User, error) {
	u, ok, err := take(ctx, "id = ?", id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return u, err
}

// ByEmail returns the person with an address as Email returns it; ok is false when there is none.
func (s *Service) ByEmail(ctx context.Context, email string) (u User, ok bool, err error) {
	return take(ctx, "email = ?", email)
}

// Create adds an account. Its e-mail, name and language have been checked, its password hashed. ErrEmailTaken when the
// address got an account meanwhile.
func (s *Service) Create(ctx context.Context, u User) (User, error) {
	now := clock.Now()
	u.ID, u.PasswordChangedAt, u.CreatedAt, u.UpdatedAt = id.New(), now, now, now
	return u, insert(ctx, &u)
}

// Update changes what the caller says about themselves.
func (s *Service) Update(ctx context.Context, d Draft) (User, error) {
	c := caller.From(ctx)
	u, err := s.Find(ctx, c.UserID)
	if err != nil {
		return u, err
	}
	before := u
	if err := u.apply(d); err != nil {
		return u, err
	}
	u.UpdatedAt = clock.Now()
	if err := save(ctx, u, "name", "language", "timezone", "updated_at"); err != nil {
		return u, err
	}
	if err := hint(ctx, fmt.Sprintf("member:%d:%s", c.Tenant.ID, u.ID)); err != nil {
		return u, err
	}
	return u, s.tools.Bus.Publish(ctx, Updated{before, u})
}

// Hashes returns the hashes of the passwords a person had, newest first, beginning with the present one.
func (s *Service) Hashes(ctx context.Context, u User, limit int) ([]string, error) {
	if limit == 0 {
		return nil, nil
	}
	old, err := oldHashes(ctx, u.ID, limit-1)
	all := append([]string{u.PasswordHash}, old...)
	return slices.DeleteFunc(all, func(h string) bool { return h == "" }), err
}

// Matches tells whether pw is the password of u. For an account that does not exist (known is false) the answer is no,
// and takes as long; so it is for one without a password. It needs no unit of work and is slow on purpose: call it outside of one.
func (s *Service) Matches(ctx context.Context, u User, known bool, pw string) (bool, error) {
	if !known || u.PasswordHash == "" {
		return false, password.Dummy(ctx, pw)
	}
	return password.Verify(ctx, pw, u.PasswordHash)
}

// SetPassword gives a person a new password, by its hash, makes pending links for a reset void, and mails a notice.
func (s *Service) SetPassword(ctx context.Context, u User, hash string) error {
	if err := keepOld(ctx, u, clock.Now()); err != nil {
		return err
	}
	u.PasswordHash, u.PasswordChangedAt, u.UpdatedAt = hash, clock.Now(), clock.Now()
	if err := save(ctx, u, "password_hash", "password_changed_at", "updated_at"); err != nil {
		return err
	}
	if err := voidResets(ctx, u.Email); err != nil {
		return err
	}
	if err := job.EnqueueFor(ctx, 0, Kind, MailChanged{u.ID, u.PasswordChangedAt.UnixMicro()}); err != nil {
		return err
	}
	return s.tools.Bus.Publish(ctx, PasswordChanged{u})
}

// resetLife is how long a link for a new password is good.
const resetLife = time.Hour

// Forgot sends a link for a new password to an address, if there is an account: whether there is one is looked up by the
// job, so that the answer takes equally long.
func (s *Service) Forgot(ctx context.Context, email string) error {
	wait, err := s.Attempt(ctx, MailsTo(email))
	if err != nil || wait > 0 {
		return err
	}
	now := clock.Now()
	r := passwordReset{ID: id.New(), Email: email, CreatedAt: now, ExpiresAt: now.Add(resetLife)}
	_, r.TokenHash = s.tools.Token("reset", r.ID)
	if err := insert(ctx, &r); err != nil {
		return err
	}
	return job.EnqueueFor(ctx, 0, Kind, MailReset{r.ID})
}

// ByReset returns whose password the token of a link may change. ErrGone when it may not, or no longer.
func (s *Service) ByReset(ctx context.Context, token string) (User, error) {
	r, err := findReset(ctx, secret.Hash(token))
	if err != nil {
		return User{}, err
	}
	return s.ofReset(ctx, r)
}

// Reset uses up the token of a link and gives its owner a new password, by its hash.
func (s *Service) Reset(ctx context.Context, token, hash string) (User, error) {
	r, err := useReset(ctx, secret.Hash(token))
	if err != nil {
		return User{}, err
	}
	u, err := s.ofReset(ctx, r)
	if err != nil {
		return u, err
	}
	return u, s.SetPassword(ctx, u, hash)
}

func (s *Service) ofReset(ctx context.Context, r passwordReset) (User, error) {
	u, ok, err := s.ByEmail(ctx, r.Email)
	if err == nil && !ok {
		err = ErrGone
	}
	return u, err
}

// Attempt counts a try under each limit and tells how long to wait when it was one too many for any; zero when it may go on.
// The counters live in the unit of work: the unit has to commit for the try to count.
func (s *Service) Attempt(ctx context.Context, limits ...Limit) (wait time.Duration, err error) {
	for _, l := range limits {
		_, w, err := s.Count(ctx, l)
		if err != nil {
			return 0, err
		}
		wait = max(wait, w)
	}
	return wait, nil
}

// Count is Attempt that also tells how many tries there were in the present window.
func (s *Service) Count(ctx context.Context, l Limit) (tries int, wait time.Duration, err error) {
	now := clock.Now()
	a, err := hit(ctx, secret.Hash(l.Key), now, now.Add(l.Window))
	if err == nil && a.Hits > l.Max {
		wait = a.EndsAt.Sub(now)
	}
	return a.Hits, wait, err
}

// Forgive takes a try back that turned out well; all forgets the earlier ones too.
func (s *Service) Forgive(ctx context.Context, key string, all bool) error {
	return forgive(ctx, secret.Hash(key), all)
}

// TooMany is ErrTooMany, or an error like it, with the seconds to wait.
func TooMany(like *errs.Error, wait time.Duration) error {
	return like.With("retryAfter", int(wait.Seconds())+1)
}

// Rethink drops what the instances have cached of a person, in all their sessions: how they log in is different.
func (s *Service) Rethink(ctx context.Context, userID uuid.UUID) error {
	sessions, err := openSessions(ctx, userID)
	for _, x := range sessions {
		err = cmp.Or(err, hint(ctx, "session:"+x.String()))
	}
	return err
}

// Notify mails a person that something about how they log in is different, such as second_factor_added.
func (s *Service) Notify(ctx context.Context, userID uuid.UUID, what string) error {
	return job.EnqueueFor(ctx, 0, Kind, MailNotice{userID, what, clock.Now().UnixMicro()})
}

func (s *Service) mailNotice(ctx context.Context, a MailNotice) error {
	var u User
	err := s.tools.Platform(ctx, func(ctx context.Context) (err error) {
		u, err = s.Find(ctx, a.UserID)
		return err
	})
	if err != nil {
		return err
	}
	return s.letters.Send(ctx, Letter{Name: "notice", ID: fmt.Sprintf("%s/%d", a.UserID, a.At), To: mail.Address{Name: u.Name, Email: u.Email},
		Language: u.Language, Path: "/forgot", Args: map[string]any{"what": s.letters.Texts.Say(u.Language, "what."+a.What, nil)}})
}

// mailReset sends the link for a new password, unless the address has no account.
func (s *Service) mailReset(ctx context.Context, resetID uuid.UUID) error {
	var u User
	var known bool
	err := s.tools.Platform(ctx, func(ctx context.Context) error {
		r, err := liveReset(ctx, resetID)
		if err != nil {
			return err
		}
		u, known, err = s.ByEmail(ctx, r.Email)
		return err
	})
	if err != nil || !known {
		return err
	}
	token, _ := s.tools.Token("reset", resetID)
	return s.letters.Send(ctx, Letter{Name: "reset", ID: resetID.String(), To: mail.Address{Name: u.Name, Email: u.Email},
		Language: u.Language, Path: "/reset#" + token})
}

// mailChanged tells a person that the password is another one now.
func (s *Service) mailChanged(ctx context.Context, a MailChanged) error {
	var u User
	err := s.tools.Platform(ctx, func(ctx context.Context) (err error) {
		u, err = s.Find(ctx, a.UserID)
		return err
	})
	if err != nil {
		return err
	}
	return s.letters.Send(ctx, Letter{Name: "changed", ID: fmt.Sprintf("%s/%d", a.UserID, a.At),
		To: mail.Address{Name: u.Name, Email: u.Email}, Language: u.Language, Path: "/forgot"})
}

// prune forgets what no longer says anything.
func (s *Service) prune(ctx context.Context) error {
	return s.tools.Platform(ctx, func(ctx context.Context) error { return prune(ctx, clock.Now()) })
}

// Ask counts something a client asks for, in a unit of work of its own. ErrTooMany when it was one too many.
func (s *Service) Ask(ctx context.Context, l Limit) error {
	var wait time.Duration
	err := s.tools.Platform(ctx, func(ctx context.Context) (err error) {
		wait, err = s.Attempt(ctx, l)
		return err
	})
	if err == nil && wait > 0 {
		return TooMany(ErrTooMany, wait)
	}
	return err
}

// Adopt returns the account that somebody has here, by address or id, or makes one without a password under the id that
// they had elsewhere; made tells which.
func (s *Service) Adopt(ctx context.Context, u User) (_ User, made bool, err error) {
	for _, by := range []struct {
		where string
		value any
	}{{"email = ?", u.Email}, {"id = ?", u.ID}} {
		if known, ok, err := take(ctx, by.where, by.value); err != nil || ok {
			return known, false, err
		}
	}
	now := clock.Now()
	u.PasswordHash, u.PasswordChangedAt, u.CreatedAt, u.UpdatedAt = "", now, now, now
	return u, true, insert(ctx, &u)
}
