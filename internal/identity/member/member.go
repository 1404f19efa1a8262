// Package member owns who works in which company, and as what: roles, the kind of seat a role takes, end dates, and who
// may change whom. It does not count seats (platform/licence), and what a role may do is decided in access.
package member

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Kind names members in permissions and the audit trail.
const Kind = "member"

// The roles.
const (
	Owner      = "owner"
	Admin      = "admin"
	Manager    = "manager"
	Employee   = "employee"
	Freelancer = "freelancer"
	Technician = "technician"
	Viewer     = "viewer"
)

// The states. Only an active member can open the company and has a seat that counts.
const (
	active    = "active"
	suspended = "suspended" // as before, but kept out until there is a seat again
	removed   = "removed"
)

var ranks = map[string]int{Owner: 5, Admin: 4, Manager: 3, Employee: 2, Freelancer: 1, Technician: 1, Viewer: 0}

// Above tells whether a role is above another one. Nobody may touch a member above them, nor give such a role.
func Above(role, other string) bool { return ranks[role] > ranks[other] }

// CheckRole refuses a role that does not exist.
func CheckRole(role string) error {
	if _, ok := ranks[role]; !ok {
		return ErrRole
	}
	return nil
}

// SeatKind is the least kind of seat that a role needs.
func SeatKind(role string) licence.Kind {
	switch role {
	case Freelancer, Technician:
		return "light"
	case Viewer:
		return "viewer"
	default:
		return "full"
	}
}

// Member is one person in one company.
type Member struct {
	ID                    uuid.UUID
	TenantID              int64
	UserID                uuid.UUID
	Role, State           string
	OwnRole               *uuid.UUID // the company's own role that the person came with, until they are given another one
	EndsOn                Day        // the last day; empty for no end
	EndsAt                *time.Time // the end of that day in the company's time zone
	SeenAt                *time.Time
	CreatedAt             time.Time // when the person came, or came back after having been taken out
	UpdatedAt             time.Time
	FirstStepsDismissedAt *time.Time
}

// TableName implements gorm's Tabler.
func (Member) TableName() string { return "membership" }

// Gone tells whether a member was taken out; such a person can be invited again.
func (m Member) Gone() bool { return m.State == removed }

// Listed is a member with what people know them by.
type Listed struct {
	Member
	Name, Email string
}

// Colleague is a member for choosing somebody.
type Colleague struct {
	UserID     uuid.UUID
	Name, Role string
}

// Place is a company that a person can open, or could if they were not suspended.
type Place struct {
	TenantID         int64
	MemberID         uuid.UUID
	Slug, Name, Role string
	State            string
}

// Shut tells whether the person is suspended there.
func (p Place) Shut() bool { return p.State == suspended }

// Principal is a person in a company, as the edge needs to know them.
type Principal struct {
	UserID, MemberID            uuid.UUID
	Name, Email, Language, Role string
	Timezone                    string // the person's own; empty: the tenant's
	SeatKind                    string
	EndsOn                      Day
	EndsAt                      *time.Time
	OwnRole                     *uuid.UUID // see Member
	Since                       time.Time  // when they came, or came back
	Tenant                      tenant.Tenant
	PasswordChangedAt           time.Time
	Secured                     bool   // a second step or a passkey protects the account
	BoundTo                     *int64 // the company whose sign-on opened the session; nil when the person did
}

// Draft is what may be changed of a member; nil leaves a field as it is, an empty day means no end.
type Draft struct {
	Role   *string
	EndsOn *Day
}

// What can go wrong with a member.
var (
	ErrNotFound  = errs.New(errs.NotFound, "member.not_found", "There is no such member.")
	ErrExists    = errs.New(errs.Conflict, "member.exists", "This person is a member already.").On("email")
	ErrLastOwner = errs.New(errs.Conflict, "member.last_owner", "A company needs an owner. Make somebody else an owner first.")
	ErrAbove     = errs.New(errs.Forbidden, "member.above_you", "You can't change somebody whose role is above yours, nor give such a role.")
	ErrRole      = errs.New(errs.Invalid, "member.role", "There is no such role.").On("role")
	ErrEndsOn    = errs.New(errs.Invalid, "member.ends_on", "Give a day from today on.").On("endsOn")
	ErrOwnerEnds = errs.New(errs.Invalid, "member.owner_ends", "An owner has no last day.").On("endsOn")
	ErrRemoved   = errs.New(errs.Conflict, "member.removed", "This member was removed. Take them back first.")
	ErrPresent   = errs.New(errs.Conflict, "member.present", "This person is a member already.")
	ErrSelf      = errs.New(errs.Conflict, "member.self", "You can't suspend yourself.")
	ErrSuspended = errs.New(errs.Forbidden, "member.suspended", "Your access to this company is suspended. Ask one of its owners; everything of yours is kept.")
	ErrSignIn    = errs.New(errs.Unauthorized, "auth.required", "Log in to do this.")
	ErrStepUp    = errs.New(errs.Forbidden, "auth.step_up", "Show again who you are to do this.")
)

