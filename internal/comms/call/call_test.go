package call_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/comms/call"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/job"
)

const (
	number = "+48221234567"
	own    = "+48501502503"
)

type office struct {
	*apptest.World
	contact string // Ada, Ed's, shared with Fred, whose role sees numbers in part
}

func open(t *testing.T) *office {
	o := &office{World: apptest.New(t)}
	o.contact = o.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","phone":%q,"phoneLabel":"work","ownerId":%q}`, number, o.Person("acme/ed").UserID))
	o.Get(apptest.Call{As: "acme/ana", Do: "POST /shares", Body: fmt.Sprintf(`{"kind":"contact","id":%q,"userId":%q}`, o.contact, o.Person("acme/fred").UserID), Want: 201}, nil)
	o.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/freelancer/fields", Body: `{"object":"contact","field":"phone","mask":"mask"}`}, nil)
	require.Eventually(t, func() bool {
		ctx, err := o.As("acme/fred")
		return err == nil && caller.From(ctx).Field("contact", "phone") == caller.Masked
	}, 5*time.Second, 10*time.Millisecond)
	return o
}

type numbers struct {
	Items                  []struct{ Key, Shown, Label string }
	Withdrawn, System, Own bool
}

func (o *office) numbers(as string) (n numbers) {
	o.T.Helper()
	o.Get(apptest.Call{As: as, Do: "GET /contacts/" + o.contact + "/numbers"}, &n)
	return n
}

func (o *office) give(as string) {
	o.T.Helper()
	o.Get(apptest.Call{As: as, Do: "PUT /me/phone", Body: `{"phone":"` + own + `"}`}, nil)
}

// ask has somebody ask for a call; the job waits.
func (o *office) ask(as string) string {
	o.T.Helper()
	return o.Make(as, "/contacts/"+o.contact+"/calls", fmt.Sprintf(`{"to":%q}`, o.numbers(as).Items[0].Key))
}

func (o *office) work(id string) error {
	return o.App.Workers.Run(o.T.Context(), job.Who{Tenant: o.Person("acme/ana").Tenant.ID, System: "phone"}, call.Ask{ActivityID: uuid.MustParse(id)})
}

func (o *office) how(id string) call.How {
	o.T.Helper()
	var list struct {
		Items []struct {
			ID   string
			Data struct{ Via call.How }
		}
	}
	o.Get(apptest.Call{As: "acme/ana", Do: "GET /timeline?types=call&kind=contact&id=" + o.contact}, &list)
	for _, e := range list.Items {
		if e.ID == id {
			return e.Data.Via
		}
	}
	o.T.Fatal("the call is not on the timeline")
	return call.How{}
}

// Somebody who sees only a part of a number has it called: their own phone is rung, the other side is called, and the
// timeline tells how it went. The number is nowhere that they, or the company's settings, could read it.
func TestCall(t *testing.T) {
	o := open(t)
	p := startPhone(o)
	n := o.numbers("acme/fred")
	require.Equal(t, []any{"•••• 4567", "work", false, false}, []any{n.Items[0].Shown, n.Items[0].Label, n.System, n.Own})
	path, body := "POST /contacts/"+o.contact+"/calls", fmt.Sprintf(`{"to":%q}`, n.Items[0].Key)
	o.Run(apptest.Call{Name: "no phone system", As: "acme/fred", Do: path, Body: body, Want: 409, Has: []string{"call.off"}})
	p.connect()
	o.Run(apptest.Call{Name: "no number of one's own", As: "acme/fred", Do: path, Body: body, Want: 409, Has: []string{"call.no_phone"}})
	o.give("acme/fred")
	id := o.ask("acme/fred")
	require.Equal(t, call.Asked, o.how(id).State)
	require.NoError(t, o.work(id))
	require.NoError(t, o.work(id), "once more than it had to be")
	require.Equal(t, asked{"call", id, own, number}, p.calls[id])
	requests, calls := p.seen()
	require.Equal(t, []int{1, 1, 0}, []int{requests, calls, p.forged})
	require.Equal(t, call.Taken, o.how(id).State)
	p.told(event("answered", id, 0))
	require.Equal(t, call.Answered, o.how(id).State)
	p.told(event("ended", id, 73))
	h := o.how(id)
	require.Equal(t, []any{call.Ended, 73, ""}, []any{h.State, h.Seconds, h.Way})
	o.Run(
		apptest.Call{Name: "what happened stays as it is", As: "acme/fred", Do: "PATCH /activities/" + id, Body: `{"version":5,"minutes":60}`, Want: 403, Has: []string{"activity.fixed"}},
		apptest.Call{Name: "the trail", As: "acme/ana", Do: "GET /audit?kind=activity", Want: 200, Has: []string{"call_answered", "call_ended"}, Not: []string{number, own}},
		apptest.Call{Name: "the settings", As: "acme/ana", Do: "GET /audit?kind=tenant", Want: 200, Has: []string{"127.0.0.1"}, Not: []string{"s3cr3t", p.secret}},
	)
	o.nowhere(id)
}

