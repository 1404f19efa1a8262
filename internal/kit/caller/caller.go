// Package caller says who acts and for which tenant. The edge puts a Caller into the context; everything below reads it
// there, so that tenant, person and rights can never disagree.
package caller

import (
	"cmp"
	"context"
	"strings"

	"github.com/google/uuid"
)

// Scope is how far a right reaches over the rows of a kind, from none to all.
type Scope string

// The scopes, from narrow to wide.
const (
	None     Scope = ""         // no row
	Assigned Scope = "assigned" // own rows, and those shared with the person by name
	Own      Scope = "own"      // the same, and those shared with one of the person's teams
	Team     Scope = "team"     // the same, and the rows of everybody in the person's teams
	All      Scope = "all"      // every row of the tenant
)

var width = map[Scope]int{None: 0, Assigned: 1, Own: 2, Team: 3, All: 4}

// Wider tells whether s reaches further than other.
func (s Scope) Wider(other Scope) bool { return width[s] > width[other] }

// Valid tells whether s is one of the scopes.
func (s Scope) Valid() bool { _, ok := width[s]; return ok }

// Grants are a role's compiled rights, by "object.action". They are immutable: a change of policy makes new ones.
type Grants map[string]Scope

// Of is the scope of an action on an object.
func (g Grants) Of(object, action string) Scope { return g[object+"."+action] }

// Mask is how far a field, or what stands in a stage, is closed to a role; the zero Mask closes nothing.
type Mask string

// The masks, from open to closed.
const (
	Write  Mask = ""     // it is read and written
	Read   Mask = "read" // it is read, not written; nothing goes into such a stage or out of it
	Masked Mask = "mask" // of a field only: just enough of it is seen to tell it from others, and it can't be searched by
	Hide   Mask = "hide" // it is neither written nor read, nor can it be searched, filtered or sorted by
)

var closed = map[Mask]int{Write: 0, Read: 1, Masked: 2, Hide: 3}

// Closer tells whether m lets through less than other.
func (m Mask) Closer(other Mask) bool { return closed[m] > closed[other] }

// Valid tells whether m is one of the masks.
func (m Mask) Valid() bool { _, ok := closed[m]; return ok }

// Masks are the fields closed to a role, by "object.field", or the stages, by "object.stage". Like grants they are immutable.
type Masks map[string]Mask

// Of is the mask of a field, or of a stage, of an object.
func (m Masks) Of(object, part string) Mask { return m[object+"."+part] }

// Tenant is what a unit of work has to know of a tenant: where it lives and how it shows things.
type Tenant struct {
	ID                           int64
	UID                          uuid.UUID // the id that outsiders see
	Slug, Name                   string
	Schema, Role                 string // opaque names, from the registry only
	Node, Shard                  int
	State                        string
	Language, Currency, Timezone string
	Plan                         string
	SchemaVersion, NeedsVersion  int // of the schema, and of the oldest program that can serve it
	PlanVersion                  int // that was bought; 0 follows the catalogue
}

// Caller is a person or a part of the program that acts in a tenant. The zero Caller has no tenant and sees no rows.
type Caller struct {
	UserID, MemberID, SessionID uuid.UUID
	Name, Language, Role        string
	Timezone                    string // the person's own; empty: the tenant's
	Tenant                      Tenant
	RoleName                    string // of the company's own role, which refines Role; empty for one of the program's
	RoleCode                    string // of the role as policies know it: its name when it is one of the program's, otherwise the id of the company's own
	Grants                      Grants
	Masks, Stages               Masks       // of fields, and of stages by their ids
	Retired                     Masks       // of fields that the company closed for everybody
	Guarded                     []string    // kinds with a field that some role of the company may not see
	Beyond                      []string    // roles of the program with a right that the caller lacks, which the caller can't give
	Teams, Mates                []uuid.UUID // the person's teams and those below the ones they lead, and all users in them
	Shape                       any         // the fields that the company has added to its records, as crm/customfield keeps them; nil when they are to be read
	System                      string      // name of the part of the program that acts; empty for people
}

// Zone is the time zone that the caller lives in.
func (c *Caller) Zone() string { return cmp.Or(c.Timezone, c.Tenant.Timezone) }

type key struct{}

// With returns a context in which c acts.
func With(ctx context.Context, c *Caller) context.Context { return context.WithValue(ctx, key{}, c) }

var nobody = &Caller{}

// From tells who acts in ctx; nobody, when nobody was put there. The result must not be changed.
func From(ctx context.Context) *Caller {
	if c, ok := ctx.Value(key{}).(*Caller); ok {
		return c
	}
	return nobody
}

// System returns a caller for work that no person asked for, under a name that shows up in the audit trail. It may see
// and do everything in the tenant.
func System(name string, t Tenant) *Caller { return &Caller{System: name, Name: name, Tenant: t} }

// May is the scope in which the caller may do an action on a kind of object.
func (c *Caller) May(object, action string) Scope {
	if c.System != "" {
		return All
	}
	return c.Grants.Of(object, action)
}

// Field is how far a field of an object is closed to the caller.
func (c *Caller) Field(object, field string) Mask {
	if c.System != "" {
		return Write
	}
	if mask := c.Retired.Of(object, field); mask.Closer(c.Masks.Of(object, field)) {
		return mask
	}
	return c.Masks.Of(object, field)
}

// Stage is how far what stands in a stage is closed to the caller.
func (c *Caller) Stage(object string, id uuid.UUID) Mask {
	if c.System != "" {
		return Write
	}
	return c.Stages.Of(object, id.String())
}

// Closed are the stages of an object that are closed to the caller at least as much as least, in no order.
func (c *Caller) Closed(object string, least Mask) (stages []uuid.UUID) {
	if c.System != "" {
		return nil
	}
	for key, mask := range c.Stages {
		of, stage, _ := strings.Cut(key, ".")
		if id, err := uuid.Parse(stage); err == nil && of == object && !least.Closer(mask) {
			stages = append(stages, id)
		}
	}
	return stages
}
