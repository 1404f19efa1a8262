package tenant_test

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/tenant"
	"github.com/kith-crm/kith/migrations"
)

// Spares and canaries come first; each later wave holds its share, and all waves together hold everybody once.
func TestWaves(t *testing.T) {
	all := []tenant.Tenant{{ID: 1, State: tenant.Spare, UID: id.New()}, {ID: 2, State: "active", Canary: true, UID: id.New()}}
	for n := range 2000 {
		all = append(all, tenant.Tenant{ID: int64(n + 3), State: "active", UID: id.New()})
	}
	waves, err := tenant.Parts(all, "")
	require.NoError(t, err)
	require.Len(t, waves, 5)
	require.Equal(t, []int64{1, 2}, []int64{waves[0][0].ID, waves[0][1].ID})
	total := 0
	for n, most := range []int{2, 60, 150, 600, 1800} {
		require.NotEmpty(t, waves[n])
		require.LessOrEqual(t, len(waves[n]), most)
		total += len(waves[n])
	}
	require.Equal(t, len(all), total)
	waves, err = tenant.Parts(all, "5")
	require.NoError(t, err)
	require.Len(t, waves, 3)
	_, err = tenant.Parts(all, "50")
	require.ErrorIs(t, err, tenant.ErrNoWave)
}

func TestDirectives(t *testing.T) {
	statements, optional, breaking, apart, err := tenant.Parse("x.sql", "-- kith: no transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS a ON b (c);\n")
	require.NoError(t, err)
	require.Equal(t, []string{"CREATE INDEX CONCURRENTLY IF NOT EXISTS a ON b (c)"}, statements)
	require.Equal(t, []bool{true, false, true}, []bool{optional, breaking, apart})
	_, _, breaking, _, err = tenant.Parse("x.sql", "-- kith: breaking\nDROP TABLE a;\n")
	require.NoError(t, err)
	require.True(t, breaking)
	_, _, _, _, err = tenant.Parse("x.sql", "-- kith: quick\n")
	require.Error(t, err)
}

var (
	takesAway  = regexp.MustCompile(`(?i)\b(DROP (TABLE|COLUMN)|RENAME|ALTER (COLUMN )?\w+ (TYPE|SET NOT NULL))\b`)
	anew       = regexp.MustCompile(`(?is)\bDROP COLUMN (\w+),(.*)`)
	repeatable = regexp.MustCompile(`(?i)CONCURRENTLY IF (NOT )?EXISTS`)
)

// kept is a statement without the dropping of a column that it adds anew, under the same name: it is there for running
// programs before and after, and what is generated in it is generated otherwise.
func kept(statement string) string {
	if m := anew.FindStringSubmatch(statement); m != nil && regexp.MustCompile(`(?i)\bADD COLUMN `+m[1]+`\s`).MatchString(m[2]) {
		return strings.Replace(statement, "DROP COLUMN "+m[1]+",", "", 1)
	}
	return statement
}

var (
	retyped = regexp.MustCompile(`(?i)^ALTER TABLE \w+ ALTER COLUMN (\w+) TYPE varchar\((\d+)\)$`)
	varchar = `(?i)\b%s\s+(?:character varying|varchar)\((\d+)\)`
)

// widened tells whether all that a statement does is to let a text be longer than it is in any of the earlier migrations: it
// is neither read nor written otherwise by running programs.
func widened(statement string, earlier string) bool {
	m := retyped.FindStringSubmatch(strings.TrimSpace(statement))
	if m == nil {
		return false
	}
	before := regexp.MustCompile(fmt.Sprintf(varchar, m[1])).FindAllStringSubmatch(earlier, -1)
	length, _ := strconv.Atoi(m[2])
	return len(before) > 0 && !slices.ContainsFunc(before, func(b []string) bool { n, _ := strconv.Atoi(b[1]); return n >= length })
}

func TestLongerTextsTakeNothingAway(t *testing.T) {
	const was = "CREATE TABLE a (b varchar(20) NOT NULL)"
	require.True(t, widened("ALTER TABLE a ALTER COLUMN b TYPE varchar(30)", was))
	for _, s := range []string{"ALTER TABLE a ALTER COLUMN b TYPE varchar(20)", "ALTER TABLE a ALTER COLUMN c TYPE varchar(30)", "ALTER TABLE a ALTER COLUMN b TYPE int",
		"ALTER TABLE a ALTER COLUMN b TYPE varchar(30), DROP COLUMN c"} {
		require.False(t, widened(s, was), s)
	}
}

