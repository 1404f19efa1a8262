package importer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/data/importer"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
)

// workbook is a workbook with sheets in an order.
func workbook(t *testing.T, rows map[string][][]string, order ...string) string {
	t.Helper()
	book := excelize.NewFile()
	for n, name := range order {
		if n == 0 {
			require.NoError(t, book.SetSheetName("Sheet1", name))
		} else {
			_, err := book.NewSheet(name)
			require.NoError(t, err)
		}
		for i, row := range rows[name] {
			require.NoError(t, book.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row))
		}
	}
	var b strings.Builder
	_, err := book.WriteTo(&b)
	require.NoError(t, err)
	return b.String()
}

const dealHead = "Deal name,Value,Currency,Stage,Status,Company,Contact,Expected close date,Closed on,Created on,Lost reason,Owner,Note\n"

// TestDeals: deals come with what they bring, where they stand, their company and people, and when they were won or lost.
func TestDeals(t *testing.T) {
	w := apptest.New(t)
	w.Make("acme/ana", "/companies", `{"name":"Engines"}`)
	w.Make("acme/ana", "/contacts", `{"firstName":"Ada","lastName":"Lovelace","email":"ada@x.io"}`)
	first := stages(w)[0]
	v := upload(w, "acme/ana", dealHead+
		"Big engine,\"€ 12,500.50\",,"+first+",,engines,ada@x.io,2030-06-30,,,,Mira,Soon\n"+
		"Old engine,900,GBP,,Won,Wheels,Ada Lovelace,,2025-06-28,2025-01-31,,,\n"+
		"Lost engine,1,USD,Closed Lost,,,,2025-07-01,,,,,\n"+
		"Odd stage,1,,Somewhere,,,,,,,,,\n"+
		"Nobody,1,,,,,nobody@x.io,,,,,,\n"+
		"Much,a lot,,,,,,,,,,,\n"+
		",1,,,,,,,,,,,\n"+
		"big ENGINE,13000,EUR,,,Engines,,,,,,,\n")
	require.Equal(t, "deal", v.Object)
	require.Equal(t, []int{3, 1, 0, 4}, []int{v.Created, v.Updated, v.Skipped, v.Failed}, "what would happen")
	require.Equal(t, []string{"stage.not_found", "deal.contact_unknown"}, []string{v.Preview[3].Problems[0].Code, v.Preview[4].Problems[0].Code})
	require.Len(t, v.Stages, 4)
	v = run(w, v)
	require.Equal(t, []int{3, 1, 0, 4}, []int{v.Created, v.Updated, v.Skipped, v.Failed}, "and so it did")
	big := dealOf(w, "big engine")
	w.Run(
		apptest.Call{Name: "all of it", As: "acme/ana", Do: "GET /deals/" + big, Want: 200,
			Has: []string{`"value":{"amount":1300000,"currency":"EUR"}`, `"stageName":"` + first + `"`, `"companyName":"Engines"`, `"name":"Ada Lovelace"`, `"expectedOn":"2030-06-30"`, `"ownerName":"Mira"`, `"version":1`}},
		apptest.Call{Name: "its note", As: "acme/ana", Do: "GET /timeline?kind=deal&id=" + big, Want: 200, Has: []string{"Soon", `"type":"imported"`}},
		apptest.Call{Name: "won in the past", As: "acme/ana", Do: "GET /deals/" + dealOf(w, "old engine"), Want: 200,
			Has: []string{`"status":"won"`, `"amount":90000`, `"companyName":"Wheels"`, `"closedAt":"2025-06-2`, `"createdAt":"2025-01-30T`}},
		apptest.Call{Name: "lost in the past, for what the file says", As: "acme/ana", Do: "GET /deals/" + dealOf(w, "lost engine"), Want: 200,
			Has: []string{`"status":"lost"`, `"lostReason":"Closed Lost"`, `"closedAt":"2025-06-30T`}},
		apptest.Call{Name: "the errors", As: "acme/ana", Do: "GET /imports/" + v.ID + "/errors", Want: 200, Has: []string{"5,Stage,", "6,Contact,", "7,Value,", "8,Deal name,"}},
	)
	a := undo(w, v)
	require.Equal(t, []any{"undone", 0}, []any{a.State, a.Kept})
	require.Equal(t, []int{0, 1}, []int{count(w, "/deals/count"), count(w, "/companies/count")}, "with the company that the file made")
}