// Actor is who wants to change members: a person with a role, or the program, which stands above all. Beyond are roles
// with a right that the person lacks.
type Actor struct {
	Role   string
	Beyond []string
}

// Check refuses what the actor may not give.
func (a Actor) Check(role string) error {
	if Above(role, a.Role) || slices.Contains(a.Beyond, role) {
		return ErrAbove
	}
	return nil
}

// apply sets the drafted fields, as an actor who is there at the time now; zone is the company's.
func (m *Member) apply(d Draft, a Actor, zone string, now time.Time) error {
	if err := a.Check(m.Role); err != nil {
		return err
	}
	var wrong []error
	if d.Role != nil {
		if err := a.Check(*d.Role); err != nil {
			return err
		}
		if m.Role != *d.Role {
			m.OwnRole = nil // it refines the role before
		}
		m.Role, wrong = *d.Role, append(wrong, CheckRole(*d.Role))
	}
	if d.EndsOn != nil {
		end, err := Ending(m.Role, *d.EndsOn, zone, now)
		m.EndsOn, m.EndsAt, wrong = *d.EndsOn, end, append(wrong, err)
	}
	if m.Role == Owner {
		m.EndsOn, m.EndsAt = "", nil
	}
	return errs.All(wrong...)
}

// Ending is the moment at which a member with a last day is out: midnight after it in the company's time zone. It is nil
// without a last day, and ErrEndsOn for a day that has passed or does not exist.
func Ending(role string, day Day, zone string, now time.Time) (*time.Time, error) {
	if day == "" {
		return nil, nil
	}
	if role == Owner {
		return nil, ErrOwnerEnds
	}
	end, err := day.End(zone)
	if err != nil || !end.After(now) {
		return nil, ErrEndsOn
	}
	return &end, nil
}

// The events of members, published in the unit of work that saved the change. Name is the person's.
type (
	// Invited is published when an invitation was sent.
	Invited struct {
		ID          uuid.UUID
		Name, Email string
		Role        string
		Own         OwnRole
		EndsOn      Day
	}
	// Joined is published when somebody became a member.
	Joined struct {
		Member Member
		Name   string
		Own    OwnRole
	}
	// RoleChanged is published when a role or a last day is another one now.
	RoleChanged struct {
		Before, After Member
		Name          string
	}
	// Removed is published when a member is out, by somebody's hand or at the end of the last day.
	Removed struct {
		Before, After Member
		Name          string
	}
	// Suspended is published when a member keeps everything but can't open the company.
	Suspended struct {
		Before, After Member
		Name          string
	}
	// Restored is published when a member is back.
	Restored struct {
		Before, After Member
		Name          string
	}
)

// OwnRole is one of the company's own roles, as far as the people who have it need to know it; the zero one is none.
type OwnRole struct {
	ID         *uuid.UUID
	Name, Base string // Base is the role of the program that it refines
}

// or names the role, which is the program's where the company's own one is none.
func (o OwnRole) or(role string) string { return cmp.Or(o.Name, role) }

type facts struct{ Role, SeatKind, State, EndsOn string }

func (m Member) facts() facts {
	return facts{m.Role, string(SeatKind(m.Role)), m.State, string(m.EndsOn)}
}

func changed(action, name string, before, after Member) event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: after.ID}, Action: action, Name: name, Before: before.facts(), After: after.facts()}
}

// Change implements event.Change.
func (e Invited) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: "invitation", ID: e.ID}, Action: "invited", Name: e.Name,
		After: facts{Role: e.Own.or(e.Role), SeatKind: string(SeatKind(e.Role)), EndsOn: string(e.EndsOn)}}
}

// Change implements event.Change.
func (e Joined) Change() event.Changed {
	after := e.Member.facts()
	after.Role = e.Own.or(after.Role)
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.Member.ID}, Action: "joined", Name: e.Name, After: after}
}

// Change implements event.Change.
func (e RoleChanged) Change() event.Changed {
	return changed("role_changed", e.Name, e.Before, e.After)
}

// Change implements event.Change.
func (e Removed) Change() event.Changed { return changed("removed", e.Name, e.Before, e.After) }

// Change implements event.Change.
func (e Suspended) Change() event.Changed { return changed("suspended", e.Name, e.Before, e.After) }

// Change implements event.Change.
func (e Restored) Change() event.Changed { return changed("restored", e.Name, e.Before, e.After) }
