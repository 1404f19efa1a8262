package diet

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/db"
)

// closable are the fields that can be closed, by kind.
func closable() map[string][]string { return db.ClosableFields() }

// fieldOf is the field of which a part of a record is; one of the company's own is itself.
func fieldOf(kind, part string) string {
	if strings.HasPrefix(part, own) && len(part) <= maxField && db.Closes(kind, part) {
		return part
	}
	return db.FieldOf(kind, part)
}

// maxField is how long a name is kept.
const maxField = 48

// save adds counts to those of a day, with the commit.
func save(ctx context.Context, counts map[use]int64, day date.Date) error {
	if len(counts) == 0 {
		return nil
	}
	type line struct {
		Object, Field, Reader string
		N                     int64
	}
	lines := make([]line, 0, len(counts))
	for _, u := range sorted(counts) {
		lines = append(lines, line{u.object, u.field, u.reader, counts[u]})
	}
	data, err := json.Marshal(lines)
	if err != nil {
		return err
	}
	return db.Defer(ctx, `INSERT INTO field_use (object, field, reader, day, n)
		SELECT r."Object", r."Field", r."Reader", $2::date, r."N" FROM json_to_recordset($1::json) AS r ("Object" text, "Field" text, "Reader" text, "N" bigint)
		ON CONFLICT (object, field, reader, day) DO UPDATE SET n = field_use.n + excluded.n`, string(data), day)
}

// used is how a field was used by a reader.
type used struct {
	Object, Field, Reader string
	Last                  date.Date
	Times                 int64
}

// known is what one round trip reads.
type known struct {
	filled []db.Filled
	uses   []used
}

// read reads how full the fields are and how they were used, the last first.
func read(ctx context.Context, today date.Date) (k known, err error) {
	uses := db.Orm(ctx).Table("field_use"). // all rows: numbers for who decides about fields
						Select("object, field, reader, max(day) AS last, coalesce(sum(n) FILTER (WHERE day > ?::date - ?::int), 0)::bigint AS times", today, Recent).
						Group("object, field, reader").Order("last DESC, times DESC, reader")
	reads := []db.Read{db.Into(uses, &k.uses)}
	filled := make([][]db.Filled, len(Kinds))
	for i, kind := range Kinds {
		reads = append(reads, db.ReadFilled(ctx, kind, &filled[i]))
	}
	err = db.Fetch(ctx, reads...)
	for _, one := range filled {
		k.filled = append(k.filled, one...)
	}
	return k, err
}

// field is what was read of one.
func (k known) field(kind, name string) Field {
	f := Field{Object: kind, Name: name}
	for _, c := range k.filled {
		if c.Kind == kind {
			f.Total, f.Filled = c.Total, c.Fields[name]
		}
	}
	for _, u := range k.uses {
		switch {
		case u.Object != kind || u.Field != name:
		case u.Reader == Write:
			f.Written = new(u.Last)
		default:
			f.Uses = append(f.Uses, Use{u.Reader, u.Last, u.Times})
		}
	}
	return f
}
