package passkey

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/mfa"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Service is the only way to passkeys. Its methods run in a unit of work on the platform.
type Service struct {
	tools  user.Tools
	users  *user.Service
	asked  *mfa.Service
	verify *webauthn.WebAuthn
}

// NewService returns a service for the pages at the base URL of tools: keys are bound to its host. It panics when that is
// no address, which the configuration has made sure of.
func NewService(t user.Tools, users *user.Service, asked *mfa.Service) *Service {
	base, err := url.Parse(t.BaseURL)
	if err != nil {
		panic(err)
	}
	w, err := webauthn.New(&webauthn.Config{RPID: base.Hostname(), RPDisplayName: "Kith", RPOrigins: []string{t.BaseURL},
		AttestationPreference:  protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}})
	if err != nil {
		panic(err)
	}
	return &Service{t, users, asked, w}
}

// life is how long a person may take to touch their device.
const life = 5 * time.Minute

// The purposes of challenges.
const (
	toAdd   = "passkey-add"
	toLogIn = "passkey-login"
)

// List returns the caller's passkeys, oldest first.
func (s *Service) List(ctx context.Context) ([]Passkey, error) {
	return list(ctx, caller.From(ctx).UserID)
}

// Begin asks the caller's device for a new key: the options are for navigator.credentials.create. ErrMany.
func (s *Service) Begin(ctx context.Context) (ticket string, options any, err error) {
	h, err := s.holder(ctx, caller.From(ctx).UserID)
	if err != nil {
		return "", nil, err
	}
	if len(h.keys) >= maxKeys {
		return "", nil, ErrMany
	}
	var known []protocol.CredentialDescriptor
	for _, c := range h.WebAuthnCredentials() {
		known = append(known, c.Descriptor())
	}
	creation, data, err := s.verify.BeginRegistration(h, webauthn.WithExclusions(known))
	if err != nil {
		return "", nil, err
	}
	ticket, err = s.ask(ctx, toAdd, h.user.ID, data)
	return ticket, creation.Response, err
}

func (s *Service) holder(ctx context.Context, userID uuid.UUID) (h holder, err error) {
	if h.user, err = s.users.Find(ctx, userID); err != nil {
		return h, err
	}
	h.keys, err = list(ctx, userID)
	return h, err
}

func (s *Service) ask(ctx context.Context, purpose string, userID uuid.UUID, data *webauthn.SessionData) (string, error) {
	kept, err := json.Marshal(data)
	if err != nil {
		return "", err
	}
	return s.asked.Ask(ctx, mfa.Challenge{Purpose: purpose, UserID: userID, Data: kept, Life: life})
}

func (s *Service) answered(ctx context.Context, ticket, purpose string) (c mfa.Challenge, data webauthn.SessionData, err error) {
	if c, err = s.asked.Take(ctx, ticket, purpose); err != nil {
		return c, data, err
	}
	return c, data, json.Unmarshal(c.Data, &data)
}

// Add keeps the key that the caller's device made for a ticket of Begin. mfa.ErrGone, ErrRefused, ErrTaken, ErrNameless.
func (s *Service) Add(ctx context.Context, ticket, name string, credential []byte) (p Passkey, err error) {
	if name, err = named(name); err != nil {
		return p, err
	}
	me := caller.From(ctx).UserID
	asked, data, err := s.answered(ctx, ticket, toAdd)
	if err != nil {
		return p, err
	}
	if asked.UserID != me {
		return p, mfa.ErrGone
	}
	h, err := s.holder(ctx, me)
	if err != nil {
		return p, err
	}
	c, err := s.create(h, data, credential)
	if err != nil {
		return p, err
	}
	kept, err := json.Marshal(c)
	if err != nil {
		return p, err
	}
	p = Passkey{ID: id.New(), UserID: me, Name: name, CredentialID: c.ID, Credential: string(kept), CreatedAt: clock.Now()}
	if err := insert(ctx, &p); err != nil {
		return p, err
	}
	if err := s.users.Rethink(ctx, me); err != nil {
		return p, err
	}
	if err := s.users.Notify(ctx, me, "passkey_added"); err != nil {
		return p, err
	}
	return p, s.tools.Bus.Publish(ctx, Added{p})
}

