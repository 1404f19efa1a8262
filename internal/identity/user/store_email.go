package user

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

func findChange(ctx context.Context, id uuid.UUID) (c EmailChange, err error) {
	return c, gone(db.Orm(ctx).Where("id = ? AND stopped_at IS NULL", id).Take(&c).Error) // all rows: one by id
}

// voidEmailChanges stops what a person asked for before.
func voidEmailChanges(ctx context.Context, userID uuid.UUID) error {
	return db.Orm(ctx).Exec("UPDATE email_change SET stopped_at = ? WHERE user_id = ? AND confirmed_at IS NULL AND stopped_at IS NULL", clock.Now(), userID).Error // all rows: of the one person
}

func confirmChange(ctx context.Context, hash []byte, now time.Time) (EmailChange, error) {
	return mark(ctx, "confirmed_at", now, "confirm_hash = ? AND confirmed_at IS NULL AND stopped_at IS NULL AND created_at > ?", hash, now.Add(-confirmLife))
}

func stopChange(ctx context.Context, hash []byte, now time.Time) (EmailChange, error) {
	return mark(ctx, "stopped_at", now, "stop_hash = ? AND stopped_at IS NULL AND created_at > ?", hash, now.Add(-stopLife))
}

// stopLater stops what was asked for after a change, confirmed or not: neither of its links opens anything any more.
func stopLater(ctx context.Context, c EmailChange) error {
	const sql = "UPDATE email_change SET stopped_at = ? WHERE user_id = ? AND created_at > ? AND stopped_at IS NULL"
	return db.Orm(ctx).Exec(sql, clock.Now(), c.UserID, c.CreatedAt).Error // all rows: of the one person
}

// mark closes a change; of two at the same moment, one wins.
func mark(ctx context.Context, column string, now time.Time, where string, args ...any) (EmailChange, error) {
	var cs []EmailChange
	q := db.Orm(ctx).Model(&cs).Clauses(clause.Returning{}).Where(where, args...) // all rows: found by a secret
	if err := q.Update(column, now).Error; err != nil {
		return EmailChange{}, err
	}
	if len(cs) == 0 {
		return EmailChange{}, ErrGone
	}
	return cs[0], nil
}

// keepPasswords is how many earlier passwords are kept, by their hashes.
const keepPasswords = 10

// keepOld keeps the hash of a password that is being replaced.
func keepOld(ctx context.Context, u User, now time.Time) error {
	q := db.Orm(ctx) // all rows: of the one person
	if err := q.Exec("INSERT INTO old_password (user_id, ended_at, hash) SELECT id, ?, password_hash FROM users WHERE id = ? AND password_hash <> '' ON CONFLICT DO NOTHING", now, u.ID).Error; err != nil {
		return err
	}
	const sql = `DELETE FROM old_password WHERE user_id = ? AND ended_at NOT IN (SELECT ended_at FROM old_password WHERE user_id = ? ORDER BY ended_at DESC LIMIT ?)`
	return q.Exec(sql, u.ID, u.ID, keepPasswords).Error
}

func oldHashes(ctx context.Context, userID uuid.UUID, limit int) (hashes []string, err error) {
	return hashes, db.Orm(ctx).Raw("SELECT hash FROM old_password WHERE user_id = ? ORDER BY ended_at DESC LIMIT ?", userID, limit).Scan(&hashes).Error // all rows: of the one person
}
