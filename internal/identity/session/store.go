package session

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

// condition chooses sessions.
type condition struct {
	where string
	args  []any
}

func only(id uuid.UUID) condition { return condition{"id = ?", []any{id}} }

func mine(userID, id uuid.UUID) condition {
	return condition{"user_id = ? AND id = ?", []any{userID, id}}
}

func others(userID, but uuid.UUID) condition {
	return condition{"user_id = ? AND id <> ?", []any{userID, but}}
}

func insert(ctx context.Context, row any) error { return db.Orm(ctx).Create(row).Error }

func hint(ctx context.Context, what string) error { return db.Hint(ctx, what) }

// lockFamily returns the session of a refresh token, locked, and the token as it is once the lock is held: of two requests
// with the same token the second sees what the first has done.
func lockFamily(ctx context.Context, hash []byte) (s Session, t refreshToken, err error) {
	if t, err = token(ctx, hash); err != nil {
		return s, t, err
	}
	q := db.Orm(ctx).Where("id = ?", t.SessionID) // all rows: found by a secret
	if err := q.Clauses(clause.Locking{Strength: "UPDATE"}).Take(&s).Error; err != nil {
		return s, t, missing(err)
	}
	t, err = token(ctx, hash)
	return s, t, err
}

func token(ctx context.Context, hash []byte) (t refreshToken, err error) {
	return t, missing(db.Orm(ctx).Where("hash = ?", hash).Take(&t).Error) // all rows: found by a secret
}

func missing(err error) error {
	if db.Missing(err) {
		return ErrRequired
	}
	return err
}

func byHead(ctx context.Context, hash []byte) (s Session, ok bool, err error) {
	q := db.Orm(ctx).Where("head = ? AND id = (SELECT session_id FROM refresh_token WHERE hash = ?)", hash, hash) // all rows: found by a secret
	err = q.Take(&s).Error
	if db.Missing(err) {
		return s, false, nil
	}
	return s, err == nil, err
}

// rotate uses a token up and enters its successor, the session's new head, with the commit.
func rotate(ctx context.Context, s Session, used []byte) error {
	if err := db.Defer(ctx, "UPDATE refresh_token SET used_at = $1 WHERE hash = $2", s.SeenAt, used); err != nil {
		return err
	}
	err := db.Defer(ctx, "INSERT INTO refresh_token (hash, session_id, created_at) VALUES ($1, $2, $3)", s.Head, s.ID, s.SeenAt)
	if err != nil {
		return err
	}
	return keep(ctx, s)
}

// keep notes the use of a session.
func keep(ctx context.Context, s Session) error {
	return db.Defer(ctx, "UPDATE session SET head = $1, tenant_id = $2, ip = $3, agent = $4, seen_at = $5 WHERE id = $6",
		s.Head, s.TenantID, s.IP, s.Agent, s.SeenAt, s.ID)
}

func listOf(ctx context.Context, userID uuid.UUID, seenAfter, createdAfter time.Time) (ss []Session, err error) {
	q := db.Orm(ctx).Where("user_id = ? AND ended_at IS NULL AND seen_at > ? AND created_at > ?", userID, seenAfter, createdAfter) // all rows: of the one person
	return ss, q.Order("seen_at DESC, id DESC").Find(&ss).Error
}

// closeAll ends sessions that are open, and returns them.
func closeAll(ctx context.Context, reason string, now time.Time, which condition) (ss []Session, err error) {
	q := db.Orm(ctx).Model(&ss).Clauses(clause.Returning{}).Where("ended_at IS NULL").Where(which.where, which.args...) // all rows: chosen by person or id
	return ss, q.Updates(map[string]any{"ended_at": now, "end_reason": reason}).Error
}

// prove notes in a session that its owner has shown who they are.
func prove(ctx context.Context, id uuid.UUID, now time.Time) error {
	return db.Orm(ctx).Exec("UPDATE session SET proved_at = ? WHERE id = ?", now, id).Error // all rows: one by id
}

// usedFrom tells whether a person has had a session at an address.
func usedFrom(ctx context.Context, userID uuid.UUID, ip string, since time.Time) (yes bool, err error) {
	const sql = "SELECT EXISTS (SELECT FROM session WHERE user_id = ? AND ip = ? AND seen_at > ?)"
	return yes, db.Orm(ctx).Raw(sql, userID, ip, since).Scan(&yes).Error // all rows: of the one person
}

func prune(ctx context.Context, endedBefore, createdBefore, usedBefore time.Time) error {
	sessions := db.Orm(ctx).Exec("DELETE FROM session WHERE ended_at < ? OR created_at < ? AND seen_at < ?", endedBefore, createdBefore, endedBefore) // all rows: of everybody
	if sessions.Error != nil {
		return sessions.Error
	}
	return db.Orm(ctx).Exec("DELETE FROM refresh_token WHERE used_at < ?", usedBefore).Error // all rows: of everybody
}

// signingKey is a key as it is stored.
type signingKey struct {
	ID                  uuid.UUID
	State               string
	Seed                []byte // sealed
	CreatedAt           time.Time
	ActiveAt, RetiredAt *time.Time
}

// keysLock is the advisory lock under which signing keys are made and moved.
const keysLock = 727450101

func lockKeys(ctx context.Context) error {
	return db.Orm(ctx).Exec("SELECT pg_advisory_xact_lock(?::bigint)", keysLock).Error // all rows: no table is read
}

func signingKeys(ctx context.Context) *gorm.DB {
	return db.Orm(ctx).Model(&signingKey{}) // all rows: the keys are the program's
}

func keyRows(ctx context.Context) (rows []signingKey, err error) {
	return rows, signingKeys(ctx).Order("id").Find(&rows).Error
}

func moveKey(ctx context.Context, from, to string, more map[string]any) error {
	more["state"] = to
	return signingKeys(ctx).Where("state = ?", from).Updates(more).Error
}

func dropKeys(ctx context.Context, retiredBefore time.Time) error {
	return signingKeys(ctx).Where("retired_at < ?", retiredBefore).Delete(&signingKey{}).Error
}
