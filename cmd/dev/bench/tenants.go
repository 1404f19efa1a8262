package bench

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/cmd/dev/bench/load"
	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/db/setup"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

const (
	fewTenants  = 10
	shards      = 16
	maxWarmCost = 1.2 // a page of one company among many, against the same among ten
)

// town is a rig with many companies. Its program never makes one itself: their number is the bench's business.
type town struct {
	*rig
	cfg    db.Config
	admin  *pgx.Conn
	signed int // sign-ups so far
}

// Tenants makes ten companies, measures, makes count, and measures the same again, in one run.
func Tenants(ctx context.Context, out io.Writer, repo string, count int) error {
	if count < visited {
		return fmt.Errorf("%d companies are too few: a connection serves %d of them", count, visited)
	}
	t := &town{rig: &rig{out: out}}
	defer t.close()
	if err := t.open(ctx, repo); err != nil {
		return err
	}
	defer t.admin.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the measurement is over
	return t.compare(ctx, count)
}

// open starts the program's database, without a single company in it.
func (t *town) open(ctx context.Context, repo string) (err error) {
	if err := t.prepare(ctx, repo); err != nil {
		return err
	}
	if err := t.command(ctx, "migrate"); err != nil {
		return err
	}
	t.cfg = db.Config{URL: t.db.URL(database), Shards: shards, PoolSize: 8, WriteJobs: job.Write}
	t.admin, err = pgx.Connect(ctx, t.cfg.URL)
	return err
}

// compare measures among ten and among count companies, and prints the figures side by side.
func (t *town) compare(ctx context.Context, count int) error {
	few, err := t.stage(ctx, fewTenants)
	if err != nil {
		return err
	}
	if err := t.renew(ctx); err != nil {
		return err
	}
	many, err := t.stage(ctx, count)
	if err != nil {
		return err
	}
	if err := t.print(few, many); err != nil {
		return err
	}
	if err := t.oneBroken(ctx); err != nil {
		return err
	}
	if r := ratio(few.page(), many.page()); r > maxWarmCost {
		return fmt.Errorf("a warm page costs %.2f times as much among %d companies", r, count)
	}
	return nil
}

// stage makes count companies of those there are, and measures.
func (t *town) stage(ctx context.Context, count int) (f figures, err error) {
	f.count = count
	begin := time.Now() //nolint:forbidigo // a duration
	for _, part := range []struct {
		name string
		do   func(context.Context, *figures) error
	}{
		{"companies made", t.grow}, {"warm page", t.warm}, {"memory", t.memoryOfOne}, {"claims", t.claims},
		{"sign-ups", t.signUps}, {"migrations", t.migrations},
	} {
		if err := part.do(ctx, &f); err != nil {
			return f, fmt.Errorf("%s among %d companies: %w", part.name, count, err)
		}
		fmt.Fprintf(t.out, "among %d companies: %s (%s)\n", count, part.name, since(begin))
	}
	return f, nil
}

// grow makes the companies, and weighs the catalog of the database before and after. The program is started when it has
// some to give out.
func (t *town) grow(ctx context.Context, f *figures) error {
	before, had, err := t.catalog(ctx)
	if err != nil {
		return err
	}
	m, err := t.maker(nil)
	if err != nil {
		return err
	}
	begin := time.Now() //nolint:forbidigo // a duration
	if err := m.Fill(ctx, f.count); err != nil {
		return err
	}
	took := time.Since(begin) //nolint:forbidigo // a duration
	after, have, err := t.catalog(ctx)
	if err != nil {
		return err
	}
	f.made = float64(have-had) / took.Seconds()
	f.catalog = float64(after-before) / float64(have-had)
	if t.server != nil {
		return nil
	}
	return t.serve(ctx)
}

// catalog is the size of the database's catalog, packed so that what was dropped does not count, and the number of
// companies and spares in it.
func (t *town) catalog(ctx context.Context) (bytes int64, schemas int, err error) {
	rows, err := t.admin.Query(ctx, `SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r'`)
	if err != nil {
		return 0, 0, err
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return 0, 0, err
	}
	for _, name := range tables {
		if _, err := t.admin.Exec(ctx, "VACUUM FULL "+name); err != nil {
			return 0, 0, err
		}
	}
	const q = `SELECT (SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r')::bigint,
		(SELECT count(*) FROM platform.tenant WHERE state <> 'purged')`
	return bytes, schemas, t.admin.QueryRow(ctx, q).Scan(&bytes, &schemas)
}

