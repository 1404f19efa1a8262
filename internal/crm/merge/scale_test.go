package merge_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
)

// slowest is how long a page of the duplicates of 100,000 people may take: somebody waits for it.
const slowest = 8 * time.Second

// Among 100,000 people, every tenth of whom has a double, a page of pairs comes while somebody waits.
func TestManyPeople(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 100,000 people")
	}
	w := apptest.New(t)
	require.NoError(t, w.Act("acme/ana", func(ctx context.Context) error {
		const people = `INSERT INTO contact (id, name, first_name, last_name, email, phone, owner_id, version, created_at, updated_at)
			SELECT gen_random_uuid(), first || ' ' || last, first, last, 'p' || n % 90000 || '@x.io', '+48500' || lpad((n % 90000)::text, 6, '0'), NULL, 1, now(), now()
			FROM (SELECT n, initcap(translate(left(md5('f' || n % 400), 6), '0123456789', 'ghijklmnop')) AS first,
				initcap(translate(left(md5('l' || n), 7), '0123456789', 'qrstuvwxyz')) AS last FROM generate_series(1, 100000) AS n) AS named`
		if err := db.Orm(ctx).Exec(people).Error; err != nil {
			return err
		}
		if err := db.Orm(ctx).Exec(`ANALYZE contact`).Error; err != nil {
			return err
		}
		start := clock.Now()
		pairs, next, err := w.App.Merges.Duplicates(ctx, "contact", false, page.Query{})
		took := clock.Now().Sub(start)
		t.Logf("a page of the duplicates of 100,000 people: %v", took)
		require.NoError(t, err)
		require.Len(t, pairs, 50)
		require.Equal(t, []string{"email", "phone"}, pairs[0].Reasons[:2])
		require.NotNil(t, next)
		require.Less(t, took, slowest)
		more, _, err := w.App.Merges.Duplicates(ctx, "contact", false, page.Query{Cursor: *next})
		require.Len(t, more, 50)
		require.NotEqual(t, pairs[0].ID, more[0].ID)
		return err
	}))
}
