package plan_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/platform/plan"
)

func TestCatalogue(t *testing.T) {
	require.Len(t, plan.All(), 4)
	for _, p := range plan.All() {
		require.NotEmpty(t, p.Features, p.Code)
		require.ElementsMatch(t, plan.Limits, keys(p.Limits), p.Code)
		if p.Code == plan.Free {
			require.False(t, p.Paid())
			continue
		}
		require.Len(t, p.Prices, len(plan.Kinds)*2*len(money.Billing), "%s: every kind, interval and currency", p.Code)
		for _, kind := range plan.Kinds {
			for _, currency := range money.Billing {
				month, ok := p.Price(kind, "month", currency)
				require.True(t, ok)
				year, _ := p.Price(kind, "year", currency)
				require.Equal(t, 10*month.Amount, year.Amount, "a year costs ten months")
				require.Equal(t, kind == plan.Viewer, month.Amount == 0)
			}
		}
	}
}

// Safety is never sold: a larger plan has all that a smaller one has, and larger limits.
func TestPlansGrow(t *testing.T) {
	for i, p := range plan.All()[1:] {
		smaller := plan.All()[i]
		require.Subset(t, p.Features, smaller.Features)
		for name, limit := range smaller.Limits {
			require.Greater(t, p.Limits[name], limit)
		}
	}
	require.Subset(t, plan.Of(plan.Free).Features, []string{"export", "audit", "rights"})
}

func TestLookupKeys(t *testing.T) {
	key := plan.Of("business").LookupKey(plan.Light, "year")
	require.Equal(t, "kith_business_1_light_year", key)
	parsed, ok := plan.ParseKey(key)
	require.True(t, ok)
	require.Equal(t, plan.Key{Code: "business", Version: 1, Kind: plan.Light, Interval: "year"}, parsed)
	for _, bad := range []string{"", "kith", "other_business_1_light_year", "kith_business_x_light_year"} {
		_, ok := plan.ParseKey(bad)
		require.False(t, ok, bad)
	}
}

func TestOfferIsOfTheNextPlanThatSells(t *testing.T) {
	require.Equal(t, money.Money{Amount: 1200, Currency: "EUR"}, plan.Offer(plan.Free, plan.Full, "month", "EUR"))
	require.Equal(t, money.Money{Amount: 890000, Currency: "PHP"}, plan.Offer("business", plan.Full, "year", "PHP"))
}

func TestSoldVersionsNeverChange(t *testing.T) {
	d := testdb.Shared(t).Open(t)
	do := func(f func(context.Context) error) error { return d.InPlatform(t.Context(), f) }
	require.NoError(t, do(plan.Publish))
	require.NoError(t, do(plan.Publish))
	change := func(code string) error {
		return do(func(ctx context.Context) error {
			return db.Orm(ctx).Exec(`UPDATE plan_version SET terms = '{"name":"other"}' WHERE code = ?`, code).Error
		})
	}
	require.NoError(t, change("starter"))
	require.NoError(t, do(plan.Publish), "what nobody bought follows the file")
	require.NoError(t, do(func(ctx context.Context) error { return plan.Sold(ctx, "starter", 1) }))
	require.True(t, db.Violates(change("starter"), "plan_version_keep"))
	older := `INSERT INTO plan_version (code, version, terms, created_at) SELECT code, 7, terms || '{"name":"Old","version":7}', now() FROM plan_version WHERE code = 'starter'`
	require.NoError(t, do(func(ctx context.Context) error { return db.Orm(ctx).Exec(older).Error }))
	p := plan.Plan{}
	require.NoError(t, do(func(ctx context.Context) (err error) { p, err = plan.At(ctx, "starter", 7); return err }))
	require.Equal(t, "Old", p.Name)
	require.Equal(t, "Old", plan.Kept("starter", 7).Name)
	require.Equal(t, plan.Of("starter"), plan.Kept("starter", 6), "until it is read, the plan on offer")
	require.Equal(t, plan.Of("starter").Prices, p.Prices)
	require.NoError(t, do(func(ctx context.Context) (err error) { p, err = plan.At(ctx, "starter", 1); return err }))
	require.Equal(t, plan.Of("starter"), p)
	require.ErrorIs(t, do(func(ctx context.Context) error { _, err := plan.At(ctx, "starter", 8); return err }), plan.ErrNotFound)
}

// The number of agreed terms follows from them. Should other terms have it already, nobody is sold those.
func TestAgreedTermsAreTheirOwn(t *testing.T) {
	d := testdb.Shared(t).Open(t)
	agree := func(p plan.Plan) (agreed plan.Plan, err error) {
		return agreed, d.InPlatform(t.Context(), func(ctx context.Context) error { agreed, err = plan.Agree(ctx, p); return err })
	}
	p := plan.Of("business")
	p.Name = "Agreed"
	first, err := agree(p)
	require.NoError(t, err)
	again, err := agree(p)
	require.NoError(t, err)
	require.Equal(t, first, again)
	p.Name = "Agreed too"
	var version int
	rolledBack := d.InPlatform(t.Context(), func(ctx context.Context) error {
		other, err := plan.Agree(ctx, p)
		version = other.Version
		return errors.Join(err, context.Canceled)
	})
	require.ErrorIs(t, rolledBack, context.Canceled)
	require.NoError(t, d.InPlatform(t.Context(), func(ctx context.Context) error {
		return db.Orm(ctx).Exec("INSERT INTO plan_version (code, version, terms, created_at) VALUES ('business', ?, '{}', now())", version).Error
	}))
	_, err = agree(p)
	require.ErrorContains(t, err, "taken by other terms")
}

func keys(m map[string]int64) (all []string) {
	for k := range m {
		all = append(all, k)
	}
	return all
}
