package call

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

func system(ctx context.Context) (y System, err error) {
	return y, db.Orm(ctx).Take(&y).Error // all rows: the company's one phone system
}

// lockSystem reads the phone system and keeps everybody else from it until the end of the unit.
func lockSystem(ctx context.Context) (y System, err error) {
	return y, db.Orm(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Take(&y).Error // all rows: the company's one phone system
}

func saveSystem(ctx context.Context, y System) error {
	return db.Orm(ctx).Model(&System{}).Where("one").Select("url", "key_id", "version", "updated_at").Updates(&y).Error // all rows: the company's one phone system
}
