package retention

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/db"
)

// subject is what a rule can be about: all of it, and what of it nobody had to do with since @before. Both are SQL written in the code.
type subject struct{ table, name, all, old string }

const (
	quiet = ` AND t.updated_at < @before
		AND NOT EXISTS (SELECT FROM activity a WHERE a.at >= @before AND (a.contact_id = t.id OR a.kind = 'contact' AND a.record_id = t.id))
		AND NOT EXISTS (SELECT FROM task k WHERE k.about_kind = 'contact' AND k.about_id = t.id AND k.deleted_at IS NULL AND (k.done_at IS NULL OR k.updated_at >= @before))
		AND NOT EXISTS (SELECT FROM deal_contact p JOIN deal d ON d.id = p.deal_id WHERE p.contact_id = t.id AND d.deleted_at IS NULL AND (d.status = 'open' OR d.updated_at >= @before))`
	people = "t.deleted_at IS NULL AND t.merged_into IS NULL"
	single = people + " AND NOT EXISTS (SELECT FROM deal_contact p WHERE p.contact_id = t.id)"
)

var subjects = map[string]subject{
	Leads:      {"contact", "t.name", single, quiet},
	Contacts:   {"contact", "t.name", people, quiet},
	Tasks:      {"task", "t.title", "t.deleted_at IS NULL AND t.done_at IS NOT NULL", " AND t.done_at < @before AND t.updated_at < @before"},
	Activities: {"activity", "t.text", "t.deleted_at IS NULL AND t.type IN ('note', 'call', 'meeting')", " AND t.at < @before AND t.updated_at < @before"},
}

// ofObject are the records of one of the company's own objects.
var ofObject = subject{"object_record", "t.name", "t.deleted_at IS NULL AND t.object_id::text = @rule", " AND t.updated_at < @before"}

func subjectOf(rule string) subject {
	if s, own := subjects[rule]; own {
		return s
	}
	return ofObject
}

func (r Row) args() map[string]any {
	return map[string]any{"rule": r.Rule, "months": r.Months, "at": r.At}
}

// dated fills in from when on something is too new to go, by the database's clock.
func dated(sql string) string {
	return strings.ReplaceAll(sql, "@before", "(now() - make_interval(months => @months))")
}

// unkept leaves out what somebody keeps.
const unkept = " AND NOT EXISTS (SELECT FROM retention x WHERE x.rule = @rule AND x.record_id = t.id AND x.kept_until > now())"

// portion is how much of an object is due by a rule.
func portion(ctx context.Context, r Row) (due, total int64, err error) {
	s := subjectOf(r.Rule)
	var n struct{ Due, Total int64 }
	q := dated("SELECT count(*) FILTER (WHERE true" + s.old + unkept + ") AS due, count(*) AS total FROM " + s.table + " t WHERE " + s.all) // sql: names and conditions of this file
	err = db.Orm(ctx).Raw(q, r.args()).Scan(&n).Error                                                                                       // all rows: a rule is the company's
	return n.Due, n.Total, err
}

// found are the first records that are due by a rule.
func found(ctx context.Context, r Row, limit int) (all []Listed, err error) {
	s := subjectOf(r.Rule)
	args := r.args()
	args["limit"] = limit
	q := dated("SELECT t.id, left(" + s.name + ", 160) AS name FROM " + s.table + " t WHERE " + s.all + s.old + unkept + " ORDER BY t.updated_at, t.id LIMIT @limit") // sql: names and conditions of this file
	return all, db.Orm(ctx).Raw(q, args).Scan(&all).Error                                                                                                             // all rows: a rule is the company's
}

// list puts on the list what became due.
func list(ctx context.Context, r Row, at time.Time) (int64, error) {
	s := subjectOf(r.Rule)
	args := r.args()
	args["limit"], args["listed"] = mostNew, at
	q := dated("INSERT INTO retention (rule, record_id, name, at) SELECT @rule, t.id, left(" + s.name + ", 160), @listed FROM " + s.table + " t WHERE " + s.all + s.old + // sql: names and conditions of this file
		" AND NOT EXISTS (SELECT FROM retention x WHERE x.rule = @rule AND x.record_id = t.id) ORDER BY t.updated_at, t.id LIMIT @limit")
	done := db.Orm(ctx).Exec(q, args) // all rows: a rule is the company's
	return done.RowsAffected, done.Error
}

