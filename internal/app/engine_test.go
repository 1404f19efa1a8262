package app_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/access/team"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
)

// small is a company whose rights, teams, records and shares were thrown with dice, and what was thrown.
type small struct {
	w       *apptest.World
	dice    *rand.Rand
	people  []string
	code    map[string]string // the role of each person
	teams   []diceTeam
	records []diceRecord
}

type diceTeam struct {
	id              uuid.UUID
	parent          int // index; -1 at the top
	members, bosses []string
}

type diceRecord struct {
	id     string
	owner  string // empty for nobody
	shares []diceShare
}

type diceShare struct {
	who   string // a person
	team  int    // or a team
	ended bool
}

var scopes = []string{"none", "assigned", "own", "team", "all"}

// throw makes a small company: other rights for its roles, roles of its own, a tree of teams, records and shares.
func throw(t *testing.T, seed uint64) *small {
	s := &small{w: apptest.New(t), dice: rand.New(rand.NewPCG(seed, 1)), people: []string{"ana", "mira", "ed", "fred", "vera", "eve"}, //nolint:gosec // dice
		code: map[string]string{"ana": "owner", "mira": "manager", "ed": "employee", "fred": "freelancer", "vera": "viewer", "eve": "employee"}}
	s.w.Join("acme", "eve", "employee")
	var own struct{ Role string }
	s.ana("POST /roles", fmt.Sprintf(`{"from":"employee","name":"Own %d"}`, seed), &own)
	for _, code := range []string{"manager", "employee", "freelancer", "viewer", own.Role} {
		for _, action := range []string{"read", "update", "delete"} {
			if code != "viewer" || action == "read" {
				s.ana("PUT /roles/"+code+"/grants", fmt.Sprintf(`{"object":"contact","action":%q,"scope":%q}`, action, scopes[s.dice.IntN(len(scopes))]), nil)
			}
		}
	}
	s.ana("PUT /roles/"+own.Role+"/members/"+s.w.Person("acme/eve").MemberID.String(), "", nil)
	s.code["eve"] = own.Role
	s.throwTeams()
	for range 12 {
		s.throwRecord()
	}
	return s
}

func (s *small) ana(do, body string, to any) {
	s.w.T.Helper()
	a := s.w.Do(apptest.Call{As: "acme/ana", Do: do, Body: body})
	require.Less(s.w.T, a.Status, 300, "%s: %s", do, a.Body)
	if to != nil {
		a.JSON(s.w, to)
	}
}

func (s *small) user(name string) uuid.UUID { return s.w.Person("acme/" + name).UserID }

func (s *small) some() (names []string) {
	for _, p := range s.people {
		if s.dice.IntN(3) == 0 {
			names = append(names, p)
		}
	}
	return names
}

func (s *small) throwTeams() {
	for i := range 4 {
		t := diceTeam{parent: s.dice.IntN(i+1) - 1, members: s.some()}
		title, members := fmt.Sprintf("Team %d", i), []team.Member{}
		for _, m := range t.members {
			boss := s.dice.IntN(2) == 0
			if boss {
				t.bosses = append(t.bosses, m)
			}
			members = append(members, team.Member{UserID: s.user(m), Manager: boss})
		}
		body := fmt.Sprintf(`{"name":%q,"members":[`, title)
		for n, m := range members {
			body += fmt.Sprintf(`%s{"userId":%q,"manager":%t}`, map[bool]string{true: ",", false: ""}[n > 0], m.UserID, m.Manager)
		}
		body += "]"
		if t.parent >= 0 {
			body += fmt.Sprintf(`,"parentId":%q`, s.teams[t.parent].id)
		}
		var made struct{ ID uuid.UUID }
		s.ana("POST /teams", body+"}", &made)
		t.id = made.ID
		s.teams = append(s.teams, t)
	}
}

