package pipeline

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

// Read reads all pipelines, without their stages, together with other reads. Pipelines have no owner: who may read
// one may read all.
func (s *Service) Read(ctx context.Context, to *[]Pipeline) db.Read {
	return db.Into(db.Orm(ctx).Model(&Pipeline{}).Order("position, id"), to) // all rows: pipelines have no owner
}

// ReadStages reads the stages of all pipelines that are not hidden from the caller together with other reads.
func (s *Service) ReadStages(ctx context.Context, to *[]Stage) db.Read {
	q := db.Orm(ctx).Model(&Stage{}). // all rows: stages have no owner
						Joins("JOIN pipeline ON pipeline.id = stage.pipeline_id").
						Order("pipeline.position, pipeline.id, stage.position, stage.id")
	if hidden := caller.From(ctx).Closed(subject, caller.Hide); len(hidden) > 0 {
		q = q.Where("stage.id NOT IN ?", hidden)
	}
	return db.Into(q, to)
}

// Default is a query for the id of the pipeline that is meant when none is named.
func (s *Service) Default(ctx context.Context) *gorm.DB {
	return db.Orm(ctx).Model(&Pipeline{}).Select("pipeline.id").Order("pipeline.position, pipeline.id").Limit(1) // all rows: as above
}

// StagesOf is a query for the ids of the stages of a pipeline, which is an id or a query for one.
func (s *Service) StagesOf(ctx context.Context, pipelineID any) *gorm.DB {
	return db.Orm(ctx).Model(&Stage{}).Select("stage.id").Where("stage.pipeline_id = (?)", pipelineID) // all rows: as above
}

func count(ctx context.Context) (int64, error) {
	return db.Count(ctx, db.Orm(ctx).Model(&Pipeline{})) // all rows: the plan's limit is the company's
}

func list(ctx context.Context) ([]Pipeline, error) {
	var (
		ps []Pipeline
		ss []Stage
		s  Service
	)
	if err := db.Fetch(ctx, s.Read(ctx, &ps), s.ReadStages(ctx, &ss)); err != nil {
		return nil, err
	}
	for i := range ps {
		ps[i].Stages = Stages(ss).Of(ps[i].ID)
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

// everywhere are all stages, also those that are hidden from the caller.
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
