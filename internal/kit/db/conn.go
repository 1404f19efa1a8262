package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// ErrNoUnit is returned for every attempt to reach the database outside a unit of work.
var ErrNoUnit = errors.New("db: no unit of work")

const (
	// maxTenants is how many tenants a connection may serve: PostgreSQL never gives back what a connection has cached of
	// their tables, so it is closed after that, and after maxLife.
	maxTenants = 200
	maxLife    = 30 * time.Minute
	// patience is how long a unit of work waits for a connection.
	patience = 5 * time.Second
)

// connector makes connections that serve units of work and nothing else.
type connector struct {
	driver.Connector
	recycle int // after so many tenants
}

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	dc, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{Conn: dc.(*stdlib.Conn), seen: map[string]bool{}, most: c.recycle}, nil
}

// conn refuses every statement while no unit of work is open on it.
type conn struct {
	*stdlib.Conn
	open bool
	seen map[string]bool // preambles, that is tenants, served so far
	most int             // how many it may serve
}

// begin opens a unit with the static preamble: the only text that is ever sent by the simple protocol.
func (c *conn) begin(ctx context.Context, preamble string) error {
	if err := c.pgx().PgConn().Exec(ctx, preamble).Close(); err != nil {
		c.rollback()
		return err
	}
	c.open = true
	c.seen[preamble] = true
	return nil
}

// beginWith is begin with the first statement in the same round trip.
func (c *conn) beginWith(ctx context.Context, preamble string, first Read) error {
	var b pgx.Batch
	queueParts(&b, preamble)
	b.Queue(first.sql, first.args...).Query(first.scan)
	if err := c.pgx().SendBatch(ctx, &b).Close(); err != nil {
		c.rollback()
		return err
	}
	c.open, c.seen[preamble] = true, true
	return nil
}

// commit runs the last statements of a unit and ends it. Where one of them fails, nothing after it is run, nor the commit.
func (c *conn) commit(ctx context.Context, last *pgx.Batch) error {
	c.open = false
	var done pgconn.CommandTag
	last.Queue("commit").Exec(func(tag pgconn.CommandTag) error { done = tag; return nil })
	err := c.pgx().SendBatch(ctx, last).Close()
	if err == nil && done.String() != "COMMIT" {
		return pgx.ErrTxCommitRollback // an error was swallowed: the server rolled back
	}
	return err
}

func (c *conn) rollback() {
	c.open = false
	if c.pgx().IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), rollbackTimeout)
	defer cancel()
	if err := c.pgx().PgConn().Exec(ctx, "rollback").Close(); err != nil {
		c.pgx().Close(ctx) //nolint:errcheck // the connection is given up
	}
}

func (c *conn) pgx() *pgx.Conn { return c.Conn.Conn() }

// ExecContext implements driver.ExecerContext. Without arguments pgx would use the simple protocol, in which statements
// can be stacked; the extended one is forced.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if !c.open {
		return nil, ErrNoUnit
	}
	if len(args) > 0 {
		return c.Conn.ExecContext(ctx, query, args)
	}
	tag, err := c.pgx().PgConn().ExecParams(ctx, query, nil, nil, nil, nil).Close()
	return driver.RowsAffected(tag.RowsAffected()), err
}

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if !c.open {
		return nil, ErrNoUnit
	}
	return c.Conn.QueryContext(ctx, query, args)
}

// Prepare, PrepareContext, Begin, BeginTx and Ping are closed: units begin and end in this package only.
func (c *conn) Prepare(string) (driver.Stmt, error)                         { return nil, ErrNoUnit }
func (c *conn) PrepareContext(context.Context, string) (driver.Stmt, error) { return nil, ErrNoUnit }
func (c *conn) Begin() (driver.Tx, error)                                   { return nil, ErrNoUnit }
func (c *conn) BeginTx(context.Context, driver.TxOptions) (driver.Tx, error) {
	return nil, ErrNoUnit
}
func (c *conn) Ping(context.Context) error { return ErrNoUnit }

// ResetSession implements driver.SessionResetter: a connection with anything open is not used again.
func (c *conn) ResetSession(ctx context.Context) error {
	if c.open || c.pgx().IsClosed() || c.pgx().PgConn().TxStatus() != 'I' {
		return driver.ErrBadConn
	}
	return c.Conn.ResetSession(ctx)
}

// IsValid implements driver.Validator.
func (c *conn) IsValid() bool {
	return !c.open && !c.pgx().IsClosed() && c.pgx().PgConn().TxStatus() == 'I' && len(c.seen) < c.most
}

// closed is what the object mapper gets outside a unit of work: a pool without a database.
type closed struct{}

func (closed) PrepareContext(context.Context, string) (*sql.Stmt, error) { return nil, ErrNoUnit }
func (closed) ExecContext(context.Context, string, ...any) (sql.Result, error) {
	return nil, ErrNoUnit
}
func (closed) QueryContext(context.Context, string, ...any) (*sql.Rows, error) {
	return nil, ErrNoUnit
}
func (closed) QueryRowContext(ctx context.Context, _ string, _ ...any) *sql.Row {
	return noRow(ctx)
}

// noRow is a row whose Scan fails: database/sql lets nobody else make one.
func noRow(ctx context.Context) *sql.Row { return refusing.QueryRowContext(ctx, "") }

var refusing = sql.OpenDB(refusal{})

type refusal struct{}

func (refusal) Connect(context.Context) (driver.Conn, error) { return nil, ErrNoUnit }
func (refusal) Driver() driver.Driver                        { return nil }
