package signup

import (
	"context"

	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	web.HandleFull(r, "POST", "/signups", public, 202, s.start)
	web.HandleFull(r, "POST", "/signups/confirm", public, 200, s.confirm)
}

var public = web.Need{Access: web.Public, In: web.Outside}

type (
	startIn struct {
		Body struct {
			Company  string `json:"company" maxLength:"500"`
			Name     string `json:"name" maxLength:"500"`
			Email    string `json:"email" maxLength:"1000"`
			Password string `json:"password" maxLength:"2000"`
			Language string `json:"language" maxLength:"10"`
			Currency string `json:"currency" maxLength:"10"`
			Timezone string `json:"timezone" maxLength:"100"`
		}
	}
	confirmIn struct {
		Body struct {
			Token string `json:"token" maxLength:"100"`
		}
	}
	accepted struct{ Body struct{} }
)

func (s *Service) start(ctx context.Context, in *startIn) (*accepted, error) {
	return &accepted{}, s.Start(ctx, Draft(in.Body), session.From(ctx))
}

func (s *Service) confirm(ctx context.Context, in *confirmIn) (*session.Full, error) {
	o, err := s.Confirm(ctx, in.Body.Token, session.From(ctx))
	if err != nil {
		return nil, err
	}
	return s.Sessions.Answer(ctx, o)
}
