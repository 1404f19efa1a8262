package bench

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	maxFloor  = 2.5 // how much more of the processor a request may take than the floor's
	turns     = 6   // of each side, alternating
	perTurn   = 50  // requests
	warmUps   = 20
	crmOrigin = "http://" + floorAddress
)

// contest is the same question, in several wordings, to the program and to the floor. Each has its paths.
type contest struct {
	what   string
	path   string // of the program, with %s for the wording
	floor  string // of the floor
	asked  []string
	create map[string]string // what is posted; nil for reading
}

// outcome is what both took.
type outcome struct{ us, them side }

type side struct {
	times
	cpu time.Duration
}

func (s side) each() float64 { return float64(s.cpu.Microseconds()) / 1000 / float64(len(s.times)) }

// CRM measures the daily requests in a company with 100,000 people, 10,000 deals and 1,000,000 activities.
func CRM(ctx context.Context, out io.Writer, repo string) error {
	r := &rig{out: out, spares: 1}
	defer r.close()
	if err := r.start(ctx, repo); err != nil {
		return err
	}
	w, err := r.stock(ctx)
	if err != nil {
		return err
	}
	floor, err := startFloor(ctx, r.db.URL(database), w.schema)
	if err != nil {
		return err
	}
	defer floor.close()
	return r.contests(ctx, floor, w)
}

// contests prints a table of all of them.
func (r *rig) contests(ctx context.Context, f *floor, w world) error {
	t := tabwriter.NewWriter(r.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "\n\tp50\tp95\tCPU\tfloor p50\tp95\tCPU\tratio of CPU\tat most\t\n")
	for _, c := range daily(w) {
		var s session // a new one for each: it lasts for minutes
		if err := call(ctx, request{url: r.base + "/api/v1/auth/login", body: map[string]string{"email": "ana@en.demo.example", "password": "Harbour-Lantern-27"}}, &s); err != nil {
			return err
		}
		o, err := r.run(ctx, f, c, s.AccessToken)
		if err != nil {
			return fmt.Errorf("%s: %w", c.what, err)
		}
		ms := func(s side, p float64) string {
			return fmt.Sprintf("%.2f ms", at(s.times, p)/float64(time.Millisecond))
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%.2f ms\t%s\t%s\t%.2f ms\t%.2f\t%.1f\t\n", c.what, ms(o.us, 0.5), ms(o.us, 0.95), o.us.each(), ms(o.them, 0.5), ms(o.them, 0.95), o.them.each(),
			o.us.each()/o.them.each(), maxFloor)
	}
	return t.Flush()
}

// daily are the requests of a day. Searches are of names in three scripts, numbers, addresses and notes.
func daily(w world) []contest {
	const api, none = "/api/v1", ""
	exact := []string{"kowalski", "Anna Now", "शर्मा", "Смирнов", "person1234", "6000012", "example.com 77", "dach", "अनुबंध", "Roof 77"}
	wrong := []string{"kowlaski", "Wisniewzki", "शरमा", "смирнав", "Lewandowsky", "katarzzyna", "johnsno"}
	return []contest{
		{"list: 50 people by name", api + "/contacts?sort=name&limit=50%s", "/contacts?%s", []string{none}, nil},
		{"list: 50 people by creation", api + "/contacts?sort=createdAt&limit=50%s", "/newest?%s", []string{none}, nil},
		{"list narrowed by a part", api + "/contacts?limit=50&q=%s", "/narrowed?q=%s", []string{"kowal", "person12", "शर्म"}, nil},
		{"page: one person", api + "/contacts/%s", "/contact?id=%s", w.people, nil},
		{"search as it is written", api + "/search?q=%s", "/search?q=%s", exact, nil},
		{"search with mistakes", api + "/search?q=%s", "/search?q=%s", wrong, nil},
		{"board of 10,000 deals", api + "/board?%s", "/board?%s", []string{none}, nil},
		{"timeline of a person", api + "/timeline?kind=contact&id=%s", "/timeline?id=%s", w.people, nil},
		{"create one person", api + "/contacts?%s", "/create?%s", []string{none}, map[string]string{"firstName": "Nora", "lastName": "Nowicka", "email": "nora@example.com", "phone": "+48501502503"}},
	}
}

// run asks both in turns and counts only the processor time of the servers.
func (r *rig) run(ctx context.Context, f *floor, c contest, token string) (o outcome, err error) {
	ask := func(s *side, base, path, token string, pid, n int) error {
		before := cpu(pid) + cpu(r.db.PID())
		for i := range n {
			q := request{url: base + fmt.Sprintf(path, url.QueryEscape(c.asked[(len(s.times)+i)%len(c.asked)])), token: token}
			if c.create != nil {
				q.body = c.create
			}
			begin := time.Now() //nolint:forbidigo // a duration
			if err := call(ctx, q, nil); err != nil {
				return err
			}
			s.times = append(s.times, time.Since(begin)) //nolint:forbidigo // a duration
		}
		s.cpu += cpu(pid) + cpu(r.db.PID()) - before
		return nil
	}
	var warm outcome
	for turn := range turns + 1 {
		to, n := &o, perTurn
		if turn == 0 {
			to, n = &warm, warmUps
		}
		if err := ask(&to.us, r.base, c.path, token, r.server.PID(), n); err != nil {
			return o, err
		}
		if err := ask(&to.them, crmOrigin, c.floor, "", f.pid(), n); err != nil {
			return o, err
		}
	}
	return o, nil
}

// world is what is in the company.
type world struct {
	schema string
	people []string // ids of some
}

// stock fills the company by SQL and prints what the indexes of the search weigh and take.
func (r *rig) stock(ctx context.Context) (w world, err error) {
	if w.schema, err = r.fill(ctx); err != nil {
		return w, err
	}
	c, err := pgx.Connect(ctx, r.db.URL(database))
	if err != nil {
		return w, err
	}
	defer c.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is lost with it
	if _, err := c.Exec(ctx, "SET search_path = "+w.schema+", ext; SET maintenance_work_mem = '256MB'"); err != nil {
		return w, err
	}
	for _, step := range crmSteps {
		begin := time.Now() //nolint:forbidigo // a duration
		if _, err := c.Exec(ctx, step.sql); err != nil {
			return w, fmt.Errorf("%s: %w", step.what, err)
		}
		fmt.Fprintf(r.out, "  %s: %s\n", step.what, since(begin))
	}
	if err := r.weigh(ctx, c); err != nil {
		return w, err
	}
	rows, err := c.Query(ctx, "SELECT id::text FROM contact ORDER BY id LIMIT 200")
	if err != nil {
		return w, err
	}
	w.people, err = pgx.CollectRows(rows, pgx.RowTo[string])
	return w, err
}

// weigh prints the sizes of tables and of the indexes by which is searched.
func (r *rig) weigh(ctx context.Context, c *pgx.Conn) error {
	for _, name := range []string{"contact", "contact_search", "deal_search", "activity", "activity_words"} {
		var size string
		if err := c.QueryRow(ctx, "SELECT pg_size_pretty(pg_relation_size(to_regclass($1)))", name).Scan(&size); err != nil {
			return err
		}
		fmt.Fprintf(r.out, "  %s: %s\n", name, size)
	}
	return nil
}
