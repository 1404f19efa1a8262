package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/caller"
)

const rollbackTimeout = 2 * time.Second

// Errors of units of work.
var (
	ErrNoTenant    = errors.New("db: the caller has no tenant")
	ErrOtherTenant = errors.New("db: a unit of work can't change its tenant")
)

// unit is one transaction. It begins at its first statement, so that a request that turns out to need none, or only a
// single batch of reads, does not pay for it.
type unit struct {
	db       *DB
	slot     slot           // which pool it runs on
	tenant   *caller.Tenant // nil on the platform
	preamble string
	conn     *sql.Conn
	leave    func() // gives the place in the tenant's lane back
	begun    bool
	depth    int
	deferred []statement
	jobs     []any
	hints    []string
}

type statement struct {
	sql  string
	args []any
	last bool
}

type unitKey struct{}

func from(ctx context.Context) *unit {
	u, _ := ctx.Value(unitKey{}).(*unit)
	return u
}

// InUnit tells whether ctx carries a unit of work; outside calls must not be made in one.
func InUnit(ctx context.Context) bool { return from(ctx) != nil }

// OnPlatform tells whether the unit of work in ctx is one on the platform's schema.
func OnPlatform(ctx context.Context) bool {
	u := from(ctx)
	return u != nil && u.preamble == platformPreamble
}

var identifier = regexp.MustCompile(`^t_[0-9]{6,18}$`)

// InTenant runs f in one transaction on the caller's tenant and commits when f returns nil. Inside another unit of the
// same tenant it is a savepoint; inside a unit of anything else it fails.
func (d *DB) InTenant(ctx context.Context, f func(context.Context) error) error {
	preamble, err := tenantPreamble(ctx, "begin")
	if err != nil {
		return err
	}
	if outer := from(ctx); outer != nil {
		if outer.preamble != preamble {
			return ErrOtherTenant
		}
		return outer.nested(ctx, f)
	}
	return d.onTenant(ctx, preamble, f)
}

// PeekTenant runs f in a transaction of its own on the caller's tenant, in which nothing can be written, also from within a
// unit on the platform: for what a company has to say about a change there before it is made. f sees what is committed.
func (d *DB) PeekTenant(ctx context.Context, f func(context.Context) error) error {
	preamble, err := tenantPreamble(ctx, "begin read only")
	if err != nil {
		return err
	}
	return d.onTenant(ctx, preamble, f)
}

// SnapshotTenant runs f in a transaction of its own on the caller's tenant that sees what was committed when it began, for
// as long as it takes, and in which nothing can be written. Times are read in UTC.
func (d *DB) SnapshotTenant(ctx context.Context, f func(context.Context) error) error {
	preamble, err := tenantPreamble(ctx, "begin isolation level repeatable read read only; set local timezone = 'UTC'; "+
		"set local statement_timeout = 0; set local idle_in_transaction_session_timeout = '5min'")
	if err != nil {
		return err
	}
	return d.onTenant(ctx, preamble, f)
}

func tenantPreamble(ctx context.Context, begin string) (string, error) {
	t := caller.From(ctx).Tenant
	if !identifier.MatchString(t.Schema) || !identifier.MatchString(t.Role) {
		return "", ErrNoTenant
	}
	return fmt.Sprintf(`%s; set local role "%s"; set local search_path = "%s", ext`, begin, t.Role, t.Schema), nil
}

func (d *DB) onTenant(ctx context.Context, preamble string, f func(context.Context) error) error {
	t := caller.From(ctx).Tenant
	if d.cfg.Ready != nil {
		if err := d.cfg.Ready(ctx, t); err != nil {
			return err
		}
	}
	return d.run(ctx, &unit{db: d, slot: slot{cmp.Or(t.Node, Home), ShardLogin(t.Shard)}, tenant: &t, preamble: preamble}, f)
}

const platformPreamble = `begin; set local search_path = platform, ext`

// InPlatform runs f in one transaction on the platform's schema. Inside a unit of a tenant it is a transaction of its
// own on another connection: use that for look-ups only.
func (d *DB) InPlatform(ctx context.Context, f func(context.Context) error) error {
	if outer := from(ctx); outer != nil && outer.preamble == platformPreamble {
		return outer.nested(ctx, f)
	}
	return d.run(ctx, &unit{db: d, slot: slot{Home, PlatformLogin}, preamble: platformPreamble}, f)
}

func (d *DB) run(ctx context.Context, u *unit, f func(context.Context) error) (err error) {
	finished := false
	defer func() {
		if !finished { // f panicked
			u.rollback()
		}
	}()
	err = f(context.WithValue(ctx, unitKey{}, u))
	finished = true
	if err != nil {
		u.rollback()
		return u.explain(ctx, err)
	}
	return u.explain(ctx, u.commit(ctx))
}

// begin takes a connection and opens the transaction, once.
func (u *unit) begin(ctx context.Context) error {
	if u.begun {
		return nil
	}
	return u.settle(ctx, func() error { return u.open(ctx) })
}

func (u *unit) open(ctx context.Context) error {
	if err := u.connect(ctx); err != nil {
		return err
	}
	if err := u.raw(func(c *conn) error { return c.begin(ctx, u.preamble) }); err != nil {
		u.release()
		return err
	}
	u.begun = true
	return nil
}

func (u *unit) raw(f func(*conn) error) error {
	return u.conn.Raw(func(c any) error { return f(c.(*conn)) })
}

