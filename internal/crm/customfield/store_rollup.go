package customfield

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/crm/formula"
	"github.com/kith-crm/kith/internal/kit/db"
)

// Belonging are the rows of a kind, those that the caller sees, that belong to some records, and the SQL of the id of the
// record to which each belongs. ids is a query for theirs.
type Belonging func(ctx context.Context, ids *gorm.DB) (rows *gorm.DB, key string)

// related says how to find what belongs to records, by their kind and the kind of what does.
type related map[string]map[string]Belonging

// Relate tells the service how to find the records of a kind that belong to those of another, which a higher domain owns. The
// composition root calls it, before the first request.
func (s *Service) Relate(object, kind string, b Belonging) {
	if s.related == nil {
		s.related = related{}
	}
	if s.related[object] == nil {
		s.related[object] = map[string]Belonging{}
	}
	s.related[object][kind] = b
}

// summed is what a roll-up says of one record, in one currency if it is money.
type summed struct {
	Key      uuid.UUID
	Currency string
	Number   *float64
	Day      string
	At       time.Time
}

// restricted are the conditions for parts of a kind.
var restricted = map[string]string{
	"open deal": "deal.status = 'open'", "won deal": "deal.status = 'won'", "lost deal": "deal.status = 'lost'",
	"open task": "task.done_at IS NULL", "done task": "task.done_at IS NOT NULL",
}

// readRollups makes a read of each roll-up, for all records at once; done puts what was read where it belongs.
func (s *Service) readRollups(ctx context.Context, rollups Fields, ids map[uuid.UUID]bool) (reads []db.Read, done func(worked), err error) {
	rows := make([][]summed, len(rollups))
	for i, f := range rollups {
		b := s.related[f.Object][f.Settings.Rollup.Of]
		if b == nil {
			continue
		}
		of := db.Orm(ctx).Raw("?", db.Listed(slices.Collect(maps.Keys(ids))...)) // all rows: ids of records that were read
		reads = append(reads, db.Into(f.timed(ctx).summing(b(ctx, of)), &rows[i]))
	}
	return reads, func(w worked) {
		for i, f := range rollups {
			f.collect(w, rows[i], ids)
		}
	}, nil
}

// summing is what a roll-up reads of the rows that belong to some records.
func (f Field) summing(rows *gorm.DB, key string) *gorm.DB {
	sum := f.Settings.Rollup
	if where := restricted[sum.Only+" "+sum.Of]; where != "" {
		rows = rows.Where(where)
	}
	currency, number, day, at := "''", "NULL::float8", "''", "now()"
	v, added := f.made.SQL, sum.Of+".created_at"
	ways := map[string]string{Count: "count(*)", Sum: "sum(" + v + ")", Least: "min(" + v + ")", Most: "max(" + v + ")", Latest: "(array_agg(" + v + " ORDER BY " + added + " DESC, " + sum.Of + ".id))[1]"}
	switch f.made.Type {
	case formula.Date:
		day = "coalesce(to_char(" + ways[sum.Do] + ", 'YYYY-MM-DD'), '')"
	case formula.Money:
		currency = f.made.Currency
		fallthrough
	default:
		number = "(CASE WHEN abs(" + ways[sum.Do] + ") < " + maxWorked + " THEN round(" + ways[sum.Do] + ", 4) END)::float8"
	}
	if sum.Do == Count {
		number = "count(*)::float8"
	} else {
		rows = rows.Where(v + " IS NOT NULL") // sql: what a formula compiles to
		at = "max(" + added + ")"
	}
	return rows.Select(key + " AS key, " + currency + " AS currency, " + number + " AS number, " + day + " AS day, " + at + " AS at").Group("1, 2")
}

// collect makes values of what was read: amounts of several currencies stay beside each other, unless it is the latest that
// is asked for.
func (f Field) collect(w worked, rows []summed, ids map[uuid.UUID]bool) {
	if f.Settings.Rollup.Do == Count {
		for id := range ids {
			w.put(f.ID, id, 0.0)
		}
	}
	by := map[uuid.UUID][]summed{}
	for _, r := range rows {
		by[r.Key] = append(by[r.Key], r)
	}
	for _, key := range slices.SortedFunc(maps.Keys(by), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }) {
		if v := f.summary(by[key]); v != nil {
			w.put(f.ID, key, v)
		}
	}
}

// summary is the value of one record.
func (f Field) summary(rows []summed) any {
	if f.Settings.Rollup.Do == Latest {
		rows = []summed{slices.MaxFunc(rows, func(a, b summed) int { return a.At.Compare(b.At) })}
	}
	switch {
	case f.made.Type == formula.Date:
		return some(rows[0].Day)
	case f.made.Type != formula.Money:
		if rows[0].Number == nil {
			return nil
		}
		return *rows[0].Number
	}
	slices.SortFunc(rows, func(a, b summed) int { return slices.Compare([]byte(a.Currency), []byte(b.Currency)) })
	all := []any{}
	for _, r := range rows {
		if r.Number != nil {
			all = append(all, map[string]any{"amount": float64(int64(*r.Number)), "currency": r.Currency})
		}
	}
	return all
}