func TestAColumnMadeAnewIsKept(t *testing.T) {
	for statement, away := range map[string]bool{
		"ALTER TABLE a\n DROP COLUMN b,\n ADD COLUMN c text,\n ADD COLUMN b text GENERATED ALWAYS AS (c) STORED": false,
		"ALTER TABLE a DROP COLUMN b, ADD COLUMN c text":                                                         true,
		"ALTER TABLE a DROP COLUMN b, ADD COLUMN bc text":                                                        true,
		"ALTER TABLE a DROP COLUMN b, DROP COLUMN c, ADD COLUMN b text":                                          true,
		"ALTER TABLE a DROP COLUMN b":                                                                            true,
	} {
		require.Equal(t, away, takesAway.MatchString(kept(statement)), statement)
	}
}

// What takes something away from programs that are still running says so; what runs without a transaction can be repeated.
func TestMigrationsSayWhatTheyDo(t *testing.T) {
	files, err := fs.Sub(migrations.Files, "tenant")
	require.NoError(t, err)
	names, err := fs.Glob(files, "*.sql")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	earlier := ""
	for _, n := range names {
		text, err := fs.ReadFile(files, n)
		require.NoError(t, err)
		statements, _, breaking, apart, err := tenant.Parse(n, string(text))
		require.NoError(t, err)
		for _, s := range statements {
			require.False(t, !breaking && takesAway.MatchString(kept(s)) && !widened(s, earlier), "%s is not marked as breaking: %s", n, s)
			require.True(t, !apart || repeatable.MatchString(s), "%s can't be repeated: %s", n, s)
			require.True(t, apart || !strings.Contains(s, "CONCURRENTLY"), "%s needs to be marked: no transaction", n)
		}
		earlier += string(text)
	}
}

// A program serves what it needs up to its head, and what later programs have added without breaking it.
func TestRange(t *testing.T) {
	base := testdb.Shared(t)
	real := base.Maker.Head()
	m := maker(t, base, map[string]string{"9001_a.sql": "CREATE TABLE a (id uuid PRIMARY KEY);\n", "9002_b.sql": "-- kith: optional\nCREATE INDEX b ON a (id);\n"})
	require.Equal(t, tenant.Range{Min: real + 1, Head: real + 2}, m.Serves())
	require.ErrorIs(t, m.Serves().Check(real, 0), tenant.ErrUpdating)
	require.NoError(t, m.Serves().Check(real+1, 0))
	require.NoError(t, m.Serves().Check(real+5, 0))
	require.ErrorIs(t, m.Serves().Check(real+5, real+4), tenant.ErrNewer)
}

// serving opens a database the way a program with m does, and claims companies in it.
func serving(t *testing.T, base *testdb.Database, m *tenant.Maker, n int) (*db.DB, []context.Context) {
	t.Helper()
	require.NoError(t, base.Maker.Fill(t.Context(), n))
	old := base.Open(t)
	s := tenant.NewService(event.NewBus(), base.Maker, 1)
	var worlds []context.Context
	for range n {
		c, err := claim(t.Context(), old, s, "Lazy")
		require.NoError(t, err)
		worlds = append(worlds, caller.With(t.Context(), caller.System("test", c)))
	}
	cfg := base.Config
	cfg.Ready = m.Ready
	d, err := db.Open(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { d.Close() }) //nolint:errcheck // the test is over
	return d, worlds
}

func read(ctx context.Context, d *db.DB, sql string) error {
	return d.InTenant(ctx, func(ctx context.Context) error { return db.Orm(ctx).Exec(sql).Error })
}

var comet = map[string]string{"9001_comet.sql": "CREATE TABLE comet (id uuid PRIMARY KEY);\nINSERT INTO comet VALUES (gen_random_uuid());\n"}

