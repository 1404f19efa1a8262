package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// staged is a company whose roles have rights to deals and closed stages that were thrown with dice.
type staged struct {
	w      *apptest.World
	dice   *rand.Rand
	code   map[string]string // the role of each person
	stages []string
	deals  []stagedDeal
}

type stagedDeal struct{ id, owner, stage string }

func throwStages(t *testing.T, seed uint64) *staged {
	s := &staged{w: apptest.New(t), dice: rand.New(rand.NewPCG(seed, 2)), //nolint:gosec // dice
		code: map[string]string{"ana": "owner", "mira": "manager", "ed": "employee", "fred": "freelancer", "vera": "viewer"}}
	var ps struct {
		Items []struct{ Stages []struct{ ID string } }
	}
	s.w.Get(apptest.Call{As: "acme/ana", Do: "GET /pipelines"}, &ps)
	for _, stage := range ps.Items[0].Stages {
		s.stages = append(s.stages, stage.ID)
	}
	var own struct{ Role string }
	s.ana("POST /roles", `{"from":"employee","name":"Own"}`, &own)
	for _, code := range []string{"manager", "employee", "freelancer", "viewer", own.Role} {
		for _, action := range []string{"read", "update", "delete", "export"} {
			if code != "viewer" || action == "read" || action == "export" {
				s.ana("PUT /roles/"+code+"/grants", fmt.Sprintf(`{"object":"deal","action":%q,"scope":%q}`, action, scopes[s.dice.IntN(len(scopes))]), nil)
			}
		}
		for _, stage := range s.stages {
			s.ana("PUT /roles/"+code+"/stages", fmt.Sprintf(`{"stage":%q,"mask":%q}`, stage, []string{"write", "read", "hide"}[s.dice.IntN(3)]), nil)
		}
	}
	s.ana("PUT /roles/"+own.Role+"/members/"+s.w.Person("acme/ed").MemberID.String(), "", nil)
	s.code["ed"] = own.Role
	for i := range 14 {
		d := stagedDeal{owner: []string{"ana", "mira", "ed", "fred"}[s.dice.IntN(4)], stage: s.stages[i%len(s.stages)]}
		lost := ""
		d.id = s.w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"Roof %d","ownerId":%q}`, i, s.w.Person("acme/"+d.owner).UserID))
		if d.stage == s.stages[len(s.stages)-1] {
			lost = `,"lostReason":"price"`
		}
		if d.stage != s.stages[0] {
			s.ana("POST /deals/"+d.id+"/move", fmt.Sprintf(`{"stageId":%q,"version":1%s}`, d.stage, lost), nil)
		}
		s.deals = append(s.deals, d)
	}
	return s
}

func (s *staged) ana(do, body string, to any) {
	s.w.T.Helper()
	a := s.w.Do(apptest.Call{As: "acme/ana", Do: do, Body: body})
	require.Less(s.w.T, a.Status, 300, "%s: %s", do, a.Body)
	if to != nil {
		a.JSON(s.w, to)
	}
}

// enforcers are casbin's own decisions, made of the stored policy: the scope of an action, and the mask of a stage.
func (s *staged) enforcers() (scope func(code, action string) caller.Scope, mask func(code, stage string) caller.Mask) {
	ask := func(ptype string) func(code, part string) string {
		m, err := model.NewModelFromString("[request_definition]\nr = sub, obj, part\n[policy_definition]\np = sub, obj, part, how\n" +
			"[policy_effect]\ne = some(where (p.eft == allow))\n[matchers]\nm = r.sub == p.sub && r.obj == p.obj && r.part == p.part\n")
		require.NoError(s.w.T, err)
		e, err := casbin.NewEnforcer(m)
		require.NoError(s.w.T, err)
		var rules []struct{ V0, V1, V2, V3 string }
		require.NoError(s.w.T, s.w.App.DB.InTenant(s.w.System("acme"), func(ctx context.Context) error {
			return db.Orm(ctx).Raw(`SELECT v0, v1, v2, v3 FROM casbin_rule WHERE ptype = ?`, ptype).Scan(&rules).Error
		}))
		for _, r := range rules {
			_, err := e.AddPolicy(r.V0, r.V1, r.V2, r.V3)
			require.NoError(s.w.T, err)
		}
		return func(code, part string) string {
			ok, rule, err := e.EnforceEx(code, "deal", part)
			require.NoError(s.w.T, err)
			if !ok {
				return ""
			}
			return rule[3]
		}
	}
	rights, stages := ask("p"), ask("p3")
	return func(code, action string) caller.Scope { return caller.Scope(rights(code, action)) },
		func(code, stage string) caller.Mask { return caller.Mask(stages(code, stage)) }
}

// reaches is what a scope says of a deal in a company without teams and shares: written down anew here.
func reaches(name string, scope caller.Scope, d stagedDeal) bool {
	return scope == caller.All || scope != caller.None && d.owner == name
}

// For every person, deal and action of companies made with dice: what casbin says of the right and of the stage is what the
// row condition says, what the API answers, what lists, board, search and export show, and what the explainer explains.
func TestStagesDecideTheSameEverywhere(t *testing.T) {
	decided := map[bool]int{}
	for seed := range uint64(4) {
		s := throwStages(t, seed)
		scope, mask := s.enforcers()
		for _, name := range []string{"ana", "mira", "ed", "fred", "vera"} {
			code, seen := s.code[name], []string{}
			for _, d := range s.deals {
				sees := reaches(name, scope(code, "read"), d) && mask(code, d.stage) != caller.Hide
				if sees {
					seen = append(seen, d.id)
				}
				for _, action := range []string{"read", "update", "delete"} {
					want := reaches(name, scope(code, action), d) && (mask(code, d.stage) == caller.Write || action == "read" && sees)
					at := fmt.Sprintf("seed %d: %s %ss a deal of %s in a stage %q", seed, name, action, d.owner, mask(code, d.stage))
					require.Equal(t, want, slices.Contains(s.bySQL(name, action), d.id), "SQL: "+at)
					require.Equal(t, status(want, scope(code, action), sees, action), s.try(name, action, d.id), "API: "+at)
					decided[want]++
				}
				s.explained(name, d, sees)
			}
			s.shows(name, code, seen, scope, mask)
			s.moves(name, code, scope, mask)
		}
	}
	require.Greater(t, min(decided[true], decided[false]), 150, "the dice throw both: %v", decided)
}

func status(want bool, scope caller.Scope, sees bool, action string) int {
	switch {
	case scope == caller.None:
		return 403
	case !sees:
		return 404
	case !want:
		return 403
	default:
		return map[string]int{"read": 200, "update": 409, "delete": 204}[action]
	}
}

func (s *staged) bySQL(name, action string) (ids []string) {
	require.NoError(s.w.T, s.w.Act("acme/"+name, func(ctx context.Context) error {
		return db.May(ctx, "deal", action).Table("deal").Where("deleted_at IS NULL").Pluck("id::text", &ids).Error
	}))
	return ids
}

// try asks the API without leaving a trace.
func (s *staged) try(name, action, id string) int {
	c := act("/deals", action, id, "acme/"+name)
	if action == "update" {
		c.Body = `{"version":77}`
	}
	a := s.w.Do(c)
	if action == "delete" && a.Status == 204 {
		s.ana("POST /deals/"+id+"/restore", "", nil)
	}
	return a.Status
}

func (s *staged) explained(name string, d stagedDeal, sees bool) {
	require.NoError(s.w.T, s.w.Act("acme/ana", func(ctx context.Context) error {
		sight, _, err := s.w.App.Explain.Why(ctx, s.w.Person("acme/"+name).UserID, record.Ref{Kind: "deal", ID: uuid.MustParse(d.id)})
		require.Equal(s.w.T, sees, sight.Sees, "explained: %s, %v: %v", name, d, sight.Reasons)
		require.NotEmpty(s.w.T, sight.Reasons)
		return err
	}))
}

// shows compares what lists, counts, the board, search, reports and export show with what somebody may see.
func (s *staged) shows(name, code string, seen []string, scope func(code, action string) caller.Scope, mask func(code, stage string) caller.Mask) {
	get := func(path string) string { return s.w.Do(apptest.Call{As: "acme/" + name, Do: "GET " + path}).Body }
	list, board, search := get("/deals?limit=100"), get("/board"), get("/search?q=Roof")
	found := 0
	for _, d := range s.deals {
		sees := slices.Contains(seen, d.id)
		at := fmt.Sprintf("%s and %v", name, d)
		require.Equal(s.w.T, sees, strings.Contains(list, d.id), "list: "+at)
		require.Equal(s.w.T, sees, strings.Contains(board, d.id), "board: "+at)
		if strings.Contains(search, d.id) {
			require.True(s.w.T, sees, "search: "+at)
			found++
		}
		if out := s.w.Do(apptest.Call{As: "acme/" + name, Do: "GET /deals/export"}); out.Status == 200 {
			takes := sees && reaches(name, scope(code, "export"), d)
			require.Equal(s.w.T, takes, strings.Contains(out.Body, d.id), "export: "+at)
		}
	}
	require.True(s.w.T, len(seen) == 0 || found > 0, "search finds some")
	if scope(code, "read") == caller.None {
		return
	}
	require.Contains(s.w.T, get("/deals/count"), fmt.Sprintf(`"count":%d`, len(seen)))
	for _, stage := range s.stages {
		shown, closed := mask(code, stage) != caller.Hide, fmt.Sprintf(`"closed":%t`, mask(code, stage) != caller.Write)
		at, _ := strings.CutPrefix(board, board[:max(0, strings.Index(board, `{"id":"`+stage))])
		require.Equal(s.w.T, shown, strings.Contains(board, stage), "%s sees the column", name)
		if shown {
			require.Contains(s.w.T, at[:strings.Index(at, "}")+1], closed)
		}
	}
}

