package move_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/move"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

var many = flag.Int("contacts", 3000, "contacts of the company that is moved")

// stall is how long nobody may be able to write.
const stall = 2 * time.Second

// Cases 19 and 20 of the isolation list: a company moves while people write to it through two instances of the program,
// which find the new node by themselves. Nothing that was answered is lost, nothing is there twice, nobody waits for two
// seconds, and the old node refuses from then on.
func TestMoveUnderLoad(t *testing.T) {
	r := start(t)
	r.grow(*many)
	contact := r.w.Make("acme/ana", "/contacts", `{"firstName":"Filed"}`)
	r.w.Get(apptest.Call{Name: "file", As: "acme/ana", Do: "POST /contacts/" + contact + "/attachments?fileName=note.txt", Raw: []byte("on disk"), Want: 201}, nil)
	l := r.load(4, r.base.App, r.instance())
	time.Sleep(500 * time.Millisecond)
	report, err := r.base.App.Moves.Move(t.Context(), r.find(), "node2", func(step string) { t.Log(step) })
	require.NoError(t, err)
	time.Sleep(500 * time.Millisecond)
	l.end()
	t.Logf("%d rows, copied in %s, stall %s, all in %s; %d writes acknowledged, the longest took %s", report.Rows, report.Copy, report.Stall, report.Took, len(l.acked), time.Duration(l.longest.Load()))

	require.Empty(t, l.refused, "people noticed the move")
	require.Less(t, time.Duration(l.longest.Load()), stall)
	require.Less(t, report.Stall, stall)
	require.Equal(t, 2, r.find().Node)
	there := r.contacts(2)
	count := map[string]int{}
	for _, name := range there {
		count[name]++
	}
	for _, name := range l.acked {
		require.Equal(t, 1, count[name], "%s was acknowledged", name)
	}
	require.Len(t, there, *many+1+len(l.acked), "nothing else")
	require.Less(t, len(r.contacts(1)), len(there), "the old node got nothing after the change")

	r.refuses(1)
	r.sameRights()
	r.w.Get(apptest.Call{Name: "chain", As: "acme/ana", Do: "POST /audit/verify", Body: "{}", Not: []string{`"ok":false`}}, nil)
	r.w.Get(apptest.Call{Name: "told", As: "acme/ana", Do: "GET /audit?kind=tenant", Has: []string{`"action":"moved"`}}, nil)
	r.w.Get(apptest.Call{Name: "file", As: "acme/ana", Do: "GET /contacts/" + contact + "/attachments", Has: []string{"note.txt"}}, nil)
	r.leftNothing()
}

// leftNothing holds that no server replicates Acme any more. Companies of other tests may be: a mover that is killed after
// the change leaves that to DropOld.
func (r *rig) leftNothing() {
	r.t.Helper()
	name := fmt.Sprintf("kith_move_%d", r.acme().ID)
	require.Empty(r.t, r.on(1, "SELECT slot_name::text FROM pg_replication_slots WHERE slot_name = $1 UNION ALL SELECT pubname::text FROM pg_publication WHERE pubname = $1", name), "left on the source")
	require.Empty(r.t, r.on(2, "SELECT subname::text FROM pg_subscription WHERE subname = $1", name), "left on the target")
}

// refuses shows that a node serves Acme to nobody: neither through the program's login, nor as the company's role.
func (r *rig) refuses(node int) {
	r.t.Helper()
	a := r.acme()
	cfg := r.base.DB.Config
	cfg.URL = r.url[node]
	login, err := cfg.LoginConfig(db.ShardLogin(a.Shard))
	require.NoError(r.t, err)
	c, err := pgx.ConnectConfig(r.t.Context(), login)
	require.NoError(r.t, err)
	defer c.Close(r.t.Context()) //nolint:errcheck // nothing is lost with it
	_, err = c.Exec(r.t.Context(), `SET ROLE "`+a.Role+`"`)
	require.Equal(r.t, "42501", db.State(err), "%v", err)
	root, err := pgx.Connect(r.t.Context(), r.url[node])
	require.NoError(r.t, err)
	defer root.Close(r.t.Context()) //nolint:errcheck // nothing is lost with it
	_, err = root.Exec(r.t.Context(), `SET ROLE "`+a.Role+`"`)
	require.NoError(r.t, err)
	for _, statement := range []string{"DELETE FROM " + a.Schema + ".contact", "UPDATE " + a.Schema + ".contact SET version = 9", "SELECT 1 FROM " + a.Schema + ".contact"} {
		_, err = root.Exec(r.t.Context(), statement)
		require.Equal(r.t, "42501", db.State(err), "%s: %v", statement, err)
	}
}

