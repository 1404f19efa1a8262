package db_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
)

// The numbers are those of the isolation list: each case is one way in which one company's data could reach another.

type team struct {
	ID                   uuid.UUID
	Name                 string
	Version              int
	CreatedAt, UpdatedAt time.Time
}

func newTeam(name string) *team {
	return &team{ID: id.New(), Name: name, Version: 1, CreatedAt: time.Now(), UpdatedAt: time.Now()}
}

func tenantOf(ctx context.Context) caller.Tenant { return caller.From(ctx).Tenant }

// Case 1: without a unit of work nothing reaches the server; the address leads nowhere, so that reaching would show.
func TestNoUnitReachesNothing(t *testing.T) {
	d, err := db.Open(db.Config{URL: "postgres:///none?host=/nonexistent&user=nobody", Shards: 1, PoolSize: 1})
	require.NoError(t, err)
	ctx := t.Context()
	var rows []team
	for name, call := range map[string]func() error{
		"find":   func() error { return db.Orm(ctx).Find(&rows).Error },
		"create": func() error { return db.Orm(ctx).Create(newTeam("x")).Error },
		"raw":    func() error { return db.Orm(ctx).Raw("SELECT 1").Scan(new(int)).Error },
		"exec":   func() error { return db.Orm(ctx).Exec("SELECT 1").Error },
		"row":    func() error { return db.Orm(ctx).Raw("SELECT 1").Row().Err() },
		"fetch":  func() error { return db.Fetch(ctx) },
		"defer":  func() error { return db.Defer(ctx, "SELECT 1") },
		"hint":   func() error { return db.Hint(ctx, "x") },
		"job":    func() error { return db.Collect(ctx, "x") },
	} {
		require.ErrorIs(t, call(), db.ErrNoUnit, name)
	}
	require.ErrorIs(t, db.Orm(ctx).Begin().Error, gorm.ErrInvalidTransaction)
	require.ErrorIs(t, d.InTenant(ctx, func(context.Context) error { return nil }), db.ErrNoTenant)
}

// Case 2: a login role by itself sees no table.
func TestLoginRoleAlone(t *testing.T) {
	base := testdb.Shared(t)
	acme := claim(t, base.Open(t), "Acme")
	for shard := range testdb.Shards {
		cfg, err := base.Config.LoginConfig(db.ShardLogin(shard))
		require.NoError(t, err)
		c, err := pgx.ConnectConfig(t.Context(), cfg)
		require.NoError(t, err)
		defer c.Close(t.Context()) //nolint:errcheck // the test is over
		requireState(t, run(t, c, "SELECT id FROM team"), "42P01")
		requireState(t, run(t, c, "SELECT id FROM "+tenantOf(acme).Schema+".team"), "42501")
		requireState(t, run(t, c, "SELECT id FROM platform.tenant"), "42501")
	}
}

// Case 3: from inside each of three companies every table of both others is closed, for every kind of access; the role that
// acts is the company's own, and no other.
func TestOtherSchemaIsClosed(t *testing.T) {
	d := testdb.Shared(t).Open(t)
	worlds := []context.Context{claim(t, d, "Acme"), claim(t, d, "Globex"), claim(t, d, "Initech")}
	for _, from := range worlds {
		for _, to := range worlds {
			if from != to {
				closedTo(from, t, d, tenantOf(to).Schema)
			}
		}
	}
	acme := worlds[0]
	for _, q := range []string{"CREATE TABLE x (id int)", "DROP TABLE team", "ALTER TABLE team ADD x int", "TRUNCATE team"} {
		requireState(t, inside(acme, d, q), "42501")
	}
	requireState(t, inside(acme, d, "UPDATE schema_version SET version = 0"), "42501")
	requireState(t, inside(acme, d, "SELECT id FROM platform.tenant"), "42501")
	requireState(t, inside(acme, d, "SELECT id FROM river.river_job"), "42501")
}

func closedTo(from context.Context, t *testing.T, d *db.DB, schema string) {
	t.Helper()
	all := tables(t, schema)
	require.Greater(t, len(all), 15)
	for _, table := range all {
		name := schema + "." + table
		for _, q := range []string{
			"SELECT 1 FROM " + name, "INSERT INTO " + name + " DEFAULT VALUES", "UPDATE " + name + " SET id = NULL", "DELETE FROM " + name,
			"TRUNCATE " + name, "LOCK TABLE " + name, "CREATE TABLE x (LIKE " + name + ")", "CREATE TABLE x (id uuid REFERENCES " + name + ")", "COPY " + name + " TO STDOUT",
		} {
			requireState(t, inside(from, d, q), "42501")
		}
	}
}

