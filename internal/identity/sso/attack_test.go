package sso_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/apptest/provider"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/web"
)

var sam = claims("sam", "sam@acme.example", "sales")

// What a token says wrongly, or who signs it, lets nobody in. The same token without the one change does.
func TestTokensThatLie(t *testing.T) {
	w := open(t)
	other := provider.New(t)
	now := clock.Now()
	for name, change := range map[string]map[string]any{
		"nonce of another log-in": {"nonce": "x"}, "no nonce": {"nonce": nil}, "other issuer": {"iss": other.URL}, "no issuer": {"iss": nil},
		"for another client": {"aud": "other"}, "for nobody": {"aud": nil}, "for several, not made for us": {"aud": []string{provider.ClientID, "other"}},
		"made for another": {"azp": "other"}, "expired": {"exp": now.Add(-time.Second).Unix()}, "no end": {"exp": nil}, "about nobody": {"sub": nil},
		"not yet": {"nbf": now.Add(time.Hour).Unix()},
	} {
		w.idp.As(sam)
		w.idp.Write(change)
		w.refused(w.finish(w.visit()), 401, "sso.answer")
		t.Log(name)
	}
	part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	for name, forge := range map[string]func(claims []byte) string{
		"alg none":  func(c []byte) string { return part(`{"alg":"none"}`) + "." + part(string(c)) + "." },
		"alg None":  func(c []byte) string { return part(`{"alg":"None"}`) + "." + part(string(c)) + "." },
		"other key": func(c []byte) string { return other.Token(c) },
		"changed claims": func(c []byte) string {
			return swap(w.idp.Token(c), part(strings.Replace(string(c), "sam@", "ana@", 1)))
		},
		"no token": func([]byte) string { return "" },
		"our secret as the key": func(c []byte) string {
			text := part(`{"alg":"HS256"}`) + "." + part(string(c))
			mac := hmac.New(sha256.New, []byte(provider.Secret))
			mac.Write([]byte(text))
			return text + "." + part(string(mac.Sum(nil)))
		},
	} {
		w.idp.As(sam)
		w.idp.Forge(forge)
		w.refused(w.finish(w.visit()), 401, "sso.answer")
		t.Log(name)
	}
	require.True(t, w.in("sam", sam).Bound, "the token as it should be")
}

// swap puts other claims under a signature.
func swap(token, claims string) string {
	parts := strings.Split(token, ".")
	return parts[0] + "." + claims + "." + parts[2]
}

// A log-in belongs to the browser that began it, and is good once.
func TestReturnsAreBound(t *testing.T) {
	w := open(t)
	w.idp.As(sam)
	v := w.visit()
	w.refused(w.Do(apptest.Call{Do: "POST /auth/sso/finish", Body: v.call("", "").Body, Header: map[string]string{"X-Kith": "1"}}), 410, "sso.gone")
	w.refused(w.finish(v), 410, "sso.gone") // the one before has used the state up

	v, other := w.visit(), w.visit()
	v.cookie = other.cookie
	w.refused(w.finish(v), 410, "sso.gone")

	v = w.visit()
	require.Equal(t, 200, w.finish(v).Status)
	w.refused(w.finish(v), 410, "sso.gone")
	again := w.visit()
	again.back.Set("code", v.back.Get("code"))
	w.refused(w.finish(again), 401, "sso.answer") // a code that was used, or was given for another verifier

	one, two := w.visit(), w.visit()
	two.back.Set("code", one.back.Get("code")) // somebody else's code, injected
	w.refused(w.finish(two), 401, "sso.answer")

	v = w.visit()
	back := clock.Advance(11 * time.Minute)
	w.refused(w.finish(v), 410, "sso.gone")
	back()
	v = w.visit()
	a := w.Do(apptest.Call{Do: "POST /auth/sso/finish", Body: v.call("", "").Body, Header: map[string]string{"Cookie": v.cookie}})
	require.Equal(t, 403, a.Status, "a page of another site brings it")
	require.Contains(t, a.Body, web.ErrForeign.Code)
}

