package session

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/web"
)

// routesMe registers what people do with their own sessions: it stays possible while the company may only read.
func (s *Service) routesMe(r *web.Router) {
	mine := web.Need{Access: web.SignedIn, In: web.Platform, ReadOnly: true, Unready: true}
	web.Handle(r, "GET", "/me/sessions", mine, 200, s.list)
	web.HandleNone(r, "DELETE", "/me/sessions/:id", mine, 204, s.endOne)
	web.HandleNone(r, "POST", "/me/sessions/end-others", mine, 204, s.endOthers)
	slow := mine
	slow.In = web.Outside
	web.HandleNone(r, "POST", "/me/password", slow, 204, s.changePassword)
	web.HandleNone(r, "POST", "/me/prove", slow, 204, s.prove)
}

type (
	oneIn struct {
		ID uuid.UUID `path:"id"`
	}
	passwordIn struct {
		Body struct {
			Current  string `json:"current" maxLength:"2000"`
			Password string `json:"password" maxLength:"2000"`
		}
	}
	proveIn struct {
		Body struct {
			Password string `json:"password,omitempty" maxLength:"2000" doc:"For people without a second step."`
			Code     string `json:"code,omitempty" maxLength:"100" doc:"Of the authenticator app, or a recovery code."`
		}
	}
	item struct {
		ID         uuid.UUID `json:"id"`
		Current    bool      `json:"current"`
		CreatedAt  time.Time `json:"createdAt"`
		LastSeenAt time.Time `json:"lastSeenAt"`
		IP         string    `json:"ip"`
		Country    string    `json:"country" doc:"Where the address is used, ISO 3166-1; empty when unknown."`
		Device     string    `json:"device" doc:"Browser and system; empty when unknown."`
		Method     string    `json:"method" enum:"password,second_factor,passkey,sso"`
	}
	items struct {
		Items []item `json:"items"`
	}
)

func (s *Service) list(ctx context.Context, _ *none) (items, error) {
	ss, err := s.List(ctx)
	out := items{Items: []item{}}
	for _, x := range ss {
		out.Items = append(out.Items, item{x.ID, x.ID == caller.From(ctx).SessionID, x.CreatedAt, x.SeenAt, x.IP, user.Country(x.IP), user.Device(x.Agent), x.Method})
	}
	return out, err
}

func (s *Service) endOne(ctx context.Context, in *oneIn) error { return s.End(ctx, in.ID) }

func (s *Service) endOthers(ctx context.Context, _ *none) error { return s.EndOthers(ctx) }

func (s *Service) changePassword(ctx context.Context, in *passwordIn) error {
	return s.ChangePassword(ctx, in.Body.Current, in.Body.Password, From(ctx))
}

func (s *Service) prove(ctx context.Context, in *proveIn) error {
	return s.Prove(ctx, in.Body.Password, in.Body.Code, From(ctx))
}