// sameRights compares the structure and rights of Acme's schema on both nodes.
func (r *rig) sameRights() {
	r.t.Helper()
	const rights = `SELECT c.relname || ' ' || a.privilege_type FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
		JOIN pg_roles g ON g.oid = a.grantee WHERE n.nspname = $1 AND g.rolname = $1 ORDER BY 1`
	const columns = `SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || coalesce(column_default, '') || coalesce(generation_expression, '')
		FROM information_schema.columns WHERE table_schema = $1 ORDER BY 1`
	const indexes = `SELECT indexdef FROM pg_indexes WHERE schemaname = $1 ORDER BY 1`
	for _, q := range []string{rights, columns, indexes} {
		old := r.on(1, q, r.acme().Schema)
		require.NotEmpty(r.t, old)
		require.Equal(r.t, old, r.on(2, q, r.acme().Schema))
	}
}

// A unit of work of an instance that has not heard of the move finds the new node, by either way of reading and by
// writing, and also when the old copy and its role are gone.
func TestStalePlacement(t *testing.T) {
	r := start(t)
	stale := caller.With(t.Context(), caller.System("test", r.acme()))
	_, err := r.base.App.Moves.Move(t.Context(), r.find(), "node2", func(string) {})
	require.NoError(t, err)
	use := func(name string) {
		t.Helper()
		require.NoError(t, r.base.App.DB.InTenant(stale, func(ctx context.Context) error {
			return db.Orm(ctx).Exec("INSERT INTO team (id, name, version, created_at, updated_at) VALUES (gen_random_uuid(), ?, 1, now(), now())", name).Error
		}))
		var names []struct{ Name string }
		require.NoError(t, r.base.App.DB.InTenant(stale, func(ctx context.Context) error {
			return db.Fetch(ctx, db.Into(db.Orm(ctx).Table("team").Select("name").Where("name = ?", name), &names))
		}))
		require.Len(t, names, 1)
	}
	use("after the change")
	require.NoError(t, r.base.App.Moves.DropOld(t.Context(), r.find(), false))
	require.Empty(t, r.on(1, "SELECT nspname::text FROM pg_namespace WHERE nspname = $1", r.acme().Schema))
	use("after the drop")
	require.ErrorIs(t, r.base.App.Moves.DropOld(t.Context(), r.find(), false), move.ErrNoMove)
	_, err = r.base.App.Moves.Move(t.Context(), r.find(), "main", func(string) {}) // and back
	require.NoError(t, err)
	use("at home again")
	r.refuses(2)
}

// What is open keeps the company where it is: the fence comes down again, the people who wait go on, nothing fails.
func TestOpenWorkIsWaitedFor(t *testing.T) {
	r := start(t)
	c, err := pgx.Connect(t.Context(), r.url[1])
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	tx, err := c.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), "SELECT 1 FROM "+r.acme().Schema+".contact")
	require.NoError(t, err)
	l := r.load(2, r.base.App)
	waited := make(chan struct{})
	go func() {
		<-waited
		time.Sleep(time.Second)
		tx.Rollback(context.Background()) //nolint:errcheck // it only read
	}()
	var steps []string
	_, err = r.base.App.Moves.Move(t.Context(), r.find(), "node2", func(step string) {
		if steps = append(steps, step); strings.Contains(step, "waiting") && len(steps) == 3 {
			close(waited)
		}
	})
	l.end()
	require.NoError(t, err)
	require.Contains(t, strings.Join(steps, "\n"), "waiting")
	require.Empty(t, l.refused)
	require.Less(t, time.Duration(l.longest.Load()), stall)
	require.Len(t, r.contacts(2), len(l.acked))
}