// hideStage hides a stage from a role, and waits until it is hidden from somebody who has the role.
func hideStage(w *apptest.World, role, stage, who string) {
	w.T.Helper()
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/" + role + "/stages", Body: fmt.Sprintf(`{"stage":%q,"mask":"hide"}`, stage)}, nil)
	require.Eventually(w.T, func() bool {
		ctx, err := w.As(who)
		return err == nil && caller.From(ctx).Stages.Of("deal", stage) == caller.Hide
	}, 10*time.Second, 5*time.Millisecond, "every instance knows it soon")
}

// Where a deal was is told without the names of the stages that somebody does not see, also by those from before a renaming.
func TestHiddenStagesAreNotNamed(t *testing.T) {
	w := apptest.New(t)
	var ps struct {
		Items []struct{ Stages []struct{ ID, Name string } }
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /pipelines"}, &ps)
	stages := ps.Items[0].Stages
	deal := w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"Roof","ownerId":%q}`, w.Person("acme/ed").UserID))
	for i, to := range []int{1, 2} {
		w.Get(apptest.Call{As: "acme/ana", Do: "POST /deals/" + deal + "/move", Body: fmt.Sprintf(`{"stageId":%q,"version":%d}`, stages[to].ID, i+1)}, nil)
	}
	asked := []string{"/deals/" + deal + "/history", "/timeline?kind=deal&id=" + deal}
	for _, path := range asked {
		w.Run(apptest.Call{Name: "open", As: "acme/ed", Do: "GET " + path, Want: 200, Has: []string{stages[1].Name, stages[2].Name}})
	}
	hideStage(w, "employee", stages[1].ID, "acme/ed")
	require.NoError(t, w.Act("acme/ana", func(ctx context.Context) error {
		return db.Orm(ctx).Exec("UPDATE stage SET name = 'Tepid' WHERE id = ?", stages[1].ID).Error
	}))
	for _, path := range asked {
		w.Run(
			apptest.Call{Name: "hidden", As: "acme/ed", Do: "GET " + path, Want: 200, Has: []string{`"•••"`, stages[2].Name}, Not: []string{stages[1].Name, "Tepid"}},
			apptest.Call{Name: "who sees it", As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{stages[1].Name, stages[2].Name}},
		)
	}
}

// The trail tells who may read it of a deal's way no more than the deal does: a stage hidden from a role has no name there, in
// the list and in both files.
func TestHiddenStagesAreNotNamedInTheTrail(t *testing.T) {
	w := apptest.New(t)
	var ps struct {
		Items []struct{ Stages []struct{ ID, Name string } }
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /pipelines"}, &ps)
	stages := ps.Items[0].Stages
	deal := w.Make("acme/ana", "/deals", `{"name":"Roof"}`)
	for i, to := range []int{1, 2} {
		w.Get(apptest.Call{As: "acme/ana", Do: "POST /deals/" + deal + "/move", Body: fmt.Sprintf(`{"stageId":%q,"version":%d}`, stages[to].ID, i+1)}, nil)
	}
	var own struct{ Role string }
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /roles", Body: `{"name":"Auditor","from":"admin"}`, Want: 201}, &own)
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/" + own.Role + "/members/" + w.Person("acme/mira").MemberID.String(), Want: 204}, nil)
	asked := []string{"/audit?kind=deal", "/audit/export?kind=deal", "/audit/export?kind=deal&format=json"}
	for _, path := range asked {
		w.Run(apptest.Call{Name: "open", As: "acme/mira", Do: "GET " + path, Want: 200, Has: []string{stages[1].Name, stages[2].Name}})
	}
	hideStage(w, own.Role, stages[1].ID, "acme/mira")
	for _, path := range asked {
		w.Run(
			apptest.Call{Name: "hidden", As: "acme/mira", Do: "GET " + path, Want: 200, Has: []string{pipeline.Elsewhere, stages[2].Name}, Not: []string{stages[1].Name}},
			apptest.Call{Name: "who sees it", As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{stages[1].Name}},
		)
	}
}

// moves puts each deal that somebody may change into each stage; where that works it is taken back.
func (s *staged) moves(name, code string, scope func(code, action string) caller.Scope, mask func(code, stage string) caller.Mask) {
	for _, d := range s.deals[:6] {
		for _, to := range s.stages[:5] { // the last one wants a reason
			if to == d.stage {
				continue
			}
			var now struct{ Version int }
			s.w.Get(apptest.Call{As: "acme/ana", Do: "GET /deals/" + d.id}, &now)
			a := s.w.Do(apptest.Call{As: "acme/" + name, Do: "POST /deals/" + d.id + "/move", Body: fmt.Sprintf(`{"stageId":%q,"version":%d}`, to, now.Version)})
			sees := reaches(name, scope(code, "read"), d) && mask(code, d.stage) != caller.Hide
			want := 200
			switch {
			case scope(code, "update") == caller.None:
				want = 403
			case !sees:
				want = 404
			case mask(code, to) == caller.Hide:
				want = 422 // there is no such stage
			case mask(code, to) == caller.Read || mask(code, d.stage) == caller.Read || !reaches(name, scope(code, "update"), d):
				want = 403
			}
			require.Equal(s.w.T, want, a.Status, "%s moves %v to a stage %q: %s", name, d, mask(code, to), a.Body)
			if a.Status == 200 {
				lost := map[bool]string{true: `,"lostReason":"price"`}[d.stage == s.stages[5]]
				s.ana("POST /deals/"+d.id+"/move", fmt.Sprintf(`{"stageId":%q,"version":%d%s}`, d.stage, now.Version+1, lost), nil)
			}
		}
	}
}
