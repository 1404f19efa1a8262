package page

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
)

// OwnField is a field of a company's own in which a search looks: what people wrote into it or, if it has choices, which of
// them stands there.
type OwnField struct {
	ID, Label string
	Choices   []Choice
}

// Choice is one of those that a field has. Its id is a UUID.
type Choice struct{ ID, Label string }

const ownField = 0.4 // how well a record fits by what stands in a company's own fields

// Sign is how the id of a choice stands in what is searched: in letters that no folded text has.
func Sign(id string) string {
	return strings.Map(func(r rune) rune {
		if at := strings.IndexRune("0123456789abcdef", r); at >= 0 {
			return rune("GHIJKLMNOPQRSTUV"[at])
		}
		return -1
	}, id)
}

// written is a field that may hold what is looked for; chosen a choice that is called so.
type (
	written struct {
		ID    string `json:"id"`
		Label string `json:"label"`
	}
	chosen struct {
		Field  string `json:"field"`
		Choice string `json:"choice"`
		Label  string `json:"label"`
	}
)

// in sorts fields into those that may hold words, and the choices that are called so.
func in(fields []OwnField, words []string) (plain []written, choices []chosen) {
	for _, f := range fields {
		if len(f.Choices) == 0 {
			plain = append(plain, written{f.ID, f.Label})
		}
		for _, c := range f.Choices {
			label := " " + Fold(c.Label)
			if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(label, " "+w) }) {
				choices = append(choices, chosen{f.ID, c.ID, f.Label + ": " + c.Label})
			}
		}
	}
	return plain, choices
}

// inOwn are the visible records in one of whose fields all words stand; why is which, and what stands there. The index says
// where to look, for fields that are closed to the caller too: the fields themselves are read from what the caller sees.
func (f Found) inOwn(ctx context.Context, fields []OwnField, words []string) *gorm.DB {
	plain, choices := in(fields, words)
	if len(plain)+len(choices) == 0 {
		return nil
	}
	where, patterns := indexed(plain, choices, words)
	why, args := f.why(plain, choices, words)
	q := db.Named(ctx, f.Kind).Joins("CROSS JOIN LATERAL ("+why+") AS own", args...).Where(f.Kind+".deleted_at IS NULL").
		Where(f.Kind+".id IN (SELECT every.id FROM "+f.Kind+" AS every WHERE "+where+")", patterns...).
		Select(f.Kind+".id, "+f.Kind+".name AS title, own.why AS subtitle, ?::float8 AS score, "+f.Kind+".updated_at AS at", ownField)
	return db.Orm(ctx).Table("(WITH every AS MATERIALIZED (?) SELECT "+hitColumns+" FROM every LIMIT ?) AS fitting", q, someNear).Select(hitColumns) // all rows: those of q
}

// indexed is where the index of all that is searched says to look.
func indexed(plain []written, choices []chosen, words []string) (where string, patterns []any) {
	var ways []string
	if len(plain) > 0 {
		all := make([]string, len(words))
		for i, w := range words {
			all[i], patterns = "every.search_own LIKE ?", append(patterns, has(w))
		}
		ways = append(ways, "("+strings.Join(all, " AND ")+")")
	}
	for _, c := range choices {
		ways, patterns = append(ways, "every.search_own LIKE ?"), append(patterns, "%"+Sign(c.Choice)+"%")
	}
	return strings.Join(ways, " OR "), patterns
}

// why is the first field of a record that fits, with what stands in it.
func (f Found) why(plain []written, choices []chosen, words []string) (sql string, args []any) {
	all := make([]string, len(words))
	args = append(args, document(plain))
	for i, w := range words {
		all[i], args = Folded("' ' || (v.value #>> '{}') || ' '")+" LIKE ?", append(args, has(w))
	}
	sql = "SELECT p.label || ': ' || left(v.value #>> '{}', 80) AS why FROM jsonb_to_recordset(?::jsonb) AS p(id text, label text), LATERAL (SELECT " + f.Kind + ".custom -> p.id AS value) AS v" +
		" WHERE jsonb_typeof(v.value) IN ('string', 'number') AND " + strings.Join(all, " AND ") +
		" UNION ALL SELECT c.label FROM jsonb_to_recordset(?::jsonb) AS c(field text, choice text, label text) WHERE " + f.Kind + ".custom -> c.field @> to_jsonb(c.choice) LIMIT 1"
	return sql, append(args, document(choices))
}

func document[T any](all []T) string {
	if len(all) == 0 {
		return "[]"
	}
	data, err := json.Marshal(all)
	if err != nil { // of strings only
		panic(err)
	}
	return string(data)
}
