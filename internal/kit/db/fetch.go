package db

import (
	"context"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Read is a query whose rows have a place to go.
type Read struct {
	sql  string
	args []any
	scan func(pgx.Rows) error
	err  error
}

// Into makes a query, built with Visible or Orm and not yet run, a read into a slice. T's fields are matched to the
// columns by name, without regard to case and underscores; columns of gorm's model are named by its fields.
func Into[T any](q *gorm.DB, to *[]T) Read {
	var shape []T
	stmt := q.Session(&gorm.Session{DryRun: true}).Find(&shape).Statement
	return Read{sql: stmt.SQL.String(), args: stmt.Vars, err: stmt.Error, scan: func(r pgx.Rows) (err error) {
		*to, err = pgx.AppendRows(make([]T, 0, expected(stmt)), r, pgx.RowToStructByNameLax[T])
		return err
	}}
}

// expected is how many rows a query may find, as far as room for them is taken at once.
func expected(stmt *gorm.Statement) int {
	limit, _ := stmt.Clauses["LIMIT"].Expression.(clause.Limit)
	if limit.Limit == nil {
		return 0
	}
	return min(*limit.Limit, 200)
}

// Fetch runs reads in one round trip. In a unit that has not begun, begin, role, path and commit travel along: the
// whole unit costs one round trip.
func Fetch(ctx context.Context, reads ...Read) error {
	u := from(ctx)
	if u == nil {
		return ErrNoUnit
	}
	for _, r := range reads {
		if r.err != nil {
			return r.err
		}
	}
	if u.begun {
		return u.raw(func(c *conn) error { return u.fetch(ctx, c, reads) })
	}
	return u.settle(ctx, func() error {
		if err := u.connect(ctx); err != nil {
			return err
		}
		defer u.release()
		return u.raw(func(c *conn) error { return u.fetch(ctx, c, reads) })
	})
}

// Begin runs what returns rows as a part of the unit, such as a row that is locked or the outcome of an update. A unit that has
// not begun begins in the same round trip.
func Begin(ctx context.Context, r Read) error {
	u := from(ctx)
	switch {
	case u == nil:
		return ErrNoUnit
	case r.err != nil || u.begun:
		return Fetch(ctx, r)
	}
	return u.settle(ctx, func() error {
		if err := u.connect(ctx); err != nil {
			return err
		}
		err := u.raw(func(c *conn) error { return c.beginWith(ctx, u.preamble, r) })
		if u.begun = err == nil; err != nil {
			u.release()
		}
		return err
	})
}

func (u *unit) fetch(ctx context.Context, c *conn, reads []Read) error {
	var b pgx.Batch
	if !u.begun {
		queueParts(&b, u.preamble)
	}
	for _, r := range reads {
		b.Queue(r.sql, r.args...).Query(r.scan)
	}
	if !u.begun {
		b.Queue("commit")
	}
	err := c.pgx().SendBatch(ctx, &b).Close()
	if !u.begun {
		c.seen[u.preamble] = true
		if c.pgx().PgConn().TxStatus() != 'I' {
			c.rollback()
		}
	}
	return err
}

func queueParts(b *pgx.Batch, preamble string) {
	for _, s := range preambleParts(preamble) {
		b.Queue(s)
	}
}

// Count runs a query, built with Visible or Orm, as the number of its rows, in one round trip.
func Count(ctx context.Context, q *gorm.DB) (int64, error) {
	var n []struct{ Count int64 }
	if err := Fetch(ctx, Into(q.Select("count(*) AS count"), &n)); err != nil {
		return 0, err
	}
	return n[0].Count, nil
}
