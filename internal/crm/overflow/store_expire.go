package overflow

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

type heldNotice struct {
	ID        uuid.UUID
	TenantID  int64
	UpTo      time.Time
	Leads     int64
	WrittenAt time.Time
	SentDay   *int
	Deleted   *int64
	DeletedAt *time.Time
}

// readOnly are the companies for which days are counted: all that can only read, or not even that, but may come back.
const readOnly = `coalesce(t.held_from, t.state) IN ('suspended', 'cancelled', 'pending_purge')`

// tickSQL counts a day for every company that can only read, at most once a day; for one that an operator holds no clock
// runs.
const tickSQL = `INSERT INTO held_day (tenant_id, n, day, at)
	SELECT t.id, coalesce(max(d.n), 0) + 1, ?::date, ? FROM tenant t LEFT JOIN held_day d ON d.tenant_id = t.id
	WHERE ` + readOnly + ` AND t.held_from IS NULL GROUP BY t.id HAVING coalesce(max(d.day) < ?::date, true) ON CONFLICT DO NOTHING`

// tick counts a day and lists the companies that have been read-only for long. Those that have come back are forgotten, and
// a clock that was put back counts nothing and is followed.
func tick(ctx context.Context, now time.Time) (ids []int64, err error) {
	q, day := db.Orm(ctx), now.Format(time.DateOnly) // all rows: the day passes for all
	for _, back := range []string{
		`DELETE FROM held_day d USING tenant t WHERE t.id = d.tenant_id AND NOT ` + readOnly,
		`DELETE FROM held_notice d USING tenant t WHERE t.id = d.tenant_id AND d.deleted IS NULL AND NOT ` + readOnly,
	} {
		if err := q.Exec(back).Error; err != nil {
			return nil, err
		}
	}
	if err := q.Exec(`UPDATE held_day SET at = ?, day = least(day, ?::date) WHERE at > ?`, now, day, now).Error; err != nil {
		return nil, err
	}
	if err := q.Exec(tickSQL, day, now, day).Error; err != nil {
		return nil, err
	}
	return ids, q.Raw(`SELECT tenant_id FROM held_day WHERE n = ? ORDER BY tenant_id`, keepDays-warnDays).Scan(&ids).Error
}

// facts are how long a company has been read-only, and what is open with its owners.
func facts(ctx context.Context, tenantID int64) (h held, err error) {
	q := db.Orm(ctx) // all rows: of one tenant
	const days = `SELECT count(*) AS days, (SELECT at FROM held_day WHERE tenant_id = @id ORDER BY n DESC OFFSET @late LIMIT 1) AS late,
		(SELECT at FROM held_day WHERE tenant_id = @id ORDER BY n DESC OFFSET @over LIMIT 1) AS over FROM held_day WHERE tenant_id = @id`
	var r struct {
		Days       int
		Late, Over *time.Time
	}
	if err := q.Raw(days, map[string]any{"id": tenantID, "late": keepDays - warnDays - 1, "over": keepDays - 1}).Scan(&r).Error; err != nil {
		return h, err
	}
	h.Days, h.Late, h.Over = r.Days, r.Late, r.Over
	var open []heldNotice
	err = q.Where("tenant_id = ? AND deleted IS NULL", tenantID).Order("id").Limit(1).Find(&open).Error
	if len(open) > 0 {
		h.Notice = &open[0]
	}
	return h, err
}

// saveNotice notes that a letter is written, for the first time or anew.
func saveNotice(ctx context.Context, n heldNotice) error {
	again := clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"written_at"})}
	return db.Orm(ctx).Clauses(again).Create(&n).Error // all rows: an insert
}

// noticeSent records that a letter has gone out, the first time one does.
func noticeSent(ctx context.Context, notice uuid.UUID) error {
	day := gorm.Expr("(SELECT count(*) FROM held_day d WHERE d.tenant_id = held_notice.tenant_id)")
	return db.Orm(ctx).Model(&heldNotice{}).Where("id = ? AND sent_day IS NULL", notice).Update("sent_day", day).Error // all rows: one by id
}

// findNotice is a notice whose leads still wait; found is false when it was taken back.
func findNotice(ctx context.Context, notice uuid.UUID) (n heldNotice, found bool, err error) {
	err = db.Orm(ctx).Take(&n, "id = ? AND deleted IS NULL", notice).Error // all rows: one by id
	if db.Missing(err) {
		return n, false, nil
	}
	return n, err == nil, err
}

// noticeKept records how many leads of a notice were deleted. It may be told again, and that there were none left.
func noticeKept(ctx context.Context, notice uuid.UUID, deleted int64) error {
	q := db.Orm(ctx).Model(&heldNotice{}).Where("id = ?", notice) // all rows: one by id
	return q.Updates(map[string]any{"deleted": gorm.Expr("greatest(deleted, ?::int)", deleted), "deleted_at": gorm.Expr("coalesce(deleted_at, ?)", clock.Now())}).Error
}

func fate(ctx context.Context, tenantID int64) (f Fate, err error) {
	const q = `SELECT coalesce(sum(leads) FILTER (WHERE deleted IS NULL), 0) AS expiring, coalesce(sum(deleted), 0) AS expired FROM held_notice WHERE tenant_id = ?`
	return f, db.Orm(ctx).Raw(q, tenantID).Scan(&f).Error // all rows: of one tenant
}

func countBefore(ctx context.Context, t time.Time) (int64, error) {
	return db.Count(ctx, db.Orm(ctx).Model(&overflow{}).Where("received_at < ?", t)) // all rows: leads that wait have no owner yet
}

func removeBefore(ctx context.Context, t time.Time) (int64, error) {
	r := db.Orm(ctx).Where("received_at < ?", t).Delete(&overflow{}) // all rows: leads that wait have no owner yet
	return r.RowsAffected, r.Error
}
