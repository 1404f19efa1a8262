package object

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
)

var spec = page.Spec{
	Table:   Kind,
	Default: "name",
	Sorts: map[string]page.Column{
		"name":      {Expr: `object_record.name` + page.Alphabet, Type: "text"},
		"createdAt": {Expr: "object_record.created_at", Type: "timestamptz"},
		"updatedAt": {Expr: "object_record.updated_at", Type: "timestamptz"},
	},
	Filters: map[string]page.Column{
		"owner":     {Expr: "object_record.owner_id", Type: "uuid"},
		"createdAt": {Expr: "object_record.created_at", Type: "timestamptz"},
	},
}

var _ = db.Closable(Kind, db.Fields{Model: &Record{}, Own: "custom", Derived: map[string]string{"search": page.Folded("' ' || {name} || ' '")}})

// narrow keeps of some rows those of an object that a list asks for.
func narrow(ctx context.Context, o Object, rows *gorm.DB, q page.Query) (*gorm.DB, customfield.List, error) {
	l, err := customfield.ListingOf(ctx, o.Code(), spec, q)
	if err != nil {
		return nil, l, err
	}
	rows = page.Matching(rows.Model(&Record{}).Where("object_record.object_id = ?", o.ID), "object_record.search", q.Search)
	rows, err = l.Where(rows, caller.From(ctx).UserID)
	return rows, l, err
}

// CheckOf refuses a question that the list of an object's records can't answer. The object is named by its code.
func (s *Service) CheckOf(ctx context.Context, code string, q page.Query) error {
	o, err := coded(ctx, code)
	if err != nil {
		return err
	}
	rows, l, err := narrow(ctx, o, db.Visible(ctx, Kind), q)
	if err == nil {
		_, err = l.Page(rows, q)
	}
	return err
}

// Records returns one page of the records of an object that the caller may see, and the cursor of the next.
func (s *Service) Records(ctx context.Context, o Object, q page.Query) ([]Record, *string, error) {
	rows, l, err := narrow(ctx, o, db.Visible(ctx, Kind), q)
	if err != nil {
		return nil, nil, err
	}
	if rows, err = l.Page(customfield.Pick(rows, &Record{}, o.Code(), q), q); err != nil {
		return nil, nil, err
	}
	var rs []Record
	if err := db.Fetch(ctx, db.Into(rows, &rs)); err != nil {
		return nil, nil, err
	}
	rs, next := page.Cut(l.Spec, q, rs, func(r Record, field string) (string, uuid.UUID) {
		if v, own := l.Cursor(r.Custom, field); own {
			return v, r.ID
		}
		return sortValue(r, field)
	})
	return rs, next, nil
}

func sortValue(r Record, field string) (string, uuid.UUID) {
	switch field {
	case "createdAt":
		return r.CreatedAt.Format(time.RFC3339Nano), r.ID
	case "updatedAt":
		return r.UpdatedAt.Format(time.RFC3339Nano), r.ID
	default:
		return r.Name, r.ID
	}
}

// Matching is a query for the ids of the records that a list has.
func (s *Service) Matching(ctx context.Context, o Object, q page.Query) (*gorm.DB, error) {
	rows, _, err := narrow(ctx, o, db.Visible(ctx, Kind), q)
	if err != nil {
		return nil, err
	}
	return rows.Select("object_record.id"), nil
}

// Total returns how many records a list has.
func (s *Service) Total(ctx context.Context, o Object, q page.Query) (int64, error) {
	rows, _, err := narrow(ctx, o, db.Visible(ctx, Kind), q)
	if err != nil {
		return 0, err
	}
	return db.Count(ctx, rows)
}

// Counts returns how many records of a list have each value of a field.
func (s *Service) Counts(ctx context.Context, o Object, q page.By) (all []page.Counted, err error) {
	q.Sort = q.By // so that a field of the object's is known
	rows, l, err := narrow(ctx, o, db.Visible(ctx, Kind), q.Query)
	if err != nil {
		return nil, err
	}
	if rows, err = l.Counts(rows, q.By); err != nil {
		return nil, err
	}
	return all, db.Fetch(ctx, db.Into(rows, &all))
}

