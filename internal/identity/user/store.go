package user

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

type passwordReset struct {
	ID                   uuid.UUID
	Email                string
	TokenHash            []byte
	CreatedAt, ExpiresAt time.Time
	UsedAt               *time.Time
}

func take(ctx context.Context, where string, value any) (u User, ok bool, err error) {
	err = db.Orm(ctx).Where(where, value).Take(&u).Error // all rows: people belong to no tenant
	if db.Missing(err) {
		return u, false, nil
	}
	return u, err == nil, err
}

func insert(ctx context.Context, row any) error {
	err := db.Orm(ctx).Create(row).Error
	if db.Violates(err, "users_email_key") {
		return ErrEmailTaken.Because(err)
	}
	return err
}

func save(ctx context.Context, u User, first string, more ...any) error {
	return db.Orm(ctx).Model(&u).Select(first, more...).Updates(&u).Error // all rows: one by id
}

func openSessions(ctx context.Context, userID uuid.UUID) (ids []uuid.UUID, err error) {
	return ids, db.Orm(ctx).Raw("SELECT id FROM session WHERE user_id = ? AND ended_at IS NULL", userID).Scan(&ids).Error // all rows: of the one person
}

func hint(ctx context.Context, what string) error { return db.Hint(ctx, what) }

func live(ctx context.Context) *gorm.DB {
	return db.Orm(ctx).Where("used_at IS NULL AND expires_at > ?", clock.Now()) // all rows: found by an id or the hash of a token
}

func findReset(ctx context.Context, hash []byte) (r passwordReset, err error) {
	return r, gone(live(ctx).Where("token_hash = ?", hash).Take(&r).Error)
}

func liveReset(ctx context.Context, id uuid.UUID) (r passwordReset, err error) {
	return r, gone(live(ctx).Where("id = ?", id).Take(&r).Error)
}

// useReset marks a reset as used; of two at the same moment, one wins.
func useReset(ctx context.Context, hash []byte) (passwordReset, error) {
	var rs []passwordReset
	r := live(ctx).Model(&rs).Clauses(clause.Returning{}).Where("token_hash = ?", hash).Update("used_at", clock.Now())
	if r.Error != nil {
		return passwordReset{}, r.Error
	}
	if len(rs) == 0 {
		return passwordReset{}, ErrGone
	}
	return rs[0], nil
}

func voidResets(ctx context.Context, email string) error {
	return live(ctx).Model(&passwordReset{}).Where("email = ?", email).Update("used_at", clock.Now()).Error
}

func gone(err error) error {
	if db.Missing(err) {
		return ErrGone
	}
	return err
}

type attempt struct {
	Hits   int
	EndsAt time.Time
}

// hit counts in one statement, so that any number of instances at once count right. A window that has ended begins anew.
func hit(ctx context.Context, key []byte, now, ends time.Time) (a attempt, err error) {
	const sql = `INSERT INTO attempt AS a (hits, key, ends_at) VALUES (1, ?, ?)
		ON CONFLICT (key) DO UPDATE SET
			hits = CASE WHEN a.ends_at <= ? THEN 1 ELSE a.hits + 1 END,
			ends_at = CASE WHEN a.ends_at <= ? THEN excluded.ends_at ELSE a.ends_at END
		RETURNING hits, ends_at`
	err = db.Orm(ctx).Raw(sql, key, ends, now, now).Scan(&a).Error // all rows: one by key
	return a, err
}

func forgive(ctx context.Context, key []byte, all bool) error {
	if all {
		return db.Orm(ctx).Exec("DELETE FROM attempt WHERE key = ?", key).Error // all rows: one by key
	}
	return db.Orm(ctx).Exec("UPDATE attempt SET hits = greatest(hits - 1, 0) WHERE key = ?", key).Error // all rows: one by key
}

// keepResets is how long used resets stay.
const keepResets = 24 * time.Hour

func prune(ctx context.Context, now time.Time) error {
	err := db.Orm(ctx).Exec("DELETE FROM attempt WHERE ends_at <= ?", now).Error // all rows: of everybody
	if err != nil {
		return err
	}
	return db.Orm(ctx).Exec("DELETE FROM password_reset WHERE expires_at <= ?", now.Add(-keepResets)).Error // all rows: of everybody
}
