package share

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// visible returns the name of a record, and fails unless the caller sees it. It looks at a table by its kind alone: a share
// knows no domain.
func visible(ctx context.Context, r record.Ref) (name string, err error) {
	column, ok := Titles[r.Kind]
	if !ok {
		return "", ErrRecord
	}
	var found []string
	err = db.Named(ctx, r.Kind).Where("id = ? AND deleted_at IS NULL", r.ID).Pluck(column, &found).Error
	if err == nil && len(found) == 0 {
		return "", ErrRecord
	}
	if err != nil {
		return "", err
	}
	return found[0], nil
}

func list(ctx context.Context, r record.Ref) (all []Share, err error) {
	q := db.Orm(ctx).Where("kind = ? AND record_id = ?", r.Kind, r.ID).Order("created_at, id") // all rows: of one visible record
	return all, q.Find(&all).Error
}

func find(ctx context.Context, shareID uuid.UUID) (sh Share, err error) {
	err = db.Orm(ctx).Take(&sh, "id = ?", shareID).Error // all rows: the service asks whether its record is visible
	if db.Missing(err) {
		return sh, ErrNotFound
	}
	return sh, err
}

func upsert(ctx context.Context, sh *Share) error {
	key := []clause.Column{{Name: "kind"}, {Name: "record_id"}, {Name: "subject_id"}}
	again := clause.OnConflict{Columns: key, DoUpdates: clause.AssignmentColumns([]string{"ends_at"})}
	return db.Orm(ctx).Clauses(again, clause.Returning{}).Create(sh).Error
}

func remove(ctx context.Context, sh Share) error {
	return db.Orm(ctx).Delete(&Share{}, "id = ?", sh.ID).Error // all rows: one by id
}
