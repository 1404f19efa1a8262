package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

const (
	visited  = 200 // tenants that one connection serves before it is closed
	visitors = 5   // companies whose pages are read
	pages    = 150 // read in a round
	repeats  = 20  // of pages, in turns with the yardstick; of migrations among ten companies: the mean counts
	atATime  = 10  // companies given out before those among ten are replaced
	givenOut = 200 // companies claimed
	comers   = 100 // companies signed up
)

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

// house is a company's schema and the number of the login role that may visit it.
type house struct {
	SchemaName string
	Shard      int
}

func (t *town) houses(ctx context.Context, most int) ([]house, error) {
	rows, err := t.admin.Query(ctx, "SELECT schema_name, shard FROM platform.tenant WHERE state <> 'purged' ORDER BY id LIMIT $1", most)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[house])
}

// connect is a connection like those that serve.
func (t *town) connect(ctx context.Context, role string) (*pgx.Conn, error) {
	cfg, err := t.cfg.LoginConfig(role)
	if err != nil {
		return nil, err
	}
	return pgx.ConnectConfig(ctx, cfg)
}

// guests are connections that know one company each.
type guests struct {
	conns  []*pgx.Conn
	houses []house
}

func (t *town) invite(ctx context.Context) (g guests, err error) {
	if g.houses, err = t.houses(ctx, visitors); err != nil {
		return g, err
	}
	for _, h := range g.houses {
		c, err := t.connect(ctx, db.ShardLogin(h.Shard))
		if err != nil {
			return g, err
		}
		g.conns = append(g.conns, c)
	}
	return g, g.visit(ctx, 10*len(g.houses))
}

func (g guests) close(ctx context.Context) {
	for _, c := range g.conns {
		c.Close(ctx) //nolint:errcheck // nothing is lost with it
	}
}

// visit reads n pages, one company after the other.
func (g guests) visit(ctx context.Context, n int) error {
	for i := range n {
		who := i % len(g.conns)
		if err := visit(ctx, g.conns[who], g.houses[who].SchemaName); err != nil {
			return err
		}
	}
	return nil
}

func (g guests) cpu() (sum time.Duration) {
	for _, c := range g.conns {
		sum += cpu(int(c.PgConn().PID()))
	}
	return sum
}

// yardstick is work of the server that has nothing to do with companies, of about the length of a page.
const yardstick = "SELECT sum(hashint4(n)) FROM generate_series(1, 5000) n"

func (g guests) count(ctx context.Context, n int) error {
	for i := range n {
		if _, err := g.conns[i%len(g.conns)].Exec(ctx, yardstick); err != nil {
			return err
		}
	}
	return nil
}

// warm is the server's processor time for a page of a company whose tables the connection knows, and in turns with it that
// for the yardstick: what else the machine does makes both dearer.
func (t *town) warm(ctx context.Context, f *figures) error {
	g, err := t.invite(ctx)
	defer g.close(context.WithoutCancel(ctx))
	if err != nil {
		return err
	}
	for range repeats {
		if f.warm, err = g.cost(ctx, g.visit, f.warm); err != nil {
			return err
		}
		if f.yardstick, err = g.cost(ctx, g.count, f.yardstick); err != nil {
			return err
		}
	}
	return nil
}

// cost adds the share of one round of pages to the mean.
func (g guests) cost(ctx context.Context, round func(context.Context, int) error, mean float64) (float64, error) {
	before := g.cpu()
	err := round(ctx, pages)
	return mean + float64(g.cpu()-before)/(pages*repeats), err
}

var anonymous = regexp.MustCompile(`RssAnon:\s+(\d+) kB`)

// private is the memory of a process that is its own, in MiB.
func private(pid int) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	m := anonymous.FindSubmatch(status)
	if m == nil {
		return 0, errors.New("the system does not tell what memory is a process's own")
	}
	kB, err := strconv.ParseFloat(string(m[1]), 64)
	return kB / 1024, err
}

// memoryOfOne is what a connection weighs when it is new, after ten companies, and at the moment when it is closed for
// having served enough of them.
func (t *town) memoryOfOne(ctx context.Context, f *figures) error {
	c, err := t.connect(ctx, t.admin.Config().User) // may visit all: those that serve may visit a part each
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is lost with it
	pid := int(c.PgConn().PID())
	if f.fresh, err = private(pid); err != nil {
		return err
	}
	houses, err := t.houses(ctx, visited)
	for n := 0; n < len(houses) && err == nil; n++ {
		if err = visit(ctx, c, houses[n].SchemaName); err != nil {
			return err
		}
		switch n + 1 {
		case fewTenants:
			f.ten, err = private(pid)
		case visited:
			f.full, err = private(pid)
		}
	}
	return err
}

// claims measures how fast companies are given out, a few at a time; they are taken back in between.
func (t *town) claims(ctx context.Context, f *figures) error {
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
	var took time.Duration
	for n := 0; n < givenOut; n += atATime {
		begin := time.Now() //nolint:forbidigo // a duration
		err := inParallel(atOnce, atATime, func(i int) error {
			return d.InPlatform(ctx, func(ctx context.Context) error {
				_, err := s.Claim(ctx, draft(n+i))
				return err
			})
		})
		took += time.Since(begin) //nolint:forbidigo // a duration
		if err != nil {
			return err
		}
		if err := t.takeBack(ctx); err != nil {
			return err
		}
	}
	f.claims = givenOut / took.Seconds()
	return nil
}

func draft(n int) tenant.Draft {
	name, language, currency, zone := fmt.Sprintf("Claim %d", n), "en", "EUR", "UTC"
	return tenant.Draft{Name: &name, Language: &language, Currency: &currency, Timezone: &zone}
}

// takeBack makes spares of the companies that were claimed: nobody has been in them.
func (t *town) takeBack(ctx context.Context) error {
	_, err := t.admin.Exec(ctx, `UPDATE platform.tenant SET state = 'spare', slug = NULL, name = '', claimed_at = NULL, trial_ends_at = NULL WHERE state = 'trialing'`)
	return err
}

// signUps measures how long it takes from the click on the mailed link until the new company answers. Among ten companies
// those that were given out are replaced after every ten, so that there never are more.
func (t *town) signUps(ctx context.Context, f *figures) error {
	for n := 0; n < comers; n += atATime {
		all := make(times, atATime)
		err := inParallel(atOnce, atATime, func(i int) (err error) {
			all[i], err = t.oneSignUp(ctx, t.signed+i)
			return err
		})
		if err != nil {
			return err
		}
		t.signed += atATime
		f.signUps = append(f.signUps, all...)
		if f.count > fewTenants {
			continue
		}
		if err := t.renew(ctx); err != nil {
			return err
		}
	}
	return nil
}

// inParallel calls f with 0 to n-1, so many at the same time, and with no more when one fails.
func inParallel(clients, n int, f func(i int) error) error {
	failed := make([]error, n)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, clients) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if failed[i] = f(i); failed[i] != nil {
					next.Store(int64(n))
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(failed...)
}