func stages(w *apptest.World) (names []string) {
	var all struct {
		Items []struct{ Stages []struct{ ID, Name string } }
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /pipelines"}, &all)
	for _, s := range all.Items[0].Stages {
		names = append(names, s.Name)
	}
	return names
}

func dealOf(w *apptest.World, q string) string {
	w.T.Helper()
	var found struct{ Items []struct{ ID string } }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /deals?q=" + strings.ReplaceAll(q, " ", "%20")}, &found)
	require.Len(w.T, found.Items, 1)
	return found.Items[0].ID
}

// TestStagesAreSaid: what a stage of the file is here can be said; who says nothing leaves its rows out.
func TestStagesAreSaid(t *testing.T) {
	w := apptest.New(t)
	var all struct {
		Items []struct{ Stages []struct{ ID, Name string } }
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /pipelines"}, &all)
	second := all.Items[0].Stages[1]
	v := upload(w, "acme/ana", "Deal name,Stage,Value\nOne,Warm,1\nTwo,warm ,2\nThree,Warm,3\n")
	require.Equal(t, []int{0, 3}, []int{v.Created, v.Failed})
	require.Equal(t, []any{"Warm", 2}, []any{v.Stages[0].Stage, v.Stages[0].Rows})
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"stages":[{"stage":"Warm","stageId":"` + second.ID + `"}]}`}, &v)
	require.Equal(t, []int{2, 1}, []int{v.Created, v.Failed})
	require.Equal(t, second.ID, *v.Stages[0].StageID)
	v = run(w, v)
	require.Equal(t, []int{2, 1}, []int{v.Created, v.Failed})
	w.Run(apptest.Call{Name: "there it stands", As: "acme/ana", Do: "GET /deals/" + dealOf(w, "three"), Want: 200, Has: []string{`"stageName":"` + second.Name + `"`, `"amount":300`}})
	v = upload(w, "acme/ana", "Deal name,Stage,Value\nThree,"+all.Items[0].Stages[0].Name+",4\n")
	require.Equal(t, 1, v.Updated)
	v = run(w, v)
	require.Equal(t, 1, v.Updated)
	three := dealOf(w, "three")
	w.Run(apptest.Call{Name: "a file moves it", As: "acme/ana", Do: "GET /deals/" + three + "/history", Want: 200, Has: []string{`"fromStage":"` + second.Name + `"`}})
	require.Equal(t, "undone", undo(w, v).State)
	w.Run(apptest.Call{Name: "and undo moves it back", As: "acme/ana", Do: "GET /deals/" + three, Want: 200, Has: []string{`"stageName":"` + second.Name + `"`, `"amount":300`}})
	v = upload(w, "acme/ana", "Deal name,Value\nThree,5\nThree,6\n")
	require.Equal(t, 2, v.Updated)
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /imports/" + v.ID, Body: `{"match":"none"}`}, &v)
	require.Equal(t, []int{2, 0}, []int{v.Created, v.Updated}, "every row a deal")
	require.Equal(t, 2, run(w, v).Created)
}

// TestGatesOfImports: a row that lacks what its stage asks for is refused and says what; what is won or lost is taken as it was.
func TestGatesOfImports(t *testing.T) {
	w := apptest.New(t)
	var all struct {
		Items []struct {
			ID      string
			Version int
			Stages  []map[string]any
		}
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /pipelines"}, &all)
	p := all.Items[0]
	for _, s := range p.Stages {
		delete(s, "closed")
		delete(s, "position")
		s["gate"] = []string{"value", "companyId", "contact"}
	}
	body, err := json.Marshal(map[string]any{"version": p.Version, "stages": p.Stages})
	require.NoError(t, err)
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /pipelines/" + p.ID, Body: string(body)}, nil)
	w.Make("acme/ana", "/contacts", `{"firstName":"Ada","email":"ada@x.io"}`)
	v := upload(w, "acme/ana", "Deal name,Value,Company,Contact,Status\nAll,1,Engines,Ada,\nNone,,,,\nWon,,,,won\n")
	require.Equal(t, []int{2, 1}, []int{v.Created, v.Failed})
	lacks := []string{}
	for _, p := range v.Preview[1].Problems {
		require.Equal(t, "deal.gate", p.Code)
		lacks = append(lacks, p.Field)
	}
	require.Equal(t, []string{"value", "company", "contact"}, lacks)
	v = run(w, v)
	require.Equal(t, []int{2, 1}, []int{v.Created, v.Failed})
	w.Run(apptest.Call{Name: "which is said", As: "acme/ana", Do: "GET /imports/" + v.ID + "/errors", Want: 200, Has: []string{"3,Contact,This stage asks for more about the deal.", "3,Company,", "3,Value,"}})
}

// TestWhoMayImportWhat: whose role adds no deals, or has some field of theirs closed, brings none in.
func TestWhoMayImportWhat(t *testing.T) {
	w := apptest.New(t)
	file := []byte("Deal name,Value\nOne,1\n")
	as := func(change func(me *caller.Caller)) (imp importer.Import, err error) {
		require.NoError(t, w.Act("acme/ana", func(ctx context.Context) error {
			me := *caller.From(ctx)
			me.Grants = maps.Clone(me.Grants)
			change(&me)
			imp, err = w.App.Imports.Upload(caller.With(ctx, &me), "deals.csv", file)
			return nil
		}))
		return imp, err
	}
	imp, err := as(func(*caller.Caller) {})
	require.NoError(t, err)
	require.Equal(t, "deal", imp.Object)
	imp, err = as(func(me *caller.Caller) { delete(me.Grants, "deal.create") })
	require.NoError(t, err)
	require.NotEqual(t, "deal", imp.Object, "it is not even proposed")
	_, err = as(func(me *caller.Caller) { me.Masks = caller.Masks{"deal.value": caller.Read} })
	require.ErrorIs(t, err, errs.ErrDenied)
	_, err = as(func(me *caller.Caller) {
		delete(me.Grants, "contact.create")
		delete(me.Grants, "company.create")
		delete(me.Grants, "deal.create")
		delete(me.Grants, "task.create")
	})
	require.ErrorIs(t, err, errs.ErrDenied)
}
