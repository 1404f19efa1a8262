package tenant

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// Behind lists the tenants below the head version, in the order in which they were made. Those that are being moved have
// to wait.
func (m *Maker) Behind(ctx context.Context) (ts []Tenant, err error) {
	err = m.connected(ctx, func(c *pgx.Conn) error {
		return asOwner(ctx, c, func(tx pgx.Tx) error {
			rows, err := tx.Query(ctx, `SELECT id, uid, schema_name, role_name, node, state, canary, schema_version FROM platform.tenant t
				WHERE schema_version < $1 AND state <> 'purged' AND NOT EXISTS (SELECT FROM platform.tenant_move m WHERE m.tenant_id = t.id AND m.phase <> 'moved')
				ORDER BY id`, m.Head())
			if err != nil {
				return err
			}
			ts, err = pgx.CollectRows(rows, pgx.RowToStructByNameLax[Tenant])
			return err
		})
	})
	return ts, err
}

// work migrates tenants from the queue on one connection until it is empty or the run is stopped.
func (m *Maker) work(ctx context.Context, r *rollout, w *WaveReport, queue <-chan Tenant) error {
	return m.linked(ctx, func(s *sites) error {
		c := s.home
		for t := range queue {
			p, err := m.paused(ctx, c)
			if err != nil {
				return err
			}
			if p != "" {
				r.stop(p)
			}
			if !r.may() {
				return nil
			}
			done, err := m.advance(ctx, s, t, m.Head())
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				if err := m.note(ctx, c, t, err); err != nil {
					return err
				}
			}
			r.count(w, t, done, err)
		}
		return nil
	})
}

// paused tells why the roll-out is paused; it is empty while it is not.
func (m *Maker) paused(ctx context.Context, c *pgx.Conn) (why string, err error) {
	err = asOwner(ctx, c, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `SELECT 'paused: ' || reason FROM platform.rollout WHERE paused_at IS NOT NULL`).Scan(&why)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	return why, err
}

// Pause stops runs before their next tenant, and keeps tenants from being migrated because somebody asks for them.
func (m *Maker) Pause(ctx context.Context, reason string) error {
	return m.setPaused(ctx, clock.Now(), reason)
}

// Resume ends a pause; the next run goes on where the last one stopped.
func (m *Maker) Resume(ctx context.Context) error { return m.setPaused(ctx, nil, "") }

func (m *Maker) setPaused(ctx context.Context, at any, reason string) error {
	return m.connected(ctx, func(c *pgx.Conn) error {
		return asOwner(ctx, c, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE platform.rollout SET paused_at = $1, reason = $2`, at, reason)
			return err
		})
	})
}

// Status is where the tenants are.
type Status struct {
	Range
	Paused   string // why, or empty
	Versions []VersionCount
	Failures []FailedTenant
}

// VersionCount is how many tenants are at a version; Spares counts the spare schemas among them.
type VersionCount struct{ Version, Tenants, Spares int }

// FailedTenant is a tenant whose last migration failed.
type FailedTenant struct {
	ID            int64
	SchemaName    string
	Name          string
	SchemaVersion int
	MigrateError  string
	FailedAt      time.Time
}

// Status tells which tenants are where.
func (m *Maker) Status(ctx context.Context) (s Status, err error) {
	s.Range = m.serves
	err = m.connected(ctx, func(c *pgx.Conn) error {
		if s.Paused, err = m.paused(ctx, c); err != nil {
			return err
		}
		return asOwner(ctx, c, func(tx pgx.Tx) error {
			if s.Versions, err = ask[VersionCount](ctx, tx, `SELECT schema_version AS version, count(*) AS tenants, count(*) FILTER (WHERE state = 'spare') AS spares
				FROM platform.tenant WHERE state <> 'purged' GROUP BY 1 ORDER BY 1 DESC`); err != nil {
				return err
			}
			s.Failures, err = ask[FailedTenant](ctx, tx, `SELECT id, schema_name, name, schema_version, migrate_error, coalesce(migrate_failed_at, created_at) AS failed_at
				FROM platform.tenant WHERE migrate_error <> '' ORDER BY id`)
			return err
		})
	})
	return s, err
}

// Retry migrates one tenant again, whatever came of it before.
func (m *Maker) Retry(ctx context.Context, id int64) error {
	return m.linked(ctx, func(s *sites) error { return m.migrateOne(ctx, s, id, m.Head()) })
}

// Gate closes a tenant's schema to its own role, or opens it again: whoever gets past the program then meets the database.
func (m *Maker) Gate(ctx context.Context, t Tenant, closed bool) error {
	statement := "GRANT USAGE ON SCHEMA \"" + t.SchemaName + "\" TO \"" + t.RoleName + "\""
	if closed {
		statement = "REVOKE USAGE ON SCHEMA \"" + t.SchemaName + "\" FROM \"" + t.RoleName + "\""
	}
	return m.linked(ctx, func(s *sites) error {
		now, err := m.read(ctx, s.home, t.ID) // it may have moved meanwhile
		if err != nil {
			return err
		}
		p, err := s.at(ctx, now.Node)
		if err != nil {
			return err
		}
		return asOwner(ctx, p.there, func(tx pgx.Tx) error { return execAll(ctx, tx, statement) })
	})
}

// SetCanary says whether a tenant is migrated before all others.
func (m *Maker) SetCanary(ctx context.Context, id int64, canary bool) error {
	return m.connected(ctx, func(c *pgx.Conn) error {
		return asOwner(ctx, c, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE platform.tenant SET canary = $1 WHERE id = $2`, canary, id)
			return err
		})
	})
}

func ask[T any](ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]T, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByNameLax[T])
}
