package tenant

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/db"
)

// Failure is a tenant that could not be migrated, and why.
type Failure struct {
	Schema string
	Err    error
}

// Migrate brings every tenant to the head version, spares first, one transaction for each tenant and migration. A tenant
// that fails stays where it was, readable, with the error in the registry; the others go on. done counts the tenants that
// arrived. With nothing to do it is one query.
func (m *Maker) Migrate(ctx context.Context) (done int, failures []Failure, err error) {
	c, err := m.connect(ctx)
	if err != nil {
		return 0, nil, err
	}
	defer c.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is lost with it
	behind, err := m.behind(ctx, c)
	if err != nil {
		return 0, nil, err
	}
	for _, t := range behind {
		if err := m.migrate(ctx, c, t); err != nil {
			failures = append(failures, Failure{t.SchemaName, err})
			if err := m.note(ctx, c, t, err.Error()); err != nil {
				return done, failures, err
			}
			continue
		}
		done++
	}
	return done, failures, nil
}

func (m *Maker) behind(ctx context.Context, c *pgx.Conn) (ts []Tenant, err error) {
	err = asOwner(ctx, c, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id, schema_name, role_name, schema_version FROM platform.tenant
			WHERE schema_version < $1 AND state <> 'purged' ORDER BY state <> 'spare', id`, m.Head())
		if err != nil {
			return err
		}
		ts, err = pgx.CollectRows(rows, pgx.RowToStructByNameLax[Tenant])
		return err
	})
	return ts, err
}

// lockTries is how often a migration that met a lock is tried before the tenant is left for the next run.
const lockTries = 5

func (m *Maker) migrate(ctx context.Context, c *pgx.Conn, t Tenant) error {
	for v := t.SchemaVersion; v < m.Head(); v++ {
		for try := 1; ; try++ {
			err := m.step(ctx, c, t, v)
			if err == nil {
				break
			}
			if db.State(err) != "55P03" || try == lockTries {
				return fmt.Errorf("%s: %w", m.steps[v].name, err)
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Duration(try) * 200 * time.Millisecond):
			}
		}
	}
	return nil
}

var errRaced = errors.New("another run is migrating this tenant")

// step runs one migration and moves both version numbers in its transaction.
func (m *Maker) step(ctx context.Context, c *pgx.Conn, t Tenant, v int) error {
	return asOwner(ctx, c, func(tx pgx.Tx) error {
		head := []string{
			"SET LOCAL lock_timeout = '2s'", "SET LOCAL statement_timeout = '5min'",
			`SET LOCAL search_path = "` + t.SchemaName + `", ext`,
		}
		for _, s := range head {
			if _, err := tx.Exec(ctx, s); err != nil {
				return err
			}
		}
		tag, err := tx.Exec(ctx, "UPDATE schema_version SET version = $1 WHERE version = $2", v+1, v)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return errRaced
		}
		for _, s := range m.steps[v].statements {
			if _, err := tx.Exec(ctx, strings.ReplaceAll(s, "{{role}}", t.RoleName)); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `UPDATE platform.tenant SET schema_version = $1, migrate_error = '' WHERE id = $2`, v+1, t.ID)
		return err
	})
}

func (m *Maker) note(ctx context.Context, c *pgx.Conn, t Tenant, text string) error {
	return asOwner(ctx, c, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE platform.tenant SET migrate_error = $1 WHERE id = $2`, text, t.ID)
		return err
	})
}
