package tenant_test

import (
	"context"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/db/setup"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// maker is one with more migrations than the databases of tests have.
func maker(t *testing.T, base *testdb.Database, more map[string]string) *tenant.Maker {
	t.Helper()
	files, err := testdb.Later(more)
	require.NoError(t, err)
	m, err := tenant.NewMaker(base.Setup.Migrator, files, testdb.Shards)
	require.NoError(t, err)
	return m
}

// Case 12, and the ninth acceptance test: one tenant in whose schema a migration fails stays as it was, with the reason, and
// is served by the old program and, where the migration is not needed, by the new one; all others arrive; a second run touches
// only that one.
func TestOneBrokenTenant(t *testing.T) {
	base := own(t)
	broken := ask[string](t, base, `SELECT schema_name FROM platform.tenant ORDER BY id OFFSET 3 LIMIT 1`)[0]
	execute(t, base, "CREATE TABLE "+broken+".planet (id int PRIMARY KEY)")
	next := map[string]string{"9001_planet.sql": "-- kith: optional\nALTER TABLE team ADD COLUMN orbit int;\nCREATE TABLE planet (id uuid PRIMARY KEY);\n"}
	m := maker(t, base, next)
	total := int(ask[int64](t, base, `SELECT count(*) FROM platform.tenant`)[0])
	r, err := m.Migrate(t.Context(), tenant.Rollout{})
	require.NoError(t, err)
	require.Equal(t, total-1, r.Done)
	require.Empty(t, r.Stopped)
	require.Len(t, r.Failures, 1)
	require.Equal(t, broken, r.Failures[0].Schema)
	require.Empty(t, ask[string](t, base, `SELECT column_name::text FROM information_schema.columns WHERE table_schema = $1 AND column_name = 'orbit'`, broken),
		"the migration's first statement is undone with the second")
	require.Contains(t, ask[string](t, base, `SELECT migrate_error FROM platform.tenant WHERE schema_name = $1`, broken)[0], "9001_planet.sql")
	for _, program := range []*tenant.Maker{base.Maker, m} {
		readable(t, base, program, broken)
	}
	execute(t, base, "DROP TABLE "+broken+".planet")
	r, err = m.Migrate(t.Context(), tenant.Rollout{})
	require.NoError(t, err)
	require.Equal(t, 1, r.Done)
	require.Empty(t, r.Failures)
	require.Equal(t, []string{""}, ask[string](t, base, `SELECT DISTINCT migrate_error FROM platform.tenant`))
	require.Empty(t, drift(t, m, broken), "made with one release and brought to the next")
	execute(t, base, "ALTER TABLE "+broken+".planet ADD COLUMN moon int; DROP INDEX "+broken+".contact_merged")
	require.Equal(t, []string{"lacks CREATE INDEX contact_merged ON contact USING btree (merged_into) WHERE (merged_into IS NOT NULL);", "has planet ( moon integer"}, drift(t, m, broken))
	require.Empty(t, drift(t, base.Maker, broken), "an older program does not know what is right")
}

// drift is in what a schema differs from that of its version.
func drift(t *testing.T, m *tenant.Maker, schema string) []string {
	t.Helper()
	all, err := m.Drift(t.Context(), caller.Tenant{Schema: schema, Role: schema, Node: db.Home})
	require.NoError(t, err)
	return all
}

// readable has a program read of a tenant.
func readable(t *testing.T, base *testdb.Database, program *tenant.Maker, schema string) {
	t.Helper()
	who := caller.Tenant{Schema: schema, Role: schema, SchemaVersion: int(ask[int64](t, base, `SELECT schema_version FROM platform.tenant WHERE schema_name = $1`, schema)[0]),
		ID: ask[int64](t, base, `SELECT id FROM platform.tenant WHERE schema_name = $1`, schema)[0], Shard: int(ask[int64](t, base, `SELECT shard::bigint FROM platform.tenant WHERE schema_name = $1`, schema)[0])}
	cfg := base.Config
	cfg.Ready = program.Ready
	d, err := db.Open(cfg)
	require.NoError(t, err)
	defer d.Close() //nolint:errcheck // the test is over
	require.NoError(t, read(caller.With(t.Context(), caller.System("test", who)), d, "SELECT id FROM team"))
}

func execute(t *testing.T, base *testdb.Database, sql string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), base.URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	_, err = c.Exec(t.Context(), sql)
	require.NoError(t, err)
}

// Two runs at once migrate each tenant once (F17).
func TestMigrateTwiceAtOnce(t *testing.T) {
	base := own(t)
	next := map[string]string{"9001_moon.sql": "CREATE TABLE moon (id uuid PRIMARY KEY);\n"}
	m := maker(t, base, next)
	var arrived atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			r, err := m.Migrate(t.Context(), tenant.Rollout{})
			if err != nil || len(r.Failures) > 0 {
				t.Error(err, r.Failures)
			}
			arrived.Add(int64(r.Done))
		})
	}
	wg.Wait()
	require.Equal(t, ask[int64](t, base, `SELECT count(*) FROM platform.tenant`)[0], arrived.Load())
	require.Equal(t, []int64{0}, ask[int64](t, base, `SELECT count(*) FROM platform.tenant WHERE schema_version <> $1`, m.Head()))
}

