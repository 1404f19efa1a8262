package deal

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
)

// The four places in a column. A rank between two others is not the middle but a random point near it, so that two
// people who drop cards into the same gap at once do not get the same one; the id breaks what ties are left.
const (
	toTop = `UPDATE deal SET rank = (SELECT coalesce(min(rank), 0) - 1 FROM deal
WHERE stage_id = $2 AND id <> $1 AND deleted_at IS NULL) WHERE id = $1`
	toEnd = `UPDATE deal SET rank = (SELECT coalesce(max(rank), 0) + 1 FROM deal
WHERE stage_id = $2 AND id <> $1 AND deleted_at IS NULL) WHERE id = $1`
	toGapAfter = `UPDATE deal SET rank = coalesce(
(SELECT trim_scale(above.rank + $4::numeric * (coalesce(
	(SELECT min(below.rank) FROM deal below WHERE below.stage_id = above.stage_id AND below.id <> $1
		AND below.deleted_at IS NULL AND (below.rank, below.id) > (above.rank, above.id)), above.rank + 1) - above.rank))
	FROM deal above WHERE above.id = $3 AND above.stage_id = $2 AND above.id <> $1 AND above.deleted_at IS NULL),
(SELECT coalesce(max(rank), 0) + 1 FROM deal WHERE stage_id = $2 AND id <> $1 AND deleted_at IS NULL))
WHERE id = $1`
	toGap = `UPDATE deal SET rank = coalesce(
(SELECT trim_scale(below.rank - $4::numeric * (below.rank - coalesce(
	(SELECT max(above.rank) FROM deal above WHERE above.stage_id = below.stage_id AND above.id <> $1
		AND above.deleted_at IS NULL AND (above.rank, above.id) < (below.rank, below.id)), below.rank - 1)))
	FROM deal below WHERE below.id = $3 AND below.stage_id = $2 AND below.id <> $1 AND below.deleted_at IS NULL),
(SELECT coalesce(max(rank), 0) + 1 FROM deal WHERE stage_id = $2 AND id <> $1 AND deleted_at IS NULL))
WHERE id = $1`
)

// putAt gives a deal its rank in its column, with the commit.
func putAt(ctx context.Context, d Deal, p Place) error {
	near := fmt.Sprintf("0.%04d", 2500+rand.IntN(5000)) //nolint:gosec // spreads, hides nothing
	switch {
	case p.Before.Set && p.Before.Null:
		return db.Defer(ctx, toEnd, d.ID, d.StageID)
	case p.Before.Set:
		return db.Defer(ctx, toGap, d.ID, d.StageID, p.Before.Value, near)
	case p.After != nil:
		return db.Defer(ctx, toGapAfter, d.ID, d.StageID, *p.After, near)
	default:
		return db.Defer(ctx, toTop, d.ID, d.StageID)
	}
}

// reorder moves a card within its column; without a place it stays where it is.
func reorder(ctx context.Context, d Deal, p Place) error {
	beside := p.After
	if p.Before.Set {
		beside = &p.Before.Value
	}
	if beside == nil || *beside == d.ID {
		return nil
	}
	if err := mayUpdate(ctx, d.ID); err != nil {
		return err
	}
	return putAt(ctx, d, p)
}

// remember adds a step to the deal's history, with the commit.
func remember(ctx context.Context, d Deal, from, to string) error {
	by := caller.From(ctx)
	var byID *uuid.UUID
	if by.UserID != uuid.Nil {
		byID = &by.UserID
	}
	return db.Defer(ctx, `INSERT INTO deal_stage (deal_id, id, from_stage, to_stage, at, by_id, by_name, stage_id)
VALUES ($1, $2, $3, $4, $5, $6, left($7, 200), $8)`, d.ID, id.New(), from, to, d.StageSince, byID, by.Name, d.StageID)
}

// Step is one entry of a deal's history. Stage names are those of that time.
type Step struct {
	ID                 uuid.UUID
	FromStage, ToStage string
	At                 time.Time
	ByName             string
	Seconds            int64 // spent in ToStage, up to now for the last step
}

// History returns where a deal has been, newest first. The names of stages that are hidden from the caller are not told.
func (s *Service) History(ctx context.Context, id uuid.UUID) ([]Step, error) {
	var (
		seen  []struct{ ID uuid.UUID }
		steps []Step
	)
	err := db.Fetch(ctx,
		db.Into(db.Visible(ctx, Kind).Model(&Deal{}).Select("deal.id").Where("deal.id = ?", id), &seen),
		db.Into(db.Orm(ctx).Table("deal_stage").Select("id, from_stage, to_stage, at, by_name"). // all rows: of a deal checked above
														Where("deal_id = ?", id).Order("at DESC, id DESC"), &steps))
	if err != nil {
		return nil, err
	}
	if len(seen) == 0 {
		return nil, ErrNotFound
	}
	shown, err := s.Pipelines.Shown(ctx)
	if err != nil {
		return nil, err
	}
	until := clock.Now()
	for i := range steps {
		steps[i].FromStage, steps[i].ToStage = shown(steps[i].FromStage), shown(steps[i].ToStage)
		steps[i].Seconds = int64(until.Sub(steps[i].At).Seconds())
		until = steps[i].At
	}
	return steps, nil
}

type dealContact struct {
	DealID, ContactID uuid.UUID
	Role              string
}

// setPeople replaces the people of a deal, of whom before are those that the caller can see.
func setPeople(ctx context.Context, dealID uuid.UUID, before []SeenPerson, after []Person) error {
	if len(before) > 0 {
		ids := make([]uuid.UUID, len(before))
		for i, p := range before {
			ids[i] = p.ContactID
		}
		gone := db.Orm(ctx).Where("deal_id = ? AND contact_id IN ?", dealID, ids) // all rows: of a deal that the caller may change
		if err := gone.Delete(&dealContact{}).Error; err != nil {
			return err
		}
	}
	rows := make([]dealContact, len(after))
	for i, p := range after {
		rows[i] = dealContact{dealID, p.ContactID, p.Role}
	}
	if len(rows) == 0 {
		return nil
	}
	return insertPeople(ctx, rows)
}

func insertPeople(ctx context.Context, rows []dealContact) error {
	again := clause.OnConflict{Columns: []clause.Column{{Name: "deal_id"}, {Name: "contact_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"role"})}
	return db.Orm(ctx).Clauses(again).Create(&rows).Error // all rows: of the same deal
}

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
	return int64(len(ids)), s.swept(ctx, ids, sweep{from.Name, to, at, &from.ID})
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
	return back, out[0].N - back, s.swept(ctx, ids, sweep{out[0].ToStage, stage, now, nil})
}

// sweep is the same step of many deals.
type sweep struct {
	from string
	to   pipeline.Stage
	at   time.Time
	out  *uuid.UUID
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
	err = db.Defer(ctx, `INSERT INTO deal_stage (deal_id, id, from_stage, to_stage, at, by_id, by_name, swept_from, stage_id)
		SELECT r."Deal", r."ID", $2, $3, $4::timestamptz, $5::uuid, left($6, 200), $7::uuid, $8::uuid
		FROM json_to_recordset($1::json) AS r ("ID" uuid, "Deal" uuid)`, string(list), w.from, w.to.Name, w.at, byID, by.Name, w.out, w.to.ID)
	if err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Swept{ids, w.from, w.to.Name})
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