func (s *small) throwRecord() {
	r := diceRecord{owner: append(slices.Clone(s.people), "")[s.dice.IntN(len(s.people)+1)]}
	owner := "null"
	if r.owner != "" {
		owner = `"` + s.user(r.owner).String() + `"`
	}
	r.id = s.w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"X","ownerId":%s}`, owner))
	for _, p := range s.some() {
		r.shares = append(r.shares, diceShare{who: p, team: -1, ended: s.dice.IntN(3) == 0})
	}
	for i := range s.teams {
		if s.dice.IntN(4) == 0 {
			r.shares = append(r.shares, diceShare{team: i, ended: s.dice.IntN(3) == 0})
		}
	}
	for _, sh := range r.shares {
		subject, kind, ends := uuid.Nil, "user", any(nil)
		if sh.who != "" {
			subject = s.user(sh.who)
		} else {
			subject, kind = s.teams[sh.team].id, "team"
		}
		if sh.ended {
			ends = clock.Now().Add(-time.Hour)
		}
		require.NoError(s.w.T, s.w.App.DB.InTenant(s.w.System("acme"), func(ctx context.Context) error {
			return db.Orm(ctx).Exec(`INSERT INTO share (id, kind, record_id, subject_id, subject_type, ends_at, created_at) VALUES (?, 'contact', ?, ?, ?, ?, ?)`,
				id.New(), r.id, subject, kind, ends, clock.Now()).Error
		}))
	}
	s.records = append(s.records, r)
}

// in are the teams that count for a person: the own ones, and those below the ones the person leads.
func (s *small) in(name string) map[int]bool {
	all := map[int]bool{}
	for i := range s.teams {
		all[i] = slices.Contains(s.teams[i].members, name)
		for up := i; up >= 0; up = s.teams[up].parent {
			all[i] = all[i] || slices.Contains(s.teams[up].bosses, name)
		}
	}
	return all
}

// allowed is what the dice say: written down anew here, so that it can disagree with the program.
func (s *small) allowed(name string, scope caller.Scope, r diceRecord) bool {
	mine, byName, byTeam, mate := r.owner == name, false, false, false
	for i, in := range s.in(name) {
		mate = mate || in && slices.Contains(s.teams[i].members, r.owner)
	}
	for _, sh := range r.shares {
		byName = byName || sh.who == name && !sh.ended
		byTeam = byTeam || sh.who == "" && s.in(name)[sh.team] && !sh.ended
	}
	switch scope {
	case caller.All:
		return true
	case caller.Team:
		return mine || byName || byTeam || mate
	case caller.Own:
		return mine || byName || byTeam
	case caller.Assigned:
		return mine || byName
	default:
		return false
	}
}

// decisions are casbin's own, asked rule by rule of an enforcer made of the stored policy.
func (s *small) decisions() func(code, action string) caller.Scope {
	m, err := model.NewModelFromString("[request_definition]\nr = sub, obj, act\n[policy_definition]\np = sub, obj, act, scope\n[role_definition]\ng = _, _\n" +
		"[policy_effect]\ne = some(where (p.eft == allow))\n[matchers]\nm = r.obj == p.obj && r.act == p.act && g(r.sub, p.sub)\n")
	require.NoError(s.w.T, err)
	e, err := casbin.NewEnforcer(m)
	require.NoError(s.w.T, err)
	var rules []struct{ V0, V1, V2, V3 string }
	require.NoError(s.w.T, s.w.App.DB.InTenant(s.w.System("acme"), func(ctx context.Context) error {
		return db.Orm(ctx).Raw(`SELECT v0, v1, v2, v3 FROM casbin_rule WHERE ptype = 'p'`).Scan(&rules).Error
	}))
	for _, r := range rules {
		_, err := e.AddPolicy(r.V0, r.V1, r.V2, r.V3)
		require.NoError(s.w.T, err)
	}
	return func(code, action string) caller.Scope {
		ok, rule, err := e.EnforceEx(code, "contact", action)
		require.NoError(s.w.T, err)
		if !ok {
			return caller.None
		}
		return caller.Scope(rule[3])
	}
}

// bySQL are the records on which a person may do something, by the row condition.
func (s *small) bySQL(name, action string) (ids []string) {
	require.NoError(s.w.T, s.w.Act("acme/"+name, func(ctx context.Context) error {
		return db.May(ctx, "contact", action).Table("contact").Where("deleted_at IS NULL").Pluck("id::text", &ids).Error
	}))
	return ids
}

// For every person, record and action of small companies made with dice: what casbin and the dice say is what the row
// condition says, what the API answers and what the explainer explains.
func TestEveryDecisionIsTheSame(t *testing.T) {
	decided := map[bool]int{}
	for seed := range uint64(6) {
		s := throw(t, seed)
		casbin := s.decisions()
		for _, name := range s.people {
			read := casbin(s.code[name], "read")
			for _, action := range []string{"read", "update", "delete"} {
				scope, rows := casbin(s.code[name], action), s.bySQL(name, action)
				for n, r := range s.records {
					want := s.allowed(name, scope, r)
					at := fmt.Sprintf("seed %d: %s %ss record %d in scope %q", seed, name, action, n, scope)
					require.Equal(t, want, slices.Contains(rows, r.id), "SQL: "+at)
					status := s.try(name, action, r.id)
					require.Equal(t, answer(want, scope, read, s.allowed(name, read, r), action), status, "API: "+at)
					decided[want]++
				}
			}
			s.explained(name, read)
		}
	}
	require.Greater(t, min(decided[true], decided[false]), 300, "the dice throw both: %v", decided)
}

func (s *small) explained(name string, read caller.Scope) {
	for n, r := range s.records {
		require.NoError(s.w.T, s.w.Act("acme/ana", func(ctx context.Context) error {
			sight, _, err := s.w.App.Explain.Why(ctx, s.user(name), record.Ref{Kind: "contact", ID: uuid.MustParse(r.id)})
			require.Equal(s.w.T, s.allowed(name, read, r), sight.Sees, "explained: %s, record %d, %v", name, n, sight.Reasons)
			require.NotEmpty(s.w.T, sight.Reasons)
			return err
		}))
	}
}

// try asks the API without leaving a trace: an update is one of a version that is not there, a delete is taken back.
func (s *small) try(name, action, id string) int {
	c := act("/contacts", action, id, "acme/"+name)
	if action == "update" {
		c.Body = `{"version":77}`
	}
	a := s.w.Do(c)
	if action == "delete" && a.Status == 204 {
		s.ana("POST /contacts/"+id+"/restore", "", nil)
	}
	return a.Status
}

func answer(want bool, scope, read caller.Scope, sees bool, action string) int {
	ok := map[string]int{"read": 200, "update": 409, "delete": 204}[action]
	switch {
	case scope == caller.None:
		return 403
	case !sees:
		return 404
	case !want:
		return 403
	default:
		return ok
	}
}

var worlds = flag.Int("worlds", 0, "how many pairs of worlds TestNonInterference compares, 200 (10 under the race detector) if none are asked for")

// readable are the addresses of all that a company's people can read, each with what is described of its parameters.
func readable(w *apptest.World) (all []string) {
	for _, r := range w.App.Server.Router.Routes() {
		if r.Method == http.MethodGet && r.Need.Access != web.Public && r.Need.Access != web.Operators {
			all = append(all, r.Path)
		}
	}
	return all
}

// questions are read requests with every kind of filter, sort, search and page that lists know, and some of every other
// route with ids of records of all kinds.
func questions(routes, ids []string, dice *rand.Rand) (all []string) {
	pick := func(of ...string) string { return of[dice.IntN(len(of))] }
	list := pick("/contacts", "/companies", "/deals", "/tasks")
	q := "?limit=" + pick("1", "2", "50") + "&sort=" + pick("name", "-name", "createdAt", "-updatedAt", "city", "value", "-expectedOn", "dueAt")
	all = append(all, list+q, list+"/count", list+"?q="+pick("an", "Nowak", "4812", "x"),
		list+"?filter="+pick("owner:is:me", "email:contains:a", "city:not:Rome", "value:gte:10", "phone:notEmpty:", "status:is:open"),
		"/search?q="+pick("an", "now", "4812", "secret"), "/board", "/today", "/dashboard", "/first-steps", "/colleagues", "/teams",
		"/contacts/export?sort=name", "/deals/export", "/me")
	for range 3 {
		id := ids[dice.IntN(len(ids))]
		all = append(all, parameter.ReplaceAllString(routes[dice.IntN(len(routes))], id)+"?kind="+pick("contact", "company", "deal", "task")+"&id="+id, parameter.ReplaceAllString(routes[dice.IntN(len(routes))], id))
	}
	for range 2 {
		id := ids[dice.IntN(len(ids))]
		all = append(all, "/contacts/"+id, "/companies/"+id, "/deals/"+id, "/deals/"+id+"/history", "/timeline?kind="+pick("contact", "company", "deal")+"&id="+id,
			"/shares?kind="+pick("contact", "company", "deal")+"&id="+id, "/access/who?kind="+pick("contact", "company", "deal")+"&id="+id)
	}
	return slices.DeleteFunc(all, func(p string) bool { return strings.HasPrefix(p, "/access/who") && dice.IntN(2) == 0 })
}

// Two worlds that differ only in what somebody may not see, by row or by field, give that person the very same answers,
// whatever the question: 200 pairs of worlds, more by -worlds, each with other hidden things and other questions.
func TestNonInterference(t *testing.T) {
	w, dice := apptest.New(t), rand.New(rand.NewPCG(7, 7)) //nolint:gosec // dice
	w.Team("acme", "mira", "ed")
	for _, f := range []string{"contact.email", "contact.phone", "company.email", "deal.value"} {
		closeFields(w, "hide", f)
	}
	seen, ids := visibleRecords(w)
	routes, asked := readable(w), map[string]int{}
	pairs := cmp.Or(*worlds, histories.N()/10)
	for pair := range pairs {
		who := []string{"acme/ed", "acme/fred", "acme/mira"}[pair%3]
		qs := questions(routes, ids, dice)
		before := answers(w, who, qs)
		hidden := hide(w, who, seen, pair, dice)
		after := answers(w, who, qs)
		for _, q := range slices.Sorted(maps.Keys(before)) {
			require.Equal(t, before[q], after[q], "pair %d: %s can tell the worlds apart by %s (hidden: %s)", pair, who, q, hidden)
		}
		for _, a := range before {
			asked[a[:3]]++
		}
	}
	t.Logf("%d pairs, answers by status: %v", pairs, asked)
	require.Greater(t, asked["200"], 10*pairs, "%v", asked)
}

// visibleRecords are some that ed, fred and mira see.
func visibleRecords(w *apptest.World) (contacts, ids []string) {
	for i, who := range []string{"ed", "ed", "mira", "fred"} {
		owner := w.Person("acme/" + who).UserID
		company := w.Make("acme/ana", "/companies", fmt.Sprintf(`{"name":"Anders %d","city":"Rome","email":"a%d@x.example","ownerId":%q}`, i, i, owner))
		contact := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Jan","lastName":"Nowak %d","email":"jan%d@x.example","companyId":%q,"ownerId":%q}`, i, i, company, owner))
		deal := w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"Roof %d","value":{"amount":1000,"currency":"EUR"},"companyId":%q,"ownerId":%q}`, i, company, owner))
		w.Make("acme/ana", "/tasks", fmt.Sprintf(`{"title":"Call %d","assigneeId":%q,"about":{"kind":"deal","id":%q}}`, i, owner, deal))
		contacts, ids = append(contacts, contact), append(ids, company, contact, deal)
	}
	return contacts, ids
}

// elapsed is what a clock adds to the time that a deal has been in its stage.
var elapsed = regexp.MustCompile(`"seconds":\d+`)

func answers(w *apptest.World, who string, questions []string) map[string]string {
	all := map[string]string{}
	for _, q := range questions {
		a := w.Do(apptest.Call{As: who, Do: "GET " + q})
		all[q] = fmt.Sprint(a.Status, elapsed.ReplaceAllString(withoutRequest(a.Body), ""))
	}
	return all
}

// hide puts something into the company that a person does not see.
func hide(w *apptest.World, who string, seen []string, n int, dice *rand.Rand) string {
	ana := w.Person("acme/ana").UserID
	switch kind := dice.IntN(7); {
	case kind == 0 && who == "acme/ed": // another value in a field that is hidden
		secret := fmt.Sprintf("secret%d@an.example", n)
		require.NoError(w.T, w.App.DB.InTenant(w.System("acme"), func(ctx context.Context) error {
			return db.Orm(ctx).Exec(`UPDATE contact SET email = ?, phone = '+48123' WHERE id = ?`, secret, seen[dice.IntN(2)]).Error
		}))
		return "e-mail " + secret
	case kind == 1 && who == "acme/ed":
		require.NoError(w.T, w.App.DB.InTenant(w.System("acme"), func(ctx context.Context) error {
			return db.Orm(ctx).Exec(`UPDATE deal SET amount = ? WHERE name = 'Roof 0'`, 5000+n).Error
		}))
		return "value"
	case kind <= 2:
		id := w.Make("acme/ana", "/companies", fmt.Sprintf(`{"name":"Nowak & An %d","city":"Rome","phone":"+48123000%d","ownerId":%q}`, n, n, ana))
		w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"An","lastName":"Secret %d","companyId":%q,"ownerId":%q}`, n, id, ana))
		return "company " + id
	case kind == 3:
		id := w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"An %d","value":{"amount":77,"currency":"EUR"},"ownerId":%q}`, n, ana))
		w.Make("acme/ana", "/activities", fmt.Sprintf(`{"type":"note","about":{"kind":"deal","id":%q},"text":"secret"}`, id))
		return "deal " + id
	case kind == 4:
		id := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Anna","lastName":"Nowak","email":"jan0@x.example","ownerId":%q}`, ana))
		w.Make("acme/ana", "/shares", fmt.Sprintf(`{"kind":"contact","id":%q,"userId":%q}`, id, w.Person("acme/vera").UserID))
		w.Make("acme/ana", "/tasks", fmt.Sprintf(`{"title":"An secret","assigneeId":%q,"about":{"kind":"contact","id":%q}}`, ana, id))
		return "contact " + id
	case kind == 5:
		return "neighbour " + w.Make("globex/gus", "/contacts", fmt.Sprintf(`{"firstName":"Anna","lastName":"Nowak %d"}`, n))
	default:
		return "task " + w.Make("acme/ana", "/tasks", fmt.Sprintf(`{"title":"An %d","assigneeId":%q}`, n, ana))
	}
}
