package member

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Memberships are read together with the person, the session and the company where one round trip has to do: identity's
// tables and the registry are joined here and nowhere else.

const (
	joinUsers = "JOIN users ON users.id = membership.user_id"
	byCompany = "tenant.name" + page.Alphabet + ", tenant.id"
	byName    = "users.name" + page.Alphabet + ", membership.id"
	isHere    = "membership.state = 'active' AND (membership.ends_at IS NULL OR membership.ends_at > ?)"
	columns   = "membership.id, membership.tenant_id, membership.user_id, membership.role, membership.own_role, membership.state, membership.ends_on, " +
		"membership.ends_at, membership.seen_at, membership.first_steps_dismissed_at, membership.created_at, membership.updated_at"
)

func of(ctx context.Context, tenantID int64) *gorm.DB {
	return db.Orm(ctx).Model(&Member{}).Where("membership.tenant_id = ?", tenantID) // all rows: of the one company
}

func withPerson(q *gorm.DB) *gorm.DB {
	return q.Joins(joinUsers).Select(columns + ", users.name, users.email")
}

func list(ctx context.Context, tenantID int64) (ms []Listed, err error) {
	return ms, withPerson(of(ctx, tenantID)).Order(byName).Find(&ms).Error
}

func staying(ctx context.Context, tenantID int64) (ms []Listed, err error) {
	return ms, withPerson(of(ctx, tenantID)).Where("state <> ?", removed).Find(&ms).Error
}

func byRole(ctx context.Context, tenantID int64, roles []string) (ms []Listed, err error) {
	return ms, withPerson(of(ctx, tenantID)).Where("state = ? AND role IN ?", active, roles).Order(byName).Find(&ms).Error
}

func colleagues(ctx context.Context, tenantID int64, now time.Time) (cs []Colleague, err error) {
	q := of(ctx, tenantID).Joins(joinUsers).Where(isHere, now).Order(byName)
	return cs, q.Select("membership.user_id, users.name, membership.role").Find(&cs).Error
}

func named(ctx context.Context, tenantID int64, users []uuid.UUID) (cs []Colleague, err error) {
	q := of(ctx, tenantID).Joins(joinUsers).Where("membership.user_id IN ?", users)
	return cs, db.Fetch(ctx, db.Into(q.Select("membership.user_id, users.name, membership.role"), &cs))
}

func here(ctx context.Context, tenantID int64, users []uuid.UUID, now time.Time) (ids []uuid.UUID, err error) {
	return ids, of(ctx, tenantID).Where("membership.user_id IN ?", users).Where(isHere, now).Pluck("membership.user_id", &ids).Error
}

func places(ctx context.Context, userID uuid.UUID, now time.Time) (ps []Place, err error) {
	open := "(" + isHere + " OR membership.state = 'suspended')"
	q := db.Orm(ctx).Model(&Member{}).Where("membership.user_id = ?", userID).Where(open, now) // all rows: of the one person
	q = q.Joins("JOIN tenant ON tenant.id = membership.tenant_id AND tenant.state <> 'purged'").Order(byCompany)
	return ps, q.Select("membership.tenant_id, membership.id AS member_id, tenant.slug, tenant.name, membership.role, membership.state").Find(&ps).Error
}

// principal reads the person and the company in one round trip. How long a session may last is looked at whenever it is
// refreshed, that is every few minutes; here only whether somebody has ended it.
func principal(ctx context.Context, sessionID *uuid.UUID, userID uuid.UUID, tenantID int64, now time.Time) (Principal, error) {
	q := of(ctx, tenantID).Where("membership.user_id = ?", userID).Where(isHere, now).Joins(joinUsers)
	bound := ", NULL::bigint AS bound_to"
	if sessionID != nil {
		q = q.Joins("JOIN session ON session.user_id = users.id").
			Where("session.id = ? AND session.ended_at IS NULL AND coalesce(session.bound_to, ?) = ?", *sessionID, tenantID, tenantID)
		bound = ", session.bound_to"
	}
	q = q.Select("membership.user_id, membership.id AS member_id, users.name, users.email, users.language, users.timezone, membership.role, membership.own_role, " +
		"membership.ends_on, membership.ends_at, membership.created_at AS since, users.password_changed_at, " + secured + bound)
	var people []who
	var tenants []tenant.Tenant
	home := db.Orm(ctx).Where("id = ? AND state <> 'spare'", tenantID) // all rows: the one company
	if err := db.Fetch(ctx, db.Into(q, &people), db.Into(home, &tenants)); err != nil {
		return Principal{}, err
	}
	if len(people) == 0 || len(tenants) == 0 {
		return Principal{}, ErrSignIn
	}
	w := people[0]
	return Principal{UserID: w.UserID, MemberID: w.MemberID, Name: w.Name, Email: w.Email, Language: w.Language, Timezone: w.Timezone, Role: w.Role,
		SeatKind: string(SeatKind(w.Role)), EndsOn: w.EndsOn, EndsAt: w.EndsAt, OwnRole: w.OwnRole, Since: w.Since, Tenant: tenants[0],
		PasswordChangedAt: w.PasswordChangedAt, Secured: w.Secured, BoundTo: w.BoundTo}, nil
}

