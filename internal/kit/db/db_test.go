package db_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// claim makes a company for a test.
func claim(t *testing.T, d *db.DB, name string) context.Context {
	t.Helper()
	base := testdb.Shared(t)
	s := tenant.NewService(event.NewBus(), base.Maker, 1)
	language, currency, zone := "en", "EUR", "UTC"
	var c caller.Tenant
	take := func() error {
		return d.InPlatform(t.Context(), func(ctx context.Context) (err error) {
			c, err = s.Claim(ctx, tenant.Draft{Name: &name, Language: &language, Currency: &currency, Timezone: &zone})
			return err
		})
	}
	err := take()
	if errors.Is(err, tenant.ErrPoolEmpty) {
		require.NoError(t, base.Maker.Fill(t.Context(), 8))
		err = take()
	}
	require.NoError(t, err)
	return caller.With(t.Context(), caller.System("test", c))
}

func TestClaimAndWork(t *testing.T) {
	d := testdb.Shared(t).Open(t)
	acme := claim(t, d, "Acme")
	var n int64
	require.NoError(t, d.InTenant(acme, func(ctx context.Context) error {
		return db.Orm(ctx).Raw("SELECT count(id) FROM casbin_rule").Scan(&n).Error
	}))
	require.Positive(t, n)
}
