package trail

import (
	"context"
	"math"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/db"
)

// telling are the entries, in the order of the chain, that say something about records, or in whose texts a pattern is. Those
// that were emptied are not among them, nor those that say so: their seals are of others.
//
// Texts can't be looked up in an index: they are read in stretches of the chain, each in a statement of its own, so that no trail is
// too long for the time that one statement may take.
func telling(ctx context.Context, ids []uuid.UUID, words string) (ls []link, err error) {
	if words == "" {
		return entries(ctx, ids, "", 0, math.MaxInt64)
	}
	var last int64
	if err = db.Orm(ctx).Raw(`SELECT coalesce(max(seq), 0) FROM audit_log`).Scan(&last).Error; err != nil { // all rows: the end of the chain
		return nil, err
	}
	for from := int64(0); from <= last; from += stretch {
		some, err := entries(ctx, ids, words, from, from+stretch)
		if err != nil {
			return nil, err
		}
		ls = append(ls, some...)
	}
	return ls, nil
}

// stretch is how many entries one statement looks through. Those from before the chain have no place in it and are in the first.
var stretch int64 = 20_000

// entries are those of a stretch.
func entries(ctx context.Context, ids []uuid.UUID, words string, from, before int64) (ls []link, err error) {
	all := db.Orm(ctx).Table("audit_log").Select(linked).Where("erased_by IS NULL AND action <> ? AND seq >= ? AND seq < ?", Erased, from, before) // all rows: somebody is forgotten, whoever acted
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
