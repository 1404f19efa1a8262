package deal

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Swept is published when all deals of a stage were moved at once, because the stage was removed or came back. From and To are
// the stages' names at that time.
type Swept struct {
	Deals    []uuid.UUID
	From, To string
}

// Sweep implements pipeline.Mover: deals in the trash go along, each deal's history and timeline say where it came from.
func (s *Service) Sweep(ctx context.Context, from, to pipeline.Stage, at time.Time) (int64, error) {
	var ids []uuid.UUID
	all := db.Orm(ctx) // all rows: the stage as a whole
	err := all.Raw(`UPDATE deal SET stage_id = ?, pipeline_id = ?, stage_since = ?, updated_at = ?, version = version + 1,
			rank = (SELECT coalesce(max(rank), 0) FROM deal WHERE stage_id = ?) + swept.n
		FROM (SELECT id, row_number() OVER (ORDER BY rank, id) AS n FROM deal WHERE stage_id = ?) AS swept
		WHERE deal.id = swept.id RETURNING deal.id`, to.ID, to.PipelineID, at, at, to.ID, from.ID).Scan(&ids).Error
	if err != nil {
		return 0, err
	}
	return int64(len(ids)), s.swept(ctx, ids, sweep{from.Name, to.Name, at, &from.ID})
}

// Unsweep implements pipeline.Mover. A deal stands again in the stage since when it first came there.
func (s *Service) Unsweep(ctx context.Context, stage pipeline.Stage, at time.Time) (back, stayed int64, err error) {
	var out []struct {
		ToStage string
		N       int64
	}
	all := db.Orm(ctx) // all rows: the stage as a whole
	err = all.Raw(`SELECT to_stage, count(*) AS n FROM deal_stage WHERE swept_from = ? AND at = ? GROUP BY to_stage`, stage.ID, at).
		Scan(&out).Error
	if err != nil || len(out) == 0 {
		return 0, 0, err
	}
	var ids []uuid.UUID
	now := clock.Now()
	err = all.Raw(`UPDATE deal SET stage_id = ?, pipeline_id = ?, updated_at = ?, version = version + 1, rank = swept.n,
			stage_since = coalesce((SELECT max(step.at) FROM deal_stage step WHERE step.deal_id = deal.id AND step.at < swept.at), swept.at)
		FROM (SELECT deal.id, step.at, row_number() OVER (ORDER BY deal.rank, deal.id) AS n FROM deal_stage step
			JOIN deal ON deal.id = step.deal_id AND deal.stage_since = step.at
			WHERE step.swept_from = ? AND step.at = ?) AS swept
		WHERE deal.id = swept.id RETURNING deal.id`, stage.ID, stage.PipelineID, now, stage.ID, at).Scan(&ids).Error
	if err != nil {
		return 0, 0, err
	}
	back = int64(len(ids))
	return back, out[0].N - back, s.swept(ctx, ids, sweep{out[0].ToStage, stage.Name, now, nil})
}

// sweep is the same step of many deals.
type sweep struct {
	from, to string
	at       time.Time
	out      *uuid.UUID
}

// swept writes the step into the deals' histories and tells of it.
func (s *Service) swept(ctx context.Context, ids []uuid.UUID, w sweep) error {
	if len(ids) == 0 {
		return nil
	}
	type step struct{ ID, Deal uuid.UUID }
	steps := make([]step, len(ids))
	for i, dealID := range ids {
		steps[i] = step{id.New(), dealID}
	}
	list, err := json.Marshal(steps)
	if err != nil {
		return err
	}
	by := caller.From(ctx)
	var byID *uuid.UUID
	if by.UserID != uuid.Nil {
		byID = &by.UserID
	}
	err = db.Defer(ctx, `INSERT INTO deal_stage (deal_id, id, from_stage, to_stage, at, by_id, by_name, swept_from)
		SELECT r."Deal", r."ID", $2, $3, $4::timestamptz, $5::uuid, left($6, 200), $7::uuid
		FROM json_to_recordset($1::json) AS r ("ID" uuid, "Deal" uuid)`, string(list), w.from, w.to, w.at, byID, by.Name, w.out)
	if err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Swept{ids, w.from, w.to})
}

// Standing implements pipeline.Mover.
func (s *Service) Standing(ctx context.Context) (map[uuid.UUID]int64, error) {
	var rows []struct {
		StageID uuid.UUID
		N       int64
	}
	q := db.Orm(ctx).Unscoped().Model(&Deal{}).Select("deal.stage_id, count(*) AS n").Group("deal.stage_id") // all rows: who sets up pipelines knows how many deals they hold
	if err := db.Fetch(ctx, db.Into(q, &rows)); err != nil {
		return nil, err
	}
	counts := map[uuid.UUID]int64{}
	for _, r := range rows {
		counts[r.StageID] = r.N
	}
	return counts, nil
}
