package tenant_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

func draft(name string) tenant.Draft {
	language, currency, zone := "pl", "PLN", "Europe/Warsaw"
	return tenant.Draft{Name: &name, Language: &language, Currency: &currency, Timezone: &zone}
}

func claim(ctx context.Context, d *db.DB, s *tenant.Service, name string) (c caller.Tenant, err error) {
	err = d.InPlatform(ctx, func(ctx context.Context) (err error) {
		c, err = s.Claim(ctx, draft(name))
		return err
	})
	return c, err
}

func own(t *testing.T) *testdb.Database {
	t.Helper()
	base, err := testdb.New(t.Context())
	require.NoError(t, err)
	return base
}

func ask[T any](t *testing.T, base *testdb.Database, sql string, args ...any) []T {
	t.Helper()
	c, err := pgx.Connect(t.Context(), base.URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	rows, err := c.Query(t.Context(), sql, args...)
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[T])
	require.NoError(t, err)
	return all
}

// Case 14: of fifty sign-ups at once each gets a schema of its own, empty but for the policies, under an address of its
// own; when there is none left, a sign-up is told to wait and nothing half-built appears.
func TestClaimsAtOnce(t *testing.T) {
	base := own(t)
	d := base.Open(t)
	s := tenant.NewService(event.NewBus(), base.Maker, 50)
	require.NoError(t, s.Fill(t.Context()))
	var (
		mu      sync.Mutex
		schemas = map[string]bool{}
		slugs   = map[string]bool{}
		wg      sync.WaitGroup
	)
	for range 50 {
		wg.Go(func() {
			c, err := claim(t.Context(), d, s, "Łódź Bakery & Sons")
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
				return
			}
			schemas[c.Schema], slugs[c.Slug] = true, true
		})
	}
	wg.Wait()
	require.Len(t, schemas, 50)
	require.Len(t, slugs, 50)
	require.Contains(t, slugs, "lodz-bakery-sons")
	_, err := claim(t.Context(), d, s, "Late")
	require.ErrorIs(t, err, tenant.ErrPoolEmpty)
	for schema := range schemas {
		for _, table := range ask[string](t, base, `SELECT tablename::text FROM pg_tables WHERE schemaname = $1 AND tablename NOT IN ('casbin_rule', 'schema_version', 'audit_head', 'phone_system', 'reach_setting', 'vault')`, schema) {
			require.Equal(t, []int64{0}, ask[int64](t, base, fmt.Sprintf(`SELECT count(*) FROM %s.%s`, schema, table)), table)
		}
		break // all are built alike
	}
}

func TestClaimChecks(t *testing.T) {
	base := testdb.Shared(t)
	d := base.Open(t)
	s := tenant.NewService(event.NewBus(), base.Maker, 1)
	bad := "xx"
	err := d.InPlatform(t.Context(), func(ctx context.Context) error {
		_, err := s.Claim(ctx, tenant.Draft{Name: new(string), Language: &bad, Currency: &bad, Timezone: &bad})
		return err
	})
	e, ok := errs.As(err)
	require.True(t, ok)
	var fields []string
	for _, f := range e.Fields {
		fields = append(fields, f.Name)
	}
	require.Equal(t, []string{"name", "language", "currency", "timezone"}, fields, "every field at fault is named at once")
}
