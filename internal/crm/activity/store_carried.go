package activity

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

// hold reads an entry that the caller may see and locks it.
func hold(ctx context.Context, id uuid.UUID) (a Activity, err error) {
	err = visible(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("activity.id = ?", id).Take(&a).Error
	if db.Missing(err) {
		err = ErrNotFound
	}
	return a, err
}

// keep saves the data of an entry that is held.
func keep(ctx context.Context, a Activity, now time.Time) error {
	const q = `UPDATE activity SET data = ?::jsonb, version = version + 1, updated_at = ? WHERE id = ?`
	return db.Orm(ctx).Exec(q, a.Data, now, a.ID).Error // all rows: one by id, that the caller sees
}

// Nth is when, after since, the n-th last entry that the program carried was made, by somebody or, for uuid.Nil, by
// anybody; ok is false when there were not as many.
func (s *Service) Nth(ctx context.Context, kind string, by uuid.UUID, n int, since time.Time) (at time.Time, ok bool, err error) {
	q := db.Orm(ctx).Model(&Activity{}).Select("activity.at").Where("activity.type = ? AND activity.at > ? AND activity.data -> 'via' IS NOT NULL", kind, since) // all rows: what the whole company has sent
	if by != uuid.Nil {
		q = q.Where("activity.owner_id = ?", by)
	}
	var found []time.Time
	err = q.Order("activity.at DESC").Offset(n-1).Limit(1).Pluck("at", &found).Error
	if err != nil || len(found) == 0 {
		return at, false, err
	}
	return found[0], true, nil
}
