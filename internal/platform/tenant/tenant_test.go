package tenant_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/platform/tenant"
	"github.com/kith-crm/kith/migrations"
)

func draft(name string) tenant.Draft {
	language, currency, zone := "pl", "PLN", "Europe/Warsaw"
	return tenant.Draft{Name: &name, Language: &language, Currency: &currency, Timezone: &zone}
}

func claim(ctx context.Context, d *db.DB, s *tenant.Service, name string) (c caller.Tenant, err error) {
	err = d.InPlatform(ctx, func(ctx context.Context) (err error) {
		c, err = s.Claim(ctx, draft(name))
		return err
	})
	return c, err
}

func own(t *testing.T) *testdb.Database {
	t.Helper()
	base, err := testdb.New(t.Context())
	require.NoError(t, err)
	return base
}

func ask[T any](t *testing.T, base *testdb.Database, sql string, args ...any) []T {
	t.Helper()
	c, err := pgx.Connect(t.Context(), base.URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	rows, err := c.Query(t.Context(), sql, args...)
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[T])
	require.NoError(t, err)
	return all
}

// Case 14: of fifty sign-ups at once each gets a schema of its own, empty but for the policies, under an address of its
// own; when there is none left, a sign-up is told to wait and nothing half-built appears.
func TestClaimsAtOnce(t *testing.T) {
	base := own(t)
	d := base.Open(t)
	s := tenant.NewService(event.NewBus(), base.Maker, 50)
	require.NoError(t, s.Fill(t.Context()))
	var (
		mu      sync.Mutex
		schemas = map[string]bool{}
		slugs   = map[string]bool{}
		wg      sync.WaitGroup
	)
	for range 50 {
		wg.Go(func() {
			c, err := claim(t.Context(), d, s, "Łódź Bakery & Sons")
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
				return
			}
			schemas[c.Schema], slugs[c.Slug] = true, true
		})
	}
	wg.Wait()
	require.Len(t, schemas, 50)
	require.Len(t, slugs, 50)
	require.Contains(t, slugs, "lodz-bakery-sons")
	_, err := claim(t.Context(), d, s, "Late")
	require.ErrorIs(t, err, tenant.ErrPoolEmpty)
	for schema := range schemas {
		for _, table := range ask[string](t, base, `SELECT tablename::text FROM pg_tables WHERE schemaname = $1 AND tablename NOT IN ('casbin_rule', 'schema_version')`, schema) {
			require.Equal(t, []int64{0}, ask[int64](t, base, fmt.Sprintf(`SELECT count(*) FROM %s.%s`, schema, table)), table)
		}
		break // all are built alike
	}
}

func TestClaimChecks(t *testing.T) {
	base := testdb.Shared(t)
	d := base.Open(t)
	s := tenant.NewService(event.NewBus(), base.Maker, 1)
	bad := "xx"
	err := d.InPlatform(t.Context(), func(ctx context.Context) error {
		_, err := s.Claim(ctx, tenant.Draft{Name: new(string), Language: &bad, Currency: &bad, Timezone: &bad})
		return err
	})
	e, ok := errs.As(err)
	require.True(t, ok)
	var fields []string
	for _, f := range e.Fields {
		fields = append(fields, f.Name)
	}
	require.Equal(t, []string{"name", "language", "currency", "timezone"}, fields, "every field at fault is named at once")
}

// files are the real tenant migrations with others after them.
func files(t *testing.T, more map[string]string) fs.FS {
	t.Helper()
	real, err := fs.Sub(migrations.Files, "tenant")
	require.NoError(t, err)
	all := fstest.MapFS{}
	names, err := fs.Glob(real, "*.sql")
	require.NoError(t, err)
	for _, n := range names {
		data, err := fs.ReadFile(real, n)
		require.NoError(t, err)
		all[n] = &fstest.MapFile{Data: data}
	}
	for n, text := range more {
		all[n] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

// Case 12: one tenant in whose schema a migration fails stays as it was, with the reason; all others arrive; a second run
// touches only that one.
func TestOneBrokenTenant(t *testing.T) {
	base := own(t)
	broken := ask[string](t, base, `SELECT schema_name FROM platform.tenant ORDER BY id OFFSET 3 LIMIT 1`)[0]
	exec(t, base, "CREATE TABLE "+broken+".planet (id int PRIMARY KEY)")
	next := map[string]string{"9001_planet.sql": "ALTER TABLE team ADD COLUMN orbit int;\nCREATE TABLE planet (id uuid PRIMARY KEY);\n"}
	m, err := tenant.NewMaker(base.Setup.Migrator, files(t, next), testdb.Shards)
	require.NoError(t, err)
	total := int(ask[int64](t, base, `SELECT count(*) FROM platform.tenant`)[0])
	done, failures, err := m.Migrate(t.Context())
	require.NoError(t, err)
	require.Equal(t, total-1, done)
	require.Len(t, failures, 1)
	require.Equal(t, broken, failures[0].Schema)
	require.Empty(t, ask[string](t, base, `SELECT column_name::text FROM information_schema.columns WHERE table_schema = $1 AND column_name = 'orbit'`, broken),
		"the migration's first statement is undone with the second")
	require.Contains(t, ask[string](t, base, `SELECT migrate_error FROM platform.tenant WHERE schema_name = $1`, broken)[0], "9001_planet.sql")
	exec(t, base, "DROP TABLE "+broken+".planet")
	done, failures, err = m.Migrate(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, done)
	require.Empty(t, failures)
	require.Equal(t, []string{""}, ask[string](t, base, `SELECT DISTINCT migrate_error FROM platform.tenant`))
}

func exec(t *testing.T, base *testdb.Database, sql string) {
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
	m, err := tenant.NewMaker(base.Setup.Migrator, files(t, next), testdb.Shards)
	require.NoError(t, err)
	var arrived atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			done, _, err := m.Migrate(t.Context())
			if err != nil {
				t.Error(err)
			}
			arrived.Add(int64(done))
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
	m, err := tenant.NewMaker(base.Setup.Migrator, files(t, next), testdb.Shards)
	require.NoError(t, err)
	_, failures, err := m.Migrate(t.Context())
	close(stop)
	wg.Wait()
	require.NoError(t, err)
	require.Empty(t, failures)
	require.Positive(t, served.Load())
}

// A migrator that is stopped in the middle leaves no tenant half-way: each is on one version or the other.
func TestMigrateStopped(t *testing.T) {
	base := own(t)
	next := map[string]string{"9001_sun.sql": "CREATE TABLE sun (id uuid PRIMARY KEY);\nCREATE TABLE sun_spot (id uuid PRIMARY KEY);\n"}
	m, err := tenant.NewMaker(base.Setup.Migrator, files(t, next), testdb.Shards)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for len(ask[string](t, base, `SELECT schemaname::text FROM pg_tables WHERE tablename = 'sun'`)) < 3 {
			continue
		}
		cancel()
	}()
	_, failures, err := m.Migrate(ctx)
	require.True(t, err != nil || len(failures) > 0 || errors.Is(ctx.Err(), context.Canceled))
	require.Empty(t, ask[string](t, base, `SELECT t.schema_name FROM platform.tenant t WHERE
		(t.schema_version = $1) <> EXISTS (SELECT FROM pg_tables p WHERE p.schemaname = t.schema_name AND p.tablename = 'sun_spot')`, m.Head()))
	_, failures, err = m.Migrate(t.Context())
	require.NoError(t, err)
	require.Empty(t, failures)
}
