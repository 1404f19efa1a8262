package archive

import (
	"context"
	"fmt"

	"github.com/kith-crm/kith/internal/kit/db"
)

// The viewer's lists: what is searched and shown of each record before one is opened, as rows of (nothing, a JSON array).
// Archives are the one place that reads the tables of all domains: what is read here is in the archive as tables, too.
var listSQL = map[string]string{
	"contact": `SELECT '', json_build_array(id, name, email, phone, company_id)::text FROM contact WHERE deleted_at IS NULL ORDER BY name COLLATE "und-x-icu", id`,
	"company": `SELECT '', json_build_array(id, name, domain, city)::text FROM company WHERE deleted_at IS NULL ORDER BY name COLLATE "und-x-icu", id`,
	"deal": `SELECT '', json_build_array(id, name, status, amount, currency, company_id, stage_id)::text FROM deal
		WHERE deleted_at IS NULL ORDER BY name COLLATE "und-x-icu", id`,
	"object": `SELECT '', json_build_array(r.id, r.name, ` + words + `, ` + objectKey + `)::text FROM object_record r JOIN object o ON o.id = r.object_id
		WHERE r.deleted_at IS NULL AND o.deleted_at IS NULL ORDER BY r.name COLLATE "und-x-icu", r.id`,
	"trash": `SELECT '', json_build_array(id, name, kind, at)::text FROM (
		SELECT id, name, 'contact' AS kind, deleted_at AS at FROM contact WHERE deleted_at IS NOT NULL AND merged_into IS NULL
		UNION ALL SELECT id, name, 'company', deleted_at FROM company WHERE deleted_at IS NOT NULL AND merged_into IS NULL
		UNION ALL SELECT id, name, 'deal', deleted_at FROM deal WHERE deleted_at IS NOT NULL
		UNION ALL SELECT id, title, 'todo', deleted_at FROM task WHERE deleted_at IS NOT NULL
		UNION ALL SELECT r.id, r.name, ` + objectKey + `, coalesce(r.deleted_at, o.deleted_at) FROM object_record r JOIN object o ON o.id = r.object_id
			WHERE coalesce(r.deleted_at, o.deleted_at) IS NOT NULL
	) AS gone ORDER BY at DESC, id`,
}

// objectKey is what the records of an own object are called in fields, and words are what is written in their own fields.
const (
	objectKey = `'o' || right(r.object_id::text, 12)`
	words     = `left((SELECT string_agg(own.value, ' ') FROM jsonb_each_text(r.custom) AS own), 300)`
)

