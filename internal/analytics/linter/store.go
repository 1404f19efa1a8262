package linter

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

// dismissal is that a company does not want to hear of a finding, for good or until a moment.
type dismissal struct {
	PipelineID uuid.UUID
	Finding    string
	Until      *time.Time
}

// TableName implements gorm's Tabler.
func (dismissal) TableName() string { return "finding_dismissal" }

// dismissals are those of a pipeline that hold at a moment.
func dismissals(ctx context.Context, pipelineID uuid.UUID, now time.Time) (map[string]*time.Time, error) {
	var all []dismissal
	q := db.Orm(ctx).Model(&dismissal{}).Where("pipeline_id = ? AND (until IS NULL OR until > ?)", pipelineID, now) // all rows: of one pipeline
	err := db.Fetch(ctx, db.Into(q, &all))
	by := map[string]*time.Time{}
	for _, d := range all {
		by[d.Finding] = d.Until
	}
	return by, err
}

func dismiss(ctx context.Context, d dismissal) error {
	again := clause.OnConflict{Columns: []clause.Column{{Name: "pipeline_id"}, {Name: "finding"}}, DoUpdates: clause.AssignmentColumns([]string{"until"})}
	return db.Orm(ctx).Clauses(again).Create(&d).Error // all rows: one by its key
}

func restore(ctx context.Context, d dismissal) (there bool, err error) {
	r := db.Orm(ctx).Where("pipeline_id = ? AND finding = ?", d.PipelineID, d.Finding).Delete(&dismissal{}) // all rows: one by its key
	return r.RowsAffected > 0, r.Error
}
