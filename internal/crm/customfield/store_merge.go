package customfield

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/reference"
)

// Values that are companies or contacts go along when theirs is merged into another.
var (
	_ = reference.Declare(pointers{"contact"})
	_ = reference.Declare(pointers{"company"})
	_ = reference.Declare(pointers{"deal"})
	_ = reference.Declare(pointers{"task"})
	_ = reference.Declare(pointers{Made})
)

// pointers are the values of one kind of records that are companies or contacts, those of fields in the trash too.
type pointers struct{ table string }

// Place implements reference.Mover.
func (p pointers) Place() string { return p.table + ".custom" }

// Covers implements reference.Mover.
func (p pointers) Covers() []string { return []string{p.Place()} }

// Of implements reference.Mover.
func (p pointers) Of(kind string) bool { return kind == Company || kind == Contact }

// Count implements reference.Mover: people count what a company has by its own fields.
func (p pointers) Count(context.Context, record.Ref) (name string, n int64, told bool, err error) {
	return "", 0, false, nil
}

const (
	pointing = ` SET custom = jsonb_set(custom, ARRAY[CAST(@field AS text)], to_jsonb(CAST(@to AS text))), version = version + 1
		WHERE custom ->> CAST(@field AS text) = @from`
	asked = " RETURNING id::text"
	these = " AND id IN (SELECT json_array_elements_text(CAST(@ids AS json))::uuid)"
)

var (
	moves = map[string]string{"contact": "UPDATE contact" + pointing + asked, "company": "UPDATE company" + pointing + asked, "deal": "UPDATE deal" + pointing + asked,
		"task": "UPDATE task" + pointing + asked, Made: "UPDATE object_record" + pointing + asked}
	backs = map[string]string{"contact": "UPDATE contact" + pointing + these, "company": "UPDATE company" + pointing + these, "deal": "UPDATE deal" + pointing + these,
		"task": "UPDATE task" + pointing + these, Made: "UPDATE object_record" + pointing + these}
)

// Move implements reference.Mover.
func (p pointers) Move(ctx context.Context, from record.Ref, to uuid.UUID) (m reference.Moved, err error) {
	var fs []Field
	q := db.Orm(ctx).Unscoped().Where("type = ?", from.Kind).Order("id") // all rows: the company's settings
	if err := q.Find(&fs).Error; err != nil {
		return m, err
	}
	for _, f := range fs {
		if KindOf(f.Object) != p.table {
			continue
		}
		var rows []string
		field := f.ID.String()
		args := map[string]any{"field": field, "from": from.ID.String(), "to": to.String()}
		err := db.Orm(ctx).Raw(moves[p.table], args).Scan(&rows).Error // all rows: what refers to a record moves whoever sees it
		if err != nil {
			return m, err
		}
		for _, row := range rows {
			m.Keys = append(m.Keys, field+" "+row)
		}
	}
	return m, nil
}

// Back implements reference.Mover.
func (p pointers) Back(ctx context.Context, to record.Ref, from uuid.UUID, m reference.Moved, _ []*reference.Moved) error {
	rows := map[string][]string{}
	for _, key := range m.Keys {
		field, row, _ := strings.Cut(key, " ")
		rows[field] = append(rows[field], row)
	}
	for field, ids := range rows {
		data, err := json.Marshal(ids)
		if err != nil {
			return err
		}
		args := map[string]any{"field": field, "from": from.String(), "to": to.ID.String(), "ids": string(data)}
		if err := db.Orm(ctx).Exec(backs[p.table], args).Error; err != nil { // all rows: what refers to a record moves whoever sees it
			return err
		}
	}
	return nil
}
