package changeset

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

// state is an entry and its record as it is now.
type state struct {
	RecordID      uuid.UUID
	State         string
	Version       int // that the act left
	Before, After image
	Current       int // version
	Gone, Merged  bool
	Now           image // where the version is another one
}

const comparing = `SELECT e.record_id, e.state, e.version, e.before, CASE WHEN r.version = e.version AND e.state = 'made' THEN '{}' ELSE e.after END AS after,
		r.version AS current, r.deleted_at IS NOT NULL AS gone, coalesce(to_jsonb(r) ->> 'merged_into', '') <> '' AS merged,
		CASE WHEN r.version = e.version THEN '{}'::jsonb WHEN e.state = 'made' THEN ` + filled + ` ELSE ` + imaged + ` END AS now
	FROM changeset_entry AS e JOIN {kind} AS r ON r.id = e.record_id
	WHERE e.set_id = ? AND e.object = '{kind}' AND r.id = ANY(?::uuid[]) ORDER BY r.id FOR UPDATE OF r`

// compare reads entries with their records, which it locks.
func compare(ctx context.Context, set uuid.UUID, object string, ids []uuid.UUID) (all []state, err error) {
	return all, db.Orm(ctx).Raw(of(object, comparing), set, list(ids)).Scan(&all).Error // all rows: those that the act changed
}

// patch is what is put back in a record.
type patch struct {
	ID   uuid.UUID                  `json:"id"`
	To   image                      `json:"patch"`
	Own  map[string]json.RawMessage `json:"own"`
	Gone []string                   `json:"gone"`
}

// patched splits what is put back into the record's columns and the company's own fields.
func patched(id uuid.UUID, to image) patch {
	p := patch{ID: id, To: image{}, Own: map[string]json.RawMessage{}, Gone: []string{}}
	for column, value := range to {
		own, is := strings.CutPrefix(column, ownPrefix)
		switch {
		case !is:
			p.To[column] = value
		case none(value):
			p.Gone = append(p.Gone, own)
		default:
			p.Own[own] = value
		}
	}
	return p
}

// identifier is what a column can be called.
var identifier = regexp.MustCompile(`^[a-z][a-z_]{1,40}$`)

const (
	writing = `UPDATE {kind} AS t SET {set} version = t.version + 1, updated_at = ?
		FROM json_to_recordset(?::json) AS p (id uuid, patch jsonb, own jsonb, gone text[])
		JOIN {kind} AS b ON b.id = p.id CROSS JOIN LATERAL jsonb_populate_record(b, p.patch) AS n WHERE t.id = p.id`
	renaming = `name = coalesce(nullif(btrim(n.first_name || ' ' || n.last_name), ''), nullif(n.email, ''), nullif(n.phone, ''), t.name), `
	owning   = `custom = (t.custom - p.gone) || p.own, `
)

// write puts back what stood in records' columns, in one statement.
func write(ctx context.Context, object string, patches []patch) error {
	if len(patches) == 0 {
		return nil
	}
	data, err := json.Marshal(patches)
	if err != nil {
		return err
	}
	sql := strings.Replace(of(object, writing), "{set}", columns(object, patches), 1)
	return db.Orm(ctx).Exec(sql, clock.Now(), string(data)).Error // all rows: those that the act changed; sql: columns checks their names
}

// columns is the SQL that sets those of some patches. What a patch says nothing about is set to what it is.
func columns(object string, patches []patch) string {
	var names []string
	var own bool
	for _, p := range patches {
		own = own || len(p.Own)+len(p.Gone) > 0
		for column := range p.To {
			if identifier.MatchString(column) && !slices.Contains(names, column) {
				names = append(names, column)
			}
		}
	}
	slices.Sort(names)
	var b strings.Builder
	for _, n := range names {
		b.WriteString(n + " = n." + n + ", ")
	}
	if own {
		b.WriteString(owning)
	}
	if object == "contact" {
		b.WriteString(renaming)
	}
	return b.String()
}

const (
	trashing  = `UPDATE {kind} SET deleted_at = ? WHERE id = ANY(?::uuid[]) AND deleted_at IS NULL`
	restoring = `UPDATE {kind} SET deleted_at = NULL WHERE id = ANY(?::uuid[]) AND deleted_at IS NOT NULL`
	standing  = `SELECT id FROM {kind} WHERE id = ANY(?::uuid[]) AND deleted_at IS NULL`
)

func trash(ctx context.Context, object string, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	return db.Orm(ctx).Exec(of(object, trashing), clock.Now(), list(ids)).Error // all rows: those that the act made
}

func restore(ctx context.Context, object string, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	return db.Orm(ctx).Exec(of(object, restoring), list(ids)).Error // all rows: those that the act deleted
}

// there tells which records of a kind are not in the trash.
func there(ctx context.Context, object string, ids []uuid.UUID) (map[uuid.UUID]bool, error) {
	all := map[uuid.UUID]bool{}
	if len(ids) == 0 {
		return all, nil
	}
	var rows []struct{ ID uuid.UUID }
	err := db.Orm(ctx).Raw(of(object, standing), list(ids)).Scan(&rows).Error // all rows: whether they are there
	for _, r := range rows {
		all[r.ID] = true
	}
	return all, err
}
