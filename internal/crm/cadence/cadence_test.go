package cadence_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

// card is the part of a lead that tests look at.
type card struct {
	DealID, DealName, ContactName, Phone, Timezone, State, Reason string
	NextAt                                                        *time.Time
	Asked                                                         bool
	Attempts                                                      []struct{ Outcome string }
	Count, Most, Version                                          int
	Last                                                          *struct{ Text, By string }
}

type queue struct {
	Items           []card
	Due, Numberless int
	NextAt          *time.Time
	Off             bool
}

func (q queue) names() (all []string) {
	for _, c := range q.Items {
		all = append(all, c.DealName)
	}
	return all
}

func look(w *apptest.World, as, whose string) (q queue) {
	w.T.Helper()
	w.Get(apptest.Call{As: as, Do: "GET /cadence/queue?whose=" + whose}, &q)
	return q
}

func panel(w *apptest.World, as, dealID string) (c card) {
	w.T.Helper()
	out := struct{ Lead *card }{}
	w.Get(apptest.Call{As: as, Do: "GET /deals/" + dealID + "/cadence"}, &out)
	require.NotNil(w.T, out.Lead)
	return *out.Lead
}

// sells has Acme sell to private people, and call them: at all hours unless a test is about hours.
func sells(w *apptest.World, rule string) (pipelineID string, stages map[string]string) {
	w.T.Helper()
	var out struct {
		Items []struct {
			ID      string
			Version int
			Stages  []struct{ ID, Name string }
		}
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /pipelines"}, &out)
	p := out.Items[0]
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /pipelines/" + p.ID, Body: fmt.Sprintf(`{"version":%d,"mode":"b2c"}`, p.Version), Has: []string{`"mode":"b2c"`}}, nil)
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /pipelines/" + p.ID + "/cadence", Body: rule}, nil)
	stages = map[string]string{}
	for _, s := range p.Stages {
		stages[s.Name] = s.ID
	}
	return p.ID, stages
}

const always = `{"active":true,"attempts":6,"days":7,"fromHour":0,"toHour":24,"sundays":true,"version":0}`

// lead makes somebody with a number, and a deal with them.
func lead(w *apptest.World, as, name, phone string) (dealID, contactID string) {
	w.T.Helper()
	contactID = w.Make(as, "/contacts", fmt.Sprintf(`{"firstName":%q,"phone":%q}`, name, phone))
	return w.Make(as, "/deals", fmt.Sprintf(`{"name":%q,"contacts":[{"contactId":%q,"role":"other"}]}`, name, contactID)), contactID
}

func press(w *apptest.World, as, dealID, outcome string, want int, more string) apptest.Answer {
	w.T.Helper()
	c := panel(w, as, dealID)
	return w.Get(apptest.Call{Name: outcome, As: as, Do: "POST /deals/" + dealID + "/cadence/attempts", Body: fmt.Sprintf(`{"version":%d,"outcome":%q%s}`, c.Version, outcome, more), Want: want}, nil)
}

// pass makes all that happened to Acme's leads so much older: nobody stays logged in when the clock is moved by days.
func pass(w *apptest.World, d time.Duration) {
	w.T.Helper()
	require.NoError(w.T, w.Act("acme/ana", func(ctx context.Context) error {
		past := fmt.Sprintf("%d seconds", int(d.Seconds()))
		err := db.Orm(ctx).Exec("UPDATE cadence_lead SET since = since - ?::interval, next_at = next_at - ?::interval", past, past).Error
		if err != nil {
			return err
		}
		return db.Orm(ctx).Exec("UPDATE cadence_attempt SET at = at - ?::interval", past).Error
	}))
}

// Leads are called in the order in which it matters: who has asked for it, who was never called, who waits longest.
func TestQueue(t *testing.T) {
	w := apptest.New(t)
	require.True(t, look(w, "acme/ana", "mine").Off)
	sells(w, always)
	first, _ := lead(w, "acme/ana", "First", "+48601000001")
	second, _ := lead(w, "acme/ana", "Second", "+48601000002")
	lead(w, "acme/ana", "Third", "+48601000003")
	w.Make("acme/ana", "/deals", `{"name":"Nobody to call"}`)
	q := look(w, "acme/ana", "mine")
	require.Equal(t, []string{"First", "Second", "Third"}, q.names())
	require.Equal(t, 3, q.Due)
	require.Equal(t, 1, q.Numberless)
	require.Equal(t, "+48601000001", q.Items[0].Phone)
	require.Equal(t, "Europe/Warsaw", q.Items[0].Timezone)

	press(w, "acme/ana", first, "no_answer", 201, `,"text":"A dog barked."`)
	at := clock.Now().Add(3 * time.Hour).Format(time.RFC3339)
	press(w, "acme/ana", second, "later", 201, fmt.Sprintf(`,"at":%q`, at))
	q = look(w, "acme/ana", "mine")
	require.Equal(t, []string{"Third"}, q.names())
	require.NotNil(t, q.NextAt)

	pass(w, 30*time.Hour)
	q = look(w, "acme/ana", "mine")
	require.Equal(t, []string{"Second", "Third", "First"}, q.names())
	require.True(t, q.Items[0].Asked)
	require.Equal(t, "A dog barked.", q.Items[2].Last.Text)
	require.Equal(t, "no_answer", q.Items[2].Attempts[0].Outcome)
	w.Run(
		apptest.Call{Name: "on the timeline", As: "acme/ana", Do: "GET /timeline?kind=deal&id=" + first, Want: 200, Has: []string{`"outcome":"no_answer"`, "A dog barked."}},
		apptest.Call{Name: "when?", As: "acme/ana", Do: "POST /deals/" + second + "/cadence/attempts", Body: `{"version":2,"outcome":"later"}`, Want: 422, Has: []string{"cadence.when"}},
		apptest.Call{Name: "no such outcome", As: "acme/ana", Do: "POST /deals/" + second + "/cadence/attempts", Body: `{"version":2,"outcome":"won"}`, Want: 422},
		apptest.Call{Name: "who looks on calls nobody", As: "acme/vera", Do: "POST /deals/" + second + "/cadence/attempts", Body: `{"version":2,"outcome":"busy"}`, Want: 403},
	)
}

// Who was reached, closed, moved away, stopped or has said no is not called, and what was stopped can be started again.
func TestStops(t *testing.T) {
	w := apptest.New(t)
	pipelineID, stages := sells(w, always)
	reached, _ := lead(w, "acme/ana", "Reached", "+48601000001")
	closed, _ := lead(w, "acme/ana", "Closed", "+48601000002")
	moved, _ := lead(w, "acme/ana", "Moved", "+48601000003")
	stopped, _ := lead(w, "acme/ana", "Stopped", "+48601000004")
	refused, who := lead(w, "acme/ana", "Refused", "+48601000005")
	said, told := lead(w, "acme/ana", "Said so", "+48601000006")
	wrong, _ := lead(w, "acme/ana", "Wrong", "+48601000007")
	require.Equal(t, 7, look(w, "acme/ana", "mine").Due)

	press(w, "acme/ana", reached, "reached", 201, "")
	press(w, "acme/ana", wrong, "wrong_number", 201, "")
	require.Contains(t, press(w, "acme/ana", said, "do_not_call", 201, `,"source":"said so on the phone"`).Body, `"noted":true`)
	other := w.Make("acme/ana", "/pipelines", `{"name":"Firms"}`)
	var firms struct {
		Items []struct {
			ID     string
			Stages []struct{ ID string }
		}
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /pipelines"}, &firms)
	require.Equal(t, other, firms.Items[1].ID)
	w.Run(
		apptest.Call{Name: "lost", As: "acme/ana", Do: "POST /deals/" + closed + "/move", Body: fmt.Sprintf(`{"stageId":%q,"version":1,"lostReason":"gone"}`, stages["Lost"]), Want: 200},
		apptest.Call{Name: "elsewhere", As: "acme/ana", Do: "POST /deals/" + moved + "/move", Body: fmt.Sprintf(`{"stageId":%q,"version":1}`, firms.Items[1].Stages[0].ID), Want: 200},
		apptest.Call{Name: "by hand", As: "acme/ana", Do: "POST /deals/" + stopped + "/cadence/stop", Body: `{"version":1}`, Want: 204},
		apptest.Call{Name: "on the person's page", As: "acme/ana", Do: "PATCH /contacts/" + who, Body: `{"version":1,"consent":{"channel":"phone","state":"withdrawn","source":"letter"}}`, Want: 200},
		apptest.Call{Name: "noted there", As: "acme/ana", Do: "GET /contacts/" + told, Want: 200, Has: []string{`"state":"withdrawn"`, "said so on the phone"}},
	)
	require.Empty(t, look(w, "acme/ana", "mine").Items)
	require.Equal(t, "do_not_call", panel(w, "acme/ana", refused).Reason)
	require.Equal(t, "stopped", panel(w, "acme/ana", said).State)
	require.Equal(t, "by_hand", panel(w, "acme/ana", stopped).Reason)
	w.Run(
		apptest.Call{Name: "the deal elsewhere has none", As: "acme/ana", Do: "GET /deals/" + moved + "/cadence", Want: 200, Has: []string{`"off":true`}},
		apptest.Call{Name: "stale", As: "acme/ana", Do: "POST /deals/" + stopped + "/cadence/start", Body: `{"version":1}`, Want: 409, Has: []string{"cadence.stale"}},
		apptest.Call{Name: "again", As: "acme/ana", Do: "POST /deals/" + stopped + "/cadence/start", Body: `{"version":2}`, Want: 204},
		apptest.Call{Name: "open again", As: "acme/ana", Do: "POST /deals/" + closed + "/move", Body: fmt.Sprintf(`{"stageId":%q,"version":2}`, stages["Lead"]), Want: 200},
		apptest.Call{Name: "and back", As: "acme/ana", Do: "POST /deals/" + moved + "/move", Body: fmt.Sprintf(`{"stageId":%q,"version":2}`, stages["Lead"]), Want: 200},
		apptest.Call{Name: "the trail", As: "acme/ana", Do: "GET /audit?kind=deal", Want: 200, Has: []string{"calls_stopped", "calls_started"}},
	)
	require.ElementsMatch(t, []string{"Stopped", "Closed", "Moved"}, look(w, "acme/ana", "mine").names())
	w.Get(apptest.Call{Name: "switched off", As: "acme/ana", Do: "PUT /pipelines/" + pipelineID + "/cadence", Body: `{"active":false,"attempts":6,"days":7,"fromHour":0,"toHour":24,"sundays":true,"version":1}`}, nil)
	require.True(t, look(w, "acme/ana", "mine").Off)
}

// Six attempts in vain are enough, and stand in the report; calls that are written down elsewhere count.
func TestAttempts(t *testing.T) {
	w := apptest.New(t)
	pipelineID, _ := sells(w, always)
	dealID, contactID := lead(w, "acme/ana", "Silent", "+48601000001")
	for range 4 {
		press(w, "acme/ana", dealID, "no_answer", 201, "")
		pass(w, 26*time.Hour)
	}
	w.Get(apptest.Call{Name: "from the person's page", As: "acme/ana", Do: "POST /activities", Want: 201, Body: fmt.Sprintf(`{"type":"call","about":{"kind":"contact","id":%q},"text":"tried"}`, contactID)}, nil)
	require.Equal(t, 5, panel(w, "acme/ana", dealID).Count)
	press(w, "acme/ana", dealID, "busy", 201, "")
	require.Equal(t, 5, panel(w, "acme/ana", dealID).Count, "the call that was begun a moment ago is this one")
	pass(w, 26*time.Hour)
	press(w, "acme/ana", dealID, "voicemail", 201, "")
	last := panel(w, "acme/ana", dealID)
	require.Equal(t, "tried", last.State)
	require.Nil(t, last.NextAt)
	require.Equal(t, []string{"no_answer", "no_answer", "no_answer", "no_answer", "busy", "voicemail"}, outcomes(last))
	talked, _ := lead(w, "acme/ana", "Talked", "+48601000002")
	w.Get(apptest.Call{Name: "who spoke for some minutes has reached somebody", As: "acme/ana", Do: "POST /activities", Want: 201, Body: fmt.Sprintf(`{"type":"call","about":{"kind":"deal","id":%q},"minutes":4}`, talked)}, nil)
	require.Equal(t, "reached", panel(w, "acme/ana", talked).State)
	w.Run(
		apptest.Call{Name: "the report", As: "acme/ana", Do: "GET /cadence/unreached?filter=pipeline:is:" + pipelineID, Want: 200, Has: []string{`"dealName":"Silent"`, `"count":6`}, Not: []string{"Talked"}},
		apptest.Call{Name: "of others", As: "acme/ana", Do: "GET /cadence/unreached?filter=owner:is:" + w.Person("acme/ed").UserID.String(), Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "one who sees none of them", As: "acme/ed", Do: "GET /cadence/unreached", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "whom nobody calls any more", As: "acme/ana", Do: "POST /deals/" + dealID + "/cadence/attempts", Body: fmt.Sprintf(`{"version":%d,"outcome":"busy"}`, last.Version), Want: 409, Has: []string{"cadence.not_calling"}},
	)
	var out struct {
		Items []struct{ From, To, Calls, Reached int }
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /cadence/hours?pipeline=" + pipelineID}, &out)
	calls, reached := 0, 0
	for _, h := range out.Items {
		calls, reached = calls+h.Calls, reached+h.Reached
		require.Equal(t, h.From+2, h.To)
	}
	require.Equal(t, []int{7, 1}, []int{calls, reached})
}

func outcomes(c card) (all []string) {
	for _, a := range c.Attempts {
		all = append(all, a.Outcome)
	}
	return all
}

// The last call can be taken back by who made it: the lead stands as before.
func TestUndo(t *testing.T) {
	w := apptest.New(t)
	sells(w, always)
	dealID, _ := lead(w, "acme/ana", "Ada", "+48601000001")
	before := panel(w, "acme/ana", dealID)
	var done struct{ AttemptID string }
	press(w, "acme/ana", dealID, "reached", 201, "").JSON(w, &done)
	w.Run(
		apptest.Call{Name: "a colleague", As: "acme/mira", Do: "POST /cadence/attempts/" + done.AttemptID + "/undo", Want: 404},
		apptest.Call{Name: "taken back", As: "acme/ana", Do: "POST /cadence/attempts/" + done.AttemptID + "/undo", Want: 200},
		apptest.Call{Name: "only once", As: "acme/ana", Do: "POST /cadence/attempts/" + done.AttemptID + "/undo", Want: 404},
		apptest.Call{Name: "nor on the timeline", As: "acme/ana", Do: "GET /timeline?kind=deal&id=" + dealID, Want: 200, Not: []string{`"type":"call"`}},
	)
	after := panel(w, "acme/ana", dealID)
	require.Equal(t, []string{"calling"}, []string{after.State})
	require.Empty(t, after.Attempts)
	require.Equal(t, []string{"Ada"}, look(w, "acme/ana", "mine").names())
	require.Greater(t, after.Version, before.Version)
	press(w, "acme/ana", dealID, "do_not_call", 201, `,"source":"phone"`).JSON(w, &done)
	w.Get(apptest.Call{Name: "that stays", As: "acme/ana", Do: "POST /cadence/attempts/" + done.AttemptID + "/undo", Want: 409, Has: []string{"cadence.final"}}, nil)
}

// Of several who press a key for the same lead, one counts and the others are told.
func TestAtOnce(t *testing.T) {
	w := apptest.New(t)
	sells(w, always)
	dealID, _ := lead(w, "acme/ana", "Ada", "+48601000001")
	var all sync.WaitGroup
	var mu sync.Mutex
	answers := map[int]int{}
	for range 6 {
		all.Go(func() {
			a := w.Do(apptest.Call{As: "acme/ana", Do: "POST /deals/" + dealID + "/cadence/attempts", Body: `{"version":1,"outcome":"no_answer"}`})
			mu.Lock()
			defer mu.Unlock()
			answers[a.Status]++
			if a.Status == 409 && !json.Valid([]byte(a.Body)) {
				answers[0]++
			}
		})
	}
	all.Wait()
	require.Equal(t, map[int]int{201: 1, 409: 5}, answers)
	require.Len(t, panel(w, "acme/ana", dealID).Attempts, 1)
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /timeline?kind=deal&types=call&id=" + dealID, Has: []string{`"type":"call"`}}, nil)
	same := apptest.Call{As: "acme/ana", Do: "POST /deals/" + dealID + "/cadence/attempts", Body: `{"version":2,"outcome":"busy"}`, Header: map[string]string{"Idempotency-Key": "one-key-for-both"}}
	first, again := w.Do(same), w.Do(same)
	require.Equal(t, 201, first.Status, first.Body)
	require.Equal(t, first.Body, again.Body, "what is sent again counts once")
	require.Equal(t, 2, panel(w, "acme/ana", dealID).Count)
}

// Somebody is not called while it is quiet where they live, but for a time that they asked for.
func TestQuiet(t *testing.T) {
	w := apptest.New(t)
	warsaw := clock.Zone("Europe/Warsaw")
	hour := clock.Now().Add(time.Second).In(warsaw).Hour()
	between := func(from, version int) string {
		return fmt.Sprintf(`{"active":true,"attempts":8,"days":7,"fromHour":%d,"toHour":%d,"sundays":true,"version":%d}`, from, from+1, version)
	}
	quiet := (hour + 12) % 24
	pipelineID, _ := sells(w, between(quiet, 0))
	dealID, _ := lead(w, "acme/ana", "Ada", "+48601000001")
	q := look(w, "acme/ana", "mine")
	require.Empty(t, q.Items)
	require.NotNil(t, q.NextAt)
	require.Equal(t, quiet, q.NextAt.In(warsaw).Hour())
	require.Equal(t, quiet, panel(w, "acme/ana", dealID).NextAt.In(warsaw).Hour())
	press(w, "acme/ana", dealID, "later", 201, fmt.Sprintf(`,"at":%q`, clock.Now().Add(time.Hour).Format(time.RFC3339)))
	pass(w, 2*time.Hour)
	require.Equal(t, []string{"Ada"}, look(w, "acme/ana", "mine").names(), "she has asked for it")

	lead(w, "acme/ana", "Ewa", "+48601000002")
	india, _ := lead(w, "acme/ana", "Ravi", "+919820000001")
	require.Equal(t, "Asia/Calcutta", panel(w, "acme/ana", india).Timezone)
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /pipelines/" + pipelineID + "/cadence", Body: between(clock.Now().In(warsaw).Hour(), 1)}, nil)
	require.Equal(t, []string{"Ada", "Ewa"}, look(w, "acme/ana", "mine").names(), "in India it is another hour")
}

// Everybody has their own leads, sees those of others as far as they may, and leads of nobody who works here come to those who
// look after others.
func TestWhose(t *testing.T) {
	w := apptest.New(t)
	w.Team("acme", "mira", "ed")
	sells(w, always)
	lead(w, "acme/ana", "Ana's", "+48601000001")
	edDeal, _ := lead(w, "acme/ed", "Ed's", "+48601000002")
	require.Equal(t, []string{"Ed's"}, look(w, "acme/ed", "mine").names())
	require.Equal(t, []string{"Ed's"}, look(w, "acme/ed", "all").names())
	require.Empty(t, look(w, "acme/mira", "mine").names())
	require.Equal(t, []string{"Ed's"}, look(w, "acme/mira", "all").names())
	require.Equal(t, []string{"Ana's", "Ed's"}, look(w, "acme/ana", "all").names())
	require.True(t, look(w, "globex/gus", "all").Off)
	w.Run(
		apptest.Call{Name: "not his", As: "acme/fred", Do: "GET /deals/" + edDeal + "/cadence", Want: 404},
		apptest.Call{Name: "nor to be called", As: "acme/fred", Do: "POST /deals/" + edDeal + "/cadence/attempts", Body: `{"version":1,"outcome":"busy"}`, Want: 404},
		apptest.Call{Name: "his own", As: "acme/ed", Do: "POST /deals/" + edDeal + "/cadence/attempts", Body: `{"version":1,"outcome":"busy"}`, Want: 201},
		apptest.Call{Name: "set up by who may", As: "acme/ed", Do: "PUT /pipelines/" + edDeal + "/cadence", Body: always, Want: 403},
	)
	pass(w, 26*time.Hour)
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /deals/" + edDeal, Body: fmt.Sprintf(`{"version":1,"ownerId":%q}`, w.Person("acme/tess").UserID)}, nil)
	require.Equal(t, []string{"Ana's"}, look(w, "acme/ana", "mine").names())
	leave(w, "acme/tess")
	require.Equal(t, []string{"Ana's", "Ed's"}, look(w, "acme/ana", "mine").names())
}

// leave suspends somebody.
func leave(w *apptest.World, name string) {
	w.T.Helper()
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /members/" + w.Person(name).MemberID.String() + "/suspend", Want: 204}, nil)
}

// A pipeline's rule is what somebody set, within bounds; both ways of selling keep what the other has.
func TestRule(t *testing.T) {
	w := apptest.New(t)
	pipelineID, _ := sells(w, always)
	at := "/pipelines/" + pipelineID + "/cadence"
	dealID, _ := lead(w, "acme/ana", "Ada", "+48601000001")
	w.Run(
		apptest.Call{Name: "as set", As: "acme/ed", Do: "GET " + at, Want: 200, Has: []string{`"attempts":6`, `"active":true`, `"version":1`}},
		apptest.Call{Name: "too many", As: "acme/ana", Do: "PUT " + at, Body: `{"active":true,"attempts":11,"days":7,"fromHour":8,"toHour":20,"sundays":false,"version":1}`, Want: 422, Has: []string{"cadence.attempts"}},
		apptest.Call{Name: "backwards", As: "acme/ana", Do: "PUT " + at, Body: `{"active":true,"attempts":8,"days":7,"fromHour":20,"toHour":8,"sundays":false,"version":1}`, Want: 422, Has: []string{"cadence.hours"}},
		apptest.Call{Name: "stale", As: "acme/ana", Do: "PUT " + at, Body: always, Want: 409, Has: []string{"cadence.rule_stale"}},
		apptest.Call{Name: "the trail", As: "acme/ana", Do: "GET /audit?kind=pipeline", Want: 200, Has: []string{`"field":"calls"`, "6 ×"}},
	)
	press(w, "acme/ana", dealID, "no_answer", 201, "")
	w.Get(apptest.Call{Name: "firms again", As: "acme/ana", Do: "PATCH /pipelines/" + pipelineID, Body: `{"version":2,"mode":"b2b"}`}, nil)
	require.True(t, look(w, "acme/ana", "mine").Off)
	w.Get(apptest.Call{Name: "and back", As: "acme/ana", Do: "PATCH /pipelines/" + pipelineID, Body: `{"version":3,"mode":"b2c"}`}, nil)
	require.Equal(t, 1, panel(w, "acme/ana", dealID).Count, "nothing is lost")
}

// A deal that was there before calls were switched on is called too.
func TestFill(t *testing.T) {
	w := apptest.New(t)
	lead(w, "acme/ana", "Old", "+48601000001")
	sells(w, always)
	require.Equal(t, []string{"Old"}, look(w, "acme/ana", "mine").names())
	require.NoError(t, w.Act("acme/ana", func(ctx context.Context) error {
		var n int64
		err := db.Orm(ctx).Table("cadence_lead").Count(&n).Error
		require.EqualValues(t, 1, n)
		return err
	}))
}