// The mover is killed at various moments, the last time while nobody serves the company. People go on writing all the
// time; the fence of a dead mover is lifted by the others; in the end the move arrives and nothing is lost.
func TestKilledMover(t *testing.T) {
	r := start(t)
	r.grow(3000)
	binary(t)
	l := r.load(3, r.base.App)
	for _, after := range []time.Duration{150 * time.Millisecond, 400 * time.Millisecond, 900 * time.Millisecond} {
		c := r.kith("tenant", "move", *r.find().Slug, "--to", "node2")
		require.NoError(t, c.Start())
		time.Sleep(after)
		c.Process.Kill() //nolint:errcheck // it may be done already
		c.Wait()         //nolint:errcheck // it was killed
		require.NoError(t, r.base.App.Moves.Rescue(t.Context()))
	}
	if r.find().Node == 1 {
		r.killFenced()
	}
	require.Eventually(t, func() bool {
		_, err := r.base.App.Moves.Move(t.Context(), r.find(), "node2", func(string) {})
		return err == nil || err == move.ErrHere //nolint:errorlint // it is returned as it is
	}, 30*time.Second, 100*time.Millisecond)
	time.Sleep(300 * time.Millisecond)
	l.end()
	require.Empty(t, l.refused)
	require.Len(t, r.contacts(2), 3000+len(l.acked))
	require.Equal(t, 2, r.find().Node)
	r.refuses(1)
}

// killFenced kills a mover while the fence is up: something open keeps it there for long enough.
func (r *rig) killFenced() {
	r.t.Helper()
	c, err := pgx.Connect(r.t.Context(), r.url[1])
	require.NoError(r.t, err)
	defer c.Close(r.t.Context()) //nolint:errcheck // it ends what is open
	_, err = c.Exec(r.t.Context(), "BEGIN")
	require.NoError(r.t, err)
	_, err = c.Exec(r.t.Context(), "SELECT 1 FROM "+r.acme().Schema+".team")
	require.NoError(r.t, err)
	mover := r.kith("tenant", "move", *r.find().Slug, "--to", "node2")
	require.NoError(r.t, mover.Start())
	fenced := func() bool {
		return len(r.on(1, "SELECT phase FROM platform.tenant_move WHERE phase = 'fenced'")) == 1
	}
	require.Eventually(r.t, fenced, 30*time.Second, 2*time.Millisecond)
	require.NoError(r.t, mover.Process.Kill())
	mover.Wait() //nolint:errcheck // it was killed
	require.True(r.t, fenced(), "the fence stays up behind the mover")
	require.Eventually(r.t, func() bool {
		require.NoError(r.t, r.base.App.Moves.Rescue(r.t.Context()))
		return !fenced()
	}, 5*time.Second, 50*time.Millisecond)
}

// The target's server dies in the middle of a move: people notice nothing, and the move goes on when it is back. So it is
// with the source's, for as long as it is away.
func TestKilledServers(t *testing.T) {
	r := start(t)
	r.grow(20000)
	l := r.load(2, r.base.App)
	failed := make(chan error)
	go func() {
		_, err := r.base.App.Moves.Move(t.Context(), r.find(), "node2", func(string) {})
		failed <- err
	}()
	time.Sleep(300 * time.Millisecond)
	r.two.Kill()
	require.Error(t, <-failed)
	time.Sleep(200 * time.Millisecond)
	l.end()
	require.Empty(t, l.refused)
	require.NoError(t, r.two.Restart(t.Context()))
	r.one.Kill()
	require.NoError(t, r.one.Restart(t.Context()))
	_, err := r.base.App.Moves.Move(t.Context(), r.find(), "node2", func(string) {})
	require.NoError(t, err)
	require.Len(t, r.contacts(2), 20000+len(l.acked))
}

