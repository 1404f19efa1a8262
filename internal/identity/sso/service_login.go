package sso

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/oauth2"

	"github.com/kith-crm/kith/internal/identity/mfa"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

const (
	flowLife    = 10 * time.Minute
	flowPurpose = "sso"
	window      = 15 * time.Minute
	perClient   = 10
)

// Look returns the sign-on that people of a domain can use; ok is false for none. It says nothing about any account. It
// opens its own units of work. user.ErrTooMany.
func (s *Service) Look(ctx context.Context, domain, ip string) (d Door, ok bool, err error) {
	if err := s.Users.Ask(ctx, s.asking(ip)); err != nil {
		return d, false, err
	}
	name, err := domainName(domain)
	if err != nil {
		return d, false, nil
	}
	return d, ok, s.Platform(ctx, func(ctx context.Context) error {
		whose, held, err := provenBy(ctx, name)
		if err != nil || !held {
			return err
		}
		c, is, err := of(ctx, whose.TenantID, false)
		if err != nil || !is || c.State == Off {
			return err
		}
		t, err := s.Tenants.Find(ctx, whose.TenantID)
		d, ok = Door{t.Caller().Slug, t.Name, c.State == Required}, err == nil
		return err
	})
}

func (s *Service) asking(ip string) user.Limit {
	return user.Limit{Key: "sso:" + ip, Max: s.LoginLimit * perClient, Window: window}
}

// Knock is who wants to log in by a company's sign-on.
type Knock struct {
	Slug, Email string // the address is a hint for the provider; it may be empty
	Again       bool   // they show again who they are
	IP          string
}

// Begin sends a browser to the provider of a company. It opens its own units of work. ErrOff, ErrDown.
func (s *Service) Begin(ctx context.Context, k Knock) (Leaving, error) {
	if err := s.Users.Ask(ctx, s.asking(k.IP)); err != nil {
		return Leaving{}, err
	}
	var c Config
	err := s.Platform(ctx, func(ctx context.Context) error {
		t, err := s.Tenants.BySlug(ctx, k.Slug)
		if errors.Is(err, tenant.ErrNotFound) {
			return ErrOff
		}
		if err != nil {
			return err
		}
		ok := false
		if c, ok, err = of(ctx, t.ID, false); err == nil && (!ok || c.State == Off) {
			err = ErrOff
		}
		return err
	})
	if err != nil {
		return Leaving{}, err
	}
	return s.leave(ctx, c, flow{Again: k.Again}, k.Email, "")
}

// Try sends the caller's browser to the provider of their company, to see whether it would let them in. It opens its own
// units of work. ErrAbsent, ErrDown.
func (s *Service) Try(ctx context.Context) (Leaving, error) {
	me := caller.From(ctx)
	var c Config
	err := s.Platform(ctx, func(ctx context.Context) error {
		found, ok, err := of(ctx, me.Tenant.ID, false)
		if c = found; err == nil && !ok {
			err = ErrAbsent
		}
		return err
	})
	if err != nil {
		return Leaving{}, err
	}
	return s.leave(ctx, c, flow{UserID: me.UserID}, "", tryMark+me.Tenant.Slug+".")
}

// tryMark begins the states of trials: our page knows by it where to bring the answer.
const tryMark = "try."

// leave remembers what the browser has to come back with, and makes the provider's address.
func (s *Service) leave(ctx context.Context, c Config, f flow, email, mark string) (Leaving, error) {
	p, err := s.discover(ctx, c.Issuer)
	if err != nil {
		return Leaving{}, ErrDown.Because(err)
	}
	client, err := s.client(c, p)
	if err != nil {
		return Leaving{}, err
	}
	browser, hash := secret.Token()
	nonce, _ := secret.Token()
	f.TenantID, f.Version, f.Nonce, f.Verifier, f.Browser = c.TenantID, c.Version, nonce, oauth2.GenerateVerifier(), hash
	var state string
	err = s.Platform(ctx, func(ctx context.Context) error {
		data, err := s.seal(f)
		if err != nil {
			return err
		}
		state, err = s.Challenges.Ask(ctx, mfa.Challenge{Purpose: flowPurpose, Data: data, Life: flowLife})
		return err
	})
	if err != nil {
		return Leaving{}, err
	}
	return Leaving{address(client, f, mark+state, email), browser}, nil
}

func (s *Service) seal(f flow) ([]byte, error) {
	data, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	return s.Keys.Seal("sso/flow", data)
}

func (s *Service) unseal(data []byte) (f flow, err error) {
	if data, err = s.Keys.Open("sso/flow", data); err != nil {
		return f, err
	}
	return f, json.Unmarshal(data, &f)
}

// arrive takes what was remembered when the browser left, once and for good, and refuses what does not belong together.
// trial is the person who tries it; uuid.Nil for a log-in. It opens its own unit of work.
func (s *Service) arrive(ctx context.Context, r Return, trial uuid.UUID) (f flow, c Config, err error) {
	state := r.State
	if strings.HasPrefix(state, tryMark) {
		state = state[strings.LastIndex(state, ".")+1:]
	}
	err = s.Platform(ctx, func(ctx context.Context) error {
		asked, err := s.Challenges.Take(ctx, state, flowPurpose)
		if errors.Is(err, mfa.ErrGone) {
			return ErrGone
		}
		if err != nil {
			return err
		}
		if f, err = s.unseal(asked.Data); err != nil {
			return err
		}
		c, _, err = of(ctx, f.TenantID, false)
		return err
	})
	if err != nil {
		return f, c, err
	}
	return f, c, check(f, c, r, trial)
}

// check refuses a return to another browser, of another person, after the settings have changed, from another provider
// than the one that was asked, and without a code.
func check(f flow, c Config, r Return, trial uuid.UUID) error {
	switch {
	case !f.came(secret.Hash(r.Browser)), f.UserID != trial, f.Version != c.Version, trial == uuid.Nil && c.State == Off:
		return ErrGone
	case r.Issuer != "" && r.Issuer != c.Issuer:
		return ErrAnswer.Because(errors.New("another provider answers than was asked: " + url.QueryEscape(r.Issuer)))
	case r.Refusal != "" || r.Code == "":
		return ErrRefused.Because(errors.New("the provider says " + url.QueryEscape(r.Refusal)))
	}
	return nil
}

// Tried tells what would come of it, and notes that the sign-on works when whoever tried it would get in. It opens its own
// units of work. What goes wrong is told as at the door.
func (s *Service) Tried(ctx context.Context, r Return) (Trial, error) {
	f, c, err := s.arrive(ctx, r, caller.From(ctx).UserID)
	if err != nil {
		return Trial{}, err
	}
	if c.TenantID != caller.From(ctx).Tenant.ID {
		return Trial{}, ErrGone
	}
	p, err := s.ask(ctx, c, f, r.Code)
	if err != nil {
		return Trial{}, err
	}
	out := Trial{Email: p.Email, Verified: p.Verified, Values: p.Values}
	out.Role, _ = c.role(p.Values)
	email, bad := user.Email(p.Email)
	return out, s.Platform(ctx, func(ctx context.Context) error {
		if bad == nil {
			if out.Proven, err = proven(ctx, c.TenantID, hostOf(email)); err != nil {
				return err
			}
		}
		if !out.OK() {
			return nil
		}
		return tried(ctx, c.TenantID, f.Version, clock.Now())
	})
}