// Case 5: no call of the object mapper or of the batch path takes two statements.
func TestStackedStatements(t *testing.T) {
	d := testdb.Shared(t).Open(t)
	acme := claim(t, d, "Acme")
	const two = "DELETE FROM team; DELETE FROM team"
	for name, call := range map[string]func(ctx context.Context) error{
		"exec":           func(ctx context.Context) error { return db.Orm(ctx).Exec(two).Error },
		"exec with args": func(ctx context.Context) error { return db.Orm(ctx).Exec(two+" WHERE name = ?", "x").Error },
		"raw":            func(ctx context.Context) error { return db.Orm(ctx).Raw(two).Scan(new([]team)).Error },
		"batch": func(ctx context.Context) error {
			return db.Fetch(ctx, db.Into(db.Orm(ctx).Table("team").Where("true; DELETE FROM team"), new([]team)))
		},
		"deferred": func(ctx context.Context) error { return db.Defer(ctx, two) },
	} {
		require.Equal(t, "42601", db.State(d.InTenant(acme, call)), name)
	}
}

// Case 7: however units of two companies alternate on the same few connections, with errors, panics and cancelled requests among
// them, each sees its own rows only.
func TestHopping(t *testing.T) {
	base := testdb.Shared(t)
	for name, shape := range map[string]struct{ pool, workers, rounds int }{
		"one connection": {1, 1, 10_000}, "saturated": {2, 12, 400}, "plenty": {8, 8, 400},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := base.Config
			cfg.PoolSize = shape.pool
			d, err := db.Open(cfg)
			require.NoError(t, err)
			defer d.Close() //nolint:errcheck // the test is over
			worlds := sameShard(t, d)
			for _, w := range worlds {
				require.NoError(t, d.InTenant(w, func(ctx context.Context) error { return db.Orm(ctx).Create(newTeam(tenantOf(w).Schema)).Error }))
			}
			var wg sync.WaitGroup
			for n := range shape.workers {
				wg.Go(func() { hop(t, d, worlds, shape.rounds, uint64(n)) })
			}
			wg.Wait()
		})
	}
}

var errWanted = errors.New("wanted")

func hop(t *testing.T, d *db.DB, worlds []context.Context, rounds int, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // a test's dice
	for range rounds {
		w := worlds[r.IntN(2)]
		ctx, cancel := context.WithCancel(w)
		trouble := r.IntN(12)
		err := catch(func() error {
			return d.InTenant(ctx, func(ctx context.Context) error {
				if trouble == 0 {
					go cancel()
				}
				if err := look(ctx, r.IntN(2) == 0); err != nil {
					return err
				}
				switch trouble {
				case 1:
					return errWanted
				case 2:
					panic("wanted")
				case 3:
					return db.Orm(ctx).Exec("SELECT nonsense").Error
				}
				return nil
			})
		})
		cancel()
		if trouble > 3 && err != nil || errors.Is(err, errForeign) {
			t.Errorf("trouble %d: %v", trouble, err)
			return
		}
	}
}

var errForeign = errors.New("a row of another company")

// look reads the only team, by one of the two ways of reading, and checks whose it is.
func look(ctx context.Context, batch bool) (err error) {
	var rows []team
	if batch {
		err = db.Fetch(ctx, db.Into(db.Orm(ctx).Model(&team{}), &rows))
	} else {
		err = db.Orm(ctx).Find(&rows).Error
	}
	if err == nil && (len(rows) != 1 || rows[0].Name != tenantOf(ctx).Schema) {
		return fmt.Errorf("%w: %v in %s", errForeign, rows, tenantOf(ctx).Schema)
	}
	return err
}

func catch(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return f()
}

// Case 8: whatever a unit went through, its connection comes back as it was, or not at all.
func TestConnectionForgets(t *testing.T) {
	base := testdb.Shared(t)
	cfg := base.Config
	cfg.PoolSize = 1
	d, err := db.Open(cfg)
	require.NoError(t, err)
	defer d.Close() //nolint:errcheck // the test is over
	acme := claim(t, d, "Acme")
	read := func(ctx context.Context) error { return db.Orm(ctx).Find(new([]team)).Error }
	for name, f := range map[string]func(context.Context) error{
		"commit":   read,
		"rollback": func(ctx context.Context) error { return errors.Join(read(ctx), errWanted) },
		"error":    func(ctx context.Context) error { return db.Orm(ctx).Exec("SELECT nonsense").Error },
		"swallowed": func(ctx context.Context) error {
			db.Orm(ctx).Exec("SELECT nonsense")
			return nil
		},
		"panic": func(ctx context.Context) error { require.NoError(t, read(ctx)); panic("wanted") },
		"timeout": func(ctx context.Context) error {
			short, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
			defer cancel()
			return db.Orm(short).Exec("SELECT count(1) FROM generate_series(1, 100000000)").Error
		},
		"cancel between": func(ctx context.Context) error {
			short, cancel := context.WithCancel(ctx)
			require.NoError(t, read(short))
			cancel()
			return read(short)
		},
	} {
		failed := catch(func() error { return d.InTenant(acme, f) })
		require.Equal(t, name != "commit", failed != nil, name)
		login := db.ShardLogin(tenantOf(acme).Shard)
		bare, err := d.Bare(t.Context(), login)
		require.NoError(t, err, name)
		require.Equal(t, db.Bare{Session: login, Role: login, Path: `"$user", public`, Status: 'I'}, bare, name)
		require.NoError(t, d.InTenant(acme, read), name)
	}
}

