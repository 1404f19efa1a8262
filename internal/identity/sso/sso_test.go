package sso_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/apptest/provider"
	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/kit/clock"
)

func body(t *testing.T, change map[string]any) string {
	t.Helper()
	all := map[string]any{"issuer": "https://login.example", "clientId": "kith", "clientSecret": "s", "claim": "groups", "rules": []any{}, "defaultRole": "", "version": 0}
	for k, v := range change {
		if all[k] = v; v == nil {
			delete(all, k)
		}
	}
	data, err := json.Marshal(all)
	require.NoError(t, err)
	return string(data)
}

// What a company says about its sign-on is checked, sealed, and has to work before anybody is let in by it.
func TestSettings(t *testing.T) {
	w := newWorld(t)
	bad := func(change map[string]any, code string) {
		w.Run(apptest.Call{Name: code, As: "acme/ana", Do: "PUT /sso", Body: body(t, change), Want: 422, Has: []string{`"code":"` + code + `"`}})
	}
	for _, issuer := range []string{"", "login.example", "http://login.example", "https://", "https://user:pw@login.example", "https://login.example?x", "javascript://x", "file:///etc/passwd"} {
		bad(map[string]any{"issuer": issuer}, "sso.issuer")
	}
	for _, issuer := range []string{"https://169.254.169.254", "https://10.0.0.1", w.idp.URL + "/other", "https://127.0.0.1:1"} {
		bad(map[string]any{"issuer": issuer}, "sso.silent")
	}
	bad(map[string]any{"clientId": " "}, "sso.client")
	bad(map[string]any{"clientSecret": nil}, "sso.secret")
	bad(map[string]any{"claim": ""}, "sso.claim")
	bad(map[string]any{"defaultRole": "owner"}, "sso.rules")
	bad(map[string]any{"rules": []any{map[string]any{"value": "x", "role": "king"}}}, "sso.rules")
	w.Run(
		apptest.Call{Name: "a manager may not look", As: "acme/mira", Do: "GET /sso", Want: 403},
		apptest.Call{Name: "nothing yet", As: "acme/ana", Do: "GET /sso", Want: 200, Has: []string{`"setUp":false`, redirect}},
		apptest.Call{Name: "nothing to try", As: "acme/ana", Do: "POST /sso/try", Want: 404, Has: []string{"sso.not_found"}},
	)
	w.save("acme/ana", w.idp.URL, "")
	w.Run(apptest.Call{Name: "the secret is not given out", As: "acme/ana", Do: "GET /sso", Want: 200, Has: []string{`"setUp":true`, `"state":"off"`}, Not: []string{provider.Secret}})
	w.Run(apptest.Call{Name: "somebody else was faster", As: "acme/ana", Do: "PUT /sso", Body: body(t, map[string]any{"issuer": w.idp.URL}), Want: 409, Has: []string{"sso.stale"}})
	w.switchTo("acme/ana", "on", 409, "sso.untried")
	w.idp.As(claims("ana", "ana@acme.example"))
	a := w.tried("acme/ana", w.follow(w.Do(apptest.Call{As: "acme/ana", Do: "POST /sso/try"})))
	require.Contains(t, a.Body, `"ok":false`, "the domain is not proven")
	require.Contains(t, a.Body, `"proven":false`)
	require.Nil(t, w.settings("acme/ana").TriedAt)
}

// A domain is whose record or file says so; who proves it later than somebody else gets it only if that proof is gone.
func TestDomains(t *testing.T) {
	w := newWorld(t)
	for _, bad := range []string{"", "com", "co.uk", "localhost", "10.0.0.1", "acme", "a b.com", "_dmarc.acme.com", "http://acme.com"} {
		w.Run(apptest.Call{Name: bad, As: "acme/ana", Do: "POST /sso/domains", Body: `{"domain":"` + bad + `"}`, Want: 422, Has: []string{"sso.domain"}})
	}
	acme := w.publish("acme/ana", "Shared.example")
	w.Run(apptest.Call{Name: "twice", As: "acme/ana", Do: "POST /sso/domains", Body: `{"domain":"shared.example"}`, Want: 409, Has: []string{"sso.domain_double"}})
	w.Run(apptest.Call{Name: "proves", As: "acme/ana", Do: acme, Want: 200, Has: []string{`"provenAt":"`}})
	var globex struct{ ID, Text string }
	w.Get(apptest.Call{As: "globex/gus", Do: "POST /sso/domains", Body: `{"domain":"shared.example"}`, Want: 201}, &globex)
	take := apptest.Call{As: "globex/gus", Do: "POST /sso/domains/" + globex.ID + "/prove", Want: 409, Has: []string{"sso.unproven"}}
	w.Run(take)
	names := apptest.Shared(t).DNS
	names.Set("_kith.shared.example", w.settings("acme/ana").Domains[0].Text, globex.Text)
	take.Has = []string{"sso.domain_taken"}
	w.Run(take)
	names.Set("_kith.shared.example", globex.Text)
	take.Want, take.Has = 200, []string{`"provenAt":"`}
	w.Run(take)
	w.Run(apptest.Call{Name: "lost", As: "acme/ana", Do: "GET /sso", Want: 200, Has: []string{`"provenAt":null`}})
	w.Run(apptest.Call{Name: "the trail tells", As: "acme/ana", Do: "GET /audit?limit=100", Want: 200, Has: []string{"domain_lost", "domain_proven"}})
}