// maker is the program's, with more migrations.
func (t *town) maker(more map[string]string) (*tenant.Maker, error) {
	all, err := testdb.Later(more)
	if err != nil {
		return nil, err
	}
	return tenant.NewMaker(setup.New(t.cfg).Migrator, all, shards)
}

// renew drops every company and makes ten spares in their place.
func (t *town) renew(ctx context.Context) error {
	rows, err := t.admin.Query(ctx, `UPDATE platform.tenant SET state = 'pending_purge' WHERE state <> 'purged' RETURNING id`)
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	m, err := t.maker(nil)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := drop(ctx, m, id); err != nil {
			return err
		}
	}
	return m.Fill(ctx, fewTenants)
}

// drop drops a company at once, where the program would try again with its next job: work of a sign-up may still be in its tables.
func drop(ctx context.Context, m *tenant.Maker, id int64) (err error) {
	for range 5 {
		if err = m.Drop(ctx, id); db.State(err) != "40P01" && db.State(err) != "55P03" {
			return err
		}
	}
	return err
}

// Crowd says how many companies there are, and how they are asked.
type Crowd struct {
	Tenants, Minutes int
	Rate             float64
	Seed             uint64
}

const (
	crowdUsers  = 200
	crowdWarmUp = 2 * time.Minute
	crowdRest   = 30 * time.Second
)

// Load asks a program with many companies for a long time, and demands that it neither fails, loses, leaks nor grows.
func Load(ctx context.Context, out io.Writer, repo string, c Crowd) error {
	metrics, err := free(ctx)
	if err != nil {
		return err
	}
	t := &town{rig: &rig{out: out, more: []string{"KITH_METRICS_ADDRESS=" + metrics}}}
	defer t.close()
	if err := t.open(ctx, repo); err != nil {
		return err
	}
	defer t.admin.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the measurement is over
	guests, err := t.people(ctx, c.Tenants)
	if err != nil {
		return err
	}
	plan := load.Plan{Users: crowdUsers, Rate: c.Rate, WarmUp: crowdWarmUp, Lasts: time.Duration(c.Minutes) * time.Minute, Rest: crowdRest, Seed: c.Seed}
	plan.WarmUp = min(plan.WarmUp, plan.Lasts)
	on := load.Program{Base: t.base, Metrics: "http://" + metrics + "/metrics", PID: t.server.PID(), DB: t.admin,
		Work: func() time.Duration { return cpu(t.server.PID()) + cpu(t.db.PID()) }}
	if err := load.Run(ctx, out, plan, on, guests); err != nil {
		return err
	}
	return t.command(ctx, "audit") // fails unless all that has to be true of the data is
}

// people makes so many companies and signs an owner up for each.
func (t *town) people(ctx context.Context, count int) ([]*load.Guest, error) {
	m, err := t.maker(nil)
	if err != nil {
		return nil, err
	}
	begin := time.Now() //nolint:forbidigo // a duration
	if err := m.Fill(ctx, count); err != nil {
		return nil, err
	}
	if err := t.serve(ctx); err != nil {
		return nil, err
	}
	if err := inParallel(atOnce, count, func(i int) error { _, err := t.oneSignUp(ctx, i); return err }); err != nil {
		return nil, err
	}
	fmt.Fprintf(t.out, "%d companies made and signed up: %s\n", count, since(begin))
	guests := make([]*load.Guest, count)
	for n := range guests {
		guests[n] = &load.Guest{Email: fmt.Sprintf("founder%d@bench%d.example", n, n), Password: "Harbour-Lantern-27"}
		const q = "SELECT schema_name FROM platform.tenant WHERE name = $1"
		if err := t.admin.QueryRow(ctx, q, fmt.Sprintf("Bench %d", n)).Scan(&guests[n].Schema); err != nil {
			return nil, err
		}
	}
	return guests, nil
}
