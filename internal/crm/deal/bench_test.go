package deal_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/kit/db"
)

// filled is a world whose first company has ten thousand deals, spread over all stages.
func filled(b *testing.B) (w *apptest.World, st map[string]string) {
	w = apptest.New(b)
	st = stages(w, "acme/ana")
	require.NoError(b, w.Act("acme/ana", func(ctx context.Context) error {
		return db.Orm(ctx).Exec(`INSERT INTO deal (id, name, pipeline_id, stage_id, rank, status, amount, currency, lost_reason, owner_id,
			stage_since, closed_at, version, created_at, updated_at)
			SELECT gen_random_uuid(), 'Deal ' || n, s.pipeline_id, s.id, n, s.kind, n * 100, 'EUR', CASE s.kind WHEN 'lost' THEN 'price' ELSE '' END,
				?::uuid, now(), CASE s.kind WHEN 'open' THEN NULL ELSE now() END, 1, now(), now()
			FROM generate_series(1, 10000) AS n JOIN stage s ON s.position = n % 6`, w.Person("acme/ana").UserID).Error
	}))
	return w, st
}

// BenchmarkBoard is the board of ten thousand deals: counts and sums of six stages, and 25 cards of each.
func BenchmarkBoard(b *testing.B) {
	w, _ := filled(b)
	for b.Loop() {
		w.Get(apptest.Call{As: "acme/ana", Do: "GET /board"}, nil)
	}
}

// BenchmarkMove moves one deal to another stage, with history, timeline and audit trail.
func BenchmarkMove(b *testing.B) {
	w, st := filled(b)
	d := create(w, "acme/ana", `{"name":"One"}`)
	ctx, err := w.As("acme/ana")
	require.NoError(b, err)
	columns := []uuid.UUID{uuid.MustParse(st["Qualified"]), uuid.MustParse(st["Lead"])}
	n := 0
	for b.Loop() {
		require.NoError(b, w.App.DB.InTenant(ctx, func(ctx context.Context) error {
			_, err := w.App.Deals.Move(ctx, uuid.MustParse(d.ID), deal.Move{StageID: columns[n%2], Version: n + 1})
			return err
		}), fmt.Sprint(n))
		n++
	}
}
