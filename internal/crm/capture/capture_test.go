package capture_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

type plan struct {
	Seen        string
	About       *struct{ ID, Name string }
	Among       []struct{ ID, Name string }
	Deal        *struct{ ID *string }
	Deals       []struct{ ID string }
	Entry, Task *struct{ Text, Title, DueAt string }
}

func body(fields map[string]any) string {
	data, err := json.Marshal(fields)
	if err != nil {
		panic(err) // texts always have a JSON form
	}
	return string(data)
}

func read(w *apptest.World, who, text string, more ...map[string]any) (p plan) {
	w.T.Helper()
	fields := map[string]any{"text": text}
	for _, m := range more {
		for k, v := range m {
			fields[k] = v
		}
	}
	w.Get(apptest.Call{As: who, Do: "POST /capture/read", Body: body(fields)}, &p)
	return p
}

// A line becomes a call on the person's timeline, a task about the deal, and the deal's amount; exactly once when it is sent twice.
func TestOneLine(t *testing.T) {
	w := apptest.New(t)
	ed := w.Make("acme/ed", "/contacts", `{"firstName":"Nora","lastName":"Lind"}`)
	deal := w.Make("acme/ed", "/deals", fmt.Sprintf(`{"name":"Bikes","value":{"amount":100,"currency":"EUR"},"contacts":[{"contactId":%q,"role":"buyer"}]}`, ed))
	const text = "called Nora 15m wants quote 12k tomorrow"
	p := read(w, "acme/ed", text)
	require.Equal(t, "Nora Lind", p.About.Name)
	require.Equal(t, deal, *p.Deal.ID)
	call := apptest.Call{Name: "writes", As: "acme/ed", Do: "POST /capture", Body: body(map[string]any{"text": text, "seen": p.Seen}), Want: 201, Header: map[string]string{"Idempotency-Key": uuid.NewString()}}
	w.Run(call, call)
	w.Run(
		apptest.Call{Name: "the call", As: "acme/ed", Do: "GET /timeline?kind=contact&id=" + ed, Want: 200, Has: []string{`"type":"call"`, `"minutes":15`, `"text":"wants quote 12k"`}},
		apptest.Call{Name: "the amount", As: "acme/ed", Do: "GET /deals/" + deal, Want: 200, Has: []string{`"amount":1200000`, `"title":"Wants quote 12k"`}},
		apptest.Call{Name: "one task", As: "acme/ed", Do: "GET /tasks/count?status=open", Want: 200, Has: []string{`"count":1`}},
		apptest.Call{Name: "what was shown is no more", As: "acme/ed", Do: "POST /capture", Body: body(map[string]any{"text": text, "seen": p.Seen}), Want: 409, Has: []string{"capture.changed"}},
	)
}

// Where a line may mean several, it asks, and writes nothing until one is chosen.
func TestSeveralFit(t *testing.T) {
	w := apptest.New(t)
	anna := w.Make("acme/ed", "/contacts", `{"firstName":"Anna","lastName":"Nowak"}`)
	w.Make("acme/ed", "/contacts", `{"firstName":"Anna","lastName":"Kowalska"}`)
	for _, name := range []string{"One", "Two"} {
		w.Make("acme/ed", "/deals", fmt.Sprintf(`{"name":%q,"contacts":[{"contactId":%q,"role":"buyer"}]}`, name, anna))
	}
	const text = "called Anna €500"
	p := read(w, "acme/ed", text)
	require.Nil(t, p.About)
	require.Len(t, p.Among, 2)
	refused := func(p plan, more map[string]any) apptest.Call {
		fields := map[string]any{"text": text, "seen": p.Seen}
		for k, v := range more {
			fields[k] = v
		}
		return apptest.Call{Name: "asks", As: "acme/ed", Do: "POST /capture", Body: body(fields), Want: 422, Has: []string{"capture.choose"}}
	}
	w.Run(refused(p, nil))
	chosen := map[string]any{"aboutId": anna}
	p = read(w, "acme/ed", text, chosen)
	require.Equal(t, "Anna Nowak", p.About.Name)
	require.Len(t, p.Deals, 2)
	w.Run(refused(p, chosen))
	without := map[string]any{"text": text, "aboutId": anna, "seen": p.Seen, "without": []string{"deal"}}
	w.Run(apptest.Call{Name: "or leaves the amount out", As: "acme/ed", Do: "POST /capture", Body: body(without), Want: 201, Has: []string{`"dealId":null`}})
	chosen["dealId"] = p.Deals[1].ID
	p = read(w, "acme/ed", text, chosen)
	require.Equal(t, chosen["dealId"], *p.Deal.ID)
}

