package activity

import (
	"context"

	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
)

// newest is how many of the latest written entries are looked through before the index is asked: what is in many of them is
// found there, and what is in few costs the index little. To take the words of an entry apart costs about 0.1 ms.
const newest = 60

var vector = "to_tsvector('simple', " + page.Folded("activity.text") + ")"

// ReadFound reads the entries whose words fit a search, the latest first, among those about records that the caller may see.
// Title is what was written, Subtitle the name of the record.
func (s *Service) ReadFound(ctx context.Context, q page.Search, to *[]record.Hit) db.Read {
	words := q.Lexemes()
	fit := found(ctx, latest(ctx), 0.8).Where(vector+" @@ ?::tsquery", words) // sql: an expression of constants
	ways := []*gorm.DB{fit, found(ctx, indexed(ctx, words), 0.5)}
	if q.Near {
		ways = append(ways, found(ctx, indexed(ctx, q.NearLexemes()), 0.2))
	}
	return page.Ways(ctx, q.Limit, ways, to)
}

// written are all entries with a text.
func written(ctx context.Context) *gorm.DB {
	return db.Orm(ctx).Table("activity").Select("activity.*").Where("activity.deleted_at IS NULL AND activity.text <> ''") // all rows: found leaves those that the caller may see
}

func latest(ctx context.Context) *gorm.DB {
	return written(ctx).Order("activity.at DESC").Limit(newest)
}

// all is more entries than anybody has.
const all = 1_000_000_000

// indexed are those that the index finds. The limit keeps the planner from reading all entries in their order instead.
func indexed(ctx context.Context, words string) *gorm.DB {
	return written(ctx).Where(vector+" @@ ?::tsquery", words).Limit(all) // sql: an expression of constants
}

// found are hits among some entries: those about records that the caller may see.
func found(ctx context.Context, among *gorm.DB, score float64) *gorm.DB {
	where, args := sight(ctx)
	q := db.Orm(ctx).Table("(?) AS activity", among).Where(where, args...) // all rows: those in sight
	return q.Select("activity.id, activity.text AS title, (?) AS subtitle, ?::float8 AS score, activity.at, activity.type, "+
		"activity.kind AS about_kind, activity.record_id AS about_id", nameOf(ctx), score)
}

// nameOf is the name of the record that an entry is about, as the caller sees it.
func nameOf(ctx context.Context) *gorm.DB {
	name := func(kind string) *gorm.DB {
		return db.Named(ctx, kind).Select(kind + ".name").Where("activity.kind = '" + kind + "' AND " + kind + ".id = activity.record_id") // sql: kinds are constants
	}
	return db.Orm(ctx).Raw("coalesce((?), (?), (?), '')", name("contact"), name("company"), name("deal")) // all rows: each of visible ones
}