func (s *Service) create(h holder, data webauthn.SessionData, credential []byte) (*webauthn.Credential, error) {
	parsed, err := protocol.ParseCredentialCreationResponseBytes(credential)
	if err != nil {
		return nil, ErrRefused.Because(err)
	}
	c, err := s.verify.CreateCredential(h, data, parsed)
	if err != nil {
		return nil, ErrRefused.Because(err)
	}
	return c, nil
}

// Rename gives one of the caller's passkeys another name. ErrNotFound, ErrNameless.
func (s *Service) Rename(ctx context.Context, passkeyID uuid.UUID, name string) (Passkey, error) {
	p, err := find(ctx, caller.From(ctx).UserID, passkeyID)
	if err != nil {
		return p, err
	}
	before := p
	if p.Name, err = named(name); err != nil {
		return p, err
	}
	if err := rename(ctx, p); err != nil {
		return p, err
	}
	return p, s.tools.Bus.Publish(ctx, Renamed{before, p})
}

// Remove takes one of the caller's passkeys away. ErrNotFound.
func (s *Service) Remove(ctx context.Context, passkeyID uuid.UUID) error {
	p, err := find(ctx, caller.From(ctx).UserID, passkeyID)
	if err != nil {
		return err
	}
	if err := remove(ctx, p); err != nil {
		return err
	}
	if err := s.users.Rethink(ctx, p.UserID); err != nil {
		return err
	}
	if err := s.users.Notify(ctx, p.UserID, "passkey_removed"); err != nil {
		return err
	}
	return s.tools.Bus.Publish(ctx, Removed{p})
}

// BeginLogIn asks whoever it is for a signature: the options are for navigator.credentials.get.
func (s *Service) BeginLogIn(ctx context.Context) (ticket string, options any, err error) {
	assertion, data, err := s.verify.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return "", nil, err
	}
	ticket, err = s.ask(ctx, toLogIn, uuid.Nil, data)
	return ticket, assertion.Response, err
}

// Who tells who has signed for a ticket of BeginLogIn. mfa.ErrGone, ErrUnknown for a key that is nobody's, ErrRefused for
// a signature that does not hold: then the user is whose key it claims to be, if it is anybody's.
func (s *Service) Who(ctx context.Context, ticket string, credential []byte) (u user.User, err error) {
	_, data, err := s.answered(ctx, ticket, toLogIn)
	if err != nil {
		return u, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(credential)
	if err != nil {
		return u, ErrRefused.Because(err)
	}
	find := s.finder(ctx)
	_, c, err := s.verify.ValidatePasskeyLogin(func(id, handle []byte) (webauthn.User, error) {
		who, err := find(id, handle)
		if h, is := who.(holder); is {
			u = h.user
		}
		return who, err
	}, data, parsed)
	if err != nil {
		return u, refused(err)
	}
	if c.Authenticator.CloneWarning {
		return u, ErrRefused.Because(errors.New("the device's counter went back: the key may have been copied"))
	}
	kept, err := json.Marshal(c)
	if err != nil {
		return u, err
	}
	return u, used(ctx, u.ID, c.ID, string(kept), clock.Now())
}

// finder looks up whose handle a device has kept.
func (s *Service) finder(ctx context.Context) webauthn.DiscoverableUserHandler {
	return func(credentialID, handle []byte) (webauthn.User, error) {
		userID, err := uuid.FromBytes(handle)
		if err != nil {
			return nil, ErrUnknown
		}
		h, err := s.holder(ctx, userID)
		if errors.Is(err, user.ErrNotFound) {
			return nil, ErrUnknown
		}
		if err != nil {
			return nil, fault{err}
		}
		for _, k := range h.keys {
			if string(k.CredentialID) == string(credentialID) {
				return h, nil
			}
		}
		return nil, ErrUnknown
	}
}

// fault is an error of ours, not of who wants to log in.
type fault struct{ error }

// refused tells a key that is nobody's from a signature that does not hold, and from what is not the key's fault.
func refused(err error) error {
	if e, ok := errs.As(err); ok {
		return e
	}
	var p *protocol.Error
	var f fault
	if errors.As(err, &p) && errors.As(p.Err, &f) {
		return f.error
	}
	if p != nil && errors.Is(p.Err, ErrUnknown) {
		return ErrUnknown
	}
	return ErrRefused.Because(err)
}
