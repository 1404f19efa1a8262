package trail

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/db"
)

// telling are the entries, in the order of the chain, that say something about records, or in whose texts a pattern is. Those
// that were emptied are not among them, nor those that say so: their seals are of others.
func telling(ctx context.Context, ids []uuid.UUID, words string) (ls []link, err error) {
	all := db.Orm(ctx).Table("audit_log").Select(linked).Where("erased_by IS NULL AND action <> ?", Erased) // all rows: somebody is forgotten, whoever acted
	if words == "" {
		all = all.Where("record_id IN ?", ids)
	} else {
		all = all.Where("(record_id IN @ids OR record_name ~* @words OR changes::text ~* @words)", map[string]any{"ids": ids, "words": words})
	}
	return ls, all.Order("seq, id").Find(&ls).Error
}

// empty takes the values out of an entry, whose digest is in Kept.
func empty(ctx context.Context, l link, by uuid.UUID) error {
	const sql = `UPDATE audit_log SET record_name = '', changes = '[]', salt = '', kept = ?, erased_by = ? WHERE id = ?`
	return db.Orm(ctx).Exec(sql, l.Kept, by, l.ID).Error // all rows: one entry
}
