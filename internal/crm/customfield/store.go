package customfield

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/record"
)

type deletedAt = gorm.DeletedAt

var errClosed = db.ErrField

// closed tells whether a field of a kind, by its key, is closed to the caller at least as much as least.
func closed(ctx context.Context, object, key string, least caller.Mask) bool {
	if _, ours := keyed(key); ours {
		return db.Barred(ctx, KindOf(object), key, least)
	}
	kind := KindOf(object)
	name := db.FieldOf(kind, key)
	return name != "" && db.Barred(ctx, kind, name, least)
}

// Value implements driver.Valuer.
func (v Values) Value() (driver.Value, error) {
	if v.of == nil {
		return "{}", nil
	}
	return jsonb.Value(v.of)
}

// Scan implements sql.Scanner.
func (v *Values) Scan(src any) error {
	v.of = nil
	return jsonb.Scan(src, &v.of)
}

// Value implements driver.Valuer.
func (s Settings) Value() (driver.Value, error) { return jsonb.Value(s) }

// Scan implements sql.Scanner.
func (s *Settings) Scan(src any) error { return jsonb.Scan(src, s) }

func all(ctx context.Context) (fs Fields, err error) {
	fs = Fields{}
	err = db.Fetch(ctx, db.Into(db.Orm(ctx).Model(&Field{}).Order("object, position, id"), (*[]Field)(&fs))) // all rows: the company's settings
	return fs.known(caller.From(ctx).Tenant.ID), err
}

// count counts the fields that are in use.
func count(ctx context.Context) (int64, error) {
	return db.Count(ctx, db.Orm(ctx).Model(&Field{}).Where("state <> ?", Archived)) // all rows: the plan's limit is the company's
}

func find(ctx context.Context, id uuid.UUID) (f Field, err error) {
	err = db.Orm(ctx).Take(&f, "id = ?", id).Error // all rows: one by id
	if db.Missing(err) {
		err = ErrNotFound
	}
	return f, err
}

// The strengths of locks: shared by those who write values, or all to oneself.
const (
	shared    = "SHARE"
	exclusive = "UPDATE"
)

// lock keeps fields as they are until the end of the unit, in one order.
func lock(ctx context.Context, ids []uuid.UUID, strength string) (fs []Field, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	q := db.Orm(ctx).Clauses(clause.Locking{Strength: strength}).Where("id IN ?", ids).Order("id") // all rows: by id
	return fs, q.Find(&fs).Error
}

func insert(ctx context.Context, f *Field) error {
	if err := db.Orm(ctx).Create(f).Error; err != nil {
		return err
	}
	return changed(ctx)
}

// save writes a field that is locked.
func save(ctx context.Context, f *Field) error {
	f.Version, f.UpdatedAt = f.Version+1, clock.Now()
	if err := db.Orm(ctx).Select("*").Omit("created_at", "deleted_at").Updates(f).Error; err != nil { // all rows: one by id
		return err
	}
	return changed(ctx)
}

func order(ctx context.Context, fs Fields) error {
	for i, f := range fs {
		if f.Position == i {
			continue
		}
		if err := db.Orm(ctx).Model(&Field{}).Where("id = ?", f.ID).Update("position", i).Error; err != nil { // all rows: one by id
			return err
		}
	}
	return changed(ctx)
}

func remove(ctx context.Context, id uuid.UUID) error {
	if err := db.Orm(ctx).Delete(&Field{}, "id = ?", id).Error; err != nil { // all rows: one by id
		return err
	}
	return changed(ctx)
}

func restore(ctx context.Context, id uuid.UUID) (f Field, err error) {
	r := db.Orm(ctx).Unscoped().Model(&f).Clauses(clause.Returning{}).Where("id = ? AND deleted_at IS NOT NULL", id).Update("deleted_at", nil) // all rows: one by id
	if r.Error == nil && r.RowsAffected == 0 {
		return f, ErrNotFound
	}
	if r.Error != nil {
		return f, r.Error
	}
	return f, changed(ctx)
}

// changed tells all instances that callers carry fields that are void.
func changed(ctx context.Context) error {
	return db.Hint(ctx, fmt.Sprintf("policy:%d", caller.From(ctx).Tenant.ID))
}

// records are all records that can have a value in a field, those in the trash too.
func records(ctx context.Context, f Field) *gorm.DB {
	return db.Orm(ctx).Table(KindOf(f.Object)).Where("jsonb_exists(custom, ?)", f.ID.String()) // all rows: the field is the company's; sql: the kind is a constant
}

func uses(ctx context.Context, f Field) (n int64, err error) {
	return n, records(ctx, f).Where("deleted_at IS NULL").Count(&n).Error
}

