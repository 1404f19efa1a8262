package mfa

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

func factorOf(ctx context.Context, userID uuid.UUID, lock bool) (f Factor, ok bool, err error) {
	q := db.Orm(ctx).Where("user_id = ?", userID) // all rows: of the one person
	if lock {
		q = q.Clauses(clause.Locking{Strength: "UPDATE"})
	}
	err = q.Take(&f).Error
	if db.Missing(err) {
		return f, false, nil
	}
	return f, err == nil, err
}

// propose enters or replaces an app that is not confirmed; a confirmed one stays.
func propose(ctx context.Context, f Factor) error {
	const sql = `INSERT INTO second_factor (user_id, secret, created_at) VALUES (?, ?, ?)
		ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at WHERE second_factor.confirmed_at IS NULL`
	return db.Orm(ctx).Exec(sql, f.UserID, f.Secret, f.CreatedAt).Error // all rows: of the one person
}

func saveFactor(ctx context.Context, f Factor) error {
	return db.Orm(ctx).Model(&Factor{}).Where("user_id = ?", f.UserID). // all rows: of the one person
										Updates(map[string]any{"confirmed_at": f.ConfirmedAt, "last_step": f.LastStep}).Error
}

// removeAll takes away app, codes and remembered devices.
func removeAll(ctx context.Context, userID uuid.UUID) error {
	for _, sql := range []string{"DELETE FROM second_factor WHERE user_id = ?", "DELETE FROM recovery_code WHERE user_id = ?", "DELETE FROM device WHERE user_id = ?"} {
		if err := db.Orm(ctx).Exec(sql, userID).Error; err != nil { // all rows: of the one person
			return err
		}
	}
	return nil
}

func replaceCodes(ctx context.Context, userID uuid.UUID, hashes [][]byte) error {
	if err := db.Orm(ctx).Exec("DELETE FROM recovery_code WHERE user_id = ?", userID).Error; err != nil { // all rows: of the one person
		return err
	}
	codes := make([]recoveryCode, len(hashes))
	for i, h := range hashes {
		codes[i] = recoveryCode{userID, h}
	}
	return db.Orm(ctx).Create(&codes).Error // all rows: an insert
}

type recoveryCode struct {
	UserID uuid.UUID
	Hash   []byte
}

// useCode uses a recovery code up; of two at the same moment, one wins.
func useCode(ctx context.Context, userID uuid.UUID, hash []byte, now time.Time) (bool, error) {
	r := db.Orm(ctx).Exec("UPDATE recovery_code SET used_at = ? WHERE user_id = ? AND hash = ? AND used_at IS NULL", now, userID, hash) // all rows: of the one person
	return r.RowsAffected == 1, r.Error
}

func codesLeft(ctx context.Context, userID uuid.UUID) (n int, err error) {
	return n, db.Orm(ctx).Raw("SELECT count(*) FROM recovery_code WHERE user_id = ? AND used_at IS NULL", userID).Scan(&n).Error // all rows: of the one person
}

func insertDevice(ctx context.Context, d *Device) error { return db.Orm(ctx).Create(d).Error }

func devicesOf(ctx context.Context, userID uuid.UUID, now time.Time) (ds []Device, err error) {
	return ds, db.Orm(ctx).Where("user_id = ? AND expires_at > ?", userID, now).Order("seen_at DESC, id DESC").Find(&ds).Error // all rows: of the one person
}

// seeDevice notes the use of a remembered device and tells whether it is one.
func seeDevice(ctx context.Context, userID uuid.UUID, hash []byte, now time.Time) (bool, error) {
	r := db.Orm(ctx).Exec("UPDATE device SET seen_at = ? WHERE user_id = ? AND token_hash = ? AND expires_at > ?", now, userID, hash, now) // all rows: found by a secret
	return r.RowsAffected == 1, r.Error
}

func removeDevice(ctx context.Context, userID, id uuid.UUID) (bool, error) {
	r := db.Orm(ctx).Exec("DELETE FROM device WHERE user_id = ? AND id = ?", userID, id) // all rows: of the one person
	return r.RowsAffected == 1, r.Error
}

func removeDevices(ctx context.Context, userID uuid.UUID) error {
	return db.Orm(ctx).Exec("DELETE FROM device WHERE user_id = ?", userID).Error // all rows: of the one person
}

type challenge struct {
	TokenHash []byte
	Purpose   string
	UserID    *uuid.UUID
	Data      []byte
	ExpiresAt time.Time
}

func insertChallenge(ctx context.Context, c *challenge) error { return db.Orm(ctx).Create(c).Error }

func findChallenge(ctx context.Context, hash []byte, purpose string, now time.Time) (c challenge, err error) {
	err = db.Orm(ctx).Where("token_hash = ? AND purpose = ? AND expires_at > ?", hash, purpose, now).Take(&c).Error // all rows: found by a secret
	if db.Missing(err) {
		return c, ErrGone
	}
	return c, err
}

// takeChallenge removes a challenge and returns it; of two at the same moment, one gets it.
func takeChallenge(ctx context.Context, hash []byte, purpose string, now time.Time) (challenge, error) {
	var cs []challenge
	q := db.Orm(ctx).Clauses(clause.Returning{}).Where("token_hash = ? AND purpose = ? AND expires_at > ?", hash, purpose, now) // all rows: found by a secret
	if err := q.Delete(&cs).Error; err != nil {
		return challenge{}, err
	}
	if len(cs) == 0 {
		return challenge{}, ErrGone
	}
	return cs[0], nil
}

func prune(ctx context.Context, now time.Time) error {
	for _, sql := range []string{"DELETE FROM challenge WHERE expires_at <= ?", "DELETE FROM device WHERE expires_at <= ?"} {
		if err := db.Orm(ctx).Exec(sql, now).Error; err != nil { // all rows: of everybody
			return err
		}
	}
	return nil
}
