package tenant

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

const (
	// lockTries is how often a migration that met a lock is tried before the tenant is left for the next run.
	lockTries = 5
	// lockPause is what is waited after the first such try; each time once more.
	lockPause = 200 * time.Millisecond
	// largeRows is from how many rows on, in the largest table, a migration that can do without a transaction does.
	largeRows = 1_000_000
)

// advance takes a tenant up to a version, one transaction for each migration. done tells whether it did anything: another
// run may be faster.
func (m *Maker) advance(ctx context.Context, s *sites, t Tenant, to int) (done bool, err error) {
	p, err := s.at(ctx, t.Node)
	if err != nil {
		return false, err
	}
	for v := t.SchemaVersion; v < to; v++ {
		moved, err := m.persist(ctx, p, t, v)
		if err != nil {
			return done, fmt.Errorf("%s: %w", m.steps[v].name, err)
		}
		done = done || moved
	}
	return done, nil
}

// persist runs a migration until it meets no lock.
func (m *Maker) persist(ctx context.Context, p place, t Tenant, v int) (moved bool, err error) {
	for try := 1; ; try++ {
		moved, err = m.run(ctx, p, t, v)
		if err == nil || db.State(err) != "55P03" || try == lockTries {
			return moved, err
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(time.Duration(try) * lockPause):
		}
	}
}

func (m *Maker) run(ctx context.Context, p place, t Tenant, v int) (moved bool, err error) {
	if m.steps[v].apart {
		large, err := m.isLarge(ctx, p.there, t)
		if err != nil {
			return false, err
		}
		if large {
			return m.runApart(ctx, p, t, v)
		}
	}
	return m.mark(ctx, p, t, v, func(tx pgx.Tx) error {
		return execAll(ctx, tx, m.spell(t, m.steps[v].together())...)
	})
}

// mark moves both version numbers of a tenant, or neither when another run already has, and runs f in between; the
// schema's own row is the lock on which runs meet. On another node than the first the schema comes before the registry:
// a registry that a crash has left behind is put right by the next run.
func (m *Maker) mark(ctx context.Context, p place, t Tenant, v int, f func(pgx.Tx) error) (moved bool, err error) {
	if !p.together() {
		if err := asOwner(ctx, p.home, func(tx pgx.Tx) error { return m.announce(ctx, tx, t, v+1) }); err != nil {
			return false, err
		}
	}
	err = asOwner(ctx, p.there, func(tx pgx.Tx) error {
		if err := execAll(ctx, tx, "SET LOCAL lock_timeout = '2s'", "SET LOCAL statement_timeout = '5min'", schemaPath(t)); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, "UPDATE schema_version SET version = $1 WHERE version = $2", v+1, v)
		if moved = tag.RowsAffected() > 0; err != nil || !moved {
			return err
		}
		if err := p.inRegistry(ctx, tx, func(home pgx.Tx) error { return stays(ctx, home, t) }); err != nil {
			return err
		}
		if p.together() {
			if err := m.record(ctx, tx, t, v+1); err != nil {
				return err
			}
		}
		return f(tx)
	})
	if err != nil || p.together() {
		return moved && err == nil, err
	}
	return moved, asOwner(ctx, p.home, func(tx pgx.Tx) error { return m.record(ctx, tx, t, v+1) })
}

// stays refuses a tenant that is being moved: the copy would miss the migration.
func stays(ctx context.Context, home pgx.Tx, t Tenant) error {
	var here bool
	err := home.QueryRow(ctx, `SELECT EXISTS (SELECT FROM platform.tenant t WHERE id = $1 AND node = $2
		AND NOT EXISTS (SELECT FROM platform.tenant_move m WHERE m.tenant_id = t.id AND m.phase <> 'moved'))`, t.ID, t.Node).Scan(&here)
	if err == nil && !here {
		err = db.ErrMoving
	}
	return err
}

// announce says, before a migration, which programs will be too old for it.
func (m *Maker) announce(ctx context.Context, tx pgx.Tx, t Tenant, version int) error {
	_, err := tx.Exec(ctx, `UPDATE platform.tenant SET needs_version = greatest(needs_version, $1) WHERE id = $2`, needs(m.steps, version), t.ID)
	return err
}

// record enters a schema's version into the registry.
func (m *Maker) record(ctx context.Context, tx pgx.Tx, t Tenant, version int) error {
	_, err := tx.Exec(ctx, `UPDATE platform.tenant SET schema_version = $1, needs_version = $2, migrate_error = '', migrate_failed_at = NULL
		WHERE id = $3 AND schema_version < $1`, version, needs(m.steps, version), t.ID)
	if err != nil || t.State == Spare {
		return err
	}
	_, err = tx.Exec(ctx, "SELECT pg_notify($1, $2)", db.HintChannel, hintOf(t.ID))
	return err
}

// runApart runs a migration on a large tenant without a transaction, so that nobody waits for it. What a run that broke
// off has left, invalid indexes, goes first; only then are the versions moved.
func (m *Maker) runApart(ctx context.Context, p place, t Tenant, v int) (moved bool, err error) {
	c := p.there
	key := fnv.New64a()
	key.Write([]byte("migrate " + t.SchemaName)) //nolint:errcheck // a hash takes everything
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(key.Sum64()>>1)); err != nil {
		return false, err
	}
	defer execAll(context.WithoutCancel(ctx), c, "RESET ROLE", "SELECT pg_advisory_unlock_all()", "RESET ALL") //nolint:errcheck // a connection that can't do this is broken and gets closed
	if err := execAll(ctx, c, "SET ROLE kith_owner", "SET lock_timeout = '30s'", strings.Replace(schemaPath(t), " LOCAL", "", 1)); err != nil {
		return false, err
	}
	var at int
	if err := c.QueryRow(ctx, "SELECT version FROM schema_version").Scan(&at); err != nil {
		return false, err
	}
	if at != v { // another run was faster; it may have broken off before the registry
		return m.mark(ctx, p, t, v, func(pgx.Tx) error { return nil })
	}
	broken, err := invalid(ctx, c, t)
	if err != nil {
		return false, err
	}
	if err := execAll(ctx, c, append(broken, m.spell(t, m.steps[v].statements)...)...); err != nil {
		return false, err
	}
	return m.mark(ctx, p, t, v, func(pgx.Tx) error { return nil })
}

