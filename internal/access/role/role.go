// Package role owns what each role may do: casbin policies in the tenant's schema, compiled to immutable grants. It does
// not know who has which role (identity/member) nor which rows a scope reaches (kit/db).
package role

import (
	"cmp"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names roles in permissions and the audit trail.
const Kind = "role"

// Names are the roles of the program, from the most to the least powerful.
var Names = []string{"owner", "admin", "manager", "employee", "freelancer", "technician", "viewer"}

const (
	owner  = "owner"  // the role that nobody can change, so that no company locks itself out
	viewer = "viewer" // the kind of seat that can only look
)

// Grant is one right: an action on a kind of object, in a scope.
type Grant struct {
	Object string       `json:"object"`
	Action string       `json:"action"`
	Scope  caller.Scope `json:"scope" enum:"assigned,own,team,all"`
}

// Closed is a field that is closed to a role.
type Closed struct {
	Object string      `json:"object"`
	Field  string      `json:"field"`
	Mask   caller.Mask `json:"mask" enum:"read,mask,hide"`
}

// InStage is how far the deals in a stage are closed to a role.
type InStage struct {
	Object string      `json:"object"`
	Stage  string      `json:"stage"`
	Mask   caller.Mask `json:"mask" enum:"read,hide"`
}

// Pipeline is a way of selling with its stages, as far as roles have to know it.
type Pipeline struct {
	Name   string  `json:"name"`
	Stages []Stage `json:"stages"`
}

// Stage is a step of it.
type Stage struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
}

// Role is a role with its rights. Code is its name when it is one of the program's, otherwise the id of the company's own,
// which has a Name, and refines the role of the program in Base.
type Role struct {
	Code, Name, Base string
	Version          int
	Rights           Rights
}

// own tells whether the role is the company's own.
func (r Role) own() bool { return r.Code != r.Base }

// Rights are what a role may do, and the fields and stages that are closed to it.
type Rights struct {
	Grants        caller.Grants
	Masks, Stages caller.Masks
}

// Within tells whether nothing in r goes beyond o. A field or stage that o may not write or see must be as closed to r, as
// far as r sees such records at all.
func (r Rights) Within(o Rights) bool {
	for right, scope := range r.Grants {
		if scope.Wider(o.Grants[right]) {
			return false
		}
	}
	return r.asClosed(r.Masks, o.Masks) && r.asClosed(r.Stages, o.Stages)
}

// asClosed tells whether masks close what others do, as far as r sees such records at all.
func (r Rights) asClosed(masks, others caller.Masks) bool {
	for part, mask := range others {
		object, _, _ := strings.Cut(part, ".")
		if mask.Closer(masks[part]) && r.Grants.Of(object, "read") != caller.None {
			return false
		}
	}
	return true
}

// with is the rights after a change.
func (r Rights) with(c Change) Rights {
	out := Rights{maps.Clone(r.Grants), maps.Clone(r.Masks), maps.Clone(r.Stages)}
	set(out.Grants, c.right(), c.Scope, c.Action != "")
	set(out.Masks, c.right(), c.Mask, c.Field != "")
	set(out.Stages, c.right(), c.Mask, c.Stage != "")
	return out
}

func set[V comparable](m map[string]V, key string, v V, do bool) {
	var none V
	switch {
	case do && v == none:
		delete(m, key)
	case do:
		m[key] = v
	}
}

// Change is one right of a role set anew: an action in a scope, or a field or a stage, which is its id, with a mask.
type Change struct {
	Object               string
	Action, Field, Stage string
	Scope                caller.Scope
	Mask                 caller.Mask
}

// right is the key of what is changed; just one of its parts is set.
func (c Change) right() string { return c.Object + "." + c.Action + c.Field + c.Stage }

// Mine are the rights of who acts.
func Mine(c *caller.Caller) Rights { return Rights{c.Grants, c.Masks, c.Stages} }

// Member is somebody who works here, as roles need to know them: Role is one of the program's, Since is when the person
// came, or came back.
type Member struct {
	UserID, MemberID uuid.UUID
	Name, Role       string
	Own              *uuid.UUID // the company's own role that the person came with, unless they were given another one since
	Since            time.Time
}

// came is the code of the company's own role that the person came with; empty for none.
func (m Member) came() string {
	if m.Own == nil {
		return ""
	}
	return m.Own.String()
}