// recordSQL reads records and what belongs to them as rows of (the last $1 digits of the record's id, a JSON object), all of
// one ending together. An object says in "_" what it is and in "of" to which record it belongs.
const recordSQL = `SELECT bucket, line FROM (
	SELECT right(id::text, $1) AS bucket, 0 AS part, created_at AS at, jsonb_strip_nulls(to_jsonb(contact) - '{search,merge,version,rank}'::text[]) || '{"_":"contact"}' AS line
		FROM contact WHERE merged_into IS NULL
	UNION ALL SELECT right(id::text, $1), 0, created_at, jsonb_strip_nulls(to_jsonb(company) - '{search,merge,version}'::text[]) || '{"_":"company"}'
		FROM company WHERE merged_into IS NULL
	UNION ALL SELECT right(id::text, $1), 0, created_at, jsonb_strip_nulls(to_jsonb(deal) - '{search,version,rank}'::text[]) || '{"_":"deal"}'
		FROM deal
	UNION ALL SELECT right(id::text, $1), 0, created_at, jsonb_strip_nulls(to_jsonb(r) - '{search,search_own,version,object_id}'::text[]) || jsonb_build_object('_', ` + objectKey + `)
		FROM object_record r
	UNION ALL SELECT right(id::text, $1), 0, created_at, jsonb_strip_nulls(jsonb_build_object('_', 'todo', 'id', id, 'name', title, 'note', note, 'due_at', due_at, 'done_at', done_at,
			'about_id', about_id, 'owner_id', owner_id, 'custom', custom, 'created_at', created_at, 'deleted_at', deleted_at))
		FROM task WHERE deleted_at IS NOT NULL
	UNION ALL SELECT right(of::text, $1), 1, at, jsonb_strip_nulls(jsonb_build_object('_', 'entry', 'of', of, 'type', type, 'at', at, 'who', actor_name, 'owner_id', owner_id,
			'kind', kind, 'text', text, 'minutes', minutes, 'data', data, 'pinned', pinned_at))
		FROM activity CROSS JOIN LATERAL (SELECT DISTINCT of FROM unnest(ARRAY[record_id, contact_id, company_id, deal_id]) AS of WHERE of IS NOT NULL) AS places
		WHERE deleted_at IS NULL
	UNION ALL SELECT right(about_id::text, $1), 2, created_at, jsonb_strip_nulls(jsonb_build_object('_', 'task', 'of', about_id, 'title', title, 'text', note, 'due', due_at,
			'all_day', all_day, 'done', done_at, 'owner_id', owner_id))
		FROM task WHERE deleted_at IS NULL AND about_id IS NOT NULL
	UNION ALL SELECT right(record_id::text, $1), 3, created_at, jsonb_build_object('_', 'file', 'of', record_id, 'id', id, 'name', name, 'size', size)
		FROM attachment WHERE deleted_at IS NULL
	UNION ALL SELECT right(deal_id::text, $1), 4, NULL, jsonb_build_object('_', 'with', 'of', deal_id, 'kind', 'contact', 'id', contact_id) FROM deal_contact
	UNION ALL SELECT right(contact_id::text, $1), 4, NULL, jsonb_build_object('_', 'with', 'of', contact_id, 'kind', 'deal', 'id', deal_id) FROM deal_contact
	UNION ALL SELECT right(record_id::text, $1), 4, NULL, jsonb_build_object('_', 'with', 'of', record_id, 'kind', kind, 'id', target_id) FROM object_link
	UNION ALL SELECT right(target_id::text, $1), 4, NULL, jsonb_build_object('_', 'with', 'of', target_id, 'kind', 'object_record', 'id', record_id) FROM object_link
) AS everything ORDER BY bucket COLLATE "C", part, at, line`

// weighSQL is how many rows recordSQL has, about.
const weighSQL = `SELECT (SELECT count(*) FROM contact) + (SELECT count(*) FROM company) + (SELECT count(*) FROM deal) + 2 * (SELECT count(*) FROM activity) + (SELECT count(*) FROM task) + (SELECT count(*) FROM object_record)`

// known are the names that records refer to, as one JSON object.
const knownSQL = `SELECT json_build_object(
	'objects', (SELECT coalesce(json_agg(json_build_object('key', 'o' || right(id::text, 12), 'name', name, 'plural', plural) ORDER BY plural COLLATE "und-x-icu", id), '[]')
		FROM object WHERE deleted_at IS NULL),
	'stages', (SELECT coalesce(json_object_agg(id, name), '{}') FROM stage),
	'fields', (SELECT coalesce(json_agg(json_build_object('id', id, 'object', object, 'label', label, 'type', type, 'settings', settings) ORDER BY position, id), '[]')
		FROM custom_field WHERE deleted_at IS NULL))::text`

// weigh counts about how much there is to show.
func weigh(ctx context.Context) (n int64, err error) {
	return n, db.Orm(ctx).Raw(weighSQL).Scan(&n).Error // all rows: the whole company goes into its archive
}

// readKnown reads the names that records refer to.
func readKnown(ctx context.Context) (text string, err error) {
	return text, db.Orm(ctx).Raw(knownSQL).Scan(&text).Error // all rows: the whole company goes into its archive
}

// readShown gives do every row of one of the viewer's questions.
func readShown(ctx context.Context, sql string, do func(bucket string, line []byte) error, args ...any) error {
	rows, err := db.Orm(ctx).Raw(sql, args...).Rows() // all rows: the whole company goes into its archive
	if err != nil {
		return fmt.Errorf("the viewer: %w", err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	var bucket string
	var line []byte
	for rows.Next() {
		if err := rows.Scan(&bucket, &line); err != nil {
			return err
		}
		if err := do(bucket, line); err != nil {
			return err
		}
	}
	return rows.Err()
}
