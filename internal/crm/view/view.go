// Package view owns what people keep of how they look at a list: views, which are a filter, an order and columns under a name,
// and what each person chose for a list. A view that is shared shows nothing that its reader could not ask for; the lists
// themselves stay with their domains. A shared view is a segment as well: other filters of the same list can ask for it.
package view

import (
	"regexp"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Kind names views in permissions and the audit trail.
const Kind = "view"

// With whom a view is shared.
const (
	Own  = "own"
	All  = "all"
	Team = "team"
)

// Column is one that a view shows; Width is in pixels, 0 for as wide as it is at first. By stands apart from those shown: it
// names the field whose choices are the columns of a board, or whose days are those of a calendar.
type Column struct {
	ID    string `json:"id" maxLength:"60"`
	Width int    `json:"width,omitempty" minimum:"0" maximum:"900"`
	By    bool   `json:"by,omitempty" doc:"Not one that is shown: the field whose choices are a board's columns, or whose days a calendar's."`
}

// View is one way to look at a list. Object is contact, company, deal, task, or the code of an object that the company has made
// for itself. Kind is table, board, calendar or groups.
type View struct {
	ID                   uuid.UUID
	Object               string
	UserID               uuid.UUID // who made it
	Name, Kind           string
	Search, Sort         string
	Filter               jsonb.List[string]
	Tree                 string // groups of conditions, as lists take them
	Columns              jsonb.List[Column]
	Sharing              string
	TeamID               *uuid.UUID
	Version              int
	CreatedAt, UpdatedAt time.Time `gorm:"autoCreateTime:false;autoUpdateTime:false"`
	DeletedAt            deletedAt
}

// Draft is what may be set; nil leaves a field as it is.
type Draft struct {
	Name, Kind, Search, Sort, Where, Sharing *string
	Filter                                   *[]string
	Columns                                  *[]Column
	TeamID                                   *uuid.UUID
}

// Choice is what one person chose for a list: with which view it opens, which are tabs over it, and its columns where no
// view says them. Views are named by their ids, or by the names of those that every list has. No tabs are those that the
// page thinks best.
type Choice struct {
	UserID    uuid.UUID `gorm:"primaryKey"`
	Object    string    `gorm:"primaryKey"`
	Opens     string
	Tabs      jsonb.List[string]
	Columns   jsonb.List[Column]
	Stars     jsonb.List[uuid.UUID] // the records that the person keeps at hand, the latest first
	UpdatedAt time.Time             `gorm:"autoUpdateTime:false"`
}

// Preferred is what of a choice may be set; nil leaves a part as it is.
type Preferred struct {
	Opens   *string
	Tabs    *[]string
	Columns *[]Column
}

// Sizes.
const (
	maxName, maxWhere, maxFilter = 60, 4000, 4000
	maxColumns, maxTabs          = 60, 100
	perPerson                    = 100
	maxStars                     = 100 // of all kinds together
)

// What can go wrong.
var (
	ErrNotFound = errs.New(errs.NotFound, "view.not_found", "There is no such view.")
	ErrStale    = errs.New(errs.Conflict, "view.stale", "Someone else changed this view meanwhile.")
	ErrName     = errs.New(errs.Invalid, "view.name", "Give the view a name of up to 60 characters.").On("name")
	ErrBad      = errs.New(errs.Invalid, "view.bad", "A view can't have this.")
	ErrMany     = errs.New(errs.Invalid, "view.many", "One person can keep 100 views. Delete one first.").With("limit", perPerson)
	ErrStars    = errs.New(errs.Invalid, "view.stars", "One person can have 100 favourites. Take one away first.").With("limit", maxStars)
	ErrNoRecord = errs.New(errs.NotFound, "view.no_record", "There is no such record.")
	ErrShare    = errs.New(errs.Forbidden, "view.share", "Your role does not share views.").On("sharing")
	ErrTeam     = errs.New(errs.Invalid, "view.team", "Choose a team.").On("teamId")
	ErrClosed   = errs.New(errs.Forbidden, "view.closed", "This view asks for a field that is not open to you.")
	ErrSegment  = errs.New(errs.Invalid, "view.segment", "This filter asks for a segment that is not shared with you, is gone, or asks for a segment itself.").On("segment")
)

var (
	columnID  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9.-]{0,59}$`)
	standards = regexp.MustCompile(`^[a-z]{1,16}$`)
	code      = regexp.MustCompile(`^o[0-9a-f]{12}$`) // as crm/customfield makes them
)

// madeKind is the kind of the records of all the objects that a company has made: rights and closed fields go by it.
const madeKind = "object_record"

// kindOf is the kind of the records that a list has.
func kindOf(object string) string {
	if code.MatchString(object) {
		return madeKind
	}
	return object
}

// kinds are the ways in which each list can be looked at; those of records of a company's own go by their kind.
var kinds = map[string][]string{"contact": {"table", "board", "calendar"}, "company": {"table", "board", "calendar"}, "deal": {"table", "board", "calendar"}, "task": {"groups", "table", "calendar"}, madeKind: {"table", "board", "calendar"}}

func (v *View) apply(d Draft) error {
	set(&v.Kind, d.Kind)
	set(&v.Search, d.Search)
	set(&v.Sort, d.Sort)
	set(&v.Tree, d.Where)
	set(&v.Sharing, d.Sharing)
	if d.Name != nil {
		v.Name = text.Line(*d.Name)
	}
	if d.Filter != nil {
		v.Filter = *d.Filter
	}
	if d.Columns != nil {
		v.Columns = *d.Columns
	}
	if v.Sharing != Team {
		v.TeamID = nil
	} else if d.TeamID != nil {
		v.TeamID = d.TeamID
	}
	return v.wrong()
}

func set(to, from *string) {
	if from != nil {
		*to = *from
	}
}

func (v *View) wrong() error {
	var wrong []error
	need := func(ok bool, err *errs.Error) {
		if !ok {
			wrong = append(wrong, err)
		}
	}
	stored, err := v.Filter.Value()
	filters, _ := stored.(string)
	need(v.Name != "" && !text.Long(v.Name, maxName), ErrName)
	need(slices.Contains(kinds[kindOf(v.Object)], v.Kind), ErrBad.On("kind"))
	need(err == nil && len(filters) <= maxFilter, ErrBad.On("filter"))
	need(len(v.Tree) <= maxWhere, ErrBad.On("where"))
	need(columnsFit(v.Columns), ErrBad.On("columns"))
	need(slices.Contains([]string{Own, All, Team}, v.Sharing), ErrBad.On("sharing"))
	need(v.Sharing != Team || v.TeamID != nil, ErrTeam)
	return errs.All(wrong...)
}

func columnsFit(all []Column) bool {
	return len(all) <= maxColumns && !slices.ContainsFunc(all, func(c Column) bool { return !columnID.MatchString(c.ID) || c.Width < 0 || c.Width > 900 })
}

func (c *Choice) apply(p Preferred) error {
	if p.Opens != nil {
		c.Opens = *p.Opens
	}
	if p.Tabs != nil {
		c.Tabs = *p.Tabs
	}
	if p.Columns != nil {
		c.Columns = *p.Columns
	}
	bad := func(id string) bool { return !standards.MatchString(id) && uuid.Validate(id) != nil }
	if c.Opens != "" && bad(c.Opens) {
		return ErrBad.On("opens")
	}
	if len(c.Tabs) > maxTabs || slices.ContainsFunc(c.Tabs, bad) {
		return ErrBad.On("tabs")
	}
	if !columnsFit(c.Columns) {
		return ErrBad.On("columns")
	}
	return nil
}

// query is the view as a question to its list.
func (v View) query() page.Query {
	return page.Query{Search: v.Search, Sort: v.Sort, Filter: v.Filter, Where: v.Tree}
}

// Published in the unit of work that saved it.
type (
	Created  struct{ View View }
	Updated  struct{ Before, After View }
	Deleted  struct{ View View }
	Restored struct{ View View }
)

// facts are what the trail says of a view: what it is looking for may hold what is closed to who reads the trail.
type facts struct{ Name, Object, Sharing string }

func (v View) facts() facts { return facts{v.Name, v.Object, v.Sharing} }

func (v View) change(action string, before, after any) event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: v.ID}, Action: action, Name: v.Name, Before: before, After: after}
}

// Change implements event.Change.
func (e Created) Change() event.Changed { return e.View.change("created", nil, e.View.facts()) }

// Change implements event.Change.
func (e Updated) Change() event.Changed {
	return e.After.change("updated", e.Before.facts(), e.After.facts())
}

// Change implements event.Change.
func (e Deleted) Change() event.Changed { return e.View.change("deleted", e.View.facts(), nil) }

// Change implements event.Change.
func (e Restored) Change() event.Changed { return e.View.change("restored", nil, e.View.facts()) }