// A move that was broken off can be given up: nothing of it remains, and the company never was away.
func TestAbort(t *testing.T) {
	r := start(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := r.base.App.Moves.Move(ctx, r.find(), "node2", func(step string) {
		if step == "catching up" {
			cancel()
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, r.base.App.Moves.DropOld(t.Context(), r.find(), true), move.ErrNotYet)
	require.NoError(t, r.base.App.Moves.Abort(t.Context(), r.find()))
	require.Equal(t, 1, r.find().Node)
	require.Equal(t, http.StatusCreated, r.w.Do(apptest.Call{As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"Still"}`}).Status)
	r.leftNothing()
	require.Empty(t, r.on(2, "SELECT nspname::text FROM pg_namespace WHERE nspname = $1", r.acme().Schema))
	require.ErrorIs(t, r.base.App.Moves.Abort(t.Context(), r.find()), move.ErrNoMove)
}

// A company is neither migrated nor purged while there are two copies of it, and one that is about to go does not move.
func TestRefusals(t *testing.T) {
	r := start(t)
	app := r.base.App
	set := func(state string) {
		require.NoError(t, app.DB.InPlatform(t.Context(), func(ctx context.Context) error { return app.Tenants.SetState(ctx, r.acme().ID, state) }))
	}
	var err error
	for _, state := range []string{tenant.PendingPurge, tenant.Locked} {
		set(state)
		_, err = app.Moves.Move(t.Context(), r.find(), "node2", func(string) {})
		require.ErrorIs(t, err, move.ErrState)
	}
	set(tenant.Active)
	_, err = app.Moves.Move(t.Context(), r.find(), "main", func(string) {})
	require.ErrorIs(t, err, move.ErrHere)
	_, err = app.Moves.Move(t.Context(), r.find(), "node3", func(string) {})
	require.Error(t, err)

	ctx, cancel := context.WithCancel(t.Context())
	_, err = app.Moves.Move(ctx, r.find(), "node2", func(step string) {
		if step != "catching up" {
			return
		}
		_, err := app.Moves.Move(t.Context(), r.find(), "node2", func(string) {})
		require.ErrorIs(t, err, move.ErrRunning)
		cancel()
	})
	require.ErrorIs(t, err, context.Canceled)
	r.on(1, "UPDATE platform.tenant SET schema_version = schema_version - 1 WHERE id = $1 RETURNING ''", r.acme().ID)
	r.on(1, "UPDATE "+r.acme().Schema+".schema_version SET version = version - 1 RETURNING ''")
	require.ErrorIs(t, app.Maker().Retry(t.Context(), r.acme().ID), db.ErrMoving)
	behind, err := app.Maker().Behind(t.Context())
	require.NoError(t, err)
	require.Empty(t, behind)
	set(tenant.PendingPurge)
	require.ErrorIs(t, app.Maker().Drop(t.Context(), r.acme().ID), db.ErrMoving)
	require.NoError(t, app.Moves.Abort(t.Context(), r.find()))
	require.NoError(t, app.Maker().Drop(t.Context(), r.acme().ID))
}

type told struct{ N int }

func (told) Kind() string { return "test.told" }

// A job stays in the queue of the node on which it was enqueued; whoever works it finds the company where it is then. Each
// node's queue is worked.
func TestJobsAcrossNodes(t *testing.T) {
	r := start(t)
	a := r.instance()
	seen := make(chan int, 8)
	job.Handle(a.Workers, func(ctx context.Context, x told) error {
		var teams int64
		err := db.Orm(ctx).Table("team").Count(&teams).Error
		if err == nil {
			seen <- x.N
		}
		return err
	})
	enqueue := func(n int) {
		require.NoError(t, r.base.App.DB.InTenant(r.w.System("acme"), func(ctx context.Context) error { return job.Enqueue(ctx, told{n}) }))
	}
	enqueue(1)
	_, err := r.base.App.Moves.Move(t.Context(), r.find(), "node2", func(string) {})
	require.NoError(t, err)
	require.NoError(t, r.base.App.Moves.DropOld(t.Context(), r.find(), false))
	enqueue(2)
	const mine = `SELECT args->'args'->>'N' FROM river.river_job WHERE args->>'name' = 'test.told'`
	require.Equal(t, []string{"1"}, r.on(1, mine))
	require.Equal(t, []string{"2"}, r.on(2, mine))

	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- a.Work(ctx) }()
	require.ElementsMatch(t, []int{1, 2}, []int{<-seen, <-seen})
	cancel()
	require.NoError(t, <-ended)
}