// nowhere looks through what is kept of a call, and what its caller can read of it.
func (o *office) nowhere(id string) {
	o.T.Helper()
	for _, do := range []string{"GET /contacts/" + o.contact + "/numbers", "GET /timeline?kind=contact&id=" + o.contact, "GET /contacts/" + o.contact} {
		a := o.Do(apptest.Call{As: "acme/fred", Do: do})
		require.Equal(o.T, http.StatusOK, a.Status)
		require.NotContains(o.T, a.Body, number[3:], do)
	}
	var kept, jobs string
	require.NoError(o.T, o.App.DB.InTenant(o.System("acme"), func(ctx context.Context) error {
		return db.Orm(ctx).Raw(`SELECT (SELECT string_agg(a::text, ' ') FROM activity a WHERE type = 'call') ||
			(SELECT string_agg(l::text, ' ') FROM audit_log l WHERE kind = 'activity') || (SELECT coalesce(string_agg(i::text, ' '), '') FROM idempotency i WHERE answer::text LIKE ?)`, "%"+id+"%").Scan(&kept).Error
	}))
	require.NoError(o.T, apptest.Shared(o.T).DB.Open(o.T).InPlatform(o.T.Context(), func(ctx context.Context) error {
		return db.Orm(ctx).Raw("SELECT coalesce(string_agg(j::text, ' '), '') FROM river.river_job j WHERE j.args::text LIKE ?", "%"+id+"%").Scan(&jobs).Error
	}))
	for name, text := range map[string]string{"kept": kept, "jobs": jobs} {
		require.Contains(o.T, text, id, "%s: there is something to look at", name)
		require.NotContains(o.T, text, number[3:], name)
		require.NotContains(o.T, text, own[3:], name)
	}
}

// A phone system that fails for a moment is asked again for the same call; one that refuses, or stays away, is not.
func TestPhoneSystemInTrouble(t *testing.T) {
	o := open(t)
	p := startPhone(o)
	p.connect()
	o.give("acme/fred")
	id := o.ask("acme/fred")
	p.answers = []int{500, 429}
	require.Error(t, o.work(id), "the queue tries again")
	require.Error(t, o.work(id))
	require.Equal(t, call.Asked, o.how(id).State)
	require.NoError(t, o.work(id))
	require.Equal(t, call.Taken, o.how(id).State)

	refused := o.ask("acme/fred")
	p.answers = []int{403}
	require.NoError(t, o.work(refused))
	require.Equal(t, []string{call.Failed, call.Refused}, []string{o.how(refused).State, o.how(refused).Why})
	a := o.Do(apptest.Call{As: "acme/fred", Do: "GET /timeline?kind=contact&id=" + o.contact})
	require.NotContains(t, a.Body, "no line free", "what the system says is not shown")

	late := o.ask("acme/fred")
	before, _ := p.seen()
	back := clock.Advance(2 * time.Minute)
	err := o.work(late)
	back()
	require.NoError(t, err)
	after, _ := p.seen()
	require.Equal(t, before, after, "nobody is rung long after they asked")
	require.Equal(t, call.Unreachable, o.how(late).Why)
	o.Run(apptest.Call{Name: "told", As: "acme/ana", Do: "GET /audit?kind=activity", Want: 200, Has: []string{"call_failed", `"to":"refused"`, `"to":"unreachable"`}})

	gone := o.ask("acme/fred")
	o.Get(apptest.Call{As: "acme/ana", Do: "PATCH /contacts/" + o.contact, Body: `{"version":1,"phone":"+48229999999"}`}, nil)
	require.NoError(t, o.work(gone))
	require.Equal(t, call.Gone, o.how(gone).Why)
	left := o.ask("acme/fred")
	o.Get(apptest.Call{As: "acme/fred", Do: "PUT /me/phone", Body: `{"phone":""}`}, nil)
	require.NoError(t, o.work(left))
	require.Equal(t, call.Left, o.how(left).Why)
}

