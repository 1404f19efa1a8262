package session

import (
	"context"
	"encoding/json"

	"github.com/kith-crm/kith/internal/identity/passkey"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/web"
)

// routesPasskey registers logging in, and showing again who one is, by a passkey.
func (s *Service) routesPasskey(r *web.Router) {
	web.Handle(r, "POST", "/auth/passkey/begin", public, 200, s.beginPasskey)
	web.HandleFull(r, "POST", "/auth/passkey", public, 200, s.logInPasskey)
	mine := web.Need{Access: web.SignedIn, In: web.Platform, ReadOnly: true, Unready: true}
	web.HandleNone(r, "POST", "/me/prove/passkey", mine, 204, s.provePasskey)
}

type (
	passkeyAsked struct {
		Ticket  string `json:"ticket"`
		Options any    `json:"options" doc:"PublicKeyCredentialRequestOptionsJSON of WebAuthn."`
	}
	passkeyIn struct {
		Body struct {
			Ticket     string         `json:"ticket" maxLength:"100"`
			Credential map[string]any `json:"credential" doc:"AuthenticationResponseJSON of WebAuthn."`
		}
	}
)

func (s *Service) beginPasskey(ctx context.Context, _ *none) (out passkeyAsked, err error) {
	if err := web.OwnPage(ctx, s.tools.BaseURL); err != nil {
		return out, err
	}
	c := From(ctx)
	ask := user.Limit{Key: "passkey:" + user.Network(c.IP), Max: s.limit * perClient, Window: window}
	if err := s.users.Ask(ctx, ask); err != nil {
		return out, err
	}
	err = s.tools.Platform(ctx, func(ctx context.Context) error {
		out.Ticket, out.Options, err = s.passkeys.BeginLogIn(ctx)
		return err
	})
	return out, err
}

func (s *Service) logInPasskey(ctx context.Context, in *passkeyIn) (*Full, error) {
	if err := web.OwnPage(ctx, s.tools.BaseURL); err != nil {
		return nil, err
	}
	credential, err := json.Marshal(in.Body.Credential)
	if err != nil {
		return nil, err
	}
	o, err := s.LogInByPasskey(ctx, in.Body.Ticket, credential, From(ctx))
	if err != nil {
		return nil, err
	}
	return s.Answer(ctx, o)
}

func (s *Service) provePasskey(ctx context.Context, in *passkeyIn) error {
	credential, err := json.Marshal(in.Body.Credential)
	if err != nil {
		return err
	}
	u, err := s.passkeys.Who(ctx, in.Body.Ticket, credential)
	if err != nil {
		return err
	}
	if u.ID != caller.From(ctx).UserID {
		return passkey.ErrUnknown
	}
	return s.Proved(ctx)
}
