// Package layout owns in which order records are read: which fields stand under which heading, for everybody, for a role, for
// a pipeline or for both. It opens nothing: what a role may not see is in no layout, and what no layout places is shown
// after all others.
package layout

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Kind names layouts in the audit trail.
const Kind = "layout"

// Layout is the order of one kind of records for those to whom it applies.
type Layout struct {
	ID                   uuid.UUID
	Object               string
	Role                 string    // the code of a role; empty for all
	PipelineID           uuid.UUID // of deals; zero for all
	Sections             jsonb.List[Section]
	Version              int
	CreatedAt, UpdatedAt time.Time `gorm:"autoCreateTime:false;autoUpdateTime:false"`
}

// Section is a heading with fields under it. One of the program's has no title: the page knows it by its id.
type Section struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Closed  bool     `json:"closed,omitempty"` // until a reader opens it
	Columns int      `json:"columns"`          // 1 or 2
	Fields  []Placed `json:"fields"`
}

// Placed is a field in its place.
type Placed struct {
	Key string `json:"key"`
	Ask bool   `json:"ask,omitempty"` // it is asked for when a record is made
}

// Field is one that a layout can place, as its reader knows it.
type Field struct {
	Key      string
	Section  string // under which an own field was put when it was made
	Askable  bool   // the reader may fill it in when a record is made
	Required bool   // no record is made without it
	Asked    bool   // usually asked for
}

// facts is the heading that every kind of records has.
const facts = "facts"

// standard are the fields of the program, in their usual order. A field that a form can ask for has a mark behind it: ? for
// those that are asked for on demand, ! for those that are asked for from the start.
var standard = map[string][]string{
	"contact": {"preferredName", "email!", "phone!", "jobTitle?", "companyId!", "ownerId?", "birthday?", "tags", "street?", "postcode?", "city?", "country?", "source?", "createdAt",
		"channels", "positions", "language", "consent"},
	"company":        {"website!", "email!", "phone!", "industry!", "tags", "ownerId?", "domain?", "street?", "postcode?", "city?", "country?", "createdAt", "kinds"},
	customfield.Made: {"ownerId", "createdAt"},
	"deal":           {"value!", "expectedOn!", "companyId!", "ownerId", "lostReason", "closedAt", "stageSince"},
}

// closedWith are fields that are closed together with another.
var closedWith = map[string]string{"channels": "email"}

// usual is the layout of a kind of records of which a company has made none: all fields, the own ones under the headings that
// they were given.
func usual(object string, fields []Field) []Section {
	all := []Section{{ID: facts, Columns: 1}}
	for _, f := range fields {
		i := slices.IndexFunc(all, func(s Section) bool { return s.Title == f.Section })
		if i < 0 {
			i = len(all)
			all = append(all, Section{ID: fmt.Sprintf("own%d", i), Title: f.Section, Columns: 1})
		}
		all[i].Fields = append(all[i].Fields, Placed{f.Key, f.Asked && f.Askable})
	}
	return all
}

// Order is a layout as one reader gets it: each field that they see once, and in More those that are placed nowhere.
type Order struct {
	Sections []Section
	More     []string
	Ask      []string // what is asked for when a record is made, in this order
}

// order keeps of sections what there is for a reader who knows fields. A section of which nothing is left is left out.
func order(sections []Section, fields []Field) (o Order) {
	rest := map[string]Field{}
	for _, f := range fields {
		rest[f.Key] = f
	}
	ask := func(f Field, placed bool) {
		if f.Required || placed && f.Askable {
			o.Ask = append(o.Ask, f.Key)
		}
	}
	for _, s := range sections {
		kept := s
		kept.Fields = nil
		for _, p := range s.Fields {
			if f, seen := rest[p.Key]; seen {
				kept.Fields = append(kept.Fields, p)
				ask(f, p.Ask)
				delete(rest, p.Key)
			}
		}
		if len(kept.Fields) > 0 {
			o.Sections = append(o.Sections, kept)
		}
	}
	for _, f := range fields {
		if _, left := rest[f.Key]; left {
			o.More = append(o.More, f.Key)
			ask(f, false)
		}
	}
	return o
}

