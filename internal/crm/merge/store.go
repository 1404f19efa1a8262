package merge

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/record"
)

// head is a record as far as a merge has to know it. Kinds that can be merged are tables with these columns.
type head struct {
	ID                   uuid.UUID
	Name                 string
	Version              int
	MergedInto           *uuid.UUID
	Merge                string // of a record that went; see joined
	CreatedAt, UpdatedAt time.Time
	DeletedAt            *time.Time
}

func (h head) there() bool { return h.DeletedAt == nil }

const heads = `id, name, version, merged_into, coalesce(merge::text, '') AS merge, created_at, updated_at, deleted_at`

// lock reads two records, and those that were merged into the first, and locks them in the order of their ids: of two who merge
// the same records one waits for the other.
func lock(ctx context.Context, kind string, id, other uuid.UUID) (map[uuid.UUID]head, error) {
	q := db.Orm(ctx).Table(kind).Select(heads).Where("id IN ? OR merged_into = ?", []uuid.UUID{id, other}, id) // all rows: who may do it is asked of each
	var rows []head
	err := q.Clauses(clause.Locking{Strength: "UPDATE"}).Order("id").Find(&rows).Error
	all := map[uuid.UUID]head{}
	for _, h := range rows {
		all[h.ID] = h
	}
	return all, err
}

// peek reads a record without locking it; the zero head when there is none.
func peek(ctx context.Context, r record.Ref) (head, error) {
	var rows []head
	q := db.Orm(ctx).Table(r.Kind).Select(heads).Where("id = ?", r.ID) // all rows: who may see it is asked
	if err := db.Fetch(ctx, db.Into(q, &rows)); err != nil || len(rows) == 0 {
		return head{}, err
	}
	return rows[0], nil
}

// may tells on which of some records, in the trash or not, the caller may do an action.
func may(ctx context.Context, kind, action string, ids ...uuid.UUID) (map[uuid.UUID]bool, error) {
	var rows []struct{ ID uuid.UUID }
	err := db.Fetch(ctx, db.Into(db.May(ctx, kind, action).Table(kind).Select("id").Where("id IN ?", ids), &rows))
	all := map[uuid.UUID]bool{}
	for _, r := range rows {
		all[r.ID] = true
	}
	return all, err
}

// into are the records that were merged into one.
func into(ctx context.Context, kind string, id uuid.UUID) ([]head, error) {
	var rows []head
	q := db.Orm(ctx).Table(kind).Select(heads).Where("merged_into = ?", id) // all rows: whoever sees the record knows of what it was made
	return rows, db.Fetch(ctx, db.Into(q, &rows))
}

// bury puts a record into the trash, as one that was merged into another.
func bury(ctx context.Context, r record.Ref, winner uuid.UUID, merge string) error {
	return db.Orm(ctx).Table(r.Kind).Where("id = ?", r.ID). // all rows: one that was locked
								Updates(map[string]any{"deleted_at": clock.Now(), "merged_into": winner, "merge": merge, "version": next}).Error
}

// raise takes a record that was merged away out of the trash, as it was.
func raise(ctx context.Context, r record.Ref) error {
	return db.Orm(ctx).Table(r.Kind).Where("id = ?", r.ID). // all rows: one that was locked
								Updates(map[string]any{"deleted_at": nil, "merged_into": nil, "merge": nil, "version": next}).Error
}

var next = clause.Expr{SQL: "version + 1"}

// note keeps what is known of a merge.
func note(ctx context.Context, r record.Ref, merge string) error {
	return db.Orm(ctx).Table(r.Kind).Where("id = ?", r.ID).Update("merge", merge).Error // all rows: one that was locked
}

// Heir is the record that one of a kind was merged into, over all merges since; nil, unless the caller sees it.
func Heir(ctx context.Context, r record.Ref) (*uuid.UUID, error) {
	h, err := peek(ctx, r)
	if err != nil || h.MergedInto == nil {
		return nil, err
	}
	for err == nil && h.MergedInto != nil {
		h, err = peek(ctx, record.Ref{Kind: r.Kind, ID: *h.MergedInto})
	}
	if err != nil || !h.there() {
		return nil, err
	}
	seen, err := may(ctx, r.Kind, "read", h.ID)
	if err != nil || !seen[h.ID] {
		return nil, err
	}
	return &h.ID, nil
}

// NotFound is the answer about a record of a kind that the caller does not see: with what it was merged into, if that is seen.
func NotFound(ctx context.Context, r record.Ref, none *errs.Error) error {
	heir, err := Heir(ctx, r)
	if err != nil || heir == nil {
		return errs.All(err, none)
	}
	return none.With("mergedInto", *heir)
}

// closed tells whether a part of a kind's records is not the caller's to change.
func closed(ctx context.Context, kind, part string) bool {
	return part != "" && db.ClosedPart(caller.From(ctx), kind, part)
}

// hidden tells whether a part of a kind's records is not the caller's to see.
func hidden(ctx context.Context, kind, part string) bool {
	return part != "" && db.Hidden(caller.From(ctx), kind, part)
}

// named tells whether names of records of a kind may say what is hidden from the caller.
func named(ctx context.Context, kind string) bool { return db.Closed(ctx, kind) }

// Forget destroys what merges remember of a field of some records.
func (s *Service) Forget(ctx context.Context, kind, field string) error {
	if _, merged := s.subjects[kind]; !merged {
		return nil
	}
	var rows []head
	q := db.Orm(ctx).Table(kind).Select(heads).Where("merge IS NOT NULL AND strpos(merge::text, ?) > 0", field) // all rows: the field is gone for all
	if err := q.Find(&rows).Error; err != nil {
		return err
	}
	for _, h := range rows {
		left, err := jsonb.Without([]byte(h.Merge), field)
		if err != nil {
			return err
		}
		if err := db.Orm(ctx).Table(kind).Where("id = ?", h.ID).Update("merge", string(left)).Error; err != nil { // all rows: one by id
			return err
		}
	}
	return nil
}
