package deal_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

func TestBoard(t *testing.T) {
	w := apptest.New(t)
	st := stages(w, "acme/ana")
	for i := range 60 {
		currency := []string{"EUR", "PLN"}[i%2]
		create(w, "acme/ana", fmt.Sprintf(`{"name":"Deal %02d","value":{"amount":100,"currency":%q}}`, i, currency))
	}
	create(w, "acme/ed", `{"name":"Ed's","stageId":"`+st["Proposal"]+`","value":{"amount":700,"currency":"EUR"}}`)
	b := board(w, "acme/ana", "")
	require.Equal(t, "Sales", b.Pipeline.Name)
	require.Len(t, b.Columns, 6)
	lead := b.Columns[0]
	require.Equal(t, 60, lead.Count)
	require.Len(t, lead.Items, 25)
	require.Equal(t, "Deal 59", lead.Items[0].Name)
	require.Len(t, lead.Sums, 2, "currencies are not added up")
	require.EqualValues(t, 3000, lead.Sums[0].Amount)
	require.Equal(t, "PLN", lead.Sums[1].Currency)
	require.Equal(t, 1, b.Columns[2].Count)
	require.Nil(t, b.Columns[2].Next)

	seen := map[string]bool{}
	next := lead.Next
	for _, c := range lead.Items {
		seen[c.ID] = true
	}
	for range 2 {
		var more struct {
			Items []struct{ ID string }
			Next  *string
		}
		w.Get(apptest.Call{As: "acme/ana", Do: "GET /board/" + lead.StageID + "?cursor=" + *next}, &more)
		for _, c := range more.Items {
			require.False(t, seen[c.ID])
			seen[c.ID] = true
		}
		next = more.Next
	}
	require.Nil(t, next)
	require.Len(t, seen, 60)

	require.Equal(t, 0, board(w, "acme/ed", "").Columns[0].Count, "not the colleague's")
	require.Equal(t, 1, board(w, "acme/ed", "").Columns[2].Count)
	require.Equal(t, 10, board(w, "acme/ana", "?q=deal%204").Columns[0].Count)
	require.Equal(t, 0, board(w, "acme/ana", "?owner=me").Columns[2].Count)
	require.Equal(t, 1, board(w, "acme/ana", "?owner="+w.Person("acme/ed").UserID.String()).Columns[2].Count)
	require.Equal(t, 0, board(w, "globex/gus", "").Columns[0].Count)
	w.Run(
		apptest.Call{Name: "no such pipeline", As: "acme/ana", Do: "GET /board?pipelineId=" + uuid.NewString(), Want: 404, Has: []string{`"pipeline.not_found"`}},
		apptest.Call{Name: "a neighbour's stage", As: "globex/gus", Do: "GET /board/" + lead.StageID, Want: 404, Has: []string{`"stage.not_found"`}},
		apptest.Call{Name: "no such person", As: "acme/ana", Do: "GET /board?owner=x", Want: 400},
		apptest.Call{Name: "technicians have none", As: "acme/tess", Do: "GET /board", Want: 403},
	)
}

func TestNextTask(t *testing.T) {
	w := apptest.New(t)
	d := create(w, "acme/ana", `{"name":"One"}`)
	about := `"about":{"kind":"deal","id":"` + d.ID + `"}`
	record(w, "acme/ana", "/tasks", `{"title":"later","dueAt":"2026-12-02T10:00:00Z",`+about+`}`)
	soon := record(w, "acme/ana", "/tasks", `{"title":"soon","dueAt":"2026-12-01T10:00:00Z",`+about+`}`)
	record(w, "acme/ana", "/tasks", `{"title":"some day",`+about+`}`)
	for _, do := range []string{"GET /deals/" + d.ID, "GET /deals", "GET /board"} {
		w.Run(apptest.Call{Name: do, As: "acme/ana", Do: do, Want: 200, Has: []string{`"nextTask":{"id":"` + soon + `","title":"soon","dueAt":"2026-12-01T10:00:00Z"}`}})
	}
	w.Run(
		apptest.Call{Name: "done", As: "acme/ana", Do: "POST /tasks/" + soon + "/done", Want: 200},
		apptest.Call{Name: "the next one", As: "acme/ana", Do: "GET /deals/" + d.ID, Want: 200, Has: []string{`"title":"later"`}},
	)
}