// refresh takes off the list what is not due any more, and what was kept long enough, and counts a night for the others.
func refresh(ctx context.Context, r Row, at time.Time) error {
	s := subjectOf(r.Rule)
	q := dated("DELETE FROM retention x WHERE x.rule = @rule AND x.record_id <> @none AND (x.kept_until <= now() OR x.kept_until IS NULL AND NOT EXISTS (SELECT FROM " + s.table + " t WHERE t.id = x.record_id AND " + s.all + s.old + "))") // sql: names and conditions of this file
	args := r.args()
	args["none"], args["listed"] = uuid.Nil, at
	if err := db.Orm(ctx).Exec(q, args).Error; err != nil { // all rows: a rule is the company's
		return err
	}
	const count = `UPDATE retention SET nights = nights + 1 WHERE rule = @rule AND record_id <> @none AND kept_until IS NULL AND at < @listed`
	return db.Orm(ctx).Exec(count, args).Error // all rows: a rule is the company's
}

// ripe are the records that are on the list longest.
func ripe(ctx context.Context, r Row, at time.Time) (rows []Row, err error) {
	all := db.Orm(ctx).Where("rule = ? AND record_id <> ? AND kept_until IS NULL AND nights >= ? AND at <= ?", r.Rule, uuid.Nil, nights, at.Add(-notice)) // all rows: a rule is the company's
	return rows, all.Order("at, record_id").Limit(most).Find(&rows).Error
}

func rules(ctx context.Context) (rows []Row, err error) {
	return rows, db.Orm(ctx).Where("record_id = ?", uuid.Nil).Order("rule").Find(&rows).Error // all rows: of the company
}

// one is a rule; one that was never set has version 0.
func one(ctx context.Context, rule string) (r Row, err error) {
	err = db.Orm(ctx).Take(&r, "rule = ? AND record_id = ?", rule, uuid.Nil).Error // all rows: of the company
	if db.Missing(err) {
		return Row{Rule: rule}, nil
	}
	return r, err
}

func listed(ctx context.Context, rule string, id uuid.UUID) (r Row, err error) {
	err = db.Orm(ctx).Take(&r, "rule = ? AND record_id = ? AND record_id <> ?", rule, id, uuid.Nil).Error // all rows: of the company
	if db.Missing(err) {
		return r, ErrRule
	}
	return r, err
}

// waiting are the records on lists.
func waiting(ctx context.Context) (rows []Row, err error) {
	return rows, db.Orm(ctx).Where("record_id <> ? AND kept_until IS NULL", uuid.Nil).Order("at, rule, name, record_id").Limit(most).Find(&rows).Error // all rows: of the company
}

// replace sets a rule anew: what was on its list has to wait anew too. What somebody keeps is kept.
func replace(ctx context.Context, r Row) error {
	if err := db.Orm(ctx).Exec(`DELETE FROM retention WHERE rule = ? AND (record_id = ? OR kept_until IS NULL)`, r.Rule, uuid.Nil).Error; err != nil { // all rows: of one rule
		return err
	}
	return db.Orm(ctx).Create(&r).Error // all rows: an insert
}

func save(ctx context.Context, r Row) error {
	return db.Orm(ctx).Model(&Row{}).Where("rule = ? AND record_id = ?", r.Rule, r.RecordID). // all rows: one of them
													Select("allowed", "problem", "at", "kept_until", "kept_by", "version").Updates(&r).Error
}

func drop(ctx context.Context, r Row) error {
	return db.Orm(ctx).Exec(`DELETE FROM retention WHERE rule = ? AND record_id = ?`, r.Rule, r.RecordID).Error // all rows: one of them
}

func news(ctx context.Context) (int64, *time.Time, error) {
	var n struct {
		Count int64
		At    *time.Time
	}
	const sql = `SELECT count(*) AS count, max(at) AS at FROM retention WHERE record_id <> ? AND kept_until IS NULL`
	err := db.Orm(ctx).Raw(sql, uuid.Nil).Scan(&n).Error // all rows: of the company
	return n.Count, n.At, err
}

// databaseTime is the time by the database's clock.
func databaseTime(ctx context.Context) (at time.Time, err error) {
	return at, db.Orm(ctx).Raw(`SELECT clock_timestamp()`).Scan(&at).Error // all rows: none
}
