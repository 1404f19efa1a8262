package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	windows       = 40 // of calm, and as many of trouble, in turns: short ones, so that what else the machine does is in both
	perWindow     = 50 // requests of the neighbour
	pace          = 15 * time.Millisecond
	crowdOf       = 12 // clients of the company in trouble: more than the pool has connections
	maxNeighbour  = 2.0
	settleBetween = 300 * time.Millisecond
)

// street is a rig with a company in trouble and its neighbour, who share one login role and so one pool.
type street struct {
	*rig
	admin    *pgx.Conn
	schema   string  // of the company in trouble
	troubled session // its owner's
	calm     session // the neighbour's
	made     int     // companies so far
}

// trouble is what befalls a company: its database is prepared once, then its clients ask the paths, so many of each, for
// the length of a window.
type trouble struct {
	name    string
	prepare []string       // statements, in the company's schema
	hold    string         // a statement whose transaction stays open for the window; empty for none
	ask     map[string]int // clients by path
}

// endless makes every reading of companies run until the server stops it: what tells whose rows may be read takes hours.
var endless = []string{
	"INSERT INTO company (id, name, version, created_at, updated_at) VALUES (gen_random_uuid(), 'Endless', 1, now(), now())",
	"ALTER TABLE company ENABLE ROW LEVEL SECURITY",
	"CREATE POLICY endless ON company USING ((SELECT sum(a::bigint * b) FROM generate_series(1, 100000) a, generate_series(1, 100000) b) IS NOT NULL)",
}

const lockTask = "LOCK TABLE task IN ACCESS EXCLUSIVE MODE"

var troubles = []trouble{
	{"a locked table, its pool full (F9)", nil, lockTask, map[string]int{"/tasks": crowdOf}},
	{"an endless report (R4)", endless, "", map[string]int{"/companies": 1}},
	{"an endless report, its pool full (R4)", endless, lockTask, map[string]int{"/companies": 1, "/tasks": crowdOf}},
}

// Neighbour measures how long a company's requests take while the one beside it is in trouble, against the calm between.
func Neighbour(ctx context.Context, out io.Writer, repo string) error {
	s := &street{rig: &rig{out: out, spares: 2 + 2*len(troubles), more: []string{"KITH_SHARDS=1"}}}
	defer s.close()
	if err := s.start(ctx, repo); err != nil {
		return err
	}
	admin, err := pgx.Connect(ctx, s.db.URL(database))
	if err != nil {
		return err
	}
	defer admin.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the measurement is over
	s.admin = admin
	return s.measure(ctx)
}

func (s *street) measure(ctx context.Context) error {
	fmt.Fprintf(s.out, "%d processors; %d requests of the neighbour in calm and %d in trouble, in turns\n", runtime.NumCPU(), windows*perWindow, windows*perWindow)
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "\nthe company has\tp50 calm\ttrouble\tp99 calm\ttrouble\tratio\tat most\terrors\tconnections it held\t\n")
	var failed error
	for _, t := range troubles {
		r, err := s.befall(ctx, t)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		fmt.Fprintf(w, "%s\t%s\t%.1f\t%d\t%d\t\n", t.name, r, maxNeighbour, r.errors, r.held)
		if r.ratio() > maxNeighbour || r.errors > 0 {
			failed = errors.Join(failed, fmt.Errorf("%s: the neighbour's p99 is %.2f times as long, %d of its requests failed", t.name, r.ratio(), r.errors))
		}
	}
	return errors.Join(w.Flush(), failed)
}

// noticed is what the neighbour noticed, and how many connections the company in trouble held in every window.
type noticed struct {
	calm, trouble times
	errors, held  int
}

func (n noticed) ratio() float64 { return ratio(at(n.calm, 0.99), at(n.trouble, 0.99)) }

func (n noticed) String() string {
	ms := func(t times, p float64) float64 { return at(t, p) / float64(time.Millisecond) }
	return fmt.Sprintf("%.1f ms\t%.1f ms\t%.1f ms\t%.1f ms\t%.2f", ms(n.calm, 0.5), ms(n.trouble, 0.5), ms(n.calm, 0.99), ms(n.trouble, 0.99), n.ratio())
}