// A slow system whose events come before its answer: the call goes on from what it told.
func TestEventsOvertakeTheAnswer(t *testing.T) {
	o := open(t)
	p := startPhone(o)
	p.connect()
	o.give("acme/fred")
	id := o.ask("acme/fred")
	p.slow = 300 * time.Millisecond
	done := make(chan error)
	go func() { done <- o.work(id) }()
	require.Eventually(t, func() bool { requests, _ := p.seen(); return requests == 1 }, 5*time.Second, 10*time.Millisecond)
	p.told(event("answered", id, 0))
	require.NoError(t, <-done)
	require.Equal(t, call.Answered, o.how(id).State)
	p.told(event("ended", id, 5))
	p.told(event("answered", id, 0)) // told late
	p.told(event("failed", id, 0))
	require.Equal(t, call.Ended, o.how(id).State)
	require.Equal(t, 5, o.how(id).Seconds)
}

// What is told counts only with a fresh signature of this company's secret, and once.
func TestHookIsSigned(t *testing.T) {
	o := open(t)
	p := startPhone(o)
	p.connect()
	o.give("acme/fred")
	id := o.ask("acme/fred")
	require.NoError(t, o.work(id))
	good := p.telling(event("answered", id, 0))
	for name, spoil := range map[string]func(*telling){
		"no signature":   func(t *telling) { t.signature = "" },
		"another secret": func(t *telling) { t.signature = call.Signature("guess", t.at, t.body) },
		"another body":   func(t *telling) { t.body = append(t.body[:len(t.body)-1], ' ', '}') },
		"another time":   func(t *telling) { t.at = fmt.Sprint(clock.Now().Unix() - 1) },
		"an old one": func(t *telling) {
			t.at = fmt.Sprint(clock.Now().Unix() - 301)
			t.signature = call.Signature(p.secret, t.at, t.body)
		},
		"one of tomorrow": func(t *telling) {
			t.at = fmt.Sprint(clock.Now().Unix() + 400)
			t.signature = call.Signature(p.secret, t.at, t.body)
		},
	} {
		x := good
		x.body = []byte(string(good.body))
		spoil(&x)
		status, body := p.tell(x)
		require.Equal(t, http.StatusUnauthorized, status, name)
		require.Contains(t, body, "call.signature", name)
	}
	for _, token := range []string{"x", strings.Repeat("A", 46), good.token[:22] + strings.Repeat("A", 24)} {
		x := good
		x.token = token
		status, _ := p.tell(x)
		require.Equal(t, http.StatusNotFound, status, token)
	}
	require.Equal(t, call.Taken, o.how(id).State, "nothing of that counted")
	status, _ := p.tell(good)
	require.Equal(t, http.StatusNoContent, status)
	status, body := p.tell(good)
	require.Equal(t, http.StatusConflict, status, "what was told is told once")
	require.Contains(t, body, "call.repeated")
	for name, e := range map[string]map[string]any{"no such event": event("ringing", id, 0), "no id": {"event": "ended", "callId": id}, "no time": event("ended", id, -1)} {
		status, body := p.tell(p.telling(e))
		require.Equal(t, http.StatusUnprocessableEntity, status, name)
		require.Contains(t, body, "call.event")
	}
	note := o.Make("acme/ed", "/activities", `{"type":"call","about":{"kind":"contact","id":"`+o.contact+`"}}`)
	status, _ = p.tell(p.telling(event("ended", note, 1)))
	require.Equal(t, http.StatusNotFound, status, "only a call that was asked for")

	old := p.telling(event("ended", id, 1))
	p.renew()
	status, _ = p.tell(old)
	require.Equal(t, http.StatusNotFound, status, "the old address and secret count no more")
	p.told(event("ended", id, 1))
}

