package app_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/apptest/bouncer"
	"github.com/kith-crm/kith/internal/kit/job"
)

type echoed struct{}

func (echoed) Kind() string { return "test.echoed" }

// The whole program behind PgBouncer in transaction mode, with fewer connections than people: requests of two companies,
// rights taken away elsewhere, and jobs.
func TestBehindPgBouncer(t *testing.T) {
	w := apptest.New(t)
	b := apptest.Shared(t)
	cfg := apptest.Config(b.DB, b.Mail)
	cfg.DatabaseURL, cfg.DatabaseDirect = bouncer.Start(t, b.DB, 2), b.DB.URL
	a, err := app.New(cfg, "test")
	require.NoError(t, err)
	done := make(chan struct{}, 1)
	job.Handle(a.Workers, func(context.Context, echoed) error { done <- struct{}{}; return nil })
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Work(ctx) }()
	there := w.On(a)
	ours := map[string]string{"acme/ana": "Ours", "globex/gus": "Theirs"}
	for who, name := range ours {
		there.Make(who, "/contacts", `{"firstName":"`+name+`"}`)
	}
	var wg sync.WaitGroup
	for n := range 12 {
		who, other := "acme/ana", "Theirs"
		if n%2 == 1 {
			who, other = "globex/gus", "Ours"
		}
		wg.Go(func() {
			for range 40 {
				if a := there.Do(apptest.Call{As: who, Do: "GET /contacts"}); a.Status != http.StatusOK || !strings.Contains(a.Body, ours[who]) || strings.Contains(a.Body, other) {
					t.Errorf("%s gets %d %s", who, a.Status, a.Body)
				}
			}
		})
	}
	wg.Wait()
	require.Equal(t, http.StatusOK, there.Do(apptest.Call{As: "acme/ed", Do: "GET /contacts"}).Status)
	w.Get(apptest.Call{Name: "revoke", As: "acme/ana", Do: "PUT /roles/employee/grants", Body: `{"object":"contact","action":"read","scope":"none"}`}, nil)
	require.Eventually(t, func() bool { return there.Do(apptest.Call{As: "acme/ed", Do: "GET /contacts"}).Status > 400 }, within, 10*time.Millisecond)
	require.NoError(t, a.DB.InTenant(w.System("acme"), func(ctx context.Context) error { return job.Enqueue(ctx, echoed{}) }))
	select {
	case <-done:
	case <-time.After(time.Minute): // those that other tests have left come first
		t.Error("the job was not worked")
	}
	cancel()
	require.NoError(t, <-ended)
	require.NoError(t, a.Close())
}
