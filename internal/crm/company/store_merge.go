package company

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/merge"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// anyOne reads a company with all fields, in the trash or not.
func anyOne(ctx context.Context, id uuid.UUID) (c Company, err error) {
	err = db.Orm(ctx).Unscoped().Take(&c, "id = ?", id).Error // all rows: whoever merges was asked for the right
	if db.Missing(err) {
		err = ErrNotFound
	}
	return c, err
}

// replace saves a company whatever is closed to the caller.
func replace(ctx context.Context, c *Company) error {
	err := db.Orm(ctx).Unscoped().Select("*").Omit("created_at", "deleted_at").Updates(c).Error // all rows: whoever merges was asked for the right
	if err != nil {
		return err
	}
	return customfield.Save(ctx, Kind, c.ID, c.Custom)
}

// missing is the answer about a company that the caller does not see; of one that was merged it tells where it is now.
func missing(ctx context.Context, id uuid.UUID) error {
	return merge.NotFound(ctx, record.Ref{Kind: Kind, ID: id}, ErrNotFound)
}
