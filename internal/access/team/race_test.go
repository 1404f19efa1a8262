package team_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/access/team"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/event"
)

// A team is not deleted while another is put below it.
func TestNobodyIsPutBelowWhatIsDeleted(t *testing.T) {
	w := apptest.New(t)
	above := w.Make("acme/ana", "/teams", `{"name":"Above"}`)
	answer := make(chan int, 1)
	var first int
	event.On(w.App.Roles.Bus, func(_ context.Context, c team.Changed) error {
		if c.After.Name != "Below" {
			return nil
		}
		go func() { answer <- w.Do(apptest.Call{As: "acme/ana", Do: "DELETE /teams/" + above}).Status }()
		select {
		case first = <-answer:
		case <-time.After(300 * time.Millisecond):
		}
		return nil
	})
	w.Make("acme/ana", "/teams", fmt.Sprintf(`{"name":"Below","parentId":%q}`, above))
	require.Zero(t, first, "it waits for the one below")
	require.Equal(t, 409, <-answer)
}
