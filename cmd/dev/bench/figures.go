package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// figures are what was measured among so many companies.
type figures struct {
	count             int
	made              float64 // companies a second
	warm, yardstick   float64 // nanoseconds of the server's processor, for a page and for work of a fixed size
	fresh, ten, full  float64 // MiB of a connection: new, after ten companies, after as many as it may serve
	claims            float64 // a second
	signUps           times
	oneWorker, worker float64 // nanoseconds a company is migrated in, by one worker and among four
	catalog           float64 // bytes a company
}

// steps are the migrations so far: each adds a column, a table and an index.
type steps struct {
	town *town
	more map[string]string
}

func (s *steps) next(ctx context.Context, workers int) (r tenant.Report, took time.Duration, err error) {
	n := len(s.more)
	s.more[fmt.Sprintf("9%03d_bench.sql", n)] = fmt.Sprintf("ALTER TABLE contact ADD COLUMN bench%d int;\nCREATE TABLE bench%d (id uuid PRIMARY KEY);\nCREATE INDEX bench%d_contact ON contact (bench%d);\n", n, n, n, n)
	m, err := s.town.maker(s.more)
	if err != nil {
		return r, 0, err
	}
	begin := time.Now() //nolint:forbidigo // a duration
	r, err = m.Migrate(ctx, tenant.Rollout{Workers: workers})
	if err == nil && r.Done == 0 {
		err = errors.New("nothing was migrated")
	}
	return r, time.Since(begin), err //nolint:forbidigo // a duration
}

// add measures one more migration of all and adds its share to the mean of so many.
func (s *steps) add(ctx context.Context, workers, times int, mean *float64) error {
	r, took, err := s.next(ctx, workers)
	if err == nil && len(r.Failures) > 0 {
		err = r.Failures[0].Err
	}
	*mean += float64(took) / float64(max(1, r.Done)*times)
	return err
}

// migrations measures a roll-out with one worker and with four. Among ten companies it is so short that it is repeated.
func (t *town) migrations(ctx context.Context, f *figures) error {
	s := &steps{t, map[string]string{}}
	times := 1
	if f.count <= fewTenants {
		times = repeats
	}
	for range times {
		if err := s.add(ctx, 1, times, &f.oneWorker); err != nil {
			return err
		}
		if err := s.add(ctx, 4, times, &f.worker); err != nil {
			return err
		}
	}
	return nil
}

// oneBroken is a roll-out in which one company can't be migrated: all others arrive.
func (t *town) oneBroken(ctx context.Context) error {
	s := &steps{t, map[string]string{}}
	for n := range 2 { // those that all have
		s.more[fmt.Sprintf("9%03d_bench.sql", n)] = "SELECT 1;\n"
	}
	var h house
	if err := t.admin.QueryRow(ctx, `SELECT schema_name, shard FROM platform.tenant WHERE state = 'trialing' ORDER BY id DESC LIMIT 1`).Scan(&h.SchemaName, &h.Shard); err != nil {
		return err
	}
	if _, err := t.admin.Exec(ctx, "CREATE TABLE "+h.SchemaName+".bench2 (id int)"); err != nil {
		return err
	}
	r, took, err := s.next(ctx, 4)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "\none company is broken: %d of %d arrived in %s\n", r.Done, r.Done+len(r.Failures), took.Round(time.Millisecond))
	if len(r.Failures) != 1 || r.Failures[0].Schema != h.SchemaName {
		return fmt.Errorf("%d companies failed, not the broken one alone", len(r.Failures))
	}
	c, err := t.connect(ctx, db.ShardLogin(h.Shard))
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the measurement is over
	if err := visit(ctx, c, h.SchemaName); err != nil {
		return fmt.Errorf("the broken company can't be read: %w", err)
	}
	fmt.Fprintf(t.out, "  it stayed, readable, on its old version: %s: %v\n", h.SchemaName, r.Failures[0].Err)
	return nil
}

// page is what a page costs, measured by the yardstick.
func (f figures) page() float64 { return f.warm / f.yardstick }

func ratio(few, many float64) float64 { return many / few }

func at(t times, p float64) float64 {
	slices.Sort(t)
	return float64(t[min(len(t)-1, int(p*float64(len(t))))])
}

// print shows the figures side by side. The memory of a connection at its end is compared with the same after ten
// companies.
func (t *town) print(few, many figures) error {
	const ms, kB = float64(time.Millisecond), 1024
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "\n\tamong %d\tamong %d\tratio\tat most\t\n", few.count, many.count)
	line := func(name, format string, a, b float64, most string) {
		fmt.Fprintf(w, "%s\t"+format+"\t"+format+"\t%.2f\t%s\t\n", name, a, b, ratio(a, b), most)
	}
	line("warm page, processor time of the server", "%.3f ms", few.warm/ms, many.warm/ms, "")
	line("the same, in pieces of work of a fixed size", "%.3f", few.page(), many.page(), fmt.Sprint(maxWarmCost))
	line("memory of a new connection", "%.1f MiB", few.fresh, many.fresh, "")
	line("memory of a connection after 10 companies", "%.1f MiB", few.ten, many.ten, "")
	line(fmt.Sprintf("the same after %d (first column: after 10)", visited), "%.1f MiB", few.ten, many.full, "")
	line("companies claimed a second, 8 at a time", "%.0f", few.claims, many.claims, "")
	line(fmt.Sprintf("sign-up until the company answers, p50 of %d", len(few.signUps)), "%.0f ms", at(few.signUps, 0.5)/ms, at(many.signUps, 0.5)/ms, "")
	line("the same, p95", "%.0f ms", at(few.signUps, 0.95)/ms, at(many.signUps, 0.95)/ms, "")
	line("migration per company, 1 worker", "%.1f ms", few.oneWorker/ms, many.oneWorker/ms, "")
	line("migration per company, 4 workers", "%.1f ms", few.worker/ms, many.worker/ms, "")
	line("catalog per company", "%.0f kB", few.catalog/kB, many.catalog/kB, "")
	line("schemas made a second", "%.1f", few.made, many.made, "")
	return w.Flush()
}
