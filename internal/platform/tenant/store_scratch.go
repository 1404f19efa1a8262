package tenant

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// ErrVersion is returned for a version of the tables that this program never knew.
var ErrVersion = errors.New("these tables are of a newer version of Kith")

// Scratch builds the tables of a company as they were at a version, lets f fill and look at them, and leaves nothing behind.
// In f the names of tables are those of the scratch. It is one transaction: a crash leaves nothing either.
func (m *Maker) Scratch(ctx context.Context, node, version int, f func(context.Context, pgx.Tx) error) error {
	err := m.linked(ctx, func(s *sites) error {
		p, err := s.at(ctx, node)
		if err != nil {
			return err
		}
		t, err := m.next(ctx, p)
		if err != nil {
			return err
		}
		return pgx.BeginFunc(ctx, p.there, func(tx pgx.Tx) error {
			if err := execAll(ctx, tx, `CREATE ROLE "`+t.RoleName+`" NOLOGIN`); err != nil {
				return err
			}
			if err := m.rebuild(ctx, tx, t, version, f); err != nil {
				return err
			}
			return errUndo
		})
	})
	if errors.Is(err, errUndo) {
		return nil
	}
	return err
}

// Refill puts tables as they were at a version, filled by f, in the place of those of a company that has nothing to lose,
// and brings them up to date: all of it or nothing.
func (m *Maker) Refill(ctx context.Context, t Tenant, version int, f func(context.Context, pgx.Tx) error) error {
	return m.linked(ctx, func(s *sites) error {
		p, err := s.at(ctx, t.Node)
		if err != nil {
			return err
		}
		return pgx.BeginFunc(ctx, p.there, func(tx pgx.Tx) error {
			if err := execAll(ctx, tx, "SET LOCAL ROLE kith_owner", `DROP SCHEMA "`+t.SchemaName+`" CASCADE`); err != nil {
				return err
			}
			if err := m.rebuild(ctx, tx, t, version, f); err != nil {
				return err
			}
			return execAll(ctx, tx, m.spell(t, m.pending(version))...)
		})
	})
}

// rebuild makes the schema of a role at a version and has it filled.
func (m *Maker) rebuild(ctx context.Context, tx pgx.Tx, t Tenant, version int, f func(context.Context, pgx.Tx) error) error {
	if version < 1 || version > m.Head() {
		return fmt.Errorf("%w: %d, this program knows up to %d", ErrVersion, version, m.Head())
	}
	statements := m.fresh()
	if version < m.Head() {
		statements = together(m.steps[:version])
	}
	if err := m.furnish(ctx, tx, t, statements); err != nil {
		return err
	}
	if err := execAll(ctx, tx, "SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0", "SET LOCAL timezone = 'UTC'"); err != nil {
		return err
	}
	return f(ctx, tx)
}

// Look lets f read what the tables of a company look like, which its own role may not: the names of tables are those of the
// company. It changes nothing.
func (m *Maker) Look(ctx context.Context, t Tenant, f func(context.Context, pgx.Tx) error) error {
	return m.linked(ctx, func(s *sites) error {
		p, err := s.at(ctx, t.Node)
		if err != nil {
			return err
		}
		return pgx.BeginTxFunc(ctx, p.there, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
			if err := execAll(ctx, tx, "SET LOCAL ROLE kith_owner", schemaPath(t)); err != nil {
				return err
			}
			return f(ctx, tx)
		})
	})
}
