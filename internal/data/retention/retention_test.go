package retention_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/data/privacy"
	"github.com/kith-crm/kith/internal/data/retention"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

// house is a company with people whom nobody had to do with for three years, and others.
type house struct {
	*apptest.World
	old, kept, deal string
	now             retention.Clocks
}

func build(t *testing.T) *house {
	t.Helper()
	now := clock.Now()
	h := &house{World: apptest.New(t), now: retention.Clocks{Program: now, Database: now}}
	h.old = h.Make("acme/ana", "/contacts", `{"firstName":"Olga","lastName":"Oldfield","email":"olga@x.io"}`)
	h.kept = h.Make("acme/ana", "/contacts", `{"firstName":"Kim","lastName":"Keepsake"}`)
	with := h.Make("acme/ana", "/contacts", `{"firstName":"Dora","lastName":"Dealer"}`)
	h.deal = h.Make("acme/ana", "/deals", `{"name":"Roof"}`)
	h.Get(apptest.Call{As: "acme/ana", Do: "PUT /deals/" + h.deal + "/contacts", Body: fmt.Sprintf(`{"items":[{"contactId":%q,"role":"decider"}]}`, with), Want: 200}, nil)
	for n := range 9 {
		h.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"New%d"}`, n))
	}
	h.age("contact", h.old, h.kept, with)
	return h
}

func (h *house) sql(sql string, args ...any) {
	h.T.Helper()
	require.NoError(h.T, h.App.DB.InTenant(h.System("acme"), func(ctx context.Context) error { return db.Orm(ctx).Exec(sql, args...).Error }))
}

// age makes records three years older than they are, with all that was noted about them.
func (h *house) age(table string, ids ...string) {
	h.T.Helper()
	h.sql("UPDATE "+table+" SET created_at = now() - interval '3 years', updated_at = now() - interval '3 years' WHERE id IN ?", ids)
	h.sql("UPDATE activity SET at = now() - interval '3 years' WHERE record_id IN ? OR contact_id IN ?", ids, ids)
}

// night is one, a day after the last by the database's clock; the program's goes with it.
func (h *house) night() { h.T.Helper(); h.after(24*time.Hour, 24*time.Hour) }

func (h *house) after(program, database time.Duration) {
	h.T.Helper()
	h.now.Program, h.now.Database = h.now.Program.Add(program), h.now.Database.Add(database)
	require.NoError(h.T, h.App.DB.InTenant(h.System("acme"), func(ctx context.Context) error { return h.App.Retention.Night(ctx, h.now) }))
}

func (h *house) set(rule, body string) {
	h.T.Helper()
	h.Get(apptest.Call{As: "acme/ana", Do: "PUT /retention/" + rule, Body: body, Want: 200}, nil)
}

func (h *house) there(id string, want int) {
	h.T.Helper()
	h.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts/" + id, Want: want}, nil)
}

// S56: who was not dealt with for long is on the list for two weeks, of which admins are told, and then erased; whom somebody keeps
// stays, and so does everybody with whom there is something to do.
func TestErasedAfterNotice(t *testing.T) {
	h := build(t)
	h.Run(
		apptest.Call{Name: "nothing is set", As: "acme/ana", Do: "GET /retention", Want: 200, Has: []string{`"rule":"lead","object":"","months":0`}},
		apptest.Call{Name: "what it would find", As: "acme/ana", Do: "GET /retention/lead/preview?months=24", Want: 200, Has: []string{`"due":2,"total":11`, "Olga Oldfield", "Kim Keepsake"}},
		apptest.Call{Name: "not for everybody", As: "acme/mira", Do: "PUT /retention/lead", Body: `{"version":0,"months":24,"erase":true}`, Want: 403},
		apptest.Call{Name: "no such rule", As: "acme/ana", Do: "PUT /retention/nothing", Body: `{"version":0,"months":24,"erase":true}`, Want: 404, Has: []string{"retention.not_found"}},
		apptest.Call{Name: "no such time", As: "acme/ana", Do: "PUT /retention/lead", Body: `{"version":0,"months":241,"erase":true}`, Want: 422, Has: []string{"retention.months"}},
		apptest.Call{Name: "set", As: "acme/ana", Do: "PUT /retention/lead", Body: `{"version":0,"months":24,"erase":true}`, Want: 200, Has: []string{`"months":24,"erase":true,"problem":""`, `"version":1`}},
		apptest.Call{Name: "somebody was faster", As: "acme/ana", Do: "PUT /retention/lead", Body: `{"version":0,"months":1,"erase":true}`, Want: 409, Has: []string{"retention.stale"}},
	)
	h.night()
	require.Len(t, apptest.Waiting[retention.Letter](h.World, "acme", "retention"), 1)
	h.Run(
		apptest.Call{Name: "on the list", As: "acme/ana", Do: "GET /retention/waiting", Want: 200, Has: []string{"Olga Oldfield", "Kim Keepsake"}, Not: []string{"Dora"}},
		apptest.Call{Name: "told in the app", As: "acme/ana", Do: "GET /notices", Want: 200, Has: []string{`"kind":"retention"`, `"count":2`}},
		apptest.Call{Name: "nobody else", As: "acme/mira", Do: "GET /notices", Want: 200, Not: []string{`"kind":"retention"`}},
		apptest.Call{Name: "kept", As: "acme/ana", Do: "POST /retention/lead/records/" + h.kept + "/keep", Want: 204},
		apptest.Call{Name: "which the trail tells", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200, Has: []string{"kept until"}},
	)
	for range 13 {
		h.night()
		h.there(h.old, 200)
	}
	h.night()
	h.there(h.old, 404)
	require.Len(t, apptest.Waiting[privacy.Fulfil](h.World, "acme", "privacy"), 1)
	h.there(h.kept, 200)
	h.Run(
		apptest.Call{Name: "erased, and said so", As: "acme/ana", Do: "GET /privacy/requests", Want: 200, Has: []string{`"act":"erase"`, `"name":""`}},
		apptest.Call{Name: "nobody waits", As: "acme/ana", Do: "GET /retention/waiting", Want: 200, Has: []string{`"items":[]`}},
	)
}

// R9: no clock that jumps destroys anything, neither the program's, nor the database's, nor both; nor do nights that come all at once.
func TestClocksDestroyNothing(t *testing.T) {
	day := 24 * time.Hour
	for name, jump := range map[string][2]time.Duration{"the program's": {400 * day, day}, "the database's": {day, 400 * day}, "both": {400 * day, 400 * day}, "both back": {-400 * day, -400 * day}} {
		t.Run(name, func(t *testing.T) {
			h := build(t)
			h.set("lead", `{"version":0,"months":24,"erase":true}`)
			h.night()
			h.after(jump[0], jump[1])
			h.Get(apptest.Call{As: "acme/ana", Do: "GET /retention", Has: []string{`"problem":"clock"`}}, nil)
			for range 3 {
				h.after(0, 0)
			}
			h.there(h.old, 200)
			h.night()
			h.there(h.old, 200)
		})
	}
}

// Nights that come twice count once: a job that is repeated shortens no notice.
func TestRepeatedNight(t *testing.T) {
	h := build(t)
	h.set("lead", `{"version":0,"months":24,"erase":false}`)
	for range 40 {
		h.after(time.Hour, time.Hour)
	}
	var n int
	require.NoError(t, h.App.DB.InTenant(h.System("acme"), func(ctx context.Context) error {
		return db.Orm(ctx).Raw(`SELECT max(nights) FROM retention`).Scan(&n).Error
	}))
	require.LessOrEqual(t, n, 1)
	h.there(h.old, 200)
}

// A rule that would take more than a fifth of an object stops and asks; allowed, it goes on as any other.
func TestAsksBeforeMuch(t *testing.T) {
	h := build(t)
	var old []string
	for n := range 8 {
		old = append(old, h.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Old%d"}`, n)))
	}
	h.age("contact", old...)
	h.set("lead", `{"version":0,"months":24,"erase":false}`)
	h.night()
	require.Len(t, apptest.Waiting[retention.Letter](h.World, "acme", "retention"), 1)
	h.Run(
		apptest.Call{Name: "stopped", As: "acme/ana", Do: "GET /retention", Want: 200, Has: []string{`"problem":"share"`, `"due":10`}},
		apptest.Call{Name: "nothing is on the list", As: "acme/ana", Do: "GET /retention/waiting", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "allowed", As: "acme/ana", Do: "POST /retention/lead/allow", Body: `{"version":1}`, Want: 200, Has: []string{`"problem":""`, `"version":2`}},
	)
	for range 15 {
		h.night()
	}
	h.there(h.old, 404)
	h.Get(apptest.Call{Name: "in the trash", As: "acme/ana", Do: "POST /contacts/" + h.old + "/restore", Want: 200}, nil)
}