// Case 9: a savepoint that is rolled back keeps role and path, and takes what was deferred in it along.
func TestSavepoints(t *testing.T) {
	d := testdb.Shared(t).Open(t)
	acme := claim(t, d, "Acme")
	add := func(name string, fail bool) func(context.Context) error {
		return func(ctx context.Context) error {
			now := time.Now()
			err := db.Defer(ctx, "INSERT INTO team (id, name, version, created_at, updated_at) VALUES ($1, $2, 1, $3, $4)", id.New(), "deferred "+name, now, now)
			if err == nil {
				err = db.Orm(ctx).Create(newTeam(name)).Error
			}
			if err == nil && fail {
				err = errWanted
			}
			return err
		}
	}
	require.NoError(t, d.InTenant(acme, func(ctx context.Context) error {
		require.NoError(t, d.InTenant(ctx, add("kept", false)))
		require.ErrorIs(t, d.InTenant(ctx, add("lost", true)), errWanted)
		return d.InTenant(ctx, add("also kept", false))
	}))
	var names []string
	require.NoError(t, d.InTenant(acme, func(ctx context.Context) error {
		return db.Orm(ctx).Model(&team{}).Order("name").Pluck("name", &names).Error
	}))
	require.Equal(t, []string{"also kept", "deferred also kept", "deferred kept", "kept"}, names)
}

// The object mapper's own transactions would end the unit's; they are refused. A unit never changes its tenant.
func TestUnitIsOne(t *testing.T) {
	d := testdb.Shared(t).Open(t)
	acme, globex := claim(t, d, "Acme"), claim(t, d, "Globex")
	require.NoError(t, d.InTenant(acme, func(ctx context.Context) error {
		require.ErrorIs(t, db.Orm(ctx).Transaction(func(*gorm.DB) error { return nil }), gorm.ErrInvalidTransaction)
		other := caller.With(ctx, caller.From(globex))
		require.ErrorIs(t, d.InTenant(other, func(context.Context) error { return nil }), db.ErrOtherTenant)
		return nil
	}))
}

// Case 10: two companies whose tables differ for a moment are served on one connection.
func TestSchemasMayDiffer(t *testing.T) {
	base := testdb.Shared(t)
	cfg := base.Config
	cfg.PoolSize = 1
	d, err := db.Open(cfg)
	require.NoError(t, err)
	defer d.Close() //nolint:errcheck // the test is over
	worlds := sameShard(t, d)
	admin(t, "ALTER TABLE "+tenantOf(worlds[1]).Schema+".team ADD COLUMN motto text NOT NULL DEFAULT '', ALTER COLUMN version TYPE bigint")
	for n := range 200 {
		require.NoError(t, d.InTenant(worlds[n%2], func(ctx context.Context) error {
			if n%3 == 0 {
				require.NoError(t, db.Orm(ctx).Create(newTeam(fmt.Sprint(n))).Error)
			}
			require.NoError(t, db.Fetch(ctx, db.Into(db.Orm(ctx).Model(&team{}).Where("version = ?", 1), new([]team))))
			return db.Orm(ctx).Where("version >= ?", 1).Find(new([]team)).Error
		}))
	}
}

// What remains open to a company's own role, whatever it runs: by a guessed number it learns the opaque name of somebody
// else's table, and it may lock its own tables, for as long as the time-outs let it (TestTimeouts).
func TestWhatRemains(t *testing.T) {
	d := testdb.Shared(t).Open(t)
	acme, globex := claim(t, d, "Acme"), claim(t, d, "Globex")
	oid := ask(t, "SELECT ($1 || '.team')::regclass::oid::text", tenantOf(globex).Schema)[0]
	for _, q := range []string{"SELECT ?::oid::regclass::text", "SELECT pg_describe_object(1259, ?::oid, 0)"} {
		var told string
		require.NoError(t, d.InTenant(acme, func(ctx context.Context) error { return db.Orm(ctx).Raw(q, oid).Scan(&told).Error }))
		require.Regexp(t, `^(table )?t_\d+\.team$`, told)
	}
	require.NoError(t, inside(acme, d, "LOCK TABLE team IN ACCESS EXCLUSIVE MODE"))
}

// Case 17: nothing but a registry's name ever becomes an identifier.
func TestIdentifiers(t *testing.T) {
	d := testdb.Shared(t).Open(t)
	for _, name := range []string{"", "t_1", "T_000001", `t_000001"`, "t_000001; drop", "platform", "public", "t_000001\n", "t_०००००१",
		"t_" + strings.Repeat("1", 64), "t_000001--", "pg_temp", "kith_owner"} {
		ctx := caller.With(t.Context(), caller.System("test", caller.Tenant{Schema: name, Role: name}))
		require.ErrorIs(t, d.InTenant(ctx, func(context.Context) error { return nil }), db.ErrNoTenant, name)
	}
}