// Who comes for the first time joins as the rules say; who was a member before stays what they are.
func TestJoining(t *testing.T) {
	w := open(t)
	e := w.in("sam", sam)
	require.Equal(t, "employee", e.Tenants[0].Role)
	require.Equal(t, "Sam", e.User.Name)
	w.Run(apptest.Call{Name: "works", As: "sam", Do: "GET /me", Want: 200, Has: []string{`"role":"employee"`}})
	require.Equal(t, "manager", w.in("bo", claims("bo", "bo@acme.example", "x", "sales", "bosses")).Tenants[0].Role)
	require.Equal(t, "employee", w.in("sam", claims("sam", "sam@acme.example", "bosses")).Tenants[0].Role, "the rules are for joining")
	w.out(claims("zed", "zed@acme.example", "other"), 403, "sso.nobody")
	require.Equal(t, e.User.ID, w.in("sam", claims("sam", "samuel@acme.example", "none")).User.ID, "the subject counts, not the address")
	w.out(claims("sam-two", "sam@acme.example", "sales"), 403, "sso.other_person")

	ed := w.Person("acme/ed")
	require.Equal(t, ed.UserID.String(), w.in("ed", claims("ed", ed.Email)).User.ID, "an account of a proven domain is linked")
	w.Run(apptest.Call{Name: "out", As: "acme/ana", Do: "DELETE /members/" + ed.MemberID.String(), Want: 204})
	w.out(claims("ed", ed.Email, "sales"), 403, "sso.left")
	require.NoError(t, w.App.Refusals.Tell(t.Context()))
	w.Run(apptest.Call{Name: "the trail tells of who was not let in, and of strangers nothing", As: "acme/ana", Do: "GET /audit?kind=session&action=refused", Want: 200,
		Has: []string{`"to":"sign_on"`, `"recordName":"Ed"`}, Not: []string{"zed"}})
	w.Run(apptest.Call{Name: "the trail tells how", As: "acme/ana", Do: "GET /audit?limit=100", Want: 200, Has: []string{`"sso"`}})
}

// Without a free seat nobody joins; who is a member gets in all the same.
func TestNoSeat(t *testing.T) {
	w := open(t)
	for i := range 20 { // a trial has ten
		a := w.code(claims("p"+strings.Repeat("x", i), "p"+strings.Repeat("x", i)+"@acme.example", "sales"))
		if a != "200" {
			require.Equal(t, "sso.no_seat", a)
			break
		}
		require.Less(t, i, 12, "there is no limit")
	}
	w.in("ed", claims("ed", w.Person("acme/ed").Email))
	require.Equal(t, "sso.no_seat", w.code(claims("late", "late@acme.example", "sales")))
}

// Who was invited joins as invited, in the seat that waits for them.
func TestInvited(t *testing.T) {
	w := open(t)
	w.Make("acme/ana", "/invitations", `{"email":"ivy@acme.example","name":"Ivy","role":"manager"}`)
	require.Equal(t, "manager", w.in("ivy", claims("ivy", "ivy@acme.example")).Tenants[0].Role)
	w.Run(apptest.Call{Name: "accepted", As: "acme/ana", Do: "GET /invitations", Want: 200, Has: []string{`"state":"accepted"`}})
}

// The only way in: not for owners, nor for people from outside; for everybody else at once, in what they have open too.
func TestRequired(t *testing.T) {
	w := open(t)
	w.App.Prepare(t.Context()) //nolint:errcheck // it is prepared
	w.Run(apptest.Call{Name: "password until now", As: "acme/ed", Do: "GET /me", Want: 200})
	w.switchTo("acme/ana", "required", 200)
	require.Equal(t, []string{"Ana"}, w.settings("acme/ana").Owners)
	require.Eventually(t, func() bool { return w.Do(apptest.Call{As: "acme/ed", Do: "GET /me"}).Status == 403 }, 3*time.Second, 20*time.Millisecond)
	w.Run(
		apptest.Call{Name: "told where to go", As: "acme/ed", Do: "GET /me", Want: 403, Has: []string{"auth.sso_required", `"slug":"` + w.slug() + `"`}},
		apptest.Call{Name: "nothing else either", As: "acme/ed", Do: "GET /contacts", Want: 403, Has: []string{"auth.sso_required"}},
		apptest.Call{Name: "an owner", As: "acme/ana", Do: "GET /me", Want: 200},
		apptest.Call{Name: "another company", As: "globex/gus", Do: "GET /me", Want: 200},
		apptest.Call{Name: "anybody may know", Do: "POST /auth/sso/look", Body: `{"domain":"acme.example"}`, Header: map[string]string{"X-Kith": "1"}, Want: 200, Has: []string{`"required":true`, w.slug()}},
		apptest.Call{Name: "of others nothing", Do: "POST /auth/sso/look", Body: `{"domain":"other.example"}`, Header: map[string]string{"X-Kith": "1"}, Want: 200, Has: []string{`"slug":""`}},
	)
	w.in("ed", claims("ed", w.Person("acme/ed").Email))
	w.Run(apptest.Call{Name: "by the sign-on", As: "ed", Do: "GET /me", Want: 200})
	w.idp.Close()
	a := w.begin(w.slug())
	w.refused(a, 503, "sso.down")
	w.Run(apptest.Call{Name: "the provider is gone, an owner is in", As: "acme/ana", Do: "GET /me", Want: 200})
	w.switchTo("acme/ana", "off", 200)
	require.Eventually(t, func() bool { return w.Do(apptest.Call{As: "acme/ed", Do: "GET /me"}).Status == 200 }, 3*time.Second, 20*time.Millisecond)
}

