package vault

import (
	"context"
	"database/sql/driver"

	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/jsonb"
)

// Value implements driver.Valuer.
func (b Bucket) Value() (driver.Value, error) { return jsonb.Value(b) }

// Scan implements sql.Scanner.
func (b *Bucket) Scan(src any) error { return jsonb.Scan(src, b) }

func read(ctx context.Context) (v Vault, err error) {
	return v, db.Orm(ctx).Take(&v).Error // all rows: the only one
}

// lock reads the row; nobody else changes it until the unit of work ends.
func lock(ctx context.Context) (v Vault, err error) {
	return v, db.Orm(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Take(&v).Error // all rows: the only one
}

// save writes what this unit of work has locked.
func save(ctx context.Context, v *Vault) error {
	now := clock.Now()
	v.UpdatedAt = &now
	return db.Orm(ctx).Select("*").Updates(v).Error // all rows: the only one
}
