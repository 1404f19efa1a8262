package feedback_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/feedback"
	"github.com/kith-crm/kith/internal/identity/member"
)

const said = `{"path":"contacts/0198","screen":"Contacts","part":"Phone","text":"I never need this, <b>ever</b>."}`

// What somebody says reaches the admins by letter and on their page; the answer reaches who said it.
func TestInMyWay(t *testing.T) {
	w := apptest.New(t)
	id := w.Make("acme/fred", "/feedback", said)
	w.Run(
		apptest.Call{Name: "who said it reads it", As: "acme/fred", Do: "GET /feedback/mine", Want: 200, Has: []string{`"part":"Phone"`, `"answer":""`, `"news":false`}},
		apptest.Call{Name: "others read it not among theirs", As: "acme/ed", Do: "GET /feedback/mine", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "nor all of it", As: "acme/ed", Do: "GET /feedback", Want: 403},
		apptest.Call{Name: "nor technicians", As: "acme/tess", Do: "GET /feedback", Want: 403},
		apptest.Call{Name: "nor answer", As: "acme/mira", Do: "POST /feedback/" + id + "/answer", Body: `{"version":1,"answer":"No."}`, Want: 403},
		apptest.Call{Name: "the owner reads it", As: "acme/ana", Do: "GET /feedback", Want: 200, Has: []string{`"ownerName":"Fred"`, `"path":"contacts/0198"`}},
		apptest.Call{Name: "an empty answer", As: "acme/ana", Do: "POST /feedback/" + id + "/answer", Body: `{"version":1,"answer":" "}`, Want: 422, Has: []string{"feedback.answer"}},
		apptest.Call{Name: "answers", As: "acme/ana", Do: "POST /feedback/" + id + "/answer", Body: `{"version":1,"answer":"Hidden now."}`, Want: 200, Has: []string{`"answeredBy":"Ana"`}},
		apptest.Call{Name: "once", As: "acme/ana", Do: "POST /feedback/" + id + "/answer", Body: `{"version":1,"answer":"Again."}`, Want: 409, Has: []string{"feedback.stale"}},
		apptest.Call{Name: "news", As: "acme/fred", Do: "GET /feedback/news", Want: 200, Has: []string{`"count":1`}},
		apptest.Call{Name: "the answer", As: "acme/fred", Do: "GET /feedback/mine", Want: 200, Has: []string{`"answer":"Hidden now."`, `"news":true`}},
		apptest.Call{Name: "seen", As: "acme/fred", Do: "POST /feedback/seen", Want: 204},
		apptest.Call{Name: "no news", As: "acme/fred", Do: "GET /feedback/news", Want: 200, Has: []string{`"count":0`}},
		apptest.Call{Name: "what is open", As: "acme/ana", Do: "GET /feedback?filter=state:is:open", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "is in the trail", As: "acme/ana", Do: "GET /audit?kind=feedback", Want: 200, Has: []string{`"action":"answered"`, `"action":"created"`}},
	)
	require.Len(t, apptest.Waiting[feedback.Tell](w, "acme", feedback.Kind), 2)
	require.Len(t, apptest.Waiting[member.Mail](w, "acme", member.Kind), 2, "one letter to the only admin, one to Fred")
	require.Equal(t, []string{"Something is in somebody's way: Contacts"}, w.Subjects("acme/ana"))
	require.Equal(t, []string{"Your message about “Contacts” was answered"}, w.Subjects("acme/fred"))
}

// What is said is checked, counted, and leads nowhere but into the company.
func TestWhatIsSaid(t *testing.T) {
	w := apptest.New(t)
	say := func(body string, want int, has string) {
		w.Run(apptest.Call{Name: has, As: "acme/ed", Do: "POST /feedback", Body: body, Want: want, Has: []string{has}})
	}
	say(`{"path":"today","screen":"Today","text":"  "}`, 422, "feedback.text")
	say(fmt.Sprintf(`{"path":"today","screen":"Today","text":%q}`, strings.Repeat("x", 2001)), 422, "feedback.text")
	for _, path := range []string{"//evil.example", "https://evil.example", "javascript:alert(1)", "../x", "", "Today?x=1"} {
		say(fmt.Sprintf(`{"path":%q,"screen":"Today","text":"x"}`, path), 422, "feedback.path")
	}
	say(fmt.Sprintf(`{"path":"today","screen":%q,"text":"x"}`, strings.Repeat("ü", 300)), 201, strings.Repeat("ü", 120))
	for range 19 {
		say(`{"path":"today","screen":"Today","text":"x"}`, 201, "Today")
	}
	say(`{"path":"today","screen":"Today","text":"x"}`, 429, "feedback.many")
}

// All of it is read page by page, what has no answer first.
func TestPages(t *testing.T) {
	w := apptest.New(t)
	first := w.Make("acme/ed", "/feedback", said)
	for range 4 {
		w.Make("acme/fred", "/feedback", said)
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /feedback/" + first + "/answer", Body: `{"version":1,"answer":"Yes."}`}, nil)
	seen, next := []string{}, ""
	for {
		var p struct {
			Items []struct{ ID, Answer string }
			Next  *string
		}
		w.Get(apptest.Call{As: "acme/ana", Do: "GET /feedback?limit=2&cursor=" + next}, &p)
		for _, f := range p.Items {
			seen = append(seen, f.ID)
		}
		if p.Next == nil {
			break
		}
		next = *p.Next
	}
	require.Len(t, seen, 5)
	require.Equal(t, first, seen[4], "the one with an answer comes last")
}

// Also in a company that can only read people say what is in their way: it may be just that.
func TestSaidInAReadOnlyCompany(t *testing.T) {
	w := apptest.New(t)
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return w.App.Tenants.SetState(ctx, w.Person("acme/ana").Tenant.ID, "suspended")
	}))
	require.Eventually(t, func() bool {
		return w.Do(apptest.Call{As: "acme/ed", Do: "POST /contacts", Body: `{"firstName":"X"}`}).Status == 402
	}, 10*time.Second, 10*time.Millisecond)
	w.Make("acme/ed", "/feedback", said)
	w.Run(apptest.Call{Name: "and it is read", As: "acme/ana", Do: "GET /feedback", Want: 200, Has: []string{"I never need this"}})
}
