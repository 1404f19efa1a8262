package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/db/setup"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

const (
	fewTenants  = 10
	pages       = 3000
	visited     = 200 // tenants that one connection serves before it is closed
	claims      = 200
	shards      = 16
	maxWarmCost = 1.2 // a page of one company among many, against the same among ten
)

// town is a rig with many companies.
type town struct {
	*rig
	cfg   db.Config
	admin *pgx.Conn
}

// Tenants makes ten companies, measures, makes count, and measures again. Ratios are within this one run.
func Tenants(ctx context.Context, out io.Writer, repo string, count int) error {
	dir, err := os.MkdirTemp("", "kith-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	t := &town{rig: &rig{out: out, dir: dir, bin: filepath.Join(dir, "kith"), spares: fewTenants}}
	defer t.close()
	if err := t.start(ctx, repo); err != nil {
		return err
	}
	t.cfg = db.Config{URL: t.db.URL(database), Shards: shards, PoolSize: 8, WriteJobs: job.Write}
	if t.admin, err = pgx.Connect(ctx, t.cfg.URL); err != nil {
		return err
	}
	defer t.admin.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the measurement is over
	return t.measure(ctx, count)
}

func (t *town) measure(ctx context.Context, count int) error {
	few, err := t.warm(ctx)
	if err != nil {
		return err
	}
	small, err := t.catalog(ctx)
	if err != nil {
		return err
	}
	if err := t.grow(ctx, count); err != nil {
		return err
	}
	many, err := t.warm(ctx)
	if err != nil {
		return err
	}
	ratio := float64(many) / float64(few)
	fmt.Fprintf(t.out, "warm page, processor time of the server: %s among %d companies, %s among %d: ratio %.2f (at most %.1f)\n", few, fewTenants, many, count, ratio, maxWarmCost)
	large, err := t.catalog(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "catalog per company: %d kB\n", (large-small)/int64(count-fewTenants)/1024)
	for _, part := range []func(context.Context) error{t.backend, t.claim, t.signUp, t.migrations} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	if ratio > maxWarmCost {
		return fmt.Errorf("a warm page costs %.2f times as much among %d companies", ratio, count)
	}
	return nil
}

func (t *town) grow(ctx context.Context, count int) error {
	m, err := t.maker(nil)
	if err != nil {
		return err
	}
	begin := time.Now() //nolint:forbidigo // a duration
	if err := m.Fill(ctx, count); err != nil {
		return err
	}
	took := time.Since(begin) //nolint:forbidigo // a duration
	fmt.Fprintf(t.out, "%d schemas made in %s: %.1f a second\n", count-fewTenants, took.Round(time.Second), float64(count-fewTenants)/took.Seconds())
	return nil
}

// maker is the program's, with more migrations.
func (t *town) maker(more map[string]string) (*tenant.Maker, error) {
	all, err := testdb.Later(more)
	if err != nil {
		return nil, err
	}
	return tenant.NewMaker(setup.New(t.cfg).Migrator, all, shards)
}

// page8 is the reading of a company's first page: who may do what, and the newest of everything.
var page8 = []string{
	"SELECT ptype, v0, v1, v2, v3 FROM casbin_rule WHERE v0 = 'owner'", "SELECT team_id FROM team_member WHERE user_id = gen_random_uuid()",
	"SELECT id, name FROM contact WHERE deleted_at IS NULL ORDER BY created_at, id LIMIT 50", "SELECT id, name FROM company WHERE deleted_at IS NULL ORDER BY created_at, id LIMIT 50",
	"SELECT id, name FROM deal WHERE deleted_at IS NULL ORDER BY created_at, id LIMIT 50", "SELECT id, title FROM task WHERE deleted_at IS NULL ORDER BY created_at, id LIMIT 50",
	"SELECT id, text FROM activity WHERE deleted_at IS NULL ORDER BY at, id LIMIT 50", "SELECT id, name, position FROM pipeline ORDER BY position",
}

func visit(ctx context.Context, c *pgx.Conn, schema string) error {
	b := &pgx.Batch{}
	for _, s := range []string{"begin", `set local role "` + schema + `"`, `set local search_path = "` + schema + `", ext`} {
		b.Queue(s)
	}
	for _, s := range page8 {
		b.Queue(s)
	}
	b.Queue("commit")
	return c.SendBatch(ctx, b).Close()
}

// someone is a connection like those that serve, and the schemas it may visit.
func (t *town) someone(ctx context.Context, most int) (c *pgx.Conn, schemas []string, err error) {
	cfg, err := pgx.ParseConfig(t.cfg.URL)
	if err != nil {
		return nil, nil, err
	}
	cfg.DefaultQueryExecMode = pgx.QueryExecModeExec
	if c, err = pgx.ConnectConfig(ctx, cfg); err != nil {
		return nil, nil, err
	}
	rows, err := c.Query(ctx, "SELECT schema_name FROM platform.tenant ORDER BY id LIMIT $1", most)
	if err == nil {
		schemas, err = pgx.CollectRows(rows, pgx.RowTo[string])
	}
	return c, schemas, err
}

// warm is the server's processor time for a page of a company whose tables the connection knows.
func (t *town) warm(ctx context.Context) (time.Duration, error) {
	c, schemas, err := t.someone(ctx, 5)
	if err != nil {
		return 0, err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing is lost with it
	pid := int(c.PgConn().PID())
	for n := range 50 { // until it knows them
		if err := visit(ctx, c, schemas[n%len(schemas)]); err != nil {
			return 0, err
		}
	}
	before := cpu(pid)
	for n := range pages {
		if err := visit(ctx, c, schemas[n%len(schemas)]); err != nil {
			return 0, err
		}
	}
	return (cpu(pid) - before) / pages, nil
}

func (t *town) catalog(ctx context.Context) (bytes int64, err error) {
	const q = `SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r'`
	return bytes, t.admin.QueryRow(ctx, q).Scan(&bytes)
}

// backend is the memory of a connection at the moment when it is closed for having served enough.
func (t *town) backend(ctx context.Context) error {
	c, schemas, err := t.someone(ctx, visited)
	if err != nil {
		return err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing is lost with it
	before := pss(int(c.PgConn().PID()))
	for _, s := range schemas {
		if err := visit(ctx, c, s); err != nil {
			return err
		}
	}
	fmt.Fprintf(t.out, "memory of a connection: %.0f MiB new, %.0f MiB after %d companies\n", before, pss(int(c.PgConn().PID())), len(schemas))
	return nil
}

// claim measures how fast companies are given out.
func (t *town) claim(ctx context.Context) error {
	d, err := db.Open(t.cfg)
	if err != nil {
		return err
	}
	defer d.Close() //nolint:errcheck // nothing is lost with it
	m, err := t.maker(nil)
	if err != nil {
		return err
	}
	s := tenant.NewService(event.NewBus(), m, 0)
	language, currency, zone := "en", "EUR", "UTC"
	var next atomic.Int64
	failed := make([]error, atOnce)
	var wg sync.WaitGroup
	begin := time.Now() //nolint:forbidigo // a duration
	for n := range atOnce {
		wg.Go(func() {
			for i := next.Add(1); i <= claims && failed[n] == nil; i = next.Add(1) {
				name := fmt.Sprintf("Claim %d", i)
				failed[n] = d.InPlatform(ctx, func(ctx context.Context) error {
					_, err := s.Claim(ctx, tenant.Draft{Name: &name, Language: &language, Currency: &currency, Timezone: &zone})
					return err
				})
			}
		})
	}
	wg.Wait()
	fmt.Fprintf(t.out, "%d companies claimed, %d at a time: %.0f a second\n", claims, atOnce, claims/time.Since(begin).Seconds()) //nolint:forbidigo // a duration
	return errors.Join(failed...)
}

// migrations measures a roll-out with one worker and with four; in the last one company is broken.
func (t *town) migrations(ctx context.Context) error {
	more := map[string]string{}
	for n, workers := range []int{1, 4, 4} {
		more[fmt.Sprintf("9%03d_bench.sql", n)] = fmt.Sprintf("ALTER TABLE contact ADD COLUMN bench%d int;\nCREATE TABLE bench%d (id uuid PRIMARY KEY);\nCREATE INDEX bench%d_contact ON contact (bench%d);\n", n, n, n, n)
		if n == 2 {
			if err := t.breakOne(ctx); err != nil {
				return err
			}
		}
		m, err := t.maker(more)
		if err != nil {
			return err
		}
		begin := time.Now() //nolint:forbidigo // a duration
		r, err := m.Migrate(ctx, tenant.Rollout{Workers: workers})
		if err != nil || len(r.Failures) == 0 && r.Done == 0 {
			return errors.Join(err, errors.New("nothing was migrated"))
		}
		took := time.Since(begin) //nolint:forbidigo // a duration
		fmt.Fprintf(t.out, "migration, %d workers: %d of %d companies arrived in %s, %s each\n", workers, r.Done, r.Done+len(r.Failures),
			took.Round(time.Millisecond), (took / time.Duration(r.Done)).Round(10*time.Microsecond))
		for _, f := range r.Failures {
			fmt.Fprintf(t.out, "  stayed, readable, on its old version: %s: %v\n", f.Schema, f.Err)
		}
	}
	return nil
}

func (t *town) breakOne(ctx context.Context) error {
	var schema string
	if err := t.admin.QueryRow(ctx, `SELECT schema_name FROM platform.tenant WHERE state = 'trialing' ORDER BY id DESC LIMIT 1`).Scan(&schema); err != nil {
		return err
	}
	_, err := t.admin.Exec(ctx, "CREATE TABLE "+schema+".bench2 (id int)")
	return err
}
