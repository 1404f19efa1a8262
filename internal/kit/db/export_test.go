package db

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/caller"
)

// AtRest is as whom, and where, a pooled connection of a tenant's login role works while no unit of work is open on it.
func (d *DB) AtRest(ctx context.Context, t caller.Tenant) (role, path string, err error) {
	pool, err := d.pool(ctx, slot{Home, ShardLogin(t.Shard)})
	if err != nil {
		return "", "", err
	}
	c, err := pool.Conn(ctx)
	if err != nil {
		return "", "", err
	}
	defer c.Close() //nolint:errcheck // it only goes back to the pool
	err = c.Raw(func(c any) error {
		return c.(*conn).pgx().QueryRow(ctx, "SELECT current_user::text, current_setting('search_path')").Scan(&role, &path)
	})
	return role, path, err
}