// walk goes through what the caller may both see and take out of a list, in its order and from one moment; total is how much
// that is.
func walk(ctx context.Context, o Object, t page.Taken) (w *db.Walk[Record], total int64, err error) {
	may, args := db.Rows(ctx, Kind, Kind, "object_record.owner_id")
	rows, l, err := narrow(ctx, o, db.May(ctx, Kind, "export").Where(may, args...), t.Query)
	if err != nil {
		return nil, 0, err
	}
	rows = t.Among(rows, Kind).Session(&gorm.Session{})
	if total, err = db.Count(ctx, rows); err != nil {
		return nil, 0, err
	}
	if rows, err = l.InOrder(customfield.Full(rows, &Record{}, o.Code()), t.Query); err != nil {
		return nil, 0, err
	}
	w, err = db.Through[Record](ctx, rows)
	return w, total, err
}

// sees tells which parts of records are in a file of the caller's.
func sees(ctx context.Context) func(part string) bool { return db.Sees(ctx, Kind) }

// ReadNames reads the names of those records that the caller may see, with other reads. ids is a list of them or a query for
// them.
func (s *Service) ReadNames(ctx context.Context, ids any, to *[]record.Named) db.Read {
	return db.Into(db.Visible(ctx, Kind).Model(&Record{}).Select("object_record.id, object_record.name").Where("object_record.id IN (?)", ids), to)
}

// ReadFound reads the records that fit a search best, with other reads. What is below a name says of which object it is.
func (s *Service) ReadFound(ctx context.Context, q page.Search, to *[]record.Hit) db.Read {
	return page.Found{Kind: Kind, Subtitle: "(SELECT object.name FROM object WHERE object.id = object_record.object_id)", Own: customfield.Findable(Kind)}.Read(ctx, q, to)
}

// one reads a record of an object.
func one(ctx context.Context, rows *gorm.DB, objectID, id uuid.UUID) (Record, error) {
	var rs []Record
	if err := db.Fetch(ctx, db.Into(rows.Where("object_record.id = ? AND object_record.object_id = ?", id, objectID), &rs)); err != nil {
		return Record{}, err
	}
	if len(rs) == 0 {
		return Record{}, ErrRecord
	}
	return rs[0], nil
}

// anywhere reads a record of whatever object.
func anywhere(ctx context.Context, id uuid.UUID) (Record, error) {
	var rs []Record
	if err := db.Fetch(ctx, db.Into(db.Visible(ctx, Kind).Where("object_record.id = ?", id), &rs)); err != nil {
		return Record{}, err
	}
	if len(rs) == 0 {
		return Record{}, ErrRecord
	}
	return computed(ctx, rs[0])
}

// computed says of a record that what is worked out is to be shown with it.
func computed(ctx context.Context, r Record) (Record, error) {
	return r, customfield.Mark(ctx, customfield.ObjectCode(r.ObjectID), r.ID, &r.Custom)
}

func findRecord(ctx context.Context, objectID, id uuid.UUID) (Record, error) {
	r, err := one(ctx, db.Visible(ctx, Kind), objectID, id)
	if err != nil {
		return r, err
	}
	return computed(ctx, r)
}

// whole reads a record with all fields, to be changed.
func whole(ctx context.Context, objectID, id uuid.UUID) (Record, error) {
	return one(ctx, db.Whole(ctx, Kind), objectID, id)
}

// shown is a record that was just written, as the caller sees it.
func shown(ctx context.Context, r Record) (Record, error) {
	if !db.Closed(ctx, Kind) {
		return computed(ctx, r)
	}
	return findRecord(ctx, r.ObjectID, r.ID)
}

// changeable refuses a record that the caller sees but may not change.
func changeable(ctx context.Context, r Record) error {
	n, err := db.Count(ctx, db.May(ctx, Kind, "update").Model(&Record{}).Where("object_record.id = ?", r.ID))
	if err == nil && n == 0 {
		err = db.ErrDenied
	}
	return err
}

func insertRecord(ctx context.Context, r *Record) error { return db.Orm(ctx).Create(r).Error }

func updateRecord(ctx context.Context, r *Record, version int) error {
	r.Version, r.UpdatedAt = version+1, clock.Now()
	if err := db.Update(ctx, Kind, version, r, ErrOld); err != nil {
		return err
	}
	return customfield.Save(ctx, Kind, r.ID, r.Custom)
}

func removeRecord(ctx context.Context, r *Record) error { return db.Delete(ctx, Kind, r, ErrRecord) }

func restoreRecord(ctx context.Context, objectID, id uuid.UUID) (Record, error) {
	r := Record{ID: id}
	if err := db.Restore(ctx, Kind, &r, ErrRecord); err != nil {
		return r, err
	}
	if r.ObjectID != objectID {
		return r, ErrRecord // the unit is rolled back
	}
	return r, nil
}
