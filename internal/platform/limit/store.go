package limit

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

type row struct {
	Name   string
	Period string
	Used   int64
	Warned int
	Fresh  bool // nothing was counted yet
}

const add = `UPDATE usage SET used = used + ? WHERE name = ? AND period = ?::date AND used + ? <= ? RETURNING used, warned`

// take counts n more if that many fit by the counter; ok is false when they don't, or when nothing was counted yet.
func take(ctx context.Context, r row, n, most int64) (after row, ok bool, err error) {
	var found []row
	err = db.Begin(ctx, db.Into(db.Orm(ctx).Raw(add, n, r.Name, r.Period, n, most), &found)) // all rows: a counter has no owner
	if err != nil || len(found) == 0 {
		return r, false, err
	}
	r.Used, r.Warned = found[0].Used, found[0].Warned
	return r, true, nil
}

const begin = `INSERT INTO usage (name, period, used, counted_at) VALUES (?, ?::date, 0, ?)
	ON CONFLICT (name) DO UPDATE SET period = excluded.period, used = CASE WHEN usage.period = excluded.period THEN usage.used ELSE 0 END,
		warned = CASE WHEN usage.period = excluded.period THEN usage.warned ELSE 0 END
	RETURNING used, warned, xmax = 0 AS fresh`

// lock keeps everybody else from adding until the end of the unit, and tells what the counter says; a counter of a
// period that is over begins anew.
func lock(ctx context.Context, r row) (row, error) {
	var found []row
	err := db.Begin(ctx, db.Into(db.Orm(ctx).Raw(begin, r.Name, r.Period, clock.Now()), &found)) // all rows: a counter has no owner
	if err == nil {
		r.Used, r.Warned, r.Fresh = found[0].Used, found[0].Warned, found[0].Fresh
	}
	return r, err
}

func set(ctx context.Context, r row) error {
	const q = `UPDATE usage SET used = ?, warned = ?, counted_at = ? WHERE name = ?`
	return db.Orm(ctx).Exec(q, r.Used, r.Warned, clock.Now(), r.Name).Error // all rows: a counter has no owner
}

// give counts down when the unit commits, so that the counter is held for a moment only.
func give(ctx context.Context, name string, n int64) error {
	return db.Defer(ctx, `UPDATE usage SET used = greatest(used - $1, 0) WHERE name = $2`, n, name)
}

// settle has what was given in this unit so far counted down now.
func settle(ctx context.Context) error { return db.RunDeferred(ctx) }

func counters(ctx context.Context) (all []row, err error) {
	const q = `SELECT name, period::text AS period, used, warned FROM usage`
	return all, db.Orm(ctx).Raw(q).Scan(&all).Error // all rows: counters have no owner
}