// Another provider, client or secret has to be tried before it lets anybody in.
func TestChangeSwitchesOff(t *testing.T) {
	w := open(t)
	v := w.visit()
	other := provider.New(t)
	w.save("acme/ana", other.URL, "")
	s := w.settings("acme/ana")
	require.Equal(t, "off", s.State)
	require.Nil(t, s.TriedAt)
	w.refused(w.finish(v), 410, "sso.gone")
	w.refused(w.begin(w.slug()), 404, "sso.off")
	w.Run(apptest.Call{Name: "away with it", As: "acme/ana", Do: "DELETE /sso", Want: 204}, apptest.Call{Name: "gone", As: "acme/ana", Do: "GET /sso", Want: 200, Has: []string{`"setUp":false`}})
}

// A company's word opens that company, and nothing that is the person's own.
func TestBoundSession(t *testing.T) {
	w := open(t)
	ed := w.Person("acme/ed")
	w.alsoAtGlobex("acme/ed")
	who := claims("ed", ed.Email)
	who["auth_time"] = clock.Now().Unix()
	e := w.in("ed", who)
	require.True(t, e.Bound)
	require.Len(t, e.Tenants, 1, "Globex is not for Acme to open")
	for _, do := range []string{"POST /me/passkeys/begin", "POST /me/second-factor/begin", "DELETE /me/second-factor"} {
		w.Run(apptest.Call{Name: do, As: "ed", Do: do, Want: 403, Has: []string{"auth.own_login"}})
	}
	w.Run(apptest.Call{Name: "e-mail", As: "ed", Do: "POST /me/email", Body: `{"email":"ed@evil.example"}`, Want: 403, Has: []string{"auth.own_login"}})
	w.idp.As(who)
	a := w.finish(w.visit())
	cookie := ""
	for _, c := range a.Header.Values("Set-Cookie") {
		if strings.HasPrefix(c, "__Host-kith_refresh=") {
			cookie, _, _ = strings.Cut(c, ";")
		}
	}
	globex := w.Person("globex/gus").Tenant.Slug
	refresh := func(slug string) apptest.Answer {
		return w.Do(apptest.Call{Do: "POST /auth/refresh", Body: `{"tenant":"` + slug + `"}`, Header: map[string]string{"X-Kith": "1", "Cookie": cookie}})
	}
	require.Equal(t, 404, refresh(globex).Status)
	defer clock.Advance(25 * time.Hour)()
	require.Equal(t, 401, refresh(w.slug()).Status, "a day later the provider is asked again")
}

// Acts that can't be taken back need a proof; the provider's counts when it says how fresh it is.
func TestProofByProvider(t *testing.T) {
	w := open(t)
	promoted := w.in("bo", claims("bo", "bo@acme.example", "bosses"))
	require.NotEmpty(t, promoted.User.ID)
	w.idp.As(claims("bo", "bo@acme.example"))
	again := func() apptest.Answer {
		return w.Do(apptest.Call{Do: "POST /auth/sso/begin", Body: `{"slug":"` + w.slug() + `","again":true}`, Header: map[string]string{"X-Kith": "1"}})
	}
	require.Contains(t, again().Body, "prompt=login")
	w.refused(w.finish(w.follow(again())), 403, "sso.not_again")
	who := claims("bo", "bo@acme.example")
	who["auth_time"] = clock.Now().Add(-time.Hour).Unix()
	w.idp.As(who)
	w.refused(w.finish(w.follow(again())), 403, "sso.not_again")
	who["auth_time"] = clock.Now().Unix()
	w.idp.As(who)
	require.Equal(t, 200, w.finish(w.follow(again())).Status)
}

func (w *world) alsoAtGlobex(name string) {
	w.T.Helper()
	p, gus := w.Person(name), w.Person("globex/gus")
	require.NoError(w.T, w.App.DB.InPlatform(w.System("globex"), func(ctx context.Context) error {
		u, err := w.App.Users.Find(ctx, p.UserID)
		if err != nil {
			return err
		}
		if _, err := w.App.Members.Admit(ctx, joining(gus.Tenant.ID, u)); err != nil {
			return err
		}
		_, err = w.App.Sessions.Open(ctx, u, gus.Tenant.ID, session.Client{})
		return err
	}))
}