// renew has both sides use another secret.
func (p *phone) renew() {
	p.o.T.Helper()
	var c struct{ Secret, Hook string }
	p.o.Get(apptest.Call{As: "acme/tess", Do: "POST /settings/phone/renew", Body: `{"version":2}`}, &c)
	require.NotEqual(p.o.T, p.secret, c.Secret)
	p.secret, p.hook = c.Secret, c.Hook
	p.o.Run(apptest.Call{Name: "shown once", As: "acme/ana", Do: "GET /settings/phone", Want: 200, Not: []string{c.Secret}, Has: []string{`"secret":""`, c.Hook}},
		apptest.Call{Name: "stale", As: "acme/ana", Do: "POST /settings/phone/renew", Body: `{"version":2}`, Want: 409, Has: []string{"call.stale"}})
}

func TestSettings(t *testing.T) {
	o := open(t)
	p := startPhone(o)
	for _, address := range []string{"ftp://a.example", "https://user:pw@a.example", "phone.example", "javascript:alert(1)", "https://a.example/#x", "https://a.example/" + strings.Repeat("x", 300)} {
		o.Run(apptest.Call{Name: address, As: "acme/ana", Do: "PUT /settings/phone", Body: fmt.Sprintf(`{"url":%q,"version":1}`, address), Want: 422, Has: []string{`"field":"url"`}})
	}
	o.Run(apptest.Call{Name: "not by who works with customers", As: "acme/mira", Do: "PUT /settings/phone", Body: `{"url":"https://a.example","version":1}`, Want: 403},
		apptest.Call{Name: "nothing to try", As: "acme/ana", Do: "POST /settings/phone/test", Want: 409, Has: []string{"call.off"}},
		apptest.Call{Name: "nor to renew", As: "acme/ana", Do: "POST /settings/phone/renew", Body: `{"version":1}`, Want: 409, Has: []string{"call.off"}})
	p.connect()
	o.Run(apptest.Call{Name: "it answers", As: "acme/tess", Do: "POST /settings/phone/test", Want: 200, Has: []string{`"why":""`}})
	p.answers = []int{404}
	o.Run(apptest.Call{Name: "it refuses", As: "acme/tess", Do: "POST /settings/phone/test", Want: 200, Has: []string{`"why":"refused"`}})
	p.server.Close()
	o.Run(apptest.Call{Name: "it is away", As: "acme/tess", Do: "POST /settings/phone/test", Want: 200, Has: []string{`"why":"unreachable"`}, Not: []string{"127.0.0.1"}})
	o.Get(apptest.Call{As: "acme/ana", Do: "PUT /settings/phone", Body: `{"url":"http://169.254.169.254/latest","version":2}`}, nil)
	o.Run(apptest.Call{Name: "S18: nothing inside is reached but what the operator says", As: "acme/tess", Do: "POST /settings/phone/test", Want: 200, Has: []string{`"why":"inside"`}},
		apptest.Call{Name: "taken away", As: "acme/ana", Do: "PUT /settings/phone", Body: `{"url":"","version":3}`, Want: 200, Has: []string{`"hook":""`, `"secret":""`}})
}