// pick is the layout that applies to who has any of some roles, the closest first, in a pipeline: the one for both, then that
// for the pipeline, then that for the role, then everybody's. None when there is none.
func pick(all []Layout, roles []string, pipeline uuid.UUID) (Layout, bool) {
	best, found := Layout{}, -1
	for _, l := range all {
		byRole := slices.Index(roles, l.Role)
		if l.Role != "" && byRole < 0 || l.PipelineID != uuid.Nil && l.PipelineID != pipeline {
			continue
		}
		rank := 0
		if l.PipelineID != uuid.Nil {
			rank += 100
		}
		if l.Role != "" {
			rank += 10 - byRole
		}
		if rank > found {
			best, found = l, rank
		}
	}
	return best, found >= 0
}

// What can go wrong with a layout.
var (
	ErrNotFound = errs.New(errs.NotFound, "layout.not_found", "There is no such layout.")
	ErrStale    = errs.New(errs.Conflict, "layout.stale", "Someone else changed this layout meanwhile.")
	ErrObject   = errs.New(errs.Invalid, "layout.object", "There are no such records.").On("object")
	ErrRole     = errs.New(errs.Invalid, "layout.role", "There is no such role.").On("role")
	ErrPipeline = errs.New(errs.Invalid, "layout.pipeline", "There is no such pipeline, or these records are in none.").On("pipelineId")
	ErrTitle    = errs.New(errs.Invalid, "layout.title", "Every section needs a title of at most 60 characters.").On("sections")
	ErrSections = errs.New(errs.Invalid, "layout.sections", "From one to 20 sections.").On("sections")
	ErrField    = errs.New(errs.Invalid, "layout.field", "A field is unknown, or stands twice.").On("sections")
	ErrRecord   = errs.New(errs.NotFound, "record.not_found", "There is no such record.")
)

const (
	maxSections = 20
	maxTitle    = 60
	maxID       = 40
)

// tidy checks sections that somebody drafted, and brings them into one form. known are the fields that there are.
func tidy(sections []Section, known []Field) ([]Section, error) {
	if len(sections) == 0 || len(sections) > maxSections {
		return nil, ErrSections
	}
	left, ids := map[string]bool{}, map[string]bool{}
	for _, f := range known {
		left[f.Key] = true
	}
	out := make([]Section, len(sections))
	for i, s := range sections {
		s.Title, s.Columns = text.Line(s.Title), min(max(s.Columns, 1), 2)
		if s.Title == "" && s.ID != facts || text.Long(s.Title, maxTitle) {
			return nil, ErrTitle
		}
		if s.ID = text.Line(s.ID); s.ID == "" || len(s.ID) > maxID || ids[s.ID] {
			return nil, ErrSections
		}
		ids[s.ID] = true
		for _, p := range s.Fields {
			if !left[p.Key] {
				return nil, ErrField
			}
			delete(left, p.Key)
		}
		s.Fields = append([]Placed{}, s.Fields...)
		out[i] = s
	}
	return out, nil
}

// Changed is published in the unit of work that saved a layout, or reset one.
type Changed struct {
	Action        string // created, updated, deleted
	Before, After *Layout
	Names         Names
}

// Names are what the fields of a company are called, and for whom a layout is.
type Names struct {
	Role, Pipeline string
	Fields         map[string]string // by key
}

// Change implements event.Change.
func (c Changed) Change() event.Changed {
	l := c.After
	if l == nil {
		l = c.Before
	}
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: l.ID}, Action: c.Action, Name: strings.Join(slices.DeleteFunc([]string{c.Names.Role, c.Names.Pipeline}, func(s string) bool { return s == "" }), ", "),
		Before: c.told(c.Before), After: c.told(c.After)}
}

// told is a layout as people read it in a history: the sections with what stands under them.
func (c Changed) told(l *Layout) any {
	if l == nil {
		return nil
	}
	lines, asked := make([]string, len(l.Sections)), []string{}
	for i, s := range l.Sections {
		names := make([]string, len(s.Fields))
		for n, p := range s.Fields {
			names[n] = cmp.Or(c.Names.Fields[p.Key], p.Key)
			if p.Ask {
				asked = append(asked, names[n])
			}
		}
		lines[i] = cmp.Or(s.Title, s.ID) + ": " + strings.Join(names, ", ")
	}
	return struct{ Object, Sections, Asked string }{l.Object, strings.Join(lines, "; "), strings.Join(asked, ", ")}
}
