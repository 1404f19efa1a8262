package tenant

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

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
