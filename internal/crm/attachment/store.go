package attachment

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/record"
)

type deletedAt = gorm.DeletedAt

// record tells the name of a record that the caller sees and may do an action to.
func (s *Service) record(ctx context.Context, of record.Ref, action string) (string, error) {
	names := s.records[of.Kind]
	if names == nil {
		return "", notFound(of)
	}
	var found []record.Named
	var may []struct{ ID uuid.UUID }
	allowed := db.May(ctx, of.Kind, action).Table(of.Kind).Select(of.Kind+".id").Where(of.Kind+".id = ?", of.ID) // sql: kinds are constants
	if err := db.Fetch(ctx, names.ReadNames(ctx, []uuid.UUID{of.ID}, &found), db.Into(allowed, &may)); err != nil {
		return "", err
	}
	switch {
	case len(found) == 0:
		return "", notFound(of)
	case len(may) == 0:
		return "", errs.ErrDenied
	}
	return found[0].Name, nil
}

// of are the files of a record; whether the caller sees it was asked before.
func of(ctx context.Context, r record.Ref) *gorm.DB {
	return db.Orm(ctx).Where("attachment.kind = ? AND attachment.record_id = ?", r.Kind, r.ID) // all rows: of a record that the caller sees
}

func list(ctx context.Context, r record.Ref) (all []Attachment, err error) {
	return all, db.Fetch(ctx, db.Into(of(ctx, r).Order("attachment.created_at DESC, attachment.id DESC"), &all))
}

func number(ctx context.Context, r record.Ref) (int64, error) {
	return db.Count(ctx, of(ctx, r).Model(&Attachment{}))
}

// among counts those of some files, each named once, that stand beside a record.
func among(ctx context.Context, r record.Ref, ids []uuid.UUID) (int64, error) {
	return db.Count(ctx, of(ctx, r).Model(&Attachment{}).Where("attachment.id IN ?", ids))
}

func called(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	var found []record.Named
	all := map[uuid.UUID]string{}
	if len(ids) == 0 {
		return all, nil
	}
	q := db.Orm(ctx).Model(&Attachment{}).Select("attachment.id, attachment.name").Where("attachment.id IN ?", ids) // all rows: of records that the caller sees
	err := db.Fetch(ctx, db.Into(q, &found))
	for _, f := range found {
		all[f.ID] = f.Name
	}
	return all, err
}

func find(ctx context.Context, r record.Ref, id uuid.UUID) (Attachment, error) {
	return one(ctx, of(ctx, r).Where("attachment.id = ?", id))
}

func findTrashed(ctx context.Context, r record.Ref, id uuid.UUID) (Attachment, error) {
	return one(ctx, of(ctx, r).Unscoped().Where("attachment.id = ? AND attachment.deleted_at IS NOT NULL", id))
}

func one(ctx context.Context, q *gorm.DB) (Attachment, error) {
	var as []Attachment
	if err := db.Fetch(ctx, db.Into(q, &as)); err != nil {
		return Attachment{}, err
	}
	if len(as) == 0 {
		return Attachment{}, ErrNotFound
	}
	return as[0], nil
}

func insert(ctx context.Context, a *Attachment) error { return db.Orm(ctx).Create(a).Error }

func remove(ctx context.Context, a Attachment) error {
	return changed(of(ctx, a.About()).Delete(&a))
}

func restore(ctx context.Context, a *Attachment) error {
	a.DeletedAt = deletedAt{}
	return changed(of(ctx, a.About()).Unscoped().Model(a).Where("attachment.deleted_at IS NOT NULL").Update("deleted_at", nil))
}

// changed refuses what somebody else has done meanwhile.
func changed(r *gorm.DB) error {
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrNotFound
	}
	return r.Error
}

// stored counts the bytes of all files that are not in the trash.
func stored(ctx context.Context) (n int64, err error) {
	const q = `SELECT coalesce(sum(size), 0)::bigint FROM attachment WHERE deleted_at IS NULL`
	return n, db.Orm(ctx).Raw(q).Scan(&n).Error // all rows: a plan counts everybody's
}

// removeExpired forgets files that were deleted before a time.
func removeExpired(ctx context.Context, before time.Time) error {
	return db.Orm(ctx).Exec(`DELETE FROM attachment WHERE deleted_at < ?`, before).Error // all rows: the night's work
}

// known tells which of some files there are, in the trash or not.
func known(ctx context.Context, ids []uuid.UUID) (all []uuid.UUID, err error) {
	return all, db.Orm(ctx).Raw(`SELECT id FROM attachment WHERE id IN ?`, ids).Scan(&all).Error // all rows: the night's work
}

func readSizes(ctx context.Context) (map[uuid.UUID]int64, error) {
	var rows []struct {
		ID   uuid.UUID
		Size int64
	}
	err := db.Orm(ctx).Unscoped().Model(&Attachment{}).Find(&rows).Error // all rows: the company's files are compared with their bytes
	all := make(map[uuid.UUID]int64, len(rows))
	for _, r := range rows {
		all[r.ID] = r.Size
	}
	return all, err
}