// Case 13: forty requests at once for each of twenty companies that are behind: each is migrated once, nobody sees an
// error, and the others stay as they are.
func TestLazyMigration(t *testing.T) {
	base := own(t)
	m := maker(t, base, comet)
	d, worlds := serving(t, base, m, 20)
	var wg sync.WaitGroup
	var served atomic.Int64
	for n := range 40 * len(worlds) {
		wg.Go(func() {
			if err := read(worlds[n%len(worlds)], d, "SELECT id FROM comet"); err != nil {
				t.Error(err)
				return
			}
			served.Add(1)
		})
	}
	wg.Wait()
	require.EqualValues(t, 40*len(worlds), served.Load())
	for _, w := range worlds {
		require.Equal(t, []int64{1}, ask[int64](t, base, "SELECT count(*) FROM "+caller.From(w).Tenant.Schema+".comet"), "the migration ran once")
	}
	require.EqualValues(t, []int64{20}, ask[int64](t, base, "SELECT count(*) FROM platform.tenant WHERE schema_version = $1", m.Head()))
}

// A company that can't be migrated is answered with 503, with the reason in the registry, and left alone for a while; its
// neighbours are served. While the roll-out is paused nobody is migrated, neither by requests nor by runs.
func TestLazyMigrationRefused(t *testing.T) {
	base := own(t)
	m := maker(t, base, comet)
	d, worlds := serving(t, base, m, 3)
	broken := caller.From(worlds[0]).Tenant
	execute(t, base, "CREATE TABLE "+broken.Schema+".comet (id int PRIMARY KEY)")
	for range 2 {
		require.ErrorIs(t, read(worlds[0], d, "SELECT id FROM team"), tenant.ErrUpdating)
	}
	s, err := m.Status(t.Context())
	require.NoError(t, err)
	require.Len(t, s.Failures, 1)
	require.Equal(t, broken.ID, s.Failures[0].ID)
	require.Contains(t, s.Failures[0].MigrateError, "9001_comet.sql")
	require.NoError(t, read(worlds[1], d, "SELECT id FROM comet"))
	require.NoError(t, m.Pause(t.Context(), "looking at comet"))
	require.ErrorIs(t, read(worlds[2], d, "SELECT id FROM team"), tenant.ErrUpdating)
	r, err := m.Migrate(t.Context(), tenant.Rollout{})
	require.NoError(t, err)
	require.Zero(t, r.Done)
	require.Equal(t, "paused: looking at comet", r.Stopped)
	require.NoError(t, m.Resume(t.Context()))
	require.NoError(t, read(worlds[2], d, "SELECT id FROM comet"))
	execute(t, base, "DROP TABLE "+broken.Schema+".comet")
	require.NoError(t, m.Retry(t.Context(), broken.ID))
	require.NoError(t, read(worlds[0], d, "SELECT id FROM comet"))
}

// A migration that fails everywhere is stopped after a few tenants, and the plan says what is left.
func TestRolloutStops(t *testing.T) {
	base := own(t)
	m := maker(t, base, map[string]string{"9001_bad.sql": "ALTER TABLE nowhere ADD COLUMN x int;\n"})
	before, err := m.Plan(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"9001_bad.sql"}, before[0].Migrations)
	_, err = m.Migrate(t.Context(), tenant.Rollout{Workers: -1})
	require.ErrorIs(t, err, tenant.ErrWorkers)
	r, err := m.Migrate(t.Context(), tenant.Rollout{Workers: 1, MaxFailures: tenant.NoFailure})
	require.NoError(t, err)
	require.Len(t, r.Failures, 1)
	require.Equal(t, "1 tenants failed", r.Stopped)
	r, err = m.Migrate(t.Context(), tenant.Rollout{Workers: 1, MaxFailures: 2})
	require.NoError(t, err)
	require.Len(t, r.Failures, 3)
	require.Equal(t, "3 tenants failed", r.Stopped)
	after, err := m.Plan(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, after)
}