// counted is a value, and how many records have it.
type counted struct {
	Value any
	Count int64
}

func values(ctx context.Context, f Field) ([]counted, error) {
	var rows []struct {
		Value string
		Count int64
	}
	err := records(ctx, f).Select("(custom->?::text)::text AS value, count(*) AS count", f.ID.String()).Group("value").Order("value").Scan(&rows).Error
	found := make([]counted, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal([]byte(r.Value), &found[i].Value); err != nil {
			return nil, err
		}
		found[i].Count = r.Count
	}
	return found, err
}

// among are those of some values that records have in a field.
func among(ctx context.Context, f Field, wanted []any) ([]any, error) {
	if len(wanted) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(wanted)
	if err != nil {
		return nil, err
	}
	var rows []struct{ Value string }
	q := records(ctx, f).Select("DISTINCT (custom->?::text)::text AS value", f.ID.String())
	if err := q.Where("custom->?::text IN (SELECT jsonb_array_elements(?::jsonb))", f.ID.String(), string(list)).Scan(&rows).Error; err != nil {
		return nil, err
	}
	found := make([]any, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal([]byte(r.Value), &found[i]); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// distinct refuses a field in which two records have the same.
func distinct(ctx context.Context, f Field) error {
	have, err := values(ctx, f)
	for _, h := range have {
		if h.Count > 1 {
			return ErrTwice.With("value", f.told(h.Value))
		}
	}
	return err
}

// free tells whether no record has a value in a field, which is locked. A record in the trash keeps its own.
func free(ctx context.Context, f Field, v any) (bool, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return false, err
	}
	var n int64
	err = records(ctx, f).Where("custom->?::text = ?::jsonb", f.ID.String(), string(text)).Count(&n).Error
	return n == 0, err
}

// Free tells whether a record can have a value in a field, by the field's key: false, if the field is unique and another record
// has it.
func (s *Service) Free(ctx context.Context, key string, record uuid.UUID, value json.RawMessage) (bool, error) {
	fs, err := of(ctx)
	if err != nil {
		return false, err
	}
	id, _ := keyed(key)
	f, there := fs.find(id)
	if !there || !f.Settings.Unique {
		return true, nil
	}
	if _, err := lock(ctx, []uuid.UUID{id}, exclusive); err != nil {
		return false, err
	}
	var n int64
	err = records(ctx, f).Where("custom->?::text = ?::jsonb AND id <> ?", id.String(), string(value), record).Count(&n).Error
	return n == 0, err
}

// pair is a value, and what stands in its place.
type pair struct{ was, is any }

const (
	rewriting = ` SET custom = jsonb_set(custom, ARRAY[?::text], p -> 1), version = version + 1
		FROM jsonb_array_elements(?::jsonb) p WHERE custom -> ?::text = p -> 0`
	rewriteContacts  = "UPDATE contact" + rewriting
	rewriteCompanies = "UPDATE company" + rewriting
	rewriteDeals     = "UPDATE deal" + rewriting
	rewriteTasks     = "UPDATE task" + rewriting
	rewriteMade      = "UPDATE object_record" + rewriting
)

var rewrites = map[string]string{"contact": rewriteContacts, "company": rewriteCompanies, "deal": rewriteDeals, "task": rewriteTasks, Made: rewriteMade}

// rewrite puts other values into all records. Their versions count it, so that nobody writes the old ones back.
func rewrite(ctx context.Context, f Field, pairs []pair) error {
	rows := make([][2]any, len(pairs))
	for i, p := range pairs {
		rows[i] = [2]any{p.was, p.is}
	}
	data, err := json.Marshal(rows)
	if err != nil || len(rows) == 0 {
		return err
	}
	id := f.ID.String()
	return db.Orm(ctx).Exec(rewrites[KindOf(f.Object)], id, string(data), id).Error // all rows: the field is the company's
}

const (
	saving = ` SET custom = (custom - ?::text[]) || ?::jsonb WHERE id = ?`

	saveContact = "UPDATE contact" + saving
	saveCompany = "UPDATE company" + saving
	saveDeal    = "UPDATE deal" + saving
	saveTask    = "UPDATE task" + saving
	saveMade    = "UPDATE object_record" + saving
)

var saves = map[string]string{"contact": saveContact, "company": saveCompany, "deal": saveDeal, "task": saveTask, Made: saveMade}

// Save writes those values of a record that were set since it was read; its row was just written by who may. All others stay
// as they are, whether or not they were read.
func Save(ctx context.Context, object string, id uuid.UUID, v Values) error {
	if len(v.changes) == 0 {
		return nil
	}
	if v.beside != nil {
		if err := v.beside(ctx, record.Ref{Kind: object, ID: id}); err != nil {
			return err
		}
	}
	out, in := []string{}, map[string]any{}
	for key, value := range v.changes {
		if value == nil {
			out = append(out, key)
		} else {
			in[key] = value
		}
	}
	data, err := json.Marshal(in)
	if err != nil {
		return err
	}
	gone := "{" + strings.Join(out, ",") + "}"                           // ids
	return db.Orm(ctx).Exec(saves[object], gone, string(data), id).Error // all rows: one by id
}

const (
	dropping = ` SET custom = custom - ARRAY(SELECT key FROM jsonb_each_text(custom) WHERE key = ANY(?::text[]) AND value = ?) WHERE id = ?`

	dropContact = "UPDATE contact" + dropping
	dropCompany = "UPDATE company" + dropping
	dropDeal    = "UPDATE deal" + dropping
	dropMade    = "UPDATE object_record" + dropping
)

var drops = map[string]string{"contact": dropContact, "company": dropCompany, "deal": dropDeal, Made: dropMade}

// drop takes a file that went out of some fields of its record. The record's version stays: values are written one by one, so
// nobody writes this one back with others.
func drop(ctx context.Context, of record.Ref, ids []string, file uuid.UUID) error {
	return db.Orm(ctx).Exec(drops[of.Kind], "{"+strings.Join(ids, ",")+"}", file.String(), of.ID).Error // all rows: one by id
}

// everything are all fields, deleted ones too, and how many records have each filled in.
func everything(ctx context.Context) (fs []Field, filled map[string]int64, err error) {
	type count struct {
		Key string
		N   int64
	}
	reads := []db.Read{db.Into(db.Orm(ctx).Unscoped().Model(&Field{}).Order("object, deleted_at IS NOT NULL, position, id"), &fs)} // all rows: the company's settings
	tables := slices.Concat(Objects, []string{Made})
	counts := make([][]count, len(tables))
	for i, table := range tables {
		q := db.Orm(ctx).Table(table).Joins("CROSS JOIN LATERAL jsonb_object_keys(custom) AS key"). // all rows: numbers for who decides about fields
														Where("deleted_at IS NULL AND custom <> '{}'").Select("key, count(*) AS n").Group("key")
		reads = append(reads, db.Into(q, &counts[i]))
	}
	err = db.Fetch(ctx, reads...)
	filled = map[string]int64{}
	for _, some := range counts {
		for _, c := range some {
			filled[c.Key] = c.N
		}
	}
	return Fields(fs).work(), filled, err
}

// whole reads a field, also a deleted one.
func whole(ctx context.Context, id uuid.UUID) (f Field, deleted bool, err error) {
	err = db.Orm(ctx).Unscoped().Take(&f, "id = ?", id).Error // all rows: one by id
	if db.Missing(err) {
		err = ErrNotFound
	}
	return f, f.DeletedAt.Valid, err
}

// overdue is a field that was deleted before a moment, locked.
func overdue(ctx context.Context, before time.Time) (f Field, due bool, err error) {
	var fs []Field
	q := db.Orm(ctx).Unscoped().Clauses(clause.Locking{Strength: exclusive, Options: "SKIP LOCKED"}).Where("deleted_at < ?", before) // all rows: what is past its time
	if err = q.Order("deleted_at").Limit(1).Find(&fs).Error; err != nil || len(fs) == 0 {
		return f, false, err
	}
	return fs[0], true, nil
}

// atOnce is from how many records values are taken in one unit of work.
const atOnce = 5_000

const (
	emptying = ` SET custom = custom - ?::text WHERE id IN (SELECT id FROM `
	holding  = ` WHERE jsonb_exists(custom, ?) LIMIT ?)`

	emptyContacts  = "UPDATE contact" + emptying + "contact" + holding
	emptyCompanies = "UPDATE company" + emptying + "company" + holding
	emptyDeals     = "UPDATE deal" + emptying + "deal" + holding
	emptyTasks     = "UPDATE task" + emptying + "task" + holding
	emptyMade      = "UPDATE object_record" + emptying + "object_record" + holding
)

var empties = map[string]string{"contact": emptyContacts, "company": emptyCompanies, "deal": emptyDeals, "task": emptyTasks, Made: emptyMade}

// empty takes what is in a field out of some records, those in the trash too, and tells whether there are more.
func empty(ctx context.Context, f Field) (more bool, err error) {
	id := f.ID.String()
	r := db.Orm(ctx).Exec(empties[KindOf(f.Object)], id, id, atOnce) // all rows: the field is the company's
	return r.RowsAffected == atOnce, r.Error
}

func destroy(ctx context.Context, id uuid.UUID) error {
	return db.Orm(ctx).Unscoped().Delete(&Field{}, "id = ?", id).Error // all rows: one by id
}
