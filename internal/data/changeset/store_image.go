package changeset

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/jsonb"
)

// Value implements driver.Valuer.
func (i image) Value() (driver.Value, error) {
	if i == nil {
		return "{}", nil
	}
	return jsonb.Value(map[string]json.RawMessage(i))
}

// Scan implements sql.Scanner.
func (i *image) Scan(src any) error {
	*i = nil
	return jsonb.Scan(src, (*map[string]json.RawMessage)(i))
}

// Value implements driver.Valuer.
func (p Problem) Value() (driver.Value, error) {
	if p.Code == "" {
		return nil, nil //nolint:nilnil // no problem
	}
	return jsonb.Value(p)
}

// Scan implements sql.Scanner.
func (p *Problem) Scan(src any) error {
	*p = Problem{}
	return jsonb.Scan(src, p)
}

// imaged is what stands in a record r that somebody can change: neither how it is kept nor what is made of the rest.
const imaged = `((to_jsonb(r) - '{id,version,created_at,updated_at,deleted_at,merged_into,merge,search,search_own,rank,custom,stage_since,closed_at,source_uid}'::text[]
		- CASE WHEN '{kind}' = 'contact' THEN 'name' ELSE '' END)
	|| coalesce((SELECT jsonb_object_agg('custom.' || own.key, own.value) FROM jsonb_each(to_jsonb(r) -> 'custom') AS own), '{}'))`

// filled is an image without what is empty.
const filled = `(SELECT coalesce(jsonb_object_agg(part.key, part.value), '{}') FROM jsonb_each(` + imaged + `) AS part
	WHERE part.value NOT IN ('null', '""', '[]', '{}'))`

const (
	opening = `INSERT INTO changeset_entry (set_id, object, record_id, state, before)
		SELECT ?, '{kind}', r.id, 'open', ` + imaged + ` FROM {kind} AS r WHERE r.id = ANY(?::uuid[])
		ON CONFLICT (set_id, object, record_id) DO UPDATE SET
			state = CASE changeset_entry.state WHEN 'made' THEN 'made' ELSE 'open' END,
			problem = NULL,
			before = CASE changeset_entry.state WHEN 'made' THEN '{}' ELSE excluded.before || changeset_entry.before END`

	making = `INSERT INTO changeset_entry (set_id, object, record_id, state, version, after)
		SELECT ?, '{kind}', r.id, 'made', r.version, ` + filled + ` FROM {kind} AS r WHERE r.id = ANY(?::uuid[])
		ON CONFLICT (set_id, object, record_id) DO UPDATE SET version = excluded.version, after = excluded.after`

	closing = `UPDATE changeset_entry AS e SET version = d.version, before = d.before, after = d.after,
			state = CASE WHEN d.gone THEN 'deleted' WHEN d.before = '{}' THEN 'same' ELSE 'changed' END
		FROM (SELECT x.record_id, r.version, r.deleted_at IS NOT NULL AS gone, part.before, part.after
			FROM changeset_entry AS x JOIN {kind} AS r ON r.id = x.record_id
			CROSS JOIN LATERAL (SELECT ` + imaged + ` AS image) AS now
			CROSS JOIN LATERAL (SELECT coalesce(jsonb_object_agg(k.key, coalesce(x.before -> k.key, 'null')), '{}') AS before,
					coalesce(jsonb_object_agg(k.key, coalesce(now.image -> k.key, 'null')), '{}') AS after
				FROM (SELECT jsonb_object_keys(x.before) UNION SELECT jsonb_object_keys(now.image)) AS k (key)
				WHERE coalesce(x.before -> k.key, 'null') <> coalesce(now.image -> k.key, 'null')) AS part
			WHERE x.set_id = ? AND x.object = '{kind}' AND x.state = 'open' AND x.record_id = ANY(?::uuid[])) AS d
		WHERE e.set_id = ? AND e.object = '{kind}' AND e.record_id = d.record_id`

	remaking = `UPDATE changeset_entry AS e SET version = r.version, after = ` + filled + ` FROM {kind} AS r
		WHERE e.set_id = ? AND e.object = '{kind}' AND e.state = 'made' AND e.record_id = r.id AND r.id = ANY(?::uuid[])`

	locking = `SELECT r.id FROM {kind} AS r WHERE r.id = ANY(?::uuid[]) ORDER BY r.id FOR UPDATE`
)

// of is a statement about the records of a kind, which is one of kinds.
func of(object, sql string) string {
	if _, known := kinds[object]; !known {
		return "SELECT 1 WHERE false"
	}
	return strings.ReplaceAll(sql, "{kind}", object)
}

func list(ids []uuid.UUID) string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = id.String()
	}
	return "{" + strings.Join(all, ",") + "}"
}

// open keeps how records are, before they are changed.
func open(ctx context.Context, set uuid.UUID, object string, ids []uuid.UUID) error {
	var held []struct{ ID uuid.UUID }
	if err := db.Orm(ctx).Raw(of(object, locking), list(ids)).Scan(&held).Error; err != nil { // all rows: whoever acts is asked for the right to each
		return err
	}
	return db.Orm(ctx).Exec(of(object, opening), set, list(ids)).Error // all rows: as above
}

// made keeps how records are that were just made.
func made(ctx context.Context, set uuid.UUID, object string, ids []uuid.UUID) error {
	return db.Orm(ctx).Exec(of(object, making), set, list(ids)).Error // all rows: made by the caller
}

// shut keeps what changed in records that were opened.
func shut(ctx context.Context, set uuid.UUID, object string, ids []uuid.UUID) error {
	if err := db.Orm(ctx).Exec(of(object, closing), set, list(ids), set).Error; err != nil { // all rows: those that were opened
		return err
	}
	return db.Orm(ctx).Exec(of(object, remaking), set, list(ids)).Error // all rows: those that were opened
}