// safety tells of each active member whether the password alone opens the account.
func safety(ctx context.Context, tenantID int64, now time.Time) (all []Safety, err error) {
	q := of(ctx, tenantID).Joins(joinUsers).Where(isHere, now).Order(byName)
	return all, q.Select("users.name, membership.role, " + secured).Find(&all).Error
}

// secured tells whether a person has a second step or a passkey.
const secured = "(EXISTS (SELECT FROM second_factor f WHERE f.user_id = users.id AND f.confirmed_at IS NOT NULL) OR " +
	"EXISTS (SELECT FROM passkey k WHERE k.user_id = users.id)) AS secured"

// provedAt is when the owner of a session last showed who they are.
func provedAt(ctx context.Context, sessionID uuid.UUID) (at time.Time, ok bool, err error) {
	var found []time.Time
	err = db.Orm(ctx).Raw("SELECT proved_at FROM session WHERE id = ?", sessionID).Scan(&found).Error // all rows: one by id
	if err != nil || len(found) == 0 {
		return at, false, err
	}
	return found[0], true, nil
}

type who struct {
	UserID, MemberID            uuid.UUID
	Name, Email, Language, Role string
	Timezone                    string
	EndsOn                      Day
	EndsAt                      *time.Time
	OwnRole                     *uuid.UUID
	Since                       time.Time
	PasswordChangedAt           time.Time
	Secured                     bool
	BoundTo                     *int64
}

func first(q *gorm.DB) (m Member, ok bool, err error) {
	err = q.Take(&m).Error
	if db.Missing(err) {
		return m, false, nil
	}
	return m, err == nil, err
}

func ofPerson(ctx context.Context, tenantID int64, userID uuid.UUID) (Member, bool, error) {
	return first(of(ctx, tenantID).Where("user_id = ?", userID))
}

func ofPersonLocked(ctx context.Context, tenantID int64, userID uuid.UUID) (Member, bool, error) {
	return first(of(ctx, tenantID).Where("user_id = ?", userID).Clauses(forUpdate))
}

func ofCaller(ctx context.Context) (Member, error) {
	c := caller.From(ctx)
	return byID(ctx, c.Tenant.ID, c.MemberID)
}

func byID(ctx context.Context, tenantID int64, id uuid.UUID) (Member, error) {
	m, ok, err := first(of(ctx, tenantID).Where("id = ?", id))
	if err == nil && !ok {
		err = ErrNotFound
	}
	return m, err
}

var forUpdate = clause.Locking{Strength: "UPDATE", Table: clause.Table{Name: clause.CurrentTable}}

func lockOwners(ctx context.Context, tenantID int64) (ids []uuid.UUID, err error) {
	q := of(ctx, tenantID).Where("role = ? AND state = ?", Owner, active).Order("id").Clauses(forUpdate)
	return ids, q.Pluck("id", &ids).Error
}

func lockMember(ctx context.Context, tenantID int64, id uuid.UUID) (m Listed, err error) {
	err = withPerson(of(ctx, tenantID)).Where("membership.id = ?", id).Clauses(forUpdate).Take(&m).Error
	if db.Missing(err) {
		return m, ErrNotFound
	}
	return m, err
}

// ended are active members whose last day is over, of all companies.
func ended(ctx context.Context, now time.Time, limit int) (ms []Member, err error) {
	q := db.Orm(ctx).Where("state = ? AND ends_at <= ?", active, now).Order("ends_at").Limit(limit) // all rows: of all companies
	return ms, q.Find(&ms).Error
}

// leaving counts the active members with one of the roles whose last day is over by a moment.
func leaving(ctx context.Context, tenantID int64, roles []string, by time.Time) (n int64, err error) {
	return n, of(ctx, tenantID).Where("state = ? AND role IN ? AND ends_at <= ?", active, roles, by).Count(&n).Error
}

// lastNeeded is the active member with one of the roles who needs the seat the least.
func lastNeeded(ctx context.Context, tenantID int64, roles []string, owners bool) (id uuid.UUID, ok bool, err error) {
	q := of(ctx, tenantID).Where("state = ? AND role IN ?", active, roles)
	if !owners {
		q = q.Where("role <> ?", Owner)
	}
	m, ok, err := first(q.Order("role = 'viewer' DESC, seen_at NULLS FIRST, created_at DESC, id"))
	return m.ID, ok, err
}

func write(ctx context.Context, m *Member, isNew bool) error {
	if !isNew {
		return db.Orm(ctx).Model(m).Select("role", "own_role", "state", "ends_on", "ends_at", "first_steps_dismissed_at", "created_at", "updated_at").Updates(m).Error // all rows: one by id
	}
	err := db.Orm(ctx).Create(m).Error
	if db.Violates(err, "membership_person_key") {
		return ErrExists.Because(err)
	}
	return err
}

func seen(ctx context.Context, tenantID int64, userID uuid.UUID, now time.Time) error {
	return db.Defer(ctx, "UPDATE membership SET seen_at = $1 WHERE tenant_id = $2 AND user_id = $3", now, tenantID, userID)
}

func hint(ctx context.Context, what string) error { return db.Hint(ctx, what) }
