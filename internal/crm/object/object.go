// Package object owns the kinds of records that a company makes for itself, such as machines, contracts or properties, their
// records, and with which people, companies and deals these have to do. What such a record holds besides its name is fields
// of the company's own (crm/customfield).
package object

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Kind names the records in permissions, row scopes and record references; those of all objects are one kind.
const Kind = customfield.Made

// Setup names the objects themselves in the audit trail.
const Setup = "object"

// The states of an object.
const (
	Active   = "active"
	Archived = "archived" // its records are read and changed, and no new ones are made
)

// Icons are those that an object can have.
var Icons = []string{"box", "machine", "contract", "property", "car", "ticket", "book", "tool", "plant", "star"}

// Object is one kind of records.
type Object struct {
	ID                   uuid.UUID
	Name, Plural         string
	Icon, State          string
	Version              int
	CreatedAt, UpdatedAt time.Time `gorm:"autoCreateTime:false;autoUpdateTime:false"`
	DeletedAt            deletedAt
}

// Code is the name under which fields and layouts know the object.
func (o Object) Code() string { return customfield.ObjectCode(o.ID) }

// Record is one record of an object.
type Record struct {
	ID                   uuid.UUID
	ObjectID             uuid.UUID `diff:"-"`
	Name                 string
	OwnerID              *uuid.UUID
	Custom               customfield.Values `gorm:"<-:create"` // changed by customfield.Save only
	Version              int
	CreatedAt, UpdatedAt time.Time `gorm:"autoCreateTime:false;autoUpdateTime:false"`
	DeletedAt            deletedAt
}

// TableName implements schema.Tabler.
func (Record) TableName() string { return Kind }

// Ref is the reference to the record.
func (r Record) Ref() record.Ref { return record.Ref{Kind: Kind, ID: r.ID} }

// Link is that a record has to do with a person, a company or a deal.
type Link struct {
	RecordID  uuid.UUID
	Kind      string
	TargetID  uuid.UUID
	CreatedAt time.Time
}

// TableName implements schema.Tabler.
func (Link) TableName() string { return "object_link" }

// Draft is what a caller may set of an object; nil leaves a part as it is.
type Draft struct{ Name, Plural, Icon, State *string }

// RecordDraft is what a caller may set of a record.
type RecordDraft struct {
	Name    *string
	OwnerID patch.Field[uuid.UUID]
	Custom  map[string]any // by the fields' ids; nil takes one out
}

const (
	maxObjects = 20
	maxName    = 40
	maxTitle   = 200
	maxLinks   = 100
)

// What can go wrong.
var (
	ErrNotFound = errs.New(errs.NotFound, "object.not_found", "There is no such kind of records.")
	ErrStale    = errs.New(errs.Conflict, "object.stale", "Someone else changed this meanwhile.")
	ErrNameless = errs.New(errs.Invalid, "object.name", "Give a name for one and for several, each of at most 40 characters.").On("name")
	ErrTaken    = errs.New(errs.Conflict, "object.taken", "Another kind of records has this name.").On("name")
	ErrIcon     = errs.New(errs.Invalid, "object.icon", "There is no such icon.").On("icon")
	ErrState    = errs.New(errs.Invalid, "object.state", "There is no such state.").On("state")
	ErrMany     = errs.New(errs.Conflict, "object.many", "At most 20 kinds of records of your own.")
	ErrInUse    = errs.New(errs.Conflict, "object.in_use", "Archive it first.")
	ErrArchived = errs.New(errs.Conflict, "object.archived", "Nothing is added to what is archived.")
	ErrRecord   = errs.New(errs.NotFound, "object_record.not_found", "There is no such record.")
	ErrUntitled = errs.New(errs.Invalid, "object_record.nameless", "Give the record a name of at most 200 characters.").On("name")
	ErrOld      = errs.New(errs.Conflict, "object_record.stale", "Someone else changed this record meanwhile.")
	ErrTarget   = errs.New(errs.Invalid, "object_record.target", "There is no such person, company or deal.").On("id")
	ErrLinks    = errs.New(errs.Conflict, "object_record.links", "At most 100 links.")
)

// apply sets what was drafted of an object; all are the others.
func (o *Object) apply(d Draft, all []Object) error {
	var wrong []error
	say := func(bad bool, err error) {
		if bad {
			wrong = append(wrong, err)
		}
	}
	text.Lines(maxName, []text.Field{{Name: "name", To: &o.Name, Draft: d.Name}, {Name: "plural", To: &o.Plural, Draft: d.Plural}})
	if d.Icon != nil {
		o.Icon = *d.Icon
	}
	if d.State != nil {
		o.State = *d.State
	}
	say(o.Name == "" || o.Plural == "" || text.Long(o.Name, maxName) || text.Long(o.Plural, maxName), ErrNameless)
	say(slices.ContainsFunc(all, func(x Object) bool { return x.ID != o.ID && strings.EqualFold(x.Name, o.Name) }), ErrTaken)
	say(!slices.Contains(Icons, o.Icon), ErrIcon)
	say(o.State != Active && o.State != Archived, ErrState)
	return errs.All(wrong...)
}

// Changed is published in the unit of work that saved an object.
type Changed struct {
	Action        string // created, updated, archived, deleted, restored
	Before, After *Object
}

// Change implements event.Change.
func (c Changed) Change() event.Changed {
	o := c.After
	if o == nil {
		o = c.Before
	}
	facts := func(o *Object) any {
		if o == nil {
			return nil
		}
		return struct{ Name, Plural, Icon, State string }{o.Name, o.Plural, o.Icon, o.State}
	}
	return event.Changed{Ref: record.Ref{Kind: Setup, ID: o.ID}, Action: c.Action, Name: o.Name, Before: facts(c.Before), After: facts(c.After)}
}

// Kept is published in the unit of work that saved a record.
type Kept struct {
	Action        string // created, updated, deleted, restored
	Object        string // its name
	Before, After *Record
}

// Change implements event.Change.
func (k Kept) Change() event.Changed {
	r := k.After
	if r == nil {
		r = k.Before
	}
	e := event.Changed{Ref: r.Ref(), Action: k.Action, Name: k.Object + ": " + r.Name}
	if k.Before != nil {
		e.Before = *k.Before
	}
	if k.After != nil && k.Action != "restored" {
		e.After = *k.After
	}
	return e
}

// Tied is published when a record was linked with another, or no longer is.
type Tied struct {
	Action string // linked, unlinked
	Object string
	Record Record
	With   string // the name of the other
}

// Change implements event.Change.
func (t Tied) Change() event.Changed {
	return event.Changed{Ref: t.Record.Ref(), Action: t.Action, Name: t.Object + ": " + t.Record.Name, After: map[string]string{"with": t.With}}
}

// Exported is published when records left Kith as a file.
type Exported struct {
	Object Object
	Count  int
}

// Change implements event.Change.
func (e Exported) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Setup, ID: e.Object.ID}, Action: "exported", Name: e.Object.Plural, After: map[string]int{"count": e.Count}}
}
