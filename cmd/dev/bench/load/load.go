// Package load is the client's side of a long trial: people of many companies ask a running program at a pace that does not
// depend on its answers, keep a ledger of what was acknowledged, and look at the program from outside meanwhile.
package load

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Plan says how much is asked for, and for how long.
type Plan struct {
	Users         int     // who ask in turns
	Rate          float64 // visits a second, whatever the answers
	WarmUp, Lasts time.Duration
	Rest          time.Duration // after which a program that has nothing to do is looked at
	Seed          uint64
}

// Program is what is asked, and the ways to look at it from outside.
type Program struct {
	Base, Metrics string // addresses
	PID           int
	DB            *pgx.Conn            // as somebody who sees all companies
	Work          func() time.Duration // processor time so far, of the program and its database
}

const lookEvery = 5 * time.Second

// trial is one run.
type trial struct {
	Plan
	Program
	out    io.Writer
	guests []*Guest
	dice   *rand.Rand // drawn from by one goroutine only: the order of visits follows from the seed
	deck   []act
	ledger *ledger
	visits int
}

// Run has the guests log in, warms the program up, and measures it; the error names each bound that was missed.
func Run(ctx context.Context, out io.Writer, plan Plan, on Program, guests []*Guest) error {
	t := &trial{Plan: plan, Program: on, out: out, guests: guests, ledger: newLedger(), dice: rand.New(rand.NewPCG(plan.Seed, plan.Seed))} //nolint:gosec // for order, not for secrets
	t.Users = min(t.Users, len(guests))
	var r result
	for _, part := range []struct {
		name string
		do   func(context.Context, *result) error
	}{{"log-ins", t.logIn}, {"warm-up", t.warmUp}, {"rest before", t.before}, {"load", t.load}, {"rest after", t.after}, {"ledger", t.settle}} {
		begin := time.Now() //nolint:forbidigo // a duration
		if err := part.do(ctx, &r); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		fmt.Fprintf(out, "%s: %s\n", part.name, time.Since(begin).Round(time.Second)) //nolint:forbidigo // a duration
	}
	if err := r.print(out); err != nil {
		return err
	}
	return r.missed()
}

func (t *trial) logIn(ctx context.Context, _ *result) error {
	slots := make(chan struct{}, 8)
	failed := make(chan error, len(t.guests))
	for _, g := range t.guests {
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			failed <- g.logIn(ctx, t.Base)
		}()
	}
	for range t.guests {
		if err := <-failed; err != nil {
			return err
		}
	}
	return nil
}

func (t *trial) warmUp(ctx context.Context, r *result) (err error) {
	if r.start, err = t.look(ctx); err != nil {
		return err
	}
	return t.ask(ctx, t.WarmUp, newTally())
}

// before is the program at rest, when all that it keeps for companies is there.
func (t *trial) before(ctx context.Context, r *result) (err error) {
	r.before, err = t.rest(ctx)
	return err
}

// letGo is how long the program may take to let go of what it does not need any more: of connections, a minute after they
// were used last.
const letGo = 3 * time.Minute

// after is the program at rest again, as soon as no more is left than before, or when it has had its time for that.
func (t *trial) after(ctx context.Context, r *result) (err error) {
	begin := time.Now() //nolint:forbidigo // a duration
	r.after, err = t.rest(ctx)
	for err == nil && r.left() != nil && time.Since(begin) < letGo { //nolint:forbidigo // a duration
		if err = pause(ctx, lookEvery); err == nil {
			r.after, err = t.look(ctx)
		}
	}
	r.after.at = time.Since(begin) //nolint:forbidigo // a duration
	return err
}

// rest lets go of the client's connections, which the program has a goroutine for each, and waits.
func (t *trial) rest(ctx context.Context) (s sample, err error) {
	client.CloseIdleConnections()
	if err := pause(ctx, t.Rest); err != nil {
		return s, err
	}
	return t.look(ctx)
}

// load asks and, beside that, takes samples.
func (t *trial) load(ctx context.Context, r *result) error {
	r.tally, r.companies, r.plan = newTally(), len(t.guests), t.Plan
	done := make(chan struct{})
	looked := make(chan error, 1)
	go func() { looked <- t.watch(ctx, done, &r.samples) }()
	work, begin := t.Work(), time.Now() //nolint:forbidigo // a duration
	err := t.ask(ctx, t.Lasts, r.tally)
	close(done)
	r.work, r.took = t.Work()-work, time.Since(begin) //nolint:forbidigo // a duration
	if failed := <-looked; err == nil {
		err = failed
	}
	return err
}

func (t *trial) watch(ctx context.Context, done chan struct{}, all *[]sample) error {
	begin := time.Now() //nolint:forbidigo // a duration
	for {
		s, err := t.look(ctx)
		if err != nil {
			return err
		}
		s.at = time.Since(begin) //nolint:forbidigo // a duration
		*all = append(*all, s)
		select {
		case <-done:
			return nil
		case <-time.After(lookEvery):
		}
	}
}

// ask sends visits at the pace of the plan for so long, whether earlier ones were answered or not, and waits for the last.
func (t *trial) ask(ctx context.Context, lasts time.Duration, to *tally) error {
	var all sync.WaitGroup
	begin := time.Now() //nolint:forbidigo // a duration
	for n := range int(lasts.Seconds() * t.Rate) {
		due := begin.Add(time.Duration(float64(n) / t.Rate * float64(time.Second)))
		if err := pause(ctx, time.Until(due)); err != nil { //nolint:forbidigo // a duration
			break
		}
		v := t.next(due, to)
		all.Go(func() { v.happen(ctx) })
	}
	all.Wait()
	return ctx.Err()
}

// next is who asks for what: users take turns, and each goes on to the next of their companies after some visits.
func (t *trial) next(due time.Time, to *tally) *visit {
	if len(t.deck) == 0 {
		t.deck = shuffled(t.dice)
	}
	a := t.deck[0]
	t.deck = t.deck[1:]
	g := t.guests[companyOf(t.visits, t.Users, len(t.guests))]
	t.visits++
	return &visit{trial: t, act: a, guest: g, due: due, to: to, dice: t.dice.IntN(1 << 20)}
}

// stay is how many visits a user makes in a company before the next.
const stay = 4

// companyOf is the company in which the nth of all visits is made: user u has the companies u, u+users, u+2*users, …
func companyOf(n, users, companies int) int {
	user, visit := n%users, n/users
	mine := (companies - user + users - 1) / users
	return user + users*(visit/stay%mine)
}

func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
