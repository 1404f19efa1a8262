package page

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Search is what is looked for. The zero Limit finds nothing.
type Search struct {
	Text  string
	Limit int  // hits, of each kind
	Near  bool // mistakes in typing are forgiven, where too little fits exactly
	Own   bool // the company's own fields are looked into, where names and addresses are too few
}

// Phrase is the text, folded; of a telephone number the digits.
func (s Search) Phrase() string { return strings.Join(Words(s.Text), " ") }

// Found is how records of a kind are found. Its table, named like the kind, has a folded column search that begins and ends
// with a space, name and updated_at.
type Found struct {
	Kind     string
	Subtitle string                                        // SQL
	Own      func(ctx context.Context) ([]OwnField, error) // the fields of the company's own that the caller may look into; nil: none
}

const (
	all      = 1_000_000_000 // more records than anybody has
	someNear = 200           // of a thousand that a mistake may have meant, nobody wants the latest
)

const hitColumns = "id, title, subtitle, score, at"

// How well a record fits, by what of it fits.
const (
	whole   = 1.0 // its name
	word    = 0.9 // a word of it, an address, a number
	start   = 0.8 // the beginning of a word
	part    = 0.5 // all words, somewhere
	mistake = 0.2
)

// Read reads the records that fit best and are visible, the best first, the latest changed first among equals. Each way to
// fit is tried only while better ones have found too few: the database stops there.
func (f Found) Read(ctx context.Context, s Search, to *[]record.Hit) db.Read {
	phrase, words := s.Phrase(), Words(s.Text)
	if utf8.RuneCountInString(phrase) < 2 {
		return db.Into(db.Orm(ctx).Raw("SELECT 1 WHERE false"), to) // all rows: none
	}
	// A name that is the phrase begins the text: only such names are folded, which takes longer than all the rest.
	how := fmt.Sprintf("CASE WHEN %[1]s.search LIKE ? AND %[2]s = ? THEN %[3]v WHEN %[1]s.search LIKE ? THEN %[4]v ELSE %[5]v END", f.Kind, Folded(f.Kind+".name"), whole, word, start)
	fits := begins(phrase + " ")
	ways := []*gorm.DB{f.way(ctx, matched{[][]string{{begins(phrase)}}, nil, all}, how, fits[1:], phrase, fits), f.way(ctx, matched{each(words, has), nil, all}, fmt.Sprint(part))}
	if s.Own && f.Own != nil {
		fields, err := f.Own(ctx)
		if err != nil {
			q := db.Orm(ctx).Raw("SELECT 1 WHERE false") // all rows: none
			q.Error = err
			return db.Into(q, to)
		}
		if q := f.inOwn(ctx, fields, words); q != nil {
			ways = append(ways, q)
		}
	}
	if s.Near {
		ways = append(ways, f.way(ctx, matched{eachNear(words), longer(words), someNear}, fmt.Sprint(mistake)))
	}
	return Ways(ctx, s.Limit, ways, to)
}

// way are the visible records that fit in one way.
func (f Found) way(ctx context.Context, m matched, score string, args ...any) *gorm.DB {
	q := db.Named(ctx, f.Kind).Where(f.Kind+".deleted_at IS NULL").
		Select(fmt.Sprintf("%[1]s.id, %[1]s.name AS title, %[2]s AS subtitle, (%[3]s)::float8 AS score, %[1]s.updated_at AS at", f.Kind, f.Subtitle, score), args...)
	closed := db.Closed(ctx, f.Kind)
	for i := range m.words {
		where, patterns := m.in(f.Kind, i)
		q = q.Where(where, patterns...)
		if closed { // what is left for the caller has no index: the whole text, which has one, says where to look
			where, patterns = m.in("every", i)
			q = q.Where(f.Kind+".id IN (SELECT every.id FROM "+f.Kind+" AS every WHERE "+where+")", patterns...)
		}
	}
	// A query of its own keeps the planner from reading all records in the order that is asked for until enough of them fit.
	return db.Orm(ctx).Table("(WITH every AS MATERIALIZED (?) SELECT "+hitColumns+" FROM every LIMIT ?) AS fitting", q, m.most).Select(hitColumns) // all rows: those of q
}

// matched is a condition on folded text: for each word one of some patterns or, if it stands in like, its trigrams.
type matched struct {
	words [][]string
	like  []string // empty strings for words that must fit a pattern
	most  int      // records that are looked at
}

// in is the condition on a table that a word makes.
func (m matched) in(table string, i int) (where string, args []any) {
	var all []string
	for _, p := range m.words[i] {
		all, args = append(all, table+".search LIKE ?"), append(args, p)
	}
	if m.like != nil && m.like[i] != "" { // last, for it costs most
		all, args = append(all, "? <% "+table+".search"), append(args, m.like[i])
	}
	return "(" + strings.Join(all, " OR ") + ")", args
}

func each(words []string, pattern func(string) string) (all [][]string) {
	for _, w := range words {
		all = append(all, []string{pattern(w)})
	}
	return all
}

func eachNear(words []string) (all [][]string) {
	for _, w := range words {
		all = append(all, near(w))
	}
	return all
}

// longer are the words of which trigrams tell, in their places.
func longer(words []string) []string {
	all := make([]string, len(words))
	for i, w := range words {
		if utf8.RuneCountInString(w) >= byTrigram && !code(w) {
			all[i] = w
		}
	}
	return all
}

// Ways reads hits that several queries, each of one table, find in their order of score and at, up to limit: a query is run
// only when those before it have found fewer.
func Ways(ctx context.Context, limit int, ways []*gorm.DB, to *[]record.Hit) db.Read {
	var sql, found []string
	var args []any
	for i, q := range ways {
		if i > 0 {
			before := strings.Join(found, " UNION ALL ")
			q = q.Where("(SELECT count(*) FROM ("+before+") AS before) < ? AND id NOT IN (SELECT id FROM ("+before+") AS before)", limit)
		}
		name := fmt.Sprintf("way%d", i)
		sql, found = append(sql, name+" AS MATERIALIZED (?)"), append(found, "TABLE "+name)
		args = append(args, q.Order("score DESC, at DESC").Limit(limit))
	}
	raw := "WITH " + strings.Join(sql, ", ") + " " + strings.Join(found, " UNION ALL ") + " ORDER BY score DESC, at DESC, id DESC LIMIT ?"
	return db.Into(db.Orm(ctx).Raw(raw, append(args, limit)...), to) // all rows: those of the queries, which say whose
}
