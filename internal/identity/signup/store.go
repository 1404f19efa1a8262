package signup

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/db"
)

func insert(ctx context.Context, s *Signup) error { return db.Orm(ctx).Create(s).Error }

func live(ctx context.Context, now time.Time) *gorm.DB {
	return db.Orm(ctx).Model(&Signup{}).Where("closed_at IS NULL AND expires_at > ?", now) // all rows: one by id or token, or one address'
}

// lock returns the sign-up of a link's token; of two requests with the same link the second waits, and finds it closed.
func lock(ctx context.Context, hash []byte, now time.Time) (s Signup, err error) {
	q := live(ctx, now).Where("token_hash = ?", hash)
	return s, gone(q.Clauses(clause.Locking{Strength: "UPDATE"}).Take(&s).Error)
}

func open(ctx context.Context, id uuid.UUID, now time.Time) (s Signup, err error) {
	return s, gone(live(ctx, now).Where("id = ?", id).Take(&s).Error)
}

// wait notes since when a sign-up waits.
func wait(ctx context.Context, hash []byte, now time.Time) error {
	return live(ctx, now).Where("token_hash = ? AND waiting_since IS NULL", hash).Update("waiting_since", now).Error
}

// countWaiting counts the sign-ups that wait.
func countWaiting(ctx context.Context, now time.Time) (int64, error) {
	return db.Count(ctx, live(ctx, now).Where("waiting_since IS NOT NULL"))
}

// closeAll makes every link of an address void.
func closeAll(ctx context.Context, email string, now time.Time) error {
	return live(ctx, now).Where("email = ?", email).Update("closed_at", now).Error
}

func prune(ctx context.Context, before time.Time) error {
	return db.Orm(ctx).Where("expires_at < ?", before).Delete(&Signup{}).Error // all rows: of everybody
}

// gone makes one error of a link that is not there and of an address that got an account meanwhile.
func gone(err error) error {
	if db.Missing(err) || errors.Is(err, user.ErrEmailTaken) {
		return user.ErrGone
	}
	return err
}
