package mfa

import (
	"cmp"
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/secret"
)

// Service is the only way to second factors. Its methods run in a unit of work on the platform.
type Service struct {
	tools user.Tools
	users *user.Service
}

// NewService returns a service made with tools.
func NewService(t user.Tools, users *user.Service) *Service { return &Service{t, users} }

// secretPurpose is what the secrets of authenticator apps are sealed for.
const secretPurpose = "mfa/app"

// Status tells what the caller has.
func (s *Service) Status(ctx context.Context) (st Status, err error) {
	me := caller.From(ctx).UserID
	if st.App, err = s.Needed(ctx, me); err != nil {
		return st, err
	}
	if st.RecoveryLeft, err = codesLeft(ctx, me); err != nil {
		return st, err
	}
	st.Devices, err = devicesOf(ctx, me, clock.Now())
	return st, err
}

// Needed tells whether a person has to take a second step.
func (s *Service) Needed(ctx context.Context, userID uuid.UUID) (bool, error) {
	f, ok, err := factorOf(ctx, userID, false)
	return ok && f.ConfirmedAt != nil, err
}

// Begin makes the secret of a new authenticator app for the caller. It counts only once Confirm has seen a code of it.
// ErrPresent when there is one.
func (s *Service) Begin(ctx context.Context) (Setup, error) {
	u, err := s.users.Find(ctx, caller.From(ctx).UserID)
	if err != nil {
		return Setup{}, err
	}
	if has, err := s.Needed(ctx, u.ID); err != nil || has {
		return Setup{}, cmp.Or[error](err, ErrPresent)
	}
	set, err := NewSetup(u.Email)
	if err != nil {
		return Setup{}, err
	}
	sealed, err := s.tools.Keys.Seal(secretPurpose, []byte(set.Secret))
	if err != nil {
		return Setup{}, err
	}
	return set, propose(ctx, Factor{UserID: u.ID, Secret: sealed, CreatedAt: clock.Now()})
}

// Confirm takes the app that Begin proposed into use if code is one of its codes, and returns the recovery codes: the only
// time they are shown. ErrCode, ErrAbsent, ErrPresent.
func (s *Service) Confirm(ctx context.Context, code string) ([]string, error) {
	me := caller.From(ctx).UserID
	f, ok, err := factorOf(ctx, me, true)
	if err != nil || !ok {
		return nil, cmp.Or[error](err, ErrAbsent)
	}
	if f.ConfirmedAt != nil {
		return nil, ErrPresent
	}
	if ok, err := s.right(ctx, f, Clean(code), true); err != nil || !ok {
		return nil, cmp.Or[error](err, ErrCode)
	}
	return s.renew(ctx, me, "second_factor_added")
}

// right tells whether code is the app's and not used yet, and uses it up.
func (s *Service) right(ctx context.Context, f Factor, code string, confirm bool) (bool, error) {
	plain, err := s.tools.Keys.Open(secretPurpose, f.Secret)
	if err != nil {
		return false, err
	}
	now := clock.Now()
	used := Step(string(plain), code, f.LastStep, now)
	if used == 0 {
		return false, nil
	}
	f.LastStep = used
	if confirm {
		f.ConfirmedAt = &now
	}
	return true, saveFactor(ctx, f)
}

// Remove takes the caller's second factor away, with recovery codes and remembered devices. ErrAbsent.
func (s *Service) Remove(ctx context.Context) error {
	me := caller.From(ctx).UserID
	if has, err := s.Needed(ctx, me); err != nil || !has {
		return cmp.Or[error](err, ErrAbsent)
	}
	if err := removeAll(ctx, me); err != nil {
		return err
	}
	return s.tell(ctx, me, "second_factor_removed")
}

// RenewCodes makes new recovery codes for the caller; the old ones are void. ErrAbsent.
func (s *Service) RenewCodes(ctx context.Context) ([]string, error) {
	me := caller.From(ctx).UserID
	if has, err := s.Needed(ctx, me); err != nil || !has {
		return nil, cmp.Or[error](err, ErrAbsent)
	}
	return s.renew(ctx, me, "recovery_codes_renewed")
}

