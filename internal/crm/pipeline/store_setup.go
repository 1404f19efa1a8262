package pipeline

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

type pipelineTeam struct{ PipelineID, TeamID uuid.UUID }

// lock lets one change of the set-up through at a time; deals move on meanwhile.
func lock(ctx context.Context) error {
	return db.Orm(ctx).Exec("LOCK TABLE pipeline IN SHARE ROW EXCLUSIVE MODE").Error // all rows: the set-up
}

func readTeams(ctx context.Context, to *[]pipelineTeam) db.Read {
	return db.Into(db.Orm(ctx).Model(&pipelineTeam{}).Order("team_id"), to) // all rows: which team uses what is no secret among colleagues
}

func teamsOf(ts []pipelineTeam, pipelineID uuid.UUID) []uuid.UUID {
	ids := []uuid.UUID{}
	for _, t := range ts {
		if t.PipelineID == pipelineID {
			ids = append(ids, t.TeamID)
		}
	}
	return ids
}

// find is a pipeline with all its stages, also those that are hidden from the caller.
func find(ctx context.Context, pipelineID uuid.UUID) (Pipeline, error) {
	p, err := former(ctx, pipelineID)
	if err == nil && p.RemovedAt != nil {
		return p, ErrNotFound
	}
	return p, err
}

// former is a pipeline that is there or was.
func former(ctx context.Context, pipelineID uuid.UUID) (p Pipeline, err error) {
	err = db.Orm(ctx).Take(&p, "id = ?", pipelineID).Error // all rows: pipelines have no owner
	if db.Missing(err) {
		return p, ErrNotFound
	}
	if err != nil {
		return p, err
	}
	var ts []pipelineTeam
	err = db.Fetch(ctx, readTeams(ctx, &ts),
		db.Into(db.Orm(ctx).Model(&Stage{}).Where("pipeline_id = ?", pipelineID).Order("position, id"), &p.Stages)) // all rows: of one pipeline
	p.Teams = teamsOf(ts, pipelineID)
	return p, err
}

// behind is the position after all pipelines.
func behind(ctx context.Context) (int, error) {
	ids, err := sequence(ctx)
	return len(ids), err
}

// sequence are the pipelines in the company's order.
func sequence(ctx context.Context) (ids []uuid.UUID, err error) {
	return ids, live(ctx).Order("position, id").Pluck("id", &ids).Error
}

func resequence(ctx context.Context, ids []uuid.UUID) error {
	for i, pipelineID := range ids {
		if err := live(ctx).Where("id = ?", pipelineID).UpdateColumn("position", i).Error; err != nil {
			return err
		}
	}
	return nil
}

func update(ctx context.Context, p *Pipeline, version int) error {
	p.Version, p.UpdatedAt = version+1, clock.Now()
	r := db.Orm(ctx).Model(p).Where("version = ?", version).Select("name", "mode", "removed_at", "version", "updated_at").Updates(p) // all rows: one by id
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrStale
	}
	return r.Error
}

// save writes stages and teams as they are after a change, but for stages that are gone.
func save(ctx context.Context, before, after Pipeline) error {
	for _, s := range after.Stages {
		was, err := Stages(before.Stages).Find(s.ID)
		switch {
		case err != nil:
			err = db.Orm(ctx).Create(&s).Error // all rows: a new one
		case was != s:
			err = db.Orm(ctx).Model(&s).Select("name", "position", "probability", "exit_rule", "rot_days", "gate").Updates(&s).Error // all rows: one by id
		}
		if err != nil {
			return err
		}
	}
	return setTeams(ctx, after)
}

func setTeams(ctx context.Context, p Pipeline) error {
	if err := db.Orm(ctx).Delete(&pipelineTeam{}, "pipeline_id = ?", p.ID).Error; err != nil || len(p.Teams) == 0 { // all rows: of one pipeline
		return err
	}
	rows := make([]pipelineTeam, len(p.Teams))
	for i, t := range p.Teams {
		rows[i] = pipelineTeam{p.ID, t}
	}
	err := db.Orm(ctx).Create(&rows).Error // all rows: of one pipeline
	if db.Violates(err, "pipeline_team_team_id_fkey") {
		return ErrTeam.Because(err)
	}
	return err
}

func idsOf(ss []Stage) []uuid.UUID {
	ids := make([]uuid.UUID, len(ss))
	for i, s := range ss {
		ids[i] = s.ID
	}
	return ids
}

// hold keeps others from putting anything into stages until the unit ends.
func hold(ctx context.Context, ss []Stage) error {
	return db.Orm(ctx).Exec("SELECT id FROM stage WHERE id IN ? ORDER BY id FOR UPDATE", idsOf(ss)).Error // all rows: a few by id
}

// detach takes stages out of their pipeline; the database refuses it while anything stands in them. Where that went is noted.
func detach(ctx context.Context, ss []Stage, moves []Move, removal uuid.UUID, at time.Time) error {
	gone := db.Orm(ctx) // all rows: a few by id
	err := gone.Exec(`UPDATE stage SET pipeline_id = NULL, former_pipeline_id = pipeline_id, removal_id = ?, removed_at = ?
		WHERE id IN ?`, removal, at, idsOf(ss)).Error
	for _, m := range moves {
		if _, gone := Stages(ss).Find(m.From); gone == nil && err == nil {
			err = db.Orm(ctx).Exec("UPDATE stage SET merged_into = ? WHERE id = ?", m.To, m.From).Error // all rows: one by id
		}
	}
	return err
}

// attach puts stages into their pipeline, in their order.
func attach(ctx context.Context, ss []Stage) error {
	for _, s := range ss {
		one := db.Orm(ctx) // all rows: one by id
		err := one.Exec(`UPDATE stage SET pipeline_id = ?, position = ?, former_pipeline_id = NULL, removal_id = NULL, removed_at = NULL, merged_into = NULL
			WHERE id = ?`, s.PipelineID, s.Position, s.ID).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// History is a pipeline with all its stages, and those that it once had, for who may set it up.
func (s *Service) History(ctx context.Context, pipelineID uuid.UUID) (Pipeline, Stages, error) {
	var gone Stages
	p, err := find(ctx, pipelineID)
	if err != nil {
		return p, nil, err
	}
	if err := p.open(caller.From(ctx)); err != nil {
		return p, nil, err
	}
	q := db.Orm(ctx).Model(&Stage{}).Where("former_pipeline_id = ?", pipelineID) // all rows: of one pipeline
	return p, gone, db.Fetch(ctx, db.Into(q, (*[]Stage)(&gone)))
}

// removedBy are the stages of a removal, in their order.
func removedBy(ctx context.Context, removal uuid.UUID) (ss []Stage, err error) {
	q := db.Orm(ctx).Model(&Stage{}).Where("removal_id = ?", removal).Order("position, id") // all rows: stages have no owner
	return ss, db.Fetch(ctx, db.Into(q, &ss))
}

// withdraw takes a pipeline away.
func withdraw(ctx context.Context, p Pipeline) error {
	return live(ctx).Where("id = ?", p.ID).UpdateColumn("removed_at", p.UpdatedAt).Error
}
