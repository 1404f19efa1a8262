// Package role owns what each role may do: casbin policies in the tenant's schema, compiled to immutable grants. It does
// not know who has which role (identity/member) nor which rows a scope reaches (kit/db).
package role

import (
	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names roles in permissions and the audit trail.
const Kind = "role"

// Names are the roles, from the most to the least powerful.
var Names = []string{"owner", "admin", "manager", "employee", "freelancer", "technician", "viewer"}

// owner is the role that nobody can change, so that no company locks itself out.
const owner = "owner"

// Grant is one right: an action on a kind of object, in a scope.
type Grant struct {
	Object string       `json:"object"`
	Action string       `json:"action"`
	Scope  caller.Scope `json:"scope" enum:"assigned,own,team,all"`
}

// Role is a role with its rights.
type Role struct {
	Name   string
	Grants []Grant
}

// Changed is published when a role's right was changed.
type Changed struct {
	Role, Right   string
	Before, After caller.Scope
}

// Change implements event.Change.
func (c Changed) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte(c.Role))}, Action: "updated", Name: c.Role,
		Before: map[string]string{c.Right: named(c.Before)}, After: map[string]string{c.Right: named(c.After)}}
}

func named(s caller.Scope) string {
	if s == caller.None {
		return "none"
	}
	return string(s)
}

// What can go wrong with a role.
var (
	ErrNotFound = errs.New(errs.NotFound, "role.not_found", "There is no such role.")
	ErrFixed    = errs.New(errs.Conflict, "role.fixed", "The owner's rights can't be changed.")
	ErrRight    = errs.New(errs.Invalid, "role.right", "There is no such right.").On("action")
	ErrAbove    = errs.New(errs.Forbidden, "role.above_you", "Nobody can grant more than they may do themselves.")
)

// conf is the casbin model: a right is a role, an object, an action and the scope in which it holds; roles may build on
// others. Cheap comparisons come first.
const conf = `
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act, scope
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.obj == p.obj && r.act == p.act && g(r.sub, p.sub)
`

// rule is one line of policy as it is stored.
type rule struct {
	ID            uuid.UUID
	Ptype, V0, V1 string
	V2, V3        string
}

// enforcer makes a casbin enforcer of stored policies. It is used once and never changed: a change of policy makes a new
// one.
func enforcer(rules []rule) (*casbin.Enforcer, error) {
	m, err := model.NewModelFromString(conf)
	if err != nil {
		return nil, err
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		if r.Ptype == "g" {
			_, err = e.AddGroupingPolicy(r.V0, r.V1)
		} else {
			_, err = e.AddPolicy(r.V0, r.V1, r.V2, r.V3)
		}
		if err != nil {
			return nil, err
		}
	}
	return e, nil
}

// compile reads a role's rights, its own and those it builds on, off an enforcer: the widest scope of each counts.
func compile(e *casbin.Enforcer, role string) (caller.Grants, error) {
	rules, err := e.GetImplicitPermissionsForUser(role)
	if err != nil {
		return nil, err
	}
	g := caller.Grants{}
	for _, r := range rules {
		scope := caller.Scope(r[3])
		if key := r[1] + "." + r[2]; scope.Valid() && scope.Wider(g[key]) {
			g[key] = scope
		}
	}
	return g, nil
}