// A large tenant's index is built without a transaction; one that broke off is dropped and built anew; a small tenant's
// is built in the transaction. A second run finds nothing to do.
func TestIndexWithoutTransaction(t *testing.T) {
	base := own(t)
	m := maker(t, base, map[string]string{"9001_big.sql": "-- kith: no transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS team_big ON team (created_at);\n"})
	_, worlds := serving(t, base, m, 1)
	large := caller.From(worlds[0]).Tenant
	execute(t, base, fmt.Sprintf(`INSERT INTO %s.team SELECT gen_random_uuid(), 'team ' || n, 1, now(), now() FROM generate_series(1, 500) n`, large.Schema))
	execute(t, base, "ANALYZE "+large.Schema+".team")
	execute(t, base, fmt.Sprintf("CREATE INDEX team_big ON %s.team (id)", large.Schema))
	execute(t, base, fmt.Sprintf("UPDATE pg_index SET indisvalid = false WHERE indexrelid = '%s.team_big'::regclass", large.Schema))
	m.Large(500)
	r, err := m.Migrate(t.Context(), tenant.Rollout{})
	require.NoError(t, err)
	require.Empty(t, r.Failures)
	require.Equal(t, []bool{true}, ask[bool](t, base, fmt.Sprintf("SELECT indisvalid FROM pg_index WHERE indexrelid = '%s.team_big'::regclass", large.Schema)))
	require.Equal(t, []string{"created_at"}, ask[string](t, base, fmt.Sprintf("SELECT attname::text FROM pg_attribute WHERE attrelid = '%s.team_big'::regclass", large.Schema)))
	missing := `SELECT schema_name FROM platform.tenant t WHERE NOT EXISTS (SELECT FROM pg_indexes i WHERE i.schemaname = t.schema_name AND i.indexname = 'team_big')`
	require.Empty(t, ask[string](t, base, missing))
	require.Equal(t, []string{"kith_owner"}, ask[string](t, base, `SELECT DISTINCT pg_get_userbyid(relowner)::text FROM pg_class WHERE relname = 'team_big'`))
	r, err = m.Migrate(t.Context(), tenant.Rollout{})
	require.NoError(t, err)
	require.Zero(t, r.Done)
}

// A table that somebody holds is waited for in short tries, so that nobody queues behind the migration for long.
func TestMigrationMeetsLock(t *testing.T) {
	base := own(t)
	m := maker(t, base, map[string]string{"9001_slow.sql": "ALTER TABLE team ADD COLUMN slow int;\n"})
	d, worlds := serving(t, base, base.Maker, 1)
	schema := caller.From(worlds[0]).Tenant.Schema
	holder, err := pgx.Connect(t.Context(), base.URL)
	require.NoError(t, err)
	defer holder.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	tx, err := holder.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), "LOCK TABLE "+schema+".team IN ACCESS SHARE MODE")
	require.NoError(t, err)
	var worst time.Duration
	done := make(chan struct{})
	go func() {
		defer close(done)
		for begin := time.Now(); time.Since(begin) < 3*time.Second; {
			at := time.Now()
			if err := read(worlds[0], d, "SELECT id FROM team"); err != nil {
				t.Error(err)
			}
			worst = max(worst, time.Since(at))
		}
		if err := tx.Rollback(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}()
	r, err := m.Migrate(t.Context(), tenant.Rollout{})
	<-done
	require.NoError(t, err)
	require.Empty(t, r.Failures)
	require.Less(t, worst, 2500*time.Millisecond, "nobody waits longer than one try")
}

// counter counts the statements that a connection sends.
type counter struct{ n *atomic.Int64 }

func (c counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	if strings.Contains(q.SQL, "platform.") {
		c.n.Add(1)
	}
	return ctx
}

func (counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// With ten thousand tenants and nothing to do, a run is one query on the registry.
func TestNothingToMigrate(t *testing.T) {
	base := own(t)
	execute(t, base, fmt.Sprintf(`INSERT INTO platform.tenant (id, uid, schema_name, role_name, shard, state, schema_version, created_at)
		SELECT n, gen_random_uuid(), 't_' || n, 't_' || n, 0, 'active', %d, now() FROM generate_series(100001, 110000) n`, base.Maker.Head()))
	files, err := testdb.Later(nil)
	require.NoError(t, err)
	var asked atomic.Int64
	m, err := tenant.NewMaker(func(ctx context.Context) (*pgx.Conn, error) {
		cfg, err := base.Config.LoginConfig(db.MigratorLogin)
		if err != nil {
			return nil, err
		}
		cfg.Tracer = counter{&asked}
		return pgx.ConnectConfig(ctx, cfg)
	}, files, testdb.Shards)
	require.NoError(t, err)
	r, err := m.Migrate(t.Context(), tenant.Rollout{})
	require.NoError(t, err)
	require.Zero(t, r.Done)
	require.EqualValues(t, 1, asked.Load())
}
