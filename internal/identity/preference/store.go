package preference

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

func find(ctx context.Context, membershipID uuid.UUID) (p Preference, known bool, err error) {
	err = db.Orm(ctx).Take(&p, "membership_id = ?", membershipID).Error // all rows: one by its member
	if db.Missing(err) {
		return p, false, nil
	}
	return p, err == nil, err
}

func byFeed(ctx context.Context, hash []byte) (p Preference, known bool, err error) {
	err = db.Orm(ctx).Take(&p, "feed_hash = ?", hash).Error // all rows: one by its secret
	if db.Missing(err) {
		return p, false, nil
	}
	return p, err == nil, err
}

// save stores a member's preference; digest_on is claim's.
func save(ctx context.Context, p Preference) error {
	kept := clause.AssignmentColumns([]string{"mail", "digest_hour", "quiet_from", "quiet_to", "late_days", "seen_at", "feed_hash", "feed_at", "updated_at"})
	return db.Orm(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "membership_id"}}, DoUpdates: kept}).Create(&p).Error
}

type membership struct {
	ID       uuid.UUID
	TenantID int64
	UserID   uuid.UUID
}

func member(ctx context.Context, id uuid.UUID) (m membership, known bool, err error) {
	err = db.Orm(ctx).Table("membership").Select("id, tenant_id, user_id").Take(&m, "id = ?", id).Error // all rows: one by id
	if db.Missing(err) {
		return m, false, nil
	}
	return m, err == nil, err
}

// zonesInUse are the time zones in which members live.
func zonesInUse(ctx context.Context) (zones []string, err error) {
	const sql = `SELECT DISTINCT coalesce(nullif(u.timezone, ''), t.timezone) FROM membership m
		JOIN users u ON u.id = m.user_id JOIN tenant t ON t.id = m.tenant_id WHERE m.state = 'active'`
	return zones, db.Orm(ctx).Raw(sql).Scan(&zones).Error // all rows: of everybody
}

// local is the time in a zone.
type local struct {
	Zone string `json:"zone"`
	Day  string `json:"day"`
	Hour int    `json:"hour"`
}

// claim marks, in one statement, whose daily letter is due, so that any number of instances at once take each once.
func claim(ctx context.Context, all []local, now time.Time) (due []Due, err error) {
	clocks, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	p := standard(0, uuid.Nil, uuid.Nil)
	const sql = `INSERT INTO preference AS p (membership_id, tenant_id, user_id, mail, digest_hour, quiet_from, quiet_to, late_days, digest_on, updated_at)
		SELECT m.id, m.tenant_id, m.user_id, ?, ?, ?, ?, ?, l.day::date, ?
		FROM membership m JOIN users u ON u.id = m.user_id JOIN tenant t ON t.id = m.tenant_id
			JOIN jsonb_to_recordset(?::jsonb) AS l (zone text, day text, hour int) ON l.zone = coalesce(nullif(u.timezone, ''), t.timezone)
			LEFT JOIN preference q ON q.membership_id = m.id
		WHERE m.state = 'active' AND (m.ends_at IS NULL OR m.ends_at > ?) AND t.state IN ('trialing', 'free', 'active', 'past_due', 'grace')
			AND (q.membership_id IS NULL OR q.digest_hour IS NOT NULL) AND q.digest_on IS DISTINCT FROM l.day::date
			AND l.hour >= coalesce(q.digest_hour, ?) AND l.hour < coalesce(q.digest_hour, ?) + ?
		ON CONFLICT (membership_id) DO UPDATE SET digest_on = excluded.digest_on
			WHERE p.digest_on IS DISTINCT FROM excluded.digest_on AND p.digest_hour IS NOT NULL
		RETURNING p.tenant_id, p.user_id, p.digest_on::text AS day`
	err = db.Orm(ctx).Raw(sql, p.Mail, *p.DigestHour, p.QuietFrom, p.QuietTo, p.LateDays, now, string(clocks), now,
		*p.DigestHour, *p.DigestHour, grace).Scan(&due).Error // all rows: of everybody
	return due, err
}
