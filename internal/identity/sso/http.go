package sso

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints. Who may change roles may say how people log in: both decide who gets in.
func (s *Service) Routes(r *web.Router) {
	read := web.Need{Access: web.Right, Object: "role", Action: "read", In: web.Platform}
	change := web.Need{Access: web.Right, Object: "role", Action: "update", In: web.Platform, Fresh: true}
	outside := change
	outside.In = web.Outside
	web.Handle(r, "GET", "/sso", read, 200, s.find)
	web.Handle(r, "PUT", "/sso", outside, 200, s.put)
	web.HandleNone(r, "DELETE", "/sso", change, 204, s.remove)
	web.Handle(r, "PUT", "/sso/state", change, 200, s.putState)
	web.Handle(r, "POST", "/sso/domains", change, 201, s.addDomain)
	web.Handle(r, "POST", "/sso/domains/:id/prove", outside, 200, s.proveDomain)
	web.HandleNone(r, "DELETE", "/sso/domains/:id", change, 204, s.dropDomain)
	web.HandleFull(r, "POST", "/sso/try", outside, 200, s.try)
	outside.Fresh = false // it was fresh when it began
	web.HandleFull(r, "POST", "/sso/tried", outside, 200, s.tried)
	s.routesLogin(r)
}

type (
	none  struct{}
	oneIn struct {
		ID uuid.UUID `path:"id"`
	}
	ssoPutIn struct {
		Body struct {
			Issuer       string  `json:"issuer" maxLength:"500"`
			ClientID     string  `json:"clientId" maxLength:"500"`
			ClientSecret *string `json:"clientSecret,omitempty" maxLength:"2000" doc:"Stays as it is when absent; never given out."`
			Claim        string  `json:"claim" maxLength:"500" doc:"Whose values the rules are about, such as groups."`
			Rules        []Rule  `json:"rules" maxItems:"50" doc:"The first that fits says what somebody joins as."`
			DefaultRole  string  `json:"defaultRole" maxLength:"20" doc:"Of whom no rule fits; empty when they may not join."`
			Version      int     `json:"version"`
		}
	}
	ssoStateIn struct {
		Body struct {
			State   string `json:"state" enum:"off,on,required"`
			Version int    `json:"version"`
		}
	}
	ssoDomainIn struct {
		Body struct {
			Domain string `json:"domain" maxLength:"500"`
		}
	}
	view struct {
		SetUp       bool         `json:"setUp"`
		Issuer      string       `json:"issuer"`
		ClientID    string       `json:"clientId"`
		Claim       string       `json:"claim"`
		Rules       []Rule       `json:"rules"`
		DefaultRole string       `json:"defaultRole"`
		State       string       `json:"state" enum:"off,on,required"`
		TriedAt     *time.Time   `json:"triedAt" nullable:"true"`
		Version     int          `json:"version"`
		RedirectURI string       `json:"redirectUri" doc:"What the provider has to know of Kith."`
		Domains     []domainView `json:"domains"`
		Owners      []string     `json:"owners" doc:"Who gets in by password when the provider does not answer."`
	}
	domainView struct {
		ID       uuid.UUID  `json:"id"`
		Domain   string     `json:"domain"`
		ProvenAt *time.Time `json:"provenAt" nullable:"true"`
		Record   string     `json:"record" doc:"Name of the TXT record that proves it."`
		File     string     `json:"file" doc:"Address of the file that proves it instead."`
		Text     string     `json:"text" doc:"What the record or file has to say."`
	}
)

func showDomain(d Domain) domainView {
	return domainView{d.ID, d.Domain, d.ProvenAt, txtName + d.Domain, "https://" + d.Domain + filePath, d.Proof()}
}

func (s *Service) find(ctx context.Context, _ *none) (view, error) {
	c, ds, ok, err := s.Of(ctx)
	if err != nil {
		return view{}, err
	}
	v := view{ok, c.Issuer, c.ClientID, c.Claim, c.Rules, c.DefaultRole, c.State, c.TriedAt, c.Version, s.RedirectURI(), []domainView{}, []string{}}
	if !ok {
		v.State, v.Claim, v.Rules = Off, "groups", []Rule{}
	}
	for _, d := range ds {
		v.Domains = append(v.Domains, showDomain(d))
	}
	owners, err := s.Exempt(ctx)
	v.Owners = append(v.Owners, owners...)
	return v, err
}

// again answers with what is saved now.
func (s *Service) again(ctx context.Context) (v view, err error) {
	return v, s.Platform(ctx, func(ctx context.Context) error {
		v, err = s.find(ctx, nil)
		return err
	})
}

func (s *Service) put(ctx context.Context, in *ssoPutIn) (view, error) {
	b := in.Body
	_, err := s.Save(ctx, Draft{Issuer: b.Issuer, ClientID: b.ClientID, Secret: b.ClientSecret, Claim: b.Claim, Rules: b.Rules, DefaultRole: b.DefaultRole, Version: b.Version})
	if err != nil {
		return view{}, err
	}
	return s.again(ctx)
}

func (s *Service) putState(ctx context.Context, in *ssoStateIn) (view, error) {
	if _, err := s.Switch(ctx, in.Body.State, in.Body.Version); err != nil {
		return view{}, err
	}
	return s.find(ctx, nil)
}

func (s *Service) remove(ctx context.Context, _ *none) error { return s.Remove(ctx) }

func (s *Service) addDomain(ctx context.Context, in *ssoDomainIn) (domainView, error) {
	d, err := s.Add(ctx, in.Body.Domain)
	return showDomain(d), err
}

func (s *Service) proveDomain(ctx context.Context, in *oneIn) (domainView, error) {
	d, err := s.Prove(ctx, in.ID)
	return showDomain(d), err
}

func (s *Service) dropDomain(ctx context.Context, in *oneIn) error { return s.Drop(ctx, in.ID) }