// since is Since as rules say it.
func (m Member) since() string { return strconv.FormatInt(m.Since.UnixMicro(), 10) }

// The events of roles, published in the unit of work that saved the change.
type (
	// Changed tells that a right of a role is another one now.
	Changed struct {
		Role          Role
		Right         string
		Before, After string
		Stage, Field  string // the name of the stage, or of the company's own field, that was closed or opened, if it was one
	}
	// Kept tells that one of the company's own roles was created, updated or deleted.
	Kept struct {
		Action        string
		Before, After Role
	}
	// Giving tells that a person is about to have another role; whoever objects returns an error.
	Giving struct {
		Member        Member
		Before, After Role
	}
	// Given tells that one of the company's own roles was given to a person or taken from one.
	Given Giving
)

func (r Role) ref() record.Ref {
	if id, err := uuid.Parse(r.Code); err == nil {
		return record.Ref{Kind: Kind, ID: id}
	}
	return record.Ref{Kind: Kind, ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte(r.Code))}
}

func (r Role) title() string { return cmp.Or(r.Name, r.Code) }

// Change implements event.Change.
func (c Changed) Change() event.Changed {
	after := map[string]string{c.Right: cmp.Or(c.After, "none")}
	if c.Stage != "" {
		after["stage"] = c.Stage
	}
	if c.Field != "" {
		after["label"] = c.Field
	}
	return event.Changed{Ref: c.Role.ref(), Action: "updated", Name: c.Role.title(),
		Before: map[string]string{c.Right: cmp.Or(c.Before, "none")}, After: after}
}

// Change implements event.Change.
func (k Kept) Change() event.Changed {
	facts := func(r Role) any {
		if r.Code == "" {
			return nil
		}
		return map[string]string{"name": r.Name, "base": r.Base}
	}
	r := k.After
	if r.Code == "" {
		r = k.Before
	}
	return event.Changed{Ref: r.ref(), Action: k.Action, Name: r.title(), Before: facts(k.Before), After: facts(k.After)}
}

// Change implements event.Change.
func (g Given) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: "member", ID: g.Member.MemberID}, Action: "role_changed", Name: g.Member.Name,
		Before: map[string]string{"role": g.Before.title()}, After: map[string]string{"role": g.After.title()}}
}

// What can go wrong with a role.
var (
	ErrNotFound  = errs.New(errs.NotFound, "role.not_found", "There is no such role.")
	ErrFixed     = errs.New(errs.Conflict, "role.fixed", "The owner's rights can't be changed.")
	ErrOurs      = errs.New(errs.Conflict, "role.ours", "This role belongs to the program: it can be changed, but not renamed or deleted.")
	ErrRight     = errs.New(errs.Invalid, "role.right", "There is no such right.").On("action")
	ErrStage     = errs.New(errs.Invalid, "stage.not_found", "There is no such stage.").On("stage")
	ErrField     = errs.New(errs.Invalid, "role.field", "This field can't be closed.").On("field")
	ErrAbove     = errs.New(errs.Forbidden, "role.above_you", "Nobody can grant more than they may do themselves.")
	ErrSeat      = errs.New(errs.Conflict, "role.seat", "This role takes a viewer's seat, with which one can only look. Copy a role with another seat.")
	ErrNameless  = errs.New(errs.Invalid, "role.nameless", "A role needs a name of at most 60 characters.").On("name")
	ErrNameTaken = errs.New(errs.Conflict, "role.name_taken", "Another role has this name.").On("name")
	ErrStale     = errs.New(errs.Conflict, "role.stale", "Someone else changed this role meanwhile.")
	ErrUsed      = errs.New(errs.Conflict, "role.used", "People have this role, or are invited with it. Give them another one first.")
	ErrNoMember  = errs.New(errs.NotFound, "member.not_found", "There is no such member.")
)

// conf is the casbin model: a right is a role, an object, an action and the scope in which it holds; roles may build on
// others, and people on one of the company's own. p2 closes a field of an object to a role, p3 what stands in a stage.
// Cheap comparisons come first.
const conf = `
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act, scope
p2 = sub, obj, field, mask
p3 = sub, obj, stage, mask
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.obj == p.obj && r.act == p.act && g(r.sub, p.sub)
`
