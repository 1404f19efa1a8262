package privacy

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
)

var spec = page.Spec{Table: "privacy_request", Default: "-createdAt", Sorts: map[string]page.Column{"createdAt": {Expr: "privacy_request.created_at", Type: "timestamptz"}}}

func list(ctx context.Context, q page.Query) (rs []Request, next *string, err error) {
	rows, err := spec.Page(db.Orm(ctx).Model(&Request{}), q) // all rows: the right to requests is one to all of them
	if err != nil {
		return nil, nil, err
	}
	if err = db.Fetch(ctx, db.Into(rows, &rs)); err != nil {
		return nil, nil, err
	}
	rs, next = page.Cut(spec, q, rs, func(r Request, _ string) (string, uuid.UUID) {
		return r.CreatedAt.UTC().Format(time.RFC3339Nano), r.ID
	})
	return rs, next, nil
}

func find(ctx context.Context, id uuid.UUID) (r Request, err error) {
	err = db.Orm(ctx).Take(&r, "id = ?", id).Error // all rows: the right to requests is one to all of them
	if db.Missing(err) {
		return r, ErrRequest
	}
	return r, err
}

func insert(ctx context.Context, r *Request) error { return db.Orm(ctx).Create(r).Error }

func save(ctx context.Context, r *Request) error {
	return db.Orm(ctx).Model(r).Select("state", "items", "size", "updated_at", "finished_at").Updates(r).Error // all rows: one of them
}

// waiting tells whether somebody is about to be forgotten.
func waiting(ctx context.Context, id uuid.UUID) (there bool, err error) {
	const sql = `SELECT EXISTS (SELECT FROM privacy_request WHERE contact_id = ? AND act = 'erase' AND state = 'waiting')`
	return there, db.Orm(ctx).Raw(sql, id).Scan(&there).Error // all rows: whoever asked
}

// reports are those about records, and those that were finished before a time, that still have a file.
func reports(ctx context.Context, ids []uuid.UUID, before time.Time) (rs []Request, err error) {
	all := db.Orm(ctx).Where("act = 'report' AND size > 0 AND (contact_id IN ? OR finished_at < ?)", append(ids, uuid.Nil), before) // all rows: the files go, whoever asked
	return rs, all.Order("id").Find(&rs).Error
}

// seen tells what a contact that the caller sees is called, and whether it is out of the trash. Merged ones are part of others.
func seen(ctx context.Context, id uuid.UUID) (name string, live bool, err error) {
	var c contact.Contact
	err = db.Visible(ctx, contact.Kind).Unscoped().Where("contact.merged_into IS NULL").Take(&c, "contact.id = ?", id).Error
	if db.Missing(err) {
		return "", false, ErrContact
	}
	return c.Name, !c.DeletedAt.Valid, err
}

// whole refuses people to whom fields of contacts are closed: a report has all of them.
func whole(ctx context.Context) error {
	if db.ClosedByRole(ctx, contact.Kind) {
		return db.ErrDenied
	}
	return nil
}

const (
	recordsSQL = `WITH RECURSIVE one AS (SELECT id FROM contact WHERE id = ? UNION SELECT c.id FROM contact c JOIN one ON c.merged_into = one.id)
		SELECT c.id, c.name, c.first_name, c.last_name, c.preferred_name, c.email, c.phone, c.more_emails::text AS more_emails, c.more_phones::text AS more_phones
		FROM contact c JOIN one ON one.id = c.id ORDER BY c.merged_into IS NOT NULL, c.id`
	sharedSQL = `SELECT w FROM unnest(CAST(@words AS text[])) AS w WHERE EXISTS (
		SELECT FROM contact c WHERE c.id NOT IN @ids AND c.merged_into IS NULL AND (lower(c.email) = w OR c.phone = w OR lower(c.first_name || ' ' || c.last_name) = lower(w) OR lower(c.last_name || ' ' || c.first_name) = lower(w)
			OR c.more_emails @> jsonb_build_array(jsonb_build_object('value', w)) OR c.more_phones @> jsonb_build_array(jsonb_build_object('value', w))))
		OR EXISTS (SELECT FROM company c WHERE lower(c.email) = w OR c.phone = w)`
)

// known reads who somebody is; without records when they were forgotten.
func known(ctx context.Context, id uuid.UUID) (p person, err error) {
	var rows []row
	if err = db.Orm(ctx).Raw(recordsSQL, id).Scan(&rows).Error; err != nil || len(rows) == 0 { // all rows: of one person
		return p, err
	}
	p.name = rows[0].Name
	for _, r := range rows {
		p.add(r)
	}
	if p.acts, err = actsOn(ctx, p); err != nil {
		return p, err
	}
	args := map[string]any{"ids": p.ids, "words": array(p.names, p.emails, p.phones)}
	return p, db.Orm(ctx).Raw(sharedSQL, args).Scan(&p.shared).Error // all rows: what others are called too
}

// keep remembers the marks of somebody who is forgotten.
func keep(ctx context.Context, ts []Tombstone) error {
	if len(ts) == 0 {
		return nil
	}
	return db.Orm(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&ts).Error // all rows: an insert
}

// Marks are all tombstones of the caller's company.
func (s *Service) Marks(ctx context.Context) (ts []Tombstone, err error) {
	return ts, db.Orm(ctx).Order("mark").Find(&ts).Error // all rows: of the company
}

func countForgotten(ctx context.Context) (n int64, err error) {
	const sql = `SELECT count(*) FROM privacy_request WHERE act = 'erase' AND state = 'done'`
	return n, db.Orm(ctx).Raw(sql).Scan(&n).Error // all rows: of the company
}

// everybody lists the ids of all contacts after one, merged and deleted ones too.
func everybody(ctx context.Context, after uuid.UUID, n int) (ids []uuid.UUID, err error) {
	const sql = `SELECT id FROM contact WHERE id > ? ORDER BY id LIMIT ?`
	return ids, db.Orm(ctx).Raw(sql, after, n).Scan(&ids).Error // all rows: compared with tombstones
}

// forgottenSince are the contacts that were forgotten since a moment.
func forgottenSince(ctx context.Context, since time.Time) (ids []uuid.UUID, err error) {
	const sql = `SELECT contact_id FROM privacy_request WHERE act = 'erase' AND state = 'done' AND finished_at > ?`
	return ids, db.Orm(ctx).Raw(sql, since).Scan(&ids).Error // all rows: of the company
}
