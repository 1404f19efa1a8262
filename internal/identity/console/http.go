package console

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers log-in and log-out of operators, and the set-up of their accounts.
func (s *Service) Routes(r *web.Router) {
	public := web.Need{Access: web.Public, In: web.Outside}
	web.HandleFull(r, "POST", "/operator/login", public, 200, s.logIn)
	web.HandleFull(r, "POST", "/operator/logout", public, 204, s.logOut)
	web.Handle(r, "POST", "/operator/setup/look", public, 200, s.look)
	web.HandleFull(r, "POST", "/operator/setup", public, 200, s.setUp)
	web.Handle(r, "GET", "/operator/me", web.Need{Access: web.Operators, In: web.Outside}, 200, s.me)
}

type (
	logInIn struct {
		Body struct {
			Email    string `json:"email" maxLength:"1000"`
			Password string `json:"password" maxLength:"2000"`
			Code     string `json:"code" maxLength:"100" doc:"Of the authenticator app."`
		}
	}
	lookIn struct {
		Body struct {
			Token string `json:"token" maxLength:"200"`
		}
	}
	setUpIn struct {
		Body struct {
			Token    string `json:"token" maxLength:"200"`
			Password string `json:"password" maxLength:"2000"`
			Code     string `json:"code" maxLength:"100"`
		}
	}
	meView struct {
		Name     string `json:"name"`
		Language string `json:"language"`
	}
	setupView struct {
		Email    string `json:"email"`
		Name     string `json:"name"`
		Language string `json:"language"`
		Secret   string `json:"secret"`
		URI      string `json:"uri"`
		QR       string `json:"qr" doc:"A picture, as a data: URL."`
	}
	full struct {
		SetCookie string `header:"Set-Cookie"`
		Body      meView
	}
	bye struct {
		SetCookie string `header:"Set-Cookie"`
	}
)

func client(ctx context.Context) Client {
	ip, agent := web.Client(ctx)
	return Client{ip, agent}
}

func (s *Service) logIn(ctx context.Context, in *logInIn) (*full, error) {
	if err := web.OwnPage(ctx, s.tools.BaseURL); err != nil {
		return nil, err
	}
	token, a, err := s.LogIn(ctx, in.Body.Email, in.Body.Password, in.Body.Code, client(ctx))
	return answer(token, a), err
}

func (s *Service) setUp(ctx context.Context, in *setUpIn) (*full, error) {
	if err := web.OwnPage(ctx, s.tools.BaseURL); err != nil {
		return nil, err
	}
	token, a, err := s.SetUp(ctx, in.Body.Token, in.Body.Password, in.Body.Code, client(ctx))
	return answer(token, a), err
}

func answer(token string, a Account) *full {
	return &full{web.SetOperator(token, fullLife), meView{a.Name, a.Language}}
}

func (s *Service) logOut(ctx context.Context, _ *web.None) (*bye, error) {
	if err := web.OwnPage(ctx, s.tools.BaseURL); err != nil {
		return nil, err
	}
	return &bye{web.SetOperator("", time.Duration(0))}, s.LogOut(ctx, web.Operator(ctx))
}

func (s *Service) look(ctx context.Context, in *lookIn) (v setupView, err error) {
	a, set, err := s.Look(ctx, in.Body.Token)
	return setupView{a.Email, a.Name, a.Language, set.Secret, set.URI, set.QR}, err
}

func (s *Service) me(ctx context.Context, _ *web.None) (meView, error) {
	c := caller.From(ctx)
	return meView{c.Name, c.Language}, nil
}