// Case 11: companies are read and written while one of them is migrated; nothing fails.
func TestMigrateWhileServing(t *testing.T) {
	base := own(t)
	d := base.Open(t)
	s := tenant.NewService(event.NewBus(), base.Maker, 1)
	var worlds []context.Context
	for range 4 {
		c, err := claim(t.Context(), d, s, "Busy")
		require.NoError(t, err)
		worlds = append(worlds, caller.With(t.Context(), caller.System("test", c)))
	}
	stop := make(chan struct{})
	var served atomic.Int64
	var wg sync.WaitGroup
	for _, w := range worlds {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				err := d.InTenant(w, func(ctx context.Context) error {
					var rules []string
					if err := db.Orm(ctx).Raw("SELECT v3 FROM casbin_rule WHERE v0 = 'viewer'").Scan(&rules).Error; err != nil {
						return err
					}
					return db.Orm(ctx).Exec("UPDATE casbin_rule SET v3 = v3 WHERE v0 = 'viewer'").Error
				})
				if err != nil {
					t.Error(err)
					return
				}
				served.Add(1)
			}
		})
	}
	next := map[string]string{"9001_rule.sql": "ALTER TABLE casbin_rule ADD COLUMN note text NOT NULL DEFAULT '';\nCREATE INDEX casbin_rule_note ON casbin_rule (note);\n"}
	m := maker(t, base, next)
	r, err := m.Migrate(t.Context(), tenant.Rollout{})
	close(stop)
	wg.Wait()
	require.NoError(t, err)
	require.Empty(t, r.Failures)
	require.Positive(t, served.Load())
}

// sun makes two tables at once, so that half of it would show.
var sun = map[string]string{"9001_sun.sql": "CREATE TABLE sun (id uuid PRIMARY KEY);\nCREATE TABLE sun_spot (id uuid PRIMARY KEY);\n"}

const migratorOf = "KITH_TEST_MIGRATOR_URL"

// TestMain lets the test program be a migrator too, which can then be killed.
func TestMain(m *testing.M) {
	url := os.Getenv(migratorOf)
	if url == "" {
		os.Exit(m.Run())
	}
	files, err := testdb.Later(sun)
	if err != nil {
		panic(err)
	}
	s := setup.New(db.Config{URL: url, Shards: testdb.Shards})
	maker, err := tenant.NewMaker(s.Migrator, files, testdb.Shards)
	if err != nil {
		panic(err)
	}
	if _, err := maker.Migrate(context.Background(), tenant.Rollout{Workers: 2}); err != nil {
		panic(err)
	}
}

// Case 12, F16: a migrator that is killed in the middle leaves no tenant half-way: each is on one version or the other, in
// the schema as in the registry; the next run takes the rest.
func TestMigratorKilled(t *testing.T) {
	base := own(t)
	m := maker(t, base, sun)
	total := ask[int64](t, base, `SELECT count(*) FROM platform.tenant`)[0]
	self := exec.Command(os.Args[0])
	self.Env = append(os.Environ(), migratorOf+"="+base.URL)
	require.NoError(t, self.Start())
	arrived := func() int64 {
		return ask[int64](t, base, `SELECT count(*) FROM platform.tenant WHERE schema_version = $1`, m.Head())[0]
	}
	require.Eventually(t, func() bool { return arrived() >= 2 }, 20*time.Second, time.Millisecond)
	require.NoError(t, self.Process.Signal(syscall.SIGKILL))
	require.Error(t, self.Wait())
	waitIdle(t, base)
	left := total - arrived()
	t.Logf("%d of %d tenants were left when the migrator was killed", left, total)
	require.Positive(t, left, "it was killed in the middle")
	for _, table := range []string{"sun", "sun_spot"} {
		require.Empty(t, ask[string](t, base, `SELECT t.schema_name FROM platform.tenant t WHERE
			(t.schema_version = $1) <> EXISTS (SELECT FROM pg_tables p WHERE p.schemaname = t.schema_name AND p.tablename = $2)`, m.Head(), table))
	}
	r, err := m.Migrate(t.Context(), tenant.Rollout{})
	require.NoError(t, err)
	require.Empty(t, r.Failures)
	require.EqualValues(t, left, r.Done)
	require.Equal(t, total, arrived())
}

// waitIdle waits until the server has noticed that the migrator is gone.
func waitIdle(t *testing.T, base *testdb.Database) {
	t.Helper()
	require.Eventually(t, func() bool {
		return ask[int64](t, base, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'kith_migrator'`)[0] == 0
	}, 10*time.Second, 10*time.Millisecond)
}
