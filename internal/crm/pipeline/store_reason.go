package pipeline

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/db"
)

func reasons(ctx context.Context) (rs []LostReason, err error) {
	q := db.Orm(ctx).Model(&LostReason{}).Order("position, id") // all rows: reasons have no owner
	return rs, db.Fetch(ctx, db.Into(q, &rs))
}

func replaceReasons(ctx context.Context, rs []LostReason) error {
	if err := db.Orm(ctx).Exec("DELETE FROM lost_reason WHERE true").Error; err != nil { // all rows: the list as a whole
		return err
	}
	return db.Orm(ctx).Create(&rs).Error // all rows: the list as a whole
}
