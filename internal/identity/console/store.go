package console

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

func insert(ctx context.Context, row any) error { return db.Orm(ctx).Create(row).Error }

func insertAccount(ctx context.Context, a *Account) error {
	err := insert(ctx, a)
	if db.Violates(err, "operator_account_email_key") {
		return ErrTaken
	}
	return err
}

// accounts are those that were not removed.
func accounts(ctx context.Context) *gorm.DB {
	return db.Orm(ctx).Where("removed_at IS NULL") // all rows: the service's own people
}

func listAccounts(ctx context.Context) (all []Account, err error) {
	return all, accounts(ctx).Order("email").Find(&all).Error
}

// byEmail is the account of an address, locked, so that of two log-ins with one code one wins.
func byEmail(ctx context.Context, email string) (a Account, err error) {
	err = accounts(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("email = ?", email).Take(&a).Error
	return a, missing(err, ErrNotFound)
}

// bySetup is the account of a link that is good, locked.
func bySetup(ctx context.Context, hash []byte, now time.Time) (a Account, err error) {
	q := accounts(ctx).Clauses(clause.Locking{Strength: "UPDATE"})
	err = q.Where("setup_hash = ? AND setup_ends_at > ?", hash, now).Take(&a).Error
	return a, missing(err, ErrGone)
}

func missing(err, as error) error {
	if db.Missing(err) {
		return as
	}
	return err
}

func save(ctx context.Context, a *Account) error {
	return db.Orm(ctx).Model(a).Select("*").Omit("id", "email", "created_at").Updates(a).Error // all rows: one by id
}

// live is a session that may go on, with its account.
func live(ctx context.Context, hash []byte, now time.Time) (s Session, a Account, err error) {
	q := db.Orm(ctx).Where("token_hash = ? AND ended_at IS NULL AND seen_at > ? AND created_at > ?", hash, now.Add(-idleLife), now.Add(-fullLife)) // all rows: found by a secret
	if err = q.Take(&s).Error; err != nil {
		return s, a, missing(err, ErrRequired)
	}
	err = accounts(ctx).Where("id = ? AND ready_at IS NOT NULL", s.OperatorID).Take(&a).Error
	return s, a, missing(err, ErrRequired)
}

func seen(ctx context.Context, id uuid.UUID, now time.Time) error {
	return db.Orm(ctx).Exec("UPDATE operator_session SET seen_at = ? WHERE id = ?", now, id).Error // all rows: one by id
}

func endSession(ctx context.Context, id uuid.UUID, now time.Time) error {
	return db.Orm(ctx).Exec("UPDATE operator_session SET ended_at = ? WHERE id = ? AND ended_at IS NULL", now, id).Error // all rows: one by id
}

func endSessions(ctx context.Context, operatorID uuid.UUID, now time.Time) error {
	return db.Orm(ctx).Exec("UPDATE operator_session SET ended_at = ? WHERE operator_id = ? AND ended_at IS NULL", now, operatorID).Error // all rows: of one person
}

func prune(ctx context.Context, before time.Time) error {
	return db.Orm(ctx).Exec("DELETE FROM operator_session WHERE created_at < ?", before).Error // all rows: of everybody
}
