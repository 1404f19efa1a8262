package bench

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	turns       = 6 // of each side, alternating: what else the machine does meets both
	warmUps     = 50
	floorOrigin = "http://" + floorAddress
)

// act is the nth of its kind; n counts through all turns.
type act func(ctx context.Context, n int) error

// contest is the same work, given to the program and to the floor.
type contest struct {
	what     string
	us, them act
	clients  int           // at the same time; 0 means one
	each     int           // acts of a side in a turn
	of       int           // parts of an act that are counted in its place, such as rows of a file; 0 means one
	writes   bool          // leaves work to the queue: it is waited for, and counted
	most     float64       // of the ratio of the servers' processor time; 0 without a goal
	within   time.Duration // the program's p95; 0 without a goal
}

// spent is processor time: of the program or the floor itself, and of PostgreSQL for it.
type spent struct{ own, db time.Duration }

func (s spent) all() time.Duration { return s.own + s.db }

// side is what one of both took.
type side struct {
	times
	spent
	wall time.Duration
}

// outcome is what both took.
type outcome struct{ us, them side }

// own, db and both are how many times as much processor time the program took as the floor: itself, in PostgreSQL, and together.
func (o outcome) own() float64  { return ratio(float64(o.them.own), float64(o.us.own)) }
func (o outcome) db() float64   { return ratio(float64(o.them.db), float64(o.us.db)) }
func (o outcome) both() float64 { return ratio(float64(o.them.all()), float64(o.us.all())) }

// missed are the goals of a contest that were not reached.
func (c contest) missed(o outcome) []error {
	return misses(
		goal{c.what + ": processor time of the server against the floor's", o.own(), c.most, ""},
		goal{c.what + ": p95", at(o.us.times, 0.95) / float64(time.Millisecond), float64(c.within.Milliseconds()), " ms"})
}

// goal is a figure with the most that it may be; 0 is no goal.
type goal struct {
	what      string
	got, most float64
	unit      string
}

// misses tells which figures are more than they may be. What could not be measured is missed, too.
func misses(all ...goal) (failed []error) {
	for _, g := range all {
		if met := g.got <= g.most; g.most > 0 && !met { // not a number meets nothing
			failed = append(failed, fmt.Errorf("%s: %.2f%s, at most %.2f%s", g.what, g.got, g.unit, g.most, g.unit))
		}
	}
	return failed
}

// races holds one contest after the other, prints all that was measured and returns the goals that were missed.
func (r *rig) races(ctx context.Context, f *floor, all []contest) (failed []error, err error) {
	t := tabwriter.NewWriter(r.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "\n\t\tdone\tper second\tp50\tp95\tp99\tserver CPU per 1,000\tof PostgreSQL\ttogether\t\n")
	for _, c := range all {
		o, err := r.race(ctx, f, c)
		if err != nil {
			return nil, errors.Join(t.Flush(), fmt.Errorf("%s: %w", c.what, err)) // what was measured is worth showing
		}
		fmt.Fprintf(t, "%s\tKith\t%s\n\tfloor\t%s\n", c.what, o.us.line(max(c.of, 1)), o.them.line(max(c.of, 1)))
		most := ""
		if c.most > 0 {
			most = fmt.Sprintf(" (at most %.1f)", c.most)
		}
		fmt.Fprintf(t, "\tratio\t\t\t\t\t\t%.2f%s\t%.2f\t%.2f\t\n", o.own(), most, o.db(), o.both())
		failed = append(failed, c.missed(o)...)
	}
	return failed, t.Flush()
}

// line are the figures of a side as cells of the table. Throughput and processor time are of the parts of its acts.
func (s side) line(of int) string {
	ms := func(p float64) float64 { return at(s.times, p) / float64(time.Millisecond) }
	parts := float64(len(s.times) * of)
	per := func(d time.Duration) float64 { return d.Seconds() * 1000 / parts }
	return fmt.Sprintf("%.0f\t%.0f\t%.2f ms\t%.2f ms\t%.2f ms\t%.2f s\t%.2f s\t%.2f s\t", parts, parts/s.wall.Seconds(), ms(0.5), ms(0.95), ms(0.99), per(s.own), per(s.db), per(s.all()))
}

