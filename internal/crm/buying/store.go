package buying

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/reference"
)

// of reads what is known of a deal's people.
func of(ctx context.Context, dealID uuid.UUID) (stands []Stand, ties []Tie, err error) {
	where := db.Orm(ctx).Where("deal_id = ?", dealID) // all rows: of a deal that the caller sees
	lines := db.Orm(ctx).Where("deal_id = ?", dealID) // all rows: as above
	err = db.Fetch(ctx, db.Into(where, &stands), db.Into(lines.Order("id"), &ties))
	return stands, ties, err
}

func put(ctx context.Context, s Stand) error {
	again := clause.OnConflict{Columns: []clause.Column{{Name: "deal_id"}, {Name: "contact_id"}}, DoUpdates: clause.AssignmentColumns([]string{"influence", "attitude"})}
	return db.Orm(ctx).Clauses(again).Create(&s).Error // all rows: one
}

func insert(ctx context.Context, t Tie) error { return db.Orm(ctx).Create(&t).Error }

func remove(ctx context.Context, t Tie) error {
	return db.Orm(ctx).Where("deal_id = ? AND id = ?", t.DealID, t.ID).Delete(&Tie{}).Error // all rows: one, of a deal that the caller may change
}

// What moves when people are merged.
var (
	_ = reference.Declare(reference.Column{Table: "buying_person", Name: "contact_id", Kind: "contact", Key: "deal_id", Once: []string{"deal_id", "contact_id", "influence", "attitude"}})
	_ = reference.Declare(reference.Column{Table: "buying_tie", Name: "from_id", Kind: "contact"})
	_ = reference.Declare(reference.Column{Table: "buying_tie", Name: "to_id", Kind: "contact"})
)
