package backup_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/pgserver"
	"github.com/kith-crm/kith/internal/platform/backup"
)

// A server with companies is backed up while people work, and restored: the rows of all companies are the same, nothing that has to be
// true is not, and every file is there.
func TestWholeServerIsRestored(t *testing.T) {
	if testing.Short() || histories.Raced {
		t.Skip("runs without the race detector")
	}
	dir, err := os.MkdirTemp("", "kith-whole-")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })  //nolint:errcheck // a temporary folder
	require.NoError(t, os.Chmod(dir, 0o711)) //nolint:gosec // the database's account must pass through
	server, err := pgserver.Start(t.Context(), pgserver.Options{Dir: filepath.Join(dir, "pg"), Extra: map[string]string{"synchronous_commit": "on"}})
	require.NoError(t, err)
	t.Cleanup(server.Kill)
	d, err := testdb.On(t.Context(), server.URL("postgres"))
	require.NoError(t, err)
	dropTemplate(t, server.URL("postgres")) // twice as much to back up, and nothing to see
	base, err := apptest.Start(t.Context(), d)
	require.NoError(t, err)
	cfg := apptest.Config(base.DB, base.Mail)
	cfg.Backups, cfg.BackupsDaily = filepath.Join(dir, "place"), 7
	a, err := app.New(cfg, "test")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, a.Close()) })
	w := apptest.NewOn(t, base)
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan struct{})
	quick := a.Backups.Settings
	quick.Every = 50 * time.Millisecond
	keeper, err := backup.NewService(quick)
	require.NoError(t, err)
	go func() { keeper.Run(ctx); close(ended) }()

	stop, people := make(chan struct{}), make(chan int)
	go func() { people <- work(w, stop) }()
	_, err = a.Backups.Take(t.Context())
	require.NoError(t, err)
	close(stop)
	written := <-people
	require.NotZero(t, written)
	now := time.Now()
	require.Eventually(t, func() bool {
		st, err := a.Backups.Status(t.Context())
		return err == nil && st.Log.At.After(now)
	}, 20*time.Second, 50*time.Millisecond)
	end()
	<-ended

	at, err := url.Parse(d.URL)
	require.NoError(t, err)
	r, err := a.Rehearse(t.Context(), dir, backup.Target{}, func(b *backup.Restored) {
		want, have := contents(t, d.URL), contents(t, b.Server.URL(at.Path[1:]))
		require.Greater(t, len(want), 100)
		require.Equal(t, want, have)
	})
	require.NoError(t, err)
	require.Empty(t, r.Findings)
	require.Len(t, r.Trails, 2)
	left, err := filepath.Glob(filepath.Join(dir, "kith-rehearsal-*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func dropTemplate(t *testing.T, address string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	var name string
	require.NoError(t, c.QueryRow(t.Context(), `SELECT datname FROM pg_database WHERE datname LIKE 'kith\_template\_%'`).Scan(&name))
	_, err = c.Exec(t.Context(), `DROP DATABASE `+pgx.Identifier{name}.Sanitize())
	require.NoError(t, err)
}

// work saves contacts with files until it is stopped, and tells how many were answered by 201.
func work(w *apptest.World, stop chan struct{}) (n int) {
	for {
		select {
		case <-stop:
			return n
		default:
		}
		id := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"W%d"}`, n))
		w.Run(apptest.Call{As: "acme/ana", Do: "POST /contacts/" + id + "/attachments?fileName=a.txt", Raw: fmt.Append(nil, "text ", n), Want: http.StatusCreated})
		n++
	}
}

// contents are a sum over the rows of every table of the platform and of the companies.
func contents(t *testing.T, address string) map[string]string {
	t.Helper()
	c, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	rows, err := c.Query(t.Context(), `SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%' AND c.relname NOT LIKE 'river\_%'`)
	require.NoError(t, err)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	all := map[string]string{}
	for _, name := range names {
		var sum string
		err := c.QueryRow(t.Context(), `SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(x::text), '' ORDER BY md5(x::text))), '') FROM `+name+` x`).Scan(&sum)
		require.NoError(t, err, name)
		all[name] = sum
	}
	return all
}
