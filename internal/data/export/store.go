package export

import (
	"context"
	"database/sql/driver"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/page"
)

// Value implements driver.Valuer.
func (a Asked) Value() (driver.Value, error) { return jsonb.Value(a) }

// Scan implements sql.Scanner.
func (a *Asked) Scan(src any) error { return jsonb.Scan(src, a) }

var spec = page.Spec{Table: Kind, Default: "-createdAt", Sorts: map[string]page.Column{"createdAt": {Expr: "export.created_at", Type: "timestamptz"}}}

// mine are the caller's own that are still kept.
func mine(ctx context.Context) *gorm.DB {
	return db.Orm(ctx).Model(&Export{}).Where("export.owner_id = ? AND export.expires_at > ?", caller.From(ctx).UserID, clock.Now()) // all rows: of one person, nobody sees another's
}

func list(ctx context.Context, q page.Query) ([]Export, *string, error) {
	rows, err := spec.Page(mine(ctx), q)
	if err != nil {
		return nil, nil, err
	}
	var all []Export
	if err := db.Fetch(ctx, db.Into(rows, &all)); err != nil {
		return nil, nil, err
	}
	all, next := page.Cut(spec, q, all, func(e Export, _ string) (string, uuid.UUID) { return e.CreatedAt.Format(time.RFC3339Nano), e.ID })
	return all, next, nil
}

// recent are those of the caller's that are done since a time.
func recent(ctx context.Context, since time.Time) (all []Export, err error) {
	return all, db.Fetch(ctx, db.Into(mine(ctx).Where("export.finished_at > ?", since).Order("export.finished_at DESC").Limit(maxRecent), &all))
}

const maxRecent = 20

func find(ctx context.Context, id uuid.UUID) (Export, error) {
	return one(ctx, mine(ctx).Where("export.id = ?", id))
}

func one(ctx context.Context, q *gorm.DB) (Export, error) {
	var all []Export
	if err := db.Fetch(ctx, db.Into(q, &all)); err != nil {
		return Export{}, err
	}
	if len(all) == 0 {
		return Export{}, ErrNotFound
	}
	return all[0], nil
}

// open counts what the caller waits for.
func open(ctx context.Context) (int64, error) {
	return db.Count(ctx, mine(ctx).Where("export.state IN ? AND export.updated_at > ?", []string{Waiting, Running}, clock.Now().Add(-stuck)))
}

func insert(ctx context.Context, e *Export) error { return db.Orm(ctx).Create(e).Error }

func remove(ctx context.Context, id uuid.UUID) error {
	r := mine(ctx).Where("export.id = ?", id).Delete(&Export{})
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrNotFound
	}
	return r.Error
}

// begin takes up an export that is not made yet, as one more try; ErrNotFound when there is nothing to make.
func begin(ctx context.Context, id uuid.UUID) (Export, error) {
	r := db.Orm(ctx).Model(&Export{}).Where("id = ? AND state <> ?", id, Ready). // all rows: the job's own
											Updates(map[string]any{"state": Running, "problem": "", "done": 0, "try": gorm.Expr("try + 1"), "updated_at": clock.Now()})
	if r.Error != nil || r.RowsAffected == 0 {
		return Export{}, orGone(r.Error)
	}
	return one(ctx, db.Orm(ctx).Model(&Export{}).Where("export.id = ?", id)) // all rows: the job's own
}

func orGone(err error) error {
	if err == nil {
		err = ErrNotFound
	}
	return err
}

// save notes what has become of a try; ErrNotFound when another was begun since, or nobody wants the file any more.
func save(ctx context.Context, e Export, what map[string]any) error {
	what["updated_at"] = clock.Now()
	r := db.Orm(ctx).Model(&Export{}).Where("id = ? AND try = ? AND state = ?", e.ID, e.Try, Running).Updates(what) // all rows: the job's own
	if r.Error != nil || r.RowsAffected == 0 {
		return orGone(r.Error)
	}
	return nil
}

// expire forgets those whose time is over.
func expire(ctx context.Context) error {
	return db.Orm(ctx).Where("expires_at <= ?", clock.Now()).Delete(&Export{}).Error // all rows: nobody can fetch them any more
}

// keys are the names of the files that the company has or is making.
func keys(ctx context.Context) (all map[string]bool, err error) {
	var rows []Export
	all = map[string]bool{}
	err = db.Orm(ctx).Select("id", "try").Where("state IN ?", []string{Ready, Running}).Find(&rows).Error // all rows: the files of the company
	for _, e := range rows {
		all[e.key(ctx)] = true
	}
	return all, err
}
