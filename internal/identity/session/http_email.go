package session

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/web"
)

// routesEmail registers the change of the address that a person logs in with. The links are followed by POST only.
func (s *Service) routesEmail(r *web.Router) {
	web.HandleNone(r, "POST", "/me/email", web.Need{Access: web.SignedIn, In: web.Platform, ReadOnly: true, Unready: true, Fresh: true}, 204, s.askEmail)
	open := web.Need{Access: web.Public, In: web.Platform}
	web.HandleNone(r, "POST", "/auth/email/confirm", open, 204, s.confirmEmail)
	web.HandleNone(r, "POST", "/auth/email/stop", open, 204, s.stopEmail)
}

type tokenIn struct {
	Body struct {
		Token string `json:"token" maxLength:"100"`
	}
}

func (s *Service) askEmail(ctx context.Context, in *forgotIn) error {
	return s.users.AskEmail(ctx, in.Body.Email)
}

func (s *Service) confirmEmail(ctx context.Context, in *tokenIn) error {
	_, err := s.users.ConfirmEmail(ctx, in.Body.Token)
	return err
}

// stopEmail takes a change back and ends every session: whoever asked for it was not the person.
func (s *Service) stopEmail(ctx context.Context, in *tokenIn) error {
	u, err := s.users.StopEmail(ctx, in.Body.Token)
	if err != nil {
		return err
	}
	_, err = s.end(ctx, "email", others(u.ID, uuid.Nil))
	return err
}