// race asks both in turns, after a few acts that don't count.
func (r *rig) race(ctx context.Context, f *floor, c contest) (o outcome, err error) {
	r.session = session{} // a new one: it lasts for minutes
	if _, err := r.token(ctx); err != nil {
		return o, err
	}
	var warm outcome
	n := 0
	for turn := range turns + 1 {
		to, acts := &o, c.each
		if turn == 0 {
			to, acts = &warm, min(warmUps, c.each)
		}
		if err := r.turn(ctx, c, turnOf{&to.us, c.us, r.server.PID(), n, acts}); err != nil {
			return o, err
		}
		if err := r.turn(ctx, c, turnOf{&to.them, c.them, f.pid(), n, acts}); err != nil {
			return o, fmt.Errorf("floor: %w", err)
		}
		n += acts
	}
	return o, nil
}

// turnOf says whose turn it is: what a process is given, from the nth act on, and where it is noted what that took.
type turnOf struct {
	*side
	do       act
	pid      int
	from, of int
}

// turn has the clients do the acts of one turn. What they leave to the queue is part of it.
func (r *rig) turn(ctx context.Context, c contest, t turnOf) error {
	before, took := r.spent(t.pid), make(times, t.of)
	begin := time.Now() //nolint:forbidigo // a duration
	err := inParallel(max(c.clients, 1), t.of, func(i int) error {
		start := time.Now() //nolint:forbidigo // a duration
		err := t.do(ctx, t.from+i)
		took[i] = time.Since(start) //nolint:forbidigo // a duration
		return err
	})
	t.wall += time.Since(begin) //nolint:forbidigo // a duration
	if err == nil && c.writes {
		err = r.quiet(ctx)
	}
	after := r.spent(t.pid)
	t.times, t.own, t.db = append(t.times, took...), t.own+after.own-before.own, t.db+after.db-before.db
	return err
}

func (r *rig) spent(pid int) spent { return spent{cpu(pid), cpu(r.db.PID())} }

// quiet returns when nothing is in the queue that could be done now.
func (r *rig) quiet(ctx context.Context) error {
	c, err := pgx.Connect(ctx, r.db.URL(database))
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is lost with it
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for busy := true; busy; {
		const q = `SELECT EXISTS (SELECT FROM river.river_job WHERE state IN ('available', 'running') AND scheduled_at <= now())`
		if err := c.QueryRow(ctx, q).Scan(&busy); err != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil
}

// machine prints what was measured on, and what else it does at the moment.
func (r *rig) machine(ctx context.Context) error {
	c, err := pgx.Connect(ctx, r.db.URL(database))
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is lost with it
	var version string
	if err := c.QueryRow(ctx, "SHOW server_version").Scan(&version); err != nil {
		return err
	}
	fmt.Fprintf(r.out, "%d processors, load average %s, %s, PostgreSQL %s\n", runtime.NumCPU(), average(), runtime.Version(), version)
	return nil
}

// question is a path and what is posted to it; without a body it is a reading.
type question struct {
	path string
	body any
}

// asked asks for a path, with one of the wordings in place of its %s, in turn.
func asked(path string, wordings ...string) func(int) question {
	return func(n int) question {
		if len(wordings) == 0 {
			return question{path: path}
		}
		return question{path: fmt.Sprintf(path, url.QueryEscape(wordings[n%len(wordings)]))}
	}
}

// ours puts the nth question to the program.
func (r *rig) ours(q func(n int) question) act {
	return func(ctx context.Context, n int) error { return r.ask(ctx, q(n).path, q(n).body, nil) }
}

// theirs puts the nth question to the floor.
func theirs(q func(n int) question) act {
	return func(ctx context.Context, n int) error {
		return call(ctx, request{url: floorOrigin + q(n).path, body: q(n).body}, nil)
	}
}
