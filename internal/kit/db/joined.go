package db

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// joined shows the unit's transaction to the job queue as a pgx transaction. It describes statements before it runs
// them, since the queue's own SQL passes JSON as bytes.
type joined struct{ c *pgx.Conn }

var errOwned = errors.New("db: the transaction is ended by its unit of work")

func (j joined) Begin(context.Context) (pgx.Tx, error) { return nil, errOwned }
func (j joined) Commit(context.Context) error          { return errOwned }
func (j joined) Rollback(context.Context) error        { return errOwned }
func (j joined) LargeObjects() pgx.LargeObjects        { return pgx.LargeObjects{} }
func (j joined) Conn() *pgx.Conn                       { return j.c }

func (j joined) CopyFrom(ctx context.Context, t pgx.Identifier, cols []string, src pgx.CopyFromSource) (int64, error) {
	return j.c.CopyFrom(ctx, t, cols, src)
}

func (j joined) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	return j.c.SendBatch(ctx, b)
}

func (j joined) Prepare(ctx context.Context, name, sql string) (*pgconn.StatementDescription, error) {
	return j.c.Prepare(ctx, name, sql)
}

func (j joined) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	return j.c.Exec(ctx, sql, described(args)...)
}

func (j joined) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return j.c.Query(ctx, sql, described(args)...)
}

func (j joined) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return j.c.QueryRow(ctx, sql, described(args)...)
}

func described(args []any) []any { return append([]any{pgx.QueryExecModeDescribeExec}, args...) }