func TestWhoMayCall(t *testing.T) {
	o := open(t)
	startPhone(o).connect()
	o.give("acme/ed")
	path, body := "POST /contacts/"+o.contact+"/calls", fmt.Sprintf(`{"to":%q}`, o.numbers("acme/ed").Items[0].Key)
	other := o.Make("acme/ana", "/contacts", `{"firstName":"Eve","phone":"+48227777777"}`)
	o.Run(
		apptest.Call{Name: "who only looks", As: "acme/vera", Do: path, Body: body, Want: 403},
		apptest.Call{Name: "nor sees whom", As: "acme/vera", Do: "GET /contacts/" + o.contact + "/numbers", Want: 403},
		apptest.Call{Name: "not what one does not see", As: "acme/fred", Do: "POST /contacts/" + other + "/calls", Body: body, Want: 404},
		apptest.Call{Name: "nor another's number by this one's key", As: "acme/ana", Do: "POST /contacts/" + other + "/calls", Body: body, Want: 422, Has: []string{"call.to"}},
		apptest.Call{Name: "a number itself is no key", As: "acme/ed", Do: path, Body: `{"to":"` + number + `"}`, Want: 422, Has: []string{"call.to"}},
		apptest.Call{Name: "who may", As: "acme/ed", Do: path, Body: body, Want: 201},
	)
	firm := o.Make("acme/ed", "/companies", `{"name":"Firm","phone":"+48226666666"}`)
	var n numbers
	o.Get(apptest.Call{As: "acme/ed", Do: "GET /companies/" + firm + "/numbers"}, &n)
	o.Run(apptest.Call{Name: "a company", As: "acme/ed", Do: "POST /companies/" + firm + "/calls", Body: fmt.Sprintf(`{"to":%q}`, n.Items[0].Key), Want: 201})
	o.Get(apptest.Call{As: "acme/ed", Do: "PATCH /contacts/" + o.contact, Body: `{"version":1,"consent":{"channel":"phone","state":"withdrawn","source":"a letter"}}`}, nil)
	require.True(t, o.numbers("acme/ed").Withdrawn)
	require.NoError(t, o.App.DB.InTenant(o.System("acme"), func(ctx context.Context) error {
		return db.Orm(ctx).Exec(`INSERT INTO activity (id, type, at, owner_id, kind, record_id, data, version, created_at, updated_at)
			SELECT gen_random_uuid(), 'call', now() - interval '10 hours', ?, 'contact', ?, '{"via":{"state":"ended"}}', 1, now(), now() FROM generate_series(1, 498)`, o.Person("acme/ed").UserID, o.contact).Error
	}))
	o.Run(apptest.Call{Name: "too many in a day", As: "acme/ed", Do: path, Body: body, Want: 429, Has: []string{"call.too_many", `"hours":14`}})
}

// One's own number is in one form, and is one's own affair.
func TestOwnNumber(t *testing.T) {
	o := open(t)
	put := func(text string) apptest.Call {
		return apptest.Call{Name: text, As: "acme/ed", Do: "PUT /me/phone", Body: fmt.Sprintf(`{"phone":%q}`, text)}
	}
	for text, want := range map[string]string{"+48 501 502 503": own, "": ""} {
		c := put(text)
		c.Has = []string{fmt.Sprintf(`"phone":%q`, want)}
		o.Get(c, nil)
	}
	for _, bad := range []string{"112", "call me", "+48 501 502 503 ext. 4", "+1"} {
		c := put(bad)
		c.Want, c.Has = 422, []string{"user.phone"}
		o.Get(c, nil)
	}
	o.give("acme/ed")
	o.Get(apptest.Call{As: "acme/ed", Do: "GET /me/phone", Has: []string{own}}, nil)
	o.Get(apptest.Call{As: "acme/ana", Do: "GET /audit?kind=user", Has: []string{"•••• 2503"}, Not: []string{own}}, nil)
}
