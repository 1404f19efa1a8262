package db_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/db"
)

// inside runs one statement in a unit of the company in ctx.
func inside(ctx context.Context, d *db.DB, sql string) error {
	return d.InTenant(ctx, func(ctx context.Context) error { return db.Orm(ctx).Exec(sql).Error })
}

func run(t *testing.T, c *pgx.Conn, sql string) error {
	t.Helper()
	_, err := c.Exec(t.Context(), sql)
	return err
}

func requireState(t *testing.T, err error, state string) {
	t.Helper()
	require.Equal(t, state, db.State(err), "%v", err)
}

// admin runs a statement as superuser.
func admin(t *testing.T, sql string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), testdb.Shared(t).URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	require.NoError(t, run(t, c, sql))
}

// ask runs a query as superuser and returns its only column.
func ask(t *testing.T, sql string, args ...any) []string {
	t.Helper()
	c, err := pgx.Connect(t.Context(), testdb.Shared(t).URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	rows, err := c.Query(t.Context(), sql, args...)
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}

func tables(t *testing.T, schema string) []string {
	t.Helper()
	all := ask(t, `SELECT tablename::text FROM pg_tables WHERE schemaname = $1`, schema)
	require.NotEmpty(t, all)
	return all
}

// sameShard claims companies until two of them share a login role, and so a connection.
func sameShard(t *testing.T, d *db.DB) []context.Context {
	t.Helper()
	byShard := map[int][]context.Context{}
	for {
		w := claim(t, d, "Acme")
		shard := tenantOf(w).Shard
		if byShard[shard] = append(byShard[shard], w); len(byShard[shard]) == 2 {
			return byShard[shard]
		}
	}
}