func (u *unit) release() {
	if u.conn != nil {
		u.conn.Close() //nolint:errcheck // it only goes back to the pool
	}
	u.conn, u.begun = nil, false
	if u.leave != nil {
		u.leave()
		u.leave = nil
	}
}

func (u *unit) rollback() {
	if u.begun {
		u.raw(func(c *conn) error { c.rollback(); return nil }) //nolint:errcheck // f returns nil
	}
	u.release()
}

// commit writes what was deferred and ends the transaction.
func (u *unit) commit(ctx context.Context) error {
	if len(u.deferred)+len(u.jobs)+len(u.hints) > 0 {
		if err := u.begin(ctx); err != nil {
			return err
		}
	}
	if !u.begun {
		u.release()
		return nil
	}
	if err := u.raw(func(c *conn) error { return u.finish(ctx, c) }); err != nil {
		u.rollback()
		return err
	}
	u.release()
	return nil
}

// finish sends the deferred statements as the tenant, then, as the login role, the hints and the jobs, and commits: without
// jobs, all in one round trip.
func (u *unit) finish(ctx context.Context, c *conn) error {
	var b pgx.Batch
	for _, last := range []bool{false, true} {
		for _, s := range u.deferred {
			if s.last == last {
				b.Queue(s.sql, s.args...)
			}
		}
	}
	if len(u.jobs)+len(u.hints) > 0 {
		b.Queue("set local role none")
	}
	for _, h := range u.hints {
		b.Queue("select pg_notify($1, $2)", HintChannel, h)
	}
	if len(u.jobs) == 0 {
		return c.commit(ctx, &b)
	}
	if err := c.pgx().SendBatch(ctx, &b).Close(); err != nil {
		return err
	}
	if err := u.db.cfg.WriteJobs(ctx, joined{c.pgx()}, u.jobs); err != nil {
		return err
	}
	return c.commit(ctx, new(pgx.Batch))
}

// nested runs f in a savepoint; what it deferred or collected goes with it when it fails.
func (u *unit) nested(ctx context.Context, f func(context.Context) error) error {
	if err := u.begin(ctx); err != nil {
		return err
	}
	u.depth++
	defer func() { u.depth-- }()
	name := fmt.Sprintf("s%d", u.depth)
	if _, err := u.conn.ExecContext(ctx, "savepoint "+name); err != nil {
		return err
	}
	deferred, jobs, hints := u.deferred, len(u.jobs), len(u.hints)
	if err := f(ctx); err != nil {
		u.deferred, u.jobs, u.hints = deferred, u.jobs[:jobs], u.hints[:hints] // also what f had run early: it is undone
		_, back := u.conn.ExecContext(ctx, "rollback to savepoint "+name)
		return errors.Join(err, back)
	}
	_, err := u.conn.ExecContext(ctx, "release savepoint "+name)
	return err
}

// Defer adds a statement that runs just before the commit, as the tenant, together with all other deferred ones in one
// round trip: for rows that nobody reads in this unit, such as the audit trail.
func Defer(ctx context.Context, sql string, args ...any) error {
	u := from(ctx)
	if u == nil {
		return ErrNoUnit
	}
	u.deferred = append(u.deferred, statement{sql: sql, args: args})
	return nil
}

// DeferLast is Defer for statements that lock what everybody else needs too: they come after all others, right before the
// commit, so that the lock is held for no longer than that, and by units that wait for nothing any more.
func DeferLast(ctx context.Context, sql string, args ...any) error {
	u := from(ctx)
	if u == nil {
		return ErrNoUnit
	}
	u.deferred = append(u.deferred, statement{sql, args, true})
	return nil
}

// RunDeferred runs now what Defer has put off so far, for a unit that reads what it deferred. What DeferLast keeps for the
// end stays there.
func RunDeferred(ctx context.Context) error {
	u := from(ctx)
	if u == nil {
		return ErrNoUnit
	}
	var b pgx.Batch
	var kept []statement
	for _, s := range u.deferred {
		if s.last {
			kept = append(kept, s)
		} else {
			b.Queue(s.sql, s.args...)
		}
	}
	if b.Len() == 0 {
		return nil
	}
	if err := u.begin(ctx); err != nil {
		return err
	}
	u.deferred = kept
	return u.raw(func(c *conn) error { return c.pgx().SendBatch(ctx, &b).Close() })
}

// Collect adds a job that is written with the commit; kit/job calls it.
func Collect(ctx context.Context, job any) error {
	u := from(ctx)
	if u == nil {
		return ErrNoUnit
	}
	u.jobs = append(u.jobs, job)
	return nil
}

// PrepareContext, ExecContext, QueryContext and QueryRowContext make a unit the object mapper's pool. There is no Begin:
// a transaction inside the transaction would commit it.
func (u *unit) PrepareContext(context.Context, string) (*sql.Stmt, error) { return nil, ErrNoUnit }

func (u *unit) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := u.begin(ctx); err != nil {
		return nil, err
	}
	return u.conn.ExecContext(ctx, query, args...)
}

func (u *unit) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := u.begin(ctx); err != nil {
		return nil, err
	}
	return u.conn.QueryContext(ctx, query, args...)
}

func (u *unit) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if err := u.begin(ctx); err != nil {
		return noRow(ctx)
	}
	return u.conn.QueryRowContext(ctx, query, args...)
}
