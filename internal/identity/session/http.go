package session

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/identity/mfa"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	web.HandleFull(r, "POST", "/auth/login", public, 200, s.logIn)
	web.HandleFull(r, "POST", "/auth/second-factor", public, 200, s.logInSecond)
	web.HandleFull(r, "POST", "/auth/refresh", public, 200, s.refreshed)
	web.HandleFull(r, "POST", "/auth/logout", public, 204, s.logOut)
	web.HandleFull(r, "POST", "/auth/forgot", public, 202, s.forgot)
	web.HandleNone(r, "POST", "/auth/reset", public, 204, s.reset)
	s.routesMe(r)
	s.routesPasskey(r)
	s.routesEmail(r)
}

var public = web.Need{Access: web.Public, In: web.Outside}

type (
	none    struct{}
	logInIn struct {
		Body struct {
			Email    string `json:"email" maxLength:"1000"`
			Password string `json:"password" maxLength:"2000"`
		}
	}
	secondIn struct {
		Body struct {
			Ticket   string `json:"ticket" maxLength:"100" doc:"From the refusal of the first step."`
			Code     string `json:"code" maxLength:"100" doc:"Of the authenticator app, or a recovery code."`
			Remember bool   `json:"remember,omitempty" doc:"Do not ask on this device for 30 days."`
		}
	}
	refreshIn struct {
		Body *struct {
			Tenant string `json:"tenant,omitempty" maxLength:"100" doc:"Slug of the company to go to; the one used last when absent."`
		}
	}
	forgotIn struct {
		Body struct {
			Email string `json:"email" maxLength:"1000"`
		}
	}
	resetIn struct {
		Body struct {
			Token    string `json:"token" maxLength:"100"`
			Password string `json:"password" maxLength:"2000"`
		}
	}
	// Full is a session as an answer: what a page may know in the body, the refresh token in the cookie only.
	Full struct {
		SetCookie []string `header:"Set-Cookie"`
		Body      View
	}
	// View is what a page knows of its session.
	View struct {
		AccessToken string     `json:"accessToken"`
		ExpiresIn   int        `json:"expiresIn" doc:"Seconds."`
		Lasts       int        `json:"lasts" doc:"Seconds until the session is over by the company's rules, unless it is renewed before. Nothing may be kept for longer."`
		User        user.View  `json:"user"`
		Tenant      *tenant    `json:"tenant"`
		Tenants     []tenantAs `json:"tenants"`
		Suspended   []tenant   `json:"suspended" doc:"Companies that keep the person out until there is a seat again."`
		Bound       bool       `json:"bound" doc:"Opened by the company's sign-on, and for that company only."`
	}
	tenant struct {
		Slug string `json:"slug"`
		Name string `json:"name"`
	}
	tenantAs struct {
		Slug string `json:"slug"`
		Name string `json:"name"`
		Role string `json:"role"`
	}
	accepted struct{ Body none }
	bye      struct {
		SetCookie string `header:"Set-Cookie"`
	}
)

// From is the client of the request in ctx.
func From(ctx context.Context) Client {
	ip, agent := web.Client(ctx)
	return Client{ip, agent, web.Device(ctx)}
}

// Answer makes the answer that begins or goes on with a session: it signs the access token and sets the cookie.
func (s *Service) Answer(ctx context.Context, o Opened) (*Full, error) {
	token, err := s.Sign(ctx, o)
	if err != nil {
		return nil, err
	}
	v := View{AccessToken: token, ExpiresIn: int(tokenLife / time.Second), Lasts: int(o.Lasts / time.Second), User: user.Show(o.User), Tenants: []tenantAs{}, Suspended: []tenant{}, Bound: o.Session.BoundTo != nil}
	if o.Place != nil {
		v.Tenant = &tenant{o.Place.Slug, o.Place.Name}
	}
	for _, p := range o.Places {
		v.Tenants = append(v.Tenants, tenantAs{p.Slug, p.Name, p.Role})
	}
	for _, p := range o.Shut {
		v.Suspended = append(v.Suspended, tenant{p.Slug, p.Name})
	}
	return &Full{[]string{web.SetRefresh(o.Refresh, o.Life)}, v}, nil
}

func (s *Service) logIn(ctx context.Context, in *logInIn) (*Full, error) {
	if err := web.OwnPage(ctx, s.tools.BaseURL); err != nil {
		return nil, err
	}
	o, err := s.LogIn(ctx, in.Body.Email, in.Body.Password, From(ctx))
	if err != nil {
		return nil, err
	}
	return s.Answer(ctx, o)
}

func (s *Service) logInSecond(ctx context.Context, in *secondIn) (*Full, error) {
	if err := web.OwnPage(ctx, s.tools.BaseURL); err != nil {
		return nil, err
	}
	o, device, err := s.LogInSecond(ctx, Second{in.Body.Ticket, in.Body.Code, in.Body.Remember, From(ctx)})
	if err != nil {
		return nil, err
	}
	full, err := s.Answer(ctx, o)
	if err == nil && device != "" {
		full.SetCookie = append(full.SetCookie, web.SetDevice(device, mfa.DeviceLife))
	}
	return full, err
}

func (s *Service) refreshed(ctx context.Context, in *refreshIn) (*Full, error) {
	if err := web.OwnPage(ctx, s.tools.BaseURL); err != nil {
		return nil, err
	}
	slug := ""
	if in.Body != nil {
		slug = in.Body.Tenant
	}
	o, err := s.Refresh(ctx, web.Refresh(ctx), slug, From(ctx))
	if err != nil {
		return nil, err
	}
	return s.Answer(ctx, o)
}

func (s *Service) logOut(ctx context.Context, _ *none) (*bye, error) {
	if err := web.OwnPage(ctx, s.tools.BaseURL); err != nil {
		return nil, err
	}
	err := s.tools.Platform(ctx, func(ctx context.Context) error { return s.LogOut(ctx, web.Refresh(ctx)) })
	return &bye{web.SetRefresh("", 0)}, err
}

func (s *Service) forgot(ctx context.Context, in *forgotIn) (*accepted, error) {
	if err := web.OwnPage(ctx, s.tools.BaseURL); err != nil {
		return nil, err
	}
	return &accepted{}, s.Forgot(ctx, in.Body.Email, From(ctx))
}

func (s *Service) reset(ctx context.Context, in *resetIn) error {
	if err := web.OwnPage(ctx, s.tools.BaseURL); err != nil {
		return err
	}
	return s.Reset(ctx, in.Body.Token, in.Body.Password)
}
