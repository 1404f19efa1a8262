package privacy

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/db"
)

// struck is put where a forgotten person's name or address stood in a text. No name is shorter, so that no column overflows.
const struck = "***"

func (p person) args() map[string]any {
	return map[string]any{"ids": p.ids, "any": p.any(), "words": p.words(true), "mark": struck}
}

// tally counts the rows of each kind that go, or lose what they tell.
func tally(ctx context.Context, p person) (map[string]int64, error) {
	all := map[string]int64{}
	for _, t := range inventory {
		for _, r := range t.Rows {
			if r.Told == "" {
				continue
			}
			n, err := count(ctx, "SELECT count(*) FROM "+t.Name+" WHERE "+r.Where, p.args())
			if err != nil {
				return nil, err
			}
			all[r.Told] += n
		}
	}
	n, err := struckRows(ctx, p)
	all["texts"] = n
	return all, err
}

// count runs a statement that is made of the inventory.
func count(ctx context.Context, sql string, args map[string]any) (n int64, err error) {
	return n, db.Orm(ctx).Raw(sql, args).Scan(&n).Error // all rows: somebody is forgotten, whoever sees what
}

// struckRows counts the texts of others in which the person is named.
func struckRows(ctx context.Context, p person) (total int64, err error) {
	for _, t := range inventory {
		for _, c := range t.texts() {
			words := p.words(c.json)
			if words == "" {
				continue
			}
			where, args := t.others(p)
			args["words"] = words
			n, err := count(ctx, "SELECT count(*) FROM "+t.Name+" WHERE "+c.name+"::text ~* @words"+where, args)
			if err != nil {
				return 0, err
			}
			total += n
		}
	}
	return total, nil
}

// others leaves out the rows that go or are emptied anyway.
func (t Table) others(p person) (where string, args map[string]any) {
	var b strings.Builder
	for _, r := range t.Rows {
		b.WriteString(" AND (" + r.Where + ") IS NOT TRUE")
	}
	return strings.ReplaceAll(b.String(), "@words", "@anywhere"), withWords(p)
}

func withWords(p person) map[string]any {
	args := p.args()
	args["anywhere"] = args["words"]
	return args
}

// text is a column with free text.
type text struct {
	name string
	json bool
}

func (t Table) texts() (all []text) {
	for _, c := range strings.Fields(t.Words) {
		all = append(all, text{c, t.Name == "list_view" || t.Name == "import_part"}) // JSON in a column of text
	}
	for _, c := range strings.Fields(t.JSON) {
		all = append(all, text{c, true})
	}
	return all
}

// takeOut takes the person out of all tables, and returns how many rows that people count went or were emptied. The trail is not among them.
func takeOut(ctx context.Context, p person) (n int64, err error) {
	for _, t := range inventory {
		for _, r := range t.Rows {
			q := "DELETE FROM " + t.Name + " WHERE " + r.Where // sql: names and conditions of the inventory
			if r.With {
				continue
			}
			if r.Set != "" {
				q = "UPDATE " + t.Name + " SET " + r.Set + " WHERE " + r.Where
			}
			done := db.Orm(ctx).Exec(q, p.args()) // all rows: somebody is forgotten, whoever sees what
			if done.Error != nil {
				return n, done.Error
			}
			if r.Told != "" {
				n += done.RowsAffected
			}
		}
	}
	for _, t := range inventory {
		for _, c := range t.texts() {
			if err = strike(ctx, t, c, p.words(c.json)); err != nil {
				return n, err
			}
		}
	}
	return n, unlink(ctx, p)
}

// strike puts a mark where the person is named in a text of others.
func strike(ctx context.Context, t Table, c text, words string) error {
	if words == "" {
		return nil
	}
	version, cast := "", ""
	if t.Versioned {
		version = ", version = version + 1"
	}
	if strings.Contains(" "+t.JSON+" ", " "+c.name+" ") {
		cast = "::jsonb"
	}
	q := "UPDATE " + t.Name + " SET " + c.name + " = regexp_replace(" + c.name + "::text, @words, @mark, 'gi')" + cast + version + " WHERE " + c.name + "::text ~* @words" // sql: names of the inventory
	return db.Orm(ctx).Exec(q, map[string]any{"words": words, "mark": struck}).Error                                                                                       // all rows: as takeOut
}

// owned are the tables with values of the company's own fields, which can be people.
var owned = []string{"contact", "company", "deal", "task", "object_record"}

// unlink takes the person out of the company's own fields that say who somebody is.
func unlink(ctx context.Context, p person) error {
	for _, t := range owned {
		q := "UPDATE " + t + ` SET version = version + 1, custom = (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(custom) WHERE (value #>> '{}') NOT IN @ids)
			WHERE EXISTS (SELECT FROM jsonb_each(custom) WHERE (value #>> '{}') IN @ids)` // sql: names of tables
		if err := db.Orm(ctx).Exec(q, map[string]any{"ids": texts(p.ids)}).Error; err != nil { // all rows: as takeOut
			return err
		}
	}
	return nil
}

func texts(ids []uuid.UUID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = id.String()
	}
	return all
}

// array is a list of texts as PostgreSQL writes one.
func array(lists ...[]string) string {
	var all []string
	for _, l := range lists {
		for _, s := range l {
			all = append(all, `"`+strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)+`"`)
		}
	}
	return "{" + strings.Join(all, ",") + "}"
}

// held is what counts against the plan until the person is gone.
type held struct {
	Contacts int64
	Bytes    int64
}

func holds(ctx context.Context, p person) (h held, err error) {
	const sql = `SELECT (SELECT count(*) FROM contact WHERE id IN @ids AND deleted_at IS NULL) AS contacts,
		(SELECT coalesce(sum(size), 0)::bigint FROM attachment WHERE kind = 'contact' AND record_id IN @ids AND deleted_at IS NULL) AS bytes`
	return h, db.Orm(ctx).Raw(sql, map[string]any{"ids": p.ids}).Scan(&h).Error // all rows: of one person
}

// filesOf are the files beside a person's records, those in the trash too.
func filesOf(ctx context.Context, p person) (ids []uuid.UUID, err error) {
	const sql = `SELECT id FROM attachment WHERE kind = 'contact' AND record_id IN ? ORDER BY id`
	return ids, db.Orm(ctx).Raw(sql, append(p.ids, uuid.Nil)).Scan(&ids).Error // all rows: of one person
}

// forgetJobs removes, from a node's queue, the company's jobs that are over and name the person: what went wrong in one can
// tell an address.
func forgetJobs(ctx context.Context, tenant int64, words string) error {
	const sql = `DELETE FROM river_job WHERE (args->>'tenant')::bigint = @tenant AND state IN ('completed', 'cancelled', 'discarded') AND (args::text ~* @words OR errors::text ~* @words)`
	return db.Orm(ctx).Exec(sql, map[string]any{"tenant": tenant, "words": words}).Error // all rows: of one company
}