func (s *Service) renew(ctx context.Context, userID uuid.UUID, what string) ([]string, error) {
	codes := newRecoveryCodes()
	hashes := make([][]byte, len(codes))
	for i, c := range codes {
		hashes[i] = codeHash(userID, c)
	}
	if err := replaceCodes(ctx, userID, hashes); err != nil {
		return nil, err
	}
	return codes, s.tell(ctx, userID, what)
}

func codeHash(userID uuid.UUID, code string) []byte {
	return secret.Hash(userID.String() + "/" + Clean(code))
}

// Check tells whether code is one of the person's app, or one of their recovery codes, and uses it up.
func (s *Service) Check(ctx context.Context, userID uuid.UUID, code string) (bool, error) {
	code = Clean(code)
	if !looksLikeApp(code) {
		ok, err := useCode(ctx, userID, codeHash(userID, code), clock.Now())
		if err != nil || !ok {
			return false, err
		}
		return true, s.tell(ctx, userID, "recovery_code_used")
	}
	f, ok, err := factorOf(ctx, userID, true)
	if err != nil || !ok || f.ConfirmedAt == nil {
		return false, err
	}
	return s.right(ctx, f, code, false)
}

// DeviceLife is how long a device is remembered.
const DeviceLife = 30 * 24 * time.Hour

// Remember notes that a browser need not take the second step for a while, and returns the token for its cookie.
func (s *Service) Remember(ctx context.Context, userID uuid.UUID, ip, agent string) (token string, err error) {
	now := clock.Now()
	d := Device{ID: id.New(), UserID: userID, IP: ip, Agent: agent, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(DeviceLife)}
	token, d.TokenHash = s.tools.Token("device", d.ID)
	if err := insertDevice(ctx, &d); err != nil {
		return "", err
	}
	return token, s.tell(ctx, userID, "device_remembered")
}

// Remembered tells whether a cookie's token is one of a device that the person has had remembered.
func (s *Service) Remembered(ctx context.Context, userID uuid.UUID, token string) (bool, error) {
	if token == "" || len(token) > maxToken {
		return false, nil
	}
	return seeDevice(ctx, userID, secret.Hash(token), clock.Now())
}

const maxToken = 200

// Forget makes one of the caller's devices ask again. ErrDevice.
func (s *Service) Forget(ctx context.Context, deviceID uuid.UUID) error {
	me := caller.From(ctx).UserID
	if ok, err := removeDevice(ctx, me, deviceID); err != nil || !ok {
		return cmp.Or[error](err, ErrDevice)
	}
	return s.tell(ctx, me, "device_forgotten")
}

// ForgetAll makes all of a person's devices ask again, as after a new password.
func (s *Service) ForgetAll(ctx context.Context, userID uuid.UUID) error {
	return removeDevices(ctx, userID)
}

// tell publishes a change, in the name of the person themselves where nobody acts yet.
func (s *Service) tell(ctx context.Context, userID uuid.UUID, what string) error {
	u, err := s.users.Find(ctx, userID)
	if err != nil {
		return err
	}
	if c := caller.From(ctx); c.UserID == uuid.Nil && c.System == "" {
		ctx = caller.With(ctx, &caller.Caller{UserID: u.ID, Name: u.Name, Language: u.Language})
	}
	if err := s.tools.Bus.Publish(ctx, Changed{u, what}); err != nil {
		return err
	}
	if err := s.users.Rethink(ctx, u.ID); err != nil || !told[what] {
		return err
	}
	return s.users.Notify(ctx, u.ID, what)
}

// told are the changes that are worth a letter: somebody else could have made them.
var told = map[string]bool{"second_factor_added": true, "second_factor_removed": true, "recovery_codes_renewed": true, "recovery_code_used": true}
