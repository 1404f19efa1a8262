package invite

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

const columns = "invitation.id, invitation.tenant_id, invitation.email, invitation.name, invitation.role, invitation.own_role, invitation.ends_on, " +
	"invitation.ends_at, invitation.state, invitation.link_id, invitation.token_hash, invitation.inviter_id, invitation.created_at, " +
	"invitation.expires_at, invitation.closed_at"

// maxListed is how many invitations a company sees: the newest.
const maxListed = 500

func withInviter(ctx context.Context) *gorm.DB {
	q := db.Orm(ctx).Model(&Invitation{}) // all rows: narrowed down by each caller to one company, or one invitation
	return q.Joins("JOIN users ON users.id = invitation.inviter_id").Select(columns + ", users.name AS inviter_name")
}

func list(ctx context.Context, tenantID int64) (is []Listed, err error) {
	q := withInviter(ctx).Where("invitation.tenant_id = ?", tenantID).Order("invitation.created_at DESC, invitation.id DESC")
	return is, q.Limit(maxListed).Find(&is).Error
}

func listed(ctx context.Context, id uuid.UUID) (i Listed, err error) {
	err = withInviter(ctx).Where("invitation.id = ?", id).Take(&i).Error
	if db.Missing(err) {
		return i, ErrNotFound
	}
	return i, err
}

// find returns the invitation of a link's token. ErrGone when there is none.
func find(ctx context.Context, hash []byte) (i Listed, err error) {
	err = withInviter(ctx).Where("invitation.token_hash = ?", hash).Take(&i).Error
	if db.Missing(err) {
		return i, user.ErrGone
	}
	return i, err
}

func lock(ctx context.Context, where string, args ...any) (i Invitation, err error) {
	q := db.Orm(ctx).Where(where, args...) // all rows: one, by id or token
	err = q.Clauses(clause.Locking{Strength: "UPDATE"}).Take(&i).Error
	if db.Missing(err) {
		return i, ErrNotFound
	}
	return i, err
}

func lockByToken(ctx context.Context, hash []byte) (Invitation, error) {
	i, err := lock(ctx, "token_hash = ?", hash)
	if errors.Is(err, ErrNotFound) {
		err = user.ErrGone
	}
	return i, err
}

func pendingFor(ctx context.Context, tenantID int64, email string) (i Invitation, is bool, err error) {
	q := db.Orm(ctx).Where("tenant_id = ? AND email = ? AND state = ?", tenantID, email, pending) // all rows: of the one company
	err = q.Clauses(clause.Locking{Strength: "UPDATE"}).Take(&i).Error
	if db.Missing(err) {
		return i, false, nil
	}
	return i, err == nil, err
}

// waiting are the pending invitations of a company, newest first.
func waiting(ctx context.Context, tenantID int64) (is []Invitation, err error) {
	q := db.Orm(ctx).Where("tenant_id = ? AND state = ?", tenantID, pending).Order("created_at DESC, id DESC") // all rows: of the one company
	return is, q.Find(&is).Error
}

func overdue(ctx context.Context, now time.Time, limit int) (is []Invitation, err error) {
	q := db.Orm(ctx).Where("state = ? AND expires_at <= ?", pending, now).Order("expires_at").Limit(limit) // all rows: of all companies
	return is, q.Find(&is).Error
}

func insert(ctx context.Context, i *Invitation) error { return known(db.Orm(ctx).Create(i).Error) }

func save(ctx context.Context, i *Invitation) error {
	q := db.Orm(ctx).Model(i) // all rows: one by id
	return known(q.Select("state", "closed_at", "inviter_id", "link_id", "token_hash", "expires_at").Updates(i).Error)
}

func known(err error) error {
	if db.Violates(err, "invitation_pending_key") {
		return ErrPending.Because(err)
	}
	return err
}