// invalid makes the statements that drop the indexes whose building broke off.
func invalid(ctx context.Context, c *pgx.Conn, t Tenant) ([]string, error) {
	rows, err := c.Query(ctx, `SELECT format('DROP INDEX %I', c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND NOT i.indisvalid`, t.SchemaName)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func (m *Maker) isLarge(ctx context.Context, c *pgx.Conn, t Tenant) (large bool, err error) {
	err = c.QueryRow(ctx, `SELECT coalesce(max(c.reltuples), 0) >= $2 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = $1 AND c.relkind = 'r'`, t.SchemaName, m.large).Scan(&large)
	return large, err
}

// spell puts the tenant's role into statements.
func (m *Maker) spell(t Tenant, statements []string) []string {
	all := make([]string, len(statements))
	for i, s := range statements {
		all[i] = strings.ReplaceAll(s, "{{role}}", t.RoleName)
	}
	return all
}

func schemaPath(t Tenant) string { return `SET LOCAL search_path = "` + t.SchemaName + `", ext` }

// note records why a tenant could not be migrated.
func (m *Maker) note(ctx context.Context, c *pgx.Conn, t Tenant, cause error) error {
	return asOwner(ctx, c, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE platform.tenant SET migrate_error = $1, migrate_failed_at = $2 WHERE id = $3`, cause.Error(), clock.Now(), t.ID)
		return err
	})
}

const (
	// lazyAtOnce is how many tenants one program migrates at a time because somebody asked for them.
	lazyAtOnce = 2
	// lazyWait is how long a request waits for that before it is told to come back.
	lazyWait = 5 * time.Second
	// lazyLife is how long such a migration may take.
	lazyLife = 5 * time.Minute
	// lazyAgain is how long a tenant that failed is left alone.
	lazyAgain = time.Minute
)

// Ready tells whether this program can serve a tenant, and makes it so when the tenant is behind: the first request
// migrates it, up to the oldest version that can be served, and all others wait for that one. ErrUpdating when it takes
// long, is paused, or failed a moment ago; ErrNewer when the tenant is ahead of the program.
func (m *Maker) Ready(ctx context.Context, t caller.Tenant) error {
	err := m.serves.Check(t.SchemaVersion, t.NeedsVersion)
	if !errors.Is(err, ErrUpdating) {
		return err
	}
	done := m.flights.DoChan(strconv.FormatInt(t.ID, 10), func() (any, error) {
		own, cancel := context.WithTimeout(context.WithoutCancel(ctx), lazyLife)
		defer cancel()
		m.lazy <- struct{}{}
		defer func() { <-m.lazy }()
		return nil, m.ensure(own, t.ID)
	})
	select {
	case r := <-done:
		return r.Err
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(lazyWait):
		return ErrUpdating
	}
}

// ensure migrates a tenant unless the registry says that somebody has, may not, or can't.
func (m *Maker) ensure(ctx context.Context, id int64) error {
	return m.linked(ctx, func(s *sites) error {
		c := s.home
		t, err := m.read(ctx, c, id)
		if err != nil {
			return err
		}
		if err := m.serves.Check(t.SchemaVersion, t.NeedsVersion); !errors.Is(err, ErrUpdating) {
			return err
		}
		if t.MigrateFailedAt != nil && clock.Since(*t.MigrateFailedAt) < lazyAgain {
			return ErrUpdating
		}
		if why, err := m.paused(ctx, c); err != nil || why != "" {
			return errors.Join(err, ErrUpdating)
		}
		if err := m.migrateOne(ctx, s, id, m.serves.Min); err != nil {
			slog.ErrorContext(ctx, "a tenant can't be migrated", "tenant", id, "error", err)
			return ErrUpdating.Because(err)
		}
		return nil
	})
}

// migrateOne takes one tenant up to a version and notes a failure.
func (m *Maker) migrateOne(ctx context.Context, s *sites, id int64, to int) error {
	t, err := m.read(ctx, s.home, id)
	if err != nil {
		return err
	}
	_, err = m.advance(ctx, s, t, to)
	if err != nil && !errors.Is(err, db.ErrMoving) {
		err = errors.Join(err, m.note(ctx, s.home, t, err))
	}
	return err
}

// read is a tenant as the registry has it; ErrNotFound when it does not.
func (m *Maker) read(ctx context.Context, c *pgx.Conn, id int64) (t Tenant, err error) {
	err = asOwner(ctx, c, func(tx pgx.Tx) error {
		all, err := ask[Tenant](ctx, tx, `SELECT id, uid, schema_name, role_name, state, node, shard, schema_version, needs_version, migrate_error, migrate_failed_at
			FROM platform.tenant WHERE id = $1 AND state <> 'purged'`, id)
		if err == nil && len(all) == 0 {
			err = ErrNotFound
		}
		if err == nil {
			t = all[0]
		}
		return err
	})
	return t, err
}
