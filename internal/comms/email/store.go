package email

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

func setting(ctx context.Context) (set Setting, err error) {
	return set, db.Orm(ctx).Take(&set).Error // all rows: the company's one setting
}

// lockSetting reads the setting and keeps everybody else from it until the end of the unit.
func lockSetting(ctx context.Context) (set Setting, err error) {
	return set, db.Orm(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Take(&set).Error // all rows: the company's one setting
}

func saveSetting(ctx context.Context, set Setting) error {
	return db.Orm(ctx).Model(&Setting{}).Where("one").Select("reply_to", "version", "updated_at").Updates(&set).Error // all rows: the company's one setting
}