// A provider can't bring in the answer of another one, nor speak for another company.
func TestMixUp(t *testing.T) {
	w := open(t)
	evil := provider.New(t)
	w.save("globex/gus", evil.URL, "employee")
	w.idp.As(sam)
	v := w.visit()
	v.back.Set("iss", evil.URL)
	w.refused(w.finish(v), 401, "sso.answer")

	// Globex's provider says that it knows Acme's people: Globex has not proven their domain.
	w.prove("globex/gus", "globex.example")
	globex := &world{w.World, evil}
	evil.As(claims("gus", "gus@globex.example", "sales"))
	require.Contains(t, globex.tried("globex/gus", globex.follow(w.Do(apptest.Call{As: "globex/gus", Do: "POST /sso/try"}))).Body, `"ok":true`)
	w.switchTo("globex/gus", "on", 200)
	evil.As(claims("ana", w.Person("acme/ana").Email, "sales"))
	slug := w.Person("globex/gus").Tenant.Slug
	w.refused(w.finish(globex.follow(w.begin(slug))), 403, "sso.foreign")

	// A trial is no log-in, and somebody else's trial is nobody's.
	evil.As(claims("gus", "gus@globex.example", "sales"))
	w.refused(w.finish(globex.follow(w.Do(apptest.Call{As: "globex/gus", Do: "POST /sso/try"}))), 410, "sso.gone")
	w.refused(w.tried("acme/ana", globex.follow(w.Do(apptest.Call{As: "globex/gus", Do: "POST /sso/try"}))), 410, "sso.gone")
	w.refused(w.tried("globex/gus", globex.follow(w.begin(slug))), 410, "sso.gone")
}

// Only an address that was checked, of a domain that is the company's, stands for somebody.
func TestAddresses(t *testing.T) {
	w := open(t)
	for _, bad := range []any{false, nil, "false", 1, "yes"} {
		who := claims("eve", "eve@acme.example", "sales")
		who["email_verified"] = bad
		w.out(who, 403, "sso.email")
	}
	for _, email := range []string{"", "eve", "Eve <eve@acme.example>", "eve@acme.example@evil.example", "eve@acme.example\n"} {
		a := w.code(claims("eve", email, "sales"))
		require.Contains(t, []string{"sso.email", "sso.foreign", "200"}, a, email)
		if strings.HasSuffix(email, "evil.example") || email == "" || email == "eve" || strings.HasPrefix(email, "Eve <") {
			require.Equal(t, "sso.email", a, email)
		}
	}
	for _, email := range []string{"eve@evil.example", "eve@sub.acme.example", "eve@acme.example.evil.example", "eve@notacme.example"} {
		w.out(claims("eve", email, "sales"), 403, "sso.foreign")
	}
	w.Run(apptest.Call{Name: "the domain is no longer Acme's", As: "acme/ana", Do: "DELETE /sso/domains/" + w.settings("acme/ana").Domains[0].ID, Want: 204})
	w.out(sam, 403, "sso.foreign")
}

// code is what somebody who tries gets: 200, or the refusal's code.
func (w *world) code(who map[string]any) string {
	w.idp.As(who)
	a := w.finish(w.visit())
	if a.Status == 200 {
		return "200"
	}
	var p struct{ Code string }
	a.JSON(w.World, &p)
	return p.Code
}

// The address that a provider sends browsers back to is ours, whatever is asked for.
func TestNoOpenRedirect(t *testing.T) {
	w := open(t)
	for _, slug := range []string{"//evil.example", "evil.example/" + w.slug(), w.slug() + "?redirect_uri=https://evil.example", "", "none"} {
		a := w.begin(slug)
		w.refused(a, 404, "sso.off")
	}
	a := w.Do(apptest.Call{Do: "POST /auth/sso/begin", Body: `{"slug":"` + w.slug() + `","email":"a@b.example&redirect_uri=https://evil.example","redirectUri":"https://evil.example"}`,
		Header: map[string]string{"X-Kith": "1"}})
	require.NotContains(t, a.Body, `redirect_uri=https%3A%2F%2Fevil`)
	if a.Status == 200 {
		w.follow(a)
	}
}