// Who is dealt with again leaves the list, and a rule that is set anew begins anew.
func TestLeavesTheList(t *testing.T) {
	h := build(t)
	h.set("lead", `{"version":0,"months":24,"erase":true}`)
	h.night()
	h.Make("acme/ana", "/activities", fmt.Sprintf(`{"type":"note","text":"back again","about":{"kind":"contact","id":%q}}`, h.old))
	for range 15 {
		h.night()
	}
	h.there(h.old, 200)
	h.there(h.kept, 404)
}

// Finished tasks, old notes and records of own objects go into the trash by rules of their own.
func TestOtherObjects(t *testing.T) {
	h := build(t)
	task := h.Make("acme/ana", "/tasks", `{"title":"Long done"}`)
	open := h.Make("acme/ana", "/tasks", `{"title":"Still open"}`)
	note := h.Make("acme/ana", "/activities", fmt.Sprintf(`{"type":"note","text":"Old note","about":{"kind":"contact","id":%q}}`, h.kept))
	h.Get(apptest.Call{As: "acme/ana", Do: "POST /tasks/" + task + "/done", Want: 200}, nil)
	h.age("task", task, open)
	h.sql(`UPDATE task SET done_at = now() - interval '3 years' WHERE done_at IS NOT NULL`)
	h.age("activity", note)
	h.sql(`UPDATE activity SET at = now() - interval '3 years' WHERE id = ?`, note)
	h.set("task", `{"version":0,"months":12,"erase":false}`)
	h.set("activity", `{"version":0,"months":12,"erase":false}`)
	for range 15 {
		h.night()
	}
	h.Run(
		apptest.Call{Name: "the task", As: "acme/ana", Do: "GET /tasks/" + task, Want: 404},
		apptest.Call{Name: "an open one stays", As: "acme/ana", Do: "GET /tasks/" + open, Want: 200},
		apptest.Call{Name: "the note", As: "acme/ana", Do: "GET /timeline?kind=contact&id=" + h.kept, Want: 200, Not: []string{"Old note"}},
		apptest.Call{Name: "each in the trail", As: "acme/ana", Do: "GET /audit?kind=task", Want: 200, Has: []string{`"action":"deleted"`, "Long done"}},
	)
}
