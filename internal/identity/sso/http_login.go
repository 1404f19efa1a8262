package sso

import (
	"context"

	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/kit/web"
)

// routesLogin registers what happens at the door. The provider sends browsers to our page, which brings the answer here.
func (s *Service) routesLogin(r *web.Router) {
	public := web.Need{Access: web.Public, In: web.Outside}
	web.Handle(r, "POST", "/auth/sso/look", public, 200, s.look)
	web.HandleFull(r, "POST", "/auth/sso/begin", public, 200, s.begin)
	web.HandleFull(r, "POST", "/auth/sso/finish", public, 200, s.finish)
}

type (
	ssoLookIn struct {
		Body struct {
			Domain string `json:"domain" maxLength:"500" doc:"Of an e-mail address; the address itself is nobody's business yet."`
		}
	}
	looked struct {
		Slug     string `json:"slug" doc:"Of the company whose sign-on people of the domain can use; empty when there is none."`
		Company  string `json:"company"`
		Required bool   `json:"required"`
	}
	ssoBeginIn struct {
		Body struct {
			Slug  string `json:"slug" maxLength:"100"`
			Email string `json:"email,omitempty" maxLength:"1000" doc:"A hint for the provider."`
			Again bool   `json:"again,omitempty" doc:"Have the provider ask again who the person is."`
		}
	}
	leaving struct {
		SetCookie string `header:"Set-Cookie"`
		Body      struct {
			URL string `json:"url" doc:"Where the browser has to go."`
		}
	}
	ssoBackIn struct {
		Body struct {
			State  string `json:"state" maxLength:"300"`
			Code   string `json:"code,omitempty" maxLength:"4000"`
			Issuer string `json:"iss,omitempty" maxLength:"500"`
			Error  string `json:"error,omitempty" maxLength:"300"`
		}
	}
	triedOut struct {
		SetCookie string `header:"Set-Cookie"`
		Body      trialView
	}
	trialView struct {
		OK       bool     `json:"ok"`
		Email    string   `json:"email"`
		Verified bool     `json:"verified"`
		Proven   bool     `json:"proven"`
		Values   []string `json:"values" doc:"Of the claim that the rules are about."`
		Role     string   `json:"role" doc:"What somebody with these values joins as; empty when they may not."`
	}
)

func (s *Service) look(ctx context.Context, in *ssoLookIn) (looked, error) {
	if err := web.OwnPage(ctx, s.BaseURL); err != nil {
		return looked{}, err
	}
	ip, _ := web.Client(ctx)
	d, ok, err := s.Look(ctx, in.Body.Domain, ip)
	if err != nil || !ok {
		return looked{}, err
	}
	return looked(d), nil
}

func (s *Service) begin(ctx context.Context, in *ssoBeginIn) (*leaving, error) {
	if err := web.OwnPage(ctx, s.BaseURL); err != nil {
		return nil, err
	}
	ip, _ := web.Client(ctx)
	return away(s.Begin(ctx, Knock{in.Body.Slug, in.Body.Email, in.Body.Again, ip}))
}

func (s *Service) try(ctx context.Context, _ *none) (*leaving, error) { return away(s.Try(ctx)) }

func away(l Leaving, err error) (*leaving, error) {
	out := &leaving{SetCookie: web.SetSSO(l.Browser, flowLife)}
	out.Body.URL = l.URL
	return out, err
}

func back(ctx context.Context, in *ssoBackIn) Return {
	return Return{State: in.Body.State, Code: in.Body.Code, Issuer: in.Body.Issuer, Refusal: in.Body.Error, Browser: web.SSO(ctx), Client: session.From(ctx)}
}

func (s *Service) finish(ctx context.Context, in *ssoBackIn) (*session.Full, error) {
	if err := web.OwnPage(ctx, s.BaseURL); err != nil {
		return nil, err
	}
	o, err := s.Finish(ctx, back(ctx, in))
	if err != nil {
		return nil, err
	}
	full, err := s.Sessions.Answer(ctx, o)
	if err == nil {
		full.SetCookie = append(full.SetCookie, web.SetSSO("", 0))
	}
	return full, err
}

func (s *Service) tried(ctx context.Context, in *ssoBackIn) (*triedOut, error) {
	t, err := s.Tried(ctx, back(ctx, in))
	if err != nil {
		return nil, err
	}
	if t.Values == nil {
		t.Values = []string{}
	}
	return &triedOut{web.SetSSO("", 0), trialView{t.OK(), t.Email, t.Verified, t.Proven, t.Values, t.Role}}, nil
}
