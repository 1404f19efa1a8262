package bench

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/kith-crm/kith/cmd/dev/bench/load"
)

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
	if err := inParallel(count, func(i int) error { _, err := t.oneSignUp(ctx, i); return err }); err != nil {
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
