package sso

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// algorithms are the signatures that count: none of them can be made with a secret that we share, or without a key.
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// discover asks a provider what it can do. ErrSilent when there is none, or it is another one, ErrAnswer when what it
// says can't be used safely. It is called outside of units of work.
func (s *Service) discover(ctx context.Context, issuer string) (*oidc.Provider, error) {
	p, err := oidc.NewProvider(oidc.ClientContext(ctx, s.Client), issuer)
	if err != nil {
		return nil, ErrSilent.Because(err)
	}
	for _, address := range []string{p.Endpoint().AuthURL, p.Endpoint().TokenURL} {
		if u, err := url.Parse(address); err != nil || u.Host == "" || !secure(u, s.Inside) {
			return nil, ErrSilent.Because(errors.New("an endpoint without https"))
		}
	}
	return p, nil
}

// client is us, as a provider knows us.
func (s *Service) client(c Config, p *oidc.Provider) (*oauth2.Config, error) {
	secret, err := s.Keys.Open(secretPurpose(c.TenantID), c.ClientSecret)
	if err != nil {
		return nil, err
	}
	return &oauth2.Config{ClientID: c.ClientID, ClientSecret: string(secret), Endpoint: p.Endpoint(), RedirectURL: s.RedirectURI(),
		Scopes: scopes(c.Claim)}, nil
}

// scopes are what is asked for. The claim that rules are about is often given for a scope of its name.
func scopes(claim string) []string {
	all := []string{oidc.ScopeOpenID, "email", "profile"}
	if claim == "groups" || claim == "roles" {
		return append(all, claim)
	}
	return all
}

// address is where a browser goes to log in at the provider.
func address(client *oauth2.Config, f flow, state, email string) string {
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(f.Verifier), oidc.Nonce(f.Nonce)}
	if email != "" {
		options = append(options, oauth2.SetAuthURLParam("login_hint", email))
	}
	if f.Again {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return client.AuthCodeURL(state, options...)
}

// ask changes a code for what the provider says of the person, and believes it only if it is signed by that provider, for
// us, for this log-in, and not over. ErrAnswer, ErrDown.
func (s *Service) ask(ctx context.Context, c Config, f flow, code string) (who person, err error) {
	ctx = oidc.ClientContext(ctx, s.Client)
	p, err := s.discover(ctx, c.Issuer)
	if err != nil {
		return who, ErrDown.Because(err)
	}
	client, err := s.client(c, p)
	if err != nil {
		return who, err
	}
	answer, err := client.Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return who, denial(err)
	}
	raw, _ := answer.Extra("id_token").(string)
	token, err := p.Verifier(&oidc.Config{ClientID: c.ClientID, SupportedSigningAlgs: algorithms, Now: clock.Now}).Verify(ctx, raw)
	if err != nil {
		return who, ErrAnswer.Because(err)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(f.Nonce)) != 1 {
		return who, ErrAnswer.Because(errors.New("the nonce is of another log-in"))
	}
	return read(token, c)
}

// denial tells a provider that says no from one that does not answer.
func denial(err error) error {
	var said *oauth2.RetrieveError
	if errors.As(err, &said) && said.Response != nil && said.Response.StatusCode < http.StatusInternalServerError {
		return ErrAnswer.Because(err)
	}
	return ErrDown.Because(err)
}

// read takes out of a checked token what it says of the person.
func read(token *oidc.IDToken, c Config) (who person, err error) {
	var claims struct {
		Email    string `json:"email"`
		Verified any    `json:"email_verified"`
		Name     string `json:"name"`
		Party    string `json:"azp"`
		AuthTime int64  `json:"auth_time"`
	}
	var all map[string]json.RawMessage
	if err := errors.Join(token.Claims(&claims), token.Claims(&all)); err != nil {
		return who, ErrAnswer.Because(err)
	}
	if token.Subject == "" || len(token.Subject) > maxText || len(token.Audience) > 1 && claims.Party != c.ClientID || claims.Party != "" && claims.Party != c.ClientID {
		return who, ErrAnswer.Because(errors.New("the token is about nobody, or was made for somebody else"))
	}
	who = person{Issuer: token.Issuer, Subject: token.Subject, Email: claims.Email, Name: claims.Name, Values: values(all[c.Claim])}
	who.Verified = claims.Verified == true || claims.Verified == "true" // some providers write it as text
	if claims.AuthTime > 0 {
		at := time.Unix(claims.AuthTime, 0)
		who.At = &at
	}
	return who, nil
}

// values reads a claim that is a text or a list of them.
func values(raw json.RawMessage) []string {
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	var one string
	if json.Unmarshal(raw, &one) == nil && strings.TrimSpace(one) != "" {
		return []string{one}
	}
	return nil
}