// befall lets trouble come over a new company, time and again, and measures its neighbour.
func (s *street) befall(ctx context.Context, t trouble) (n noticed, err error) {
	if err := s.move(ctx, t.prepare); err != nil {
		return n, err
	}
	warm := noticed{}
	n.held = math.MaxInt
	s.ask(ctx, &warm.calm, &warm)
	for range windows {
		s.ask(ctx, &n.calm, &n)
		end, err := s.begin(ctx, t)
		if err != nil {
			return n, err
		}
		held, err := s.held(ctx)
		if err != nil {
			return n, err
		}
		n.held = min(n.held, held)
		s.ask(ctx, &n.trouble, &n)
		if err := end(); err != nil {
			return n, err
		}
	}
	return n, ctx.Err()
}

// move signs two companies up, and prepares the one that trouble will come over.
func (s *street) move(ctx context.Context, prepare []string) (err error) {
	for _, who := range []*session{&s.troubled, &s.calm} {
		if *who, _, err = s.found(ctx, s.made); err != nil {
			return err
		}
		s.made++
	}
	const q = `SELECT schema_name FROM platform.tenant WHERE name = $1`
	if err := s.admin.QueryRow(ctx, q, fmt.Sprintf("Bench %d", s.made-2)).Scan(&s.schema); err != nil {
		return err
	}
	for _, sql := range append([]string{"SET search_path = " + s.schema}, prepare...) {
		if _, err := s.admin.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// ask has the neighbour make the requests of a window, at its own pace: two lists and a new contact, in turns.
func (s *street) ask(ctx context.Context, all *times, n *noticed) {
	for i := range perWindow {
		r := request{url: s.base + []string{"/api/v1/contacts", "/api/v1/board", "/api/v1/contacts"}[i%3], token: s.calm.AccessToken}
		if i%3 == 2 {
			r.body = map[string]string{"firstName": "Nora"}
		}
		begin := time.Now() //nolint:forbidigo // a duration
		if call(ctx, r, nil) != nil {
			n.errors++
		}
		*all = append(*all, time.Since(begin)) //nolint:forbidigo // a duration
		time.Sleep(pace)
	}
}

// begin lets trouble come; end lifts it and waits until nothing of it is left.
func (s *street) begin(ctx context.Context, t trouble) (end func() error, err error) {
	tx, err := s.admin.Begin(ctx)
	if err == nil && t.hold != "" {
		_, err = tx.Exec(ctx, t.hold)
	}
	if err != nil {
		return nil, err
	}
	asking, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	for path, clients := range t.ask {
		for range clients {
			wg.Go(func() { s.insist(asking, path) })
		}
	}
	time.Sleep(settleBetween)
	return func() error {
		stop()
		wg.Wait()
		if err := tx.Rollback(ctx); err != nil {
			return err
		}
		return s.calmDown(ctx)
	}, nil
}

// insist asks for a page of the company in trouble again and again, whatever it is told.
func (s *street) insist(ctx context.Context, path string) {
	for ctx.Err() == nil {
		call(ctx, request{url: s.base + "/api/v1" + path, token: s.troubled.AccessToken}, nil) //nolint:errcheck // it is in trouble
	}
}

const underWay = ` FROM pg_stat_activity WHERE usename LIKE 'kith_app_%' AND state = 'active'`

// held is how many statements are under way while the neighbour does nothing.
func (s *street) held(ctx context.Context) (n int, err error) {
	return n, s.admin.QueryRow(ctx, "SELECT count(pid)"+underWay).Scan(&n)
}

// calmDown ends the statements that nobody waits for any more.
func (s *street) calmDown(ctx context.Context) error {
	for range 100 {
		var busy int
		if err := s.admin.QueryRow(ctx, "SELECT count(pg_cancel_backend(pid))"+underWay).Scan(&busy); err != nil {
			return err
		}
		time.Sleep(settleBetween)
		if busy == 0 {
			return nil
		}
	}
	return errors.New("statements of the company in trouble don't end")
}