// A line reads and writes as far as its author may: nothing of what is hidden from them is found, named or changed.
func TestWhoCaptures(t *testing.T) {
	w := apptest.New(t)
	w.Make("acme/ana", "/contacts", `{"firstName":"Zelda","lastName":"Vance"}`)
	p := read(w, "acme/ed", "called Zelda 12k Fri")
	require.Nil(t, p.About, "Ana's contact is not Ed's")
	require.Empty(t, p.Among)
	require.Nil(t, p.Entry)
	own := w.Make("acme/ed", "/contacts", `{"firstName":"Nora","lastName":"Lind"}`)
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/employee/fields", Body: `{"object":"deal","field":"value","mask":"read"}`}, nil)
	require.Eventually(t, func() bool { return read(w, "acme/ed", "called Nora 12k").Deal == nil }, 10*time.Second, 5*time.Millisecond)
	w.Run(
		apptest.Call{Name: "technicians capture nothing", As: "acme/tess", Do: "POST /capture/read", Body: `{"text":"called Nora"}`, Want: 403},
		apptest.Call{Name: "nor do viewers", As: "", Do: "POST /capture/read", Body: `{"text":"called Nora"}`, Want: 401},
		apptest.Call{Name: "an empty line", As: "acme/ed", Do: "POST /capture/read", Body: `{"text":"  "}`, Want: 422, Has: []string{"capture.empty"}},
		apptest.Call{Name: "the neighbour knows nobody of ours", As: "globex/gus", Do: "POST /capture/read", Body: `{"text":"called Nora Lind"}`, Want: 200, Has: []string{`"about":null`}, Not: []string{own}},
	)
}

// A new deal is begun where there is none; a line about nobody is a task; a call with somebody unknown is said to be unclear.
func TestOtherLines(t *testing.T) {
	w := apptest.New(t)
	company := w.Make("acme/ed", "/companies", `{"name":"Acme Bikes"}`)
	w.Make("acme/ed", "/contacts", fmt.Sprintf(`{"firstName":"Nora","lastName":"Lind","companyId":%q}`, company))
	write := func(text string) apptest.Call {
		return apptest.Call{Name: text, As: "acme/ed", Do: "POST /capture", Body: body(map[string]any{"text": text, "seen": read(w, "acme/ed", text).Seen}), Want: 201}
	}
	w.Run(write("met Nora 1h 3k"))
	w.Run(apptest.Call{Name: "a deal", As: "acme/ed", Do: "GET /deals", Want: 200, Has: []string{`"name":"Nora Lind"`, `"amount":300000`, `"companyName":"Acme Bikes"`}})
	w.Run(write("buy milk"))
	w.Run(apptest.Call{Name: "a task", As: "acme/ed", Do: "GET /tasks", Want: 200, Has: []string{`"title":"Buy milk"`}})
	unclear := write("called Somebody Else")
	unclear.Want, unclear.Has = 422, []string{"capture.unclear"}
	w.Run(unclear)
	long := write("x")
	long.Body, long.Want = body(map[string]any{"text": strings.Repeat("x", 600), "seen": ""}), 422
	w.Run(long)
}
