package pipeline

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

// foreign is true of pipelines that only teams use in which the caller is not: they come after all others.
const foreign = `(EXISTS (SELECT 1 FROM pipeline_team t WHERE t.pipeline_id = pipeline.id)
AND NOT EXISTS (SELECT 1 FROM pipeline_team t WHERE t.pipeline_id = pipeline.id AND t.team_id IN ?))`

// order puts the caller's pipelines first, then follows the company's order.
func order(ctx context.Context, more string) clause.OrderBy {
	return clause.OrderBy{Expression: clause.Expr{SQL: foreign + ", pipeline.position, pipeline.id" + more,
		Vars: []any{caller.From(ctx).Teams}, WithoutParentheses: false}}
}

// Read reads all pipelines, without their stages and teams, together with other reads. Pipelines have no owner: who may read
// one may read all.
func (s *Service) Read(ctx context.Context, to *[]Pipeline) db.Read {
	return db.Into(live(ctx).Order(order(ctx, "")), to)
}

// live are the pipelines that were not removed.
func live(ctx context.Context) *gorm.DB {
	return db.Orm(ctx).Model(&Pipeline{}).Where("pipeline.removed_at IS NULL") // all rows: pipelines have no owner
}

// Rotting is an SQL condition: that what has been in a stage since a moment is stale. Both are columns.
func Rotting(stage, since string) string {
	return "EXISTS (SELECT 1 FROM stage WHERE stage.id = " + stage + " AND stage.kind = 'open' AND stage.rot_days > 0 AND " +
		since + " < now() - make_interval(days => stage.rot_days))"
}

// Asking is a query that has a row when some stage asks for a contact.
func (s *Service) Asking(ctx context.Context) *gorm.DB {
	return db.Orm(ctx).Model(&Stage{}).Select("1").Where("stage.pipeline_id IS NOT NULL AND stage.gate LIKE '%contact%'") // all rows: stages have no owner
}

// AskedOwn is a query for the fields that the company has added to deals and that some stage asks for, by their keys and ids.
func (s *Service) AskedOwn(ctx context.Context) *gorm.DB {
	return db.Orm(ctx).Table("stage, unnest(string_to_array(stage.gate, ',')) AS asked"). // all rows: stages have no owner
												Select("DISTINCT asked AS key, substr(asked, 8) AS id").Where("stage.pipeline_id IS NOT NULL AND asked LIKE 'custom.%'")
}

// ReadStages reads the stages of all pipelines that are not hidden from the caller together with other reads.
func (s *Service) ReadStages(ctx context.Context, to *[]Stage) db.Read {
	q := db.Orm(ctx).Model(&Stage{}). // all rows: stages have no owner
						Joins("JOIN pipeline ON pipeline.id = stage.pipeline_id").
						Order(order(ctx, ", stage.position, stage.id"))
	if hidden := caller.From(ctx).Closed(subject, caller.Hide); len(hidden) > 0 {
		q = q.Where("stage.id NOT IN ?", hidden)
	}
	return db.Into(q, to)
}

// Default is a query for the id of the pipeline that is meant when none is named.
func (s *Service) Default(ctx context.Context) *gorm.DB {
	return live(ctx).Select("pipeline.id").Order(order(ctx, "")).Limit(1)
}

// StagesOf is a query for the ids of the stages of a pipeline, which is an id or a query for one.
func (s *Service) StagesOf(ctx context.Context, pipelineID any) *gorm.DB {
	return db.Orm(ctx).Model(&Stage{}).Select("stage.id").Where("stage.pipeline_id = (?)", pipelineID) // all rows: as above
}

func count(ctx context.Context) (int64, error) {
	return db.Count(ctx, live(ctx))
}

func list(ctx context.Context) ([]Pipeline, error) {
	var (
		ps []Pipeline
		ss []Stage
		ts []pipelineTeam
		s  Service
	)
	if err := db.Fetch(ctx, s.Read(ctx, &ps), s.ReadStages(ctx, &ss), readTeams(ctx, &ts)); err != nil {
		return nil, err
	}
	for i := range ps {
		ps[i].Stages, ps[i].Teams = Stages(ss).Of(ps[i].ID), teamsOf(ts, ps[i].ID)
	}
	return ps, nil
}

func stages(ctx context.Context) (Stages, error) {
	var (
		ss []Stage
		s  Service
	)
	err := db.Fetch(ctx, s.ReadStages(ctx, &ss))
	return ss, err
}

// everywhere are all stages, also removed ones and those that are hidden from the caller.
func everywhere(ctx context.Context) (ss []Stage, err error) {
	return ss, db.Fetch(ctx, db.Into(db.Orm(ctx).Model(&Stage{}), &ss)) // all rows: stages have no owner
}

func insert(ctx context.Context, p Pipeline) error {
	once := clause.OnConflict{DoNothing: true}
	if err := db.Orm(ctx).Clauses(once).Create(&p).Error; err != nil {
		return err
	}
	return db.Orm(ctx).Clauses(once).Create(&p.Stages).Error
}
