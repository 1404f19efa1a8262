package db

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
)

// Walk reads the rows of a query batch by batch, all as they were when it began. Other reads may come between, in the same
// unit of work, with which it ends.
type Walk[T any] struct{ cursor string }

var walks atomic.Int64

// Through begins a walk over a query, built with Visible or May and not yet run.
func Through[T any](ctx context.Context, q *gorm.DB) (*Walk[T], error) {
	u := from(ctx)
	if u == nil {
		return nil, ErrNoUnit
	}
	read := Into(q, new([]T))
	if read.err != nil {
		return nil, read.err
	}
	if err := u.begin(ctx); err != nil {
		return nil, err
	}
	w := &Walk[T]{fmt.Sprintf("walk_%d", walks.Add(1))}
	return w, u.raw(func(c *conn) error {
		args := append([]any{pgx.QueryExecModeDescribeExec}, read.args...)
		_, err := c.pgx().Exec(ctx, "DECLARE "+w.cursor+" NO SCROLL CURSOR FOR "+read.sql, args...)
		return err
	})
}

// Next reads the next n rows; fewer at the end, then none.
func (w *Walk[T]) Next(ctx context.Context, n int) (rows []T, err error) {
	u := from(ctx)
	if u == nil || !u.begun {
		return nil, ErrNoUnit
	}
	err = u.raw(func(c *conn) error {
		// Not one of the statements that connections keep: the next walk's columns are others.
		found, err := c.pgx().Query(ctx, fmt.Sprintf("FETCH %d FROM %s", n, w.cursor), pgx.QueryExecModeDescribeExec)
		if err != nil {
			return err
		}
		rows, err = pgx.CollectRows(found, pgx.RowToStructByNameLax[T])
		return err
	})
	return rows, err
}
