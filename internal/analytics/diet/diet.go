// Package diet tells which fields of people, companies and deals earn their place: how many records have them filled in, and who
// lately read or wrote them. It owns the counting. What a field is belongs to its domain, and that it is closed for everybody to
// access/role.
package diet

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/object"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/page"
)

// Kinds are the kinds of records whose fields are counted; of tasks a company's own. Those of records of objects that a company
// has made are counted by object.
var Kinds = []string{contact.Kind, company.Kind, deal.Kind, task.Kind}

func counted(kind string) bool { return kind == object.Kind || slices.Contains(Kinds, kind) }

// Readers of fields, and Write, which fills them in.
const (
	Page   = "page" // a record was opened
	Filter = "filter"
	Sort   = "sort"
	Export = "export"
	Report = "report"
	Key    = "key" // a program with a key
	Import = "import"
	Write  = "write"
)

// The steps of the ladder. What is in a field stays in all of them.
const (
	Active   = "active"
	ReadOnly = "readonly"           // shown, and filled in by nobody
	Hidden   = "hidden"             // in no page, list, filter, search, report and export
	Archived = customfield.Archived // not in use; of the company's own fields
	Removed  = customfield.Removed  // the same, until what is in it is destroyed
)

var masks = map[string]caller.Mask{Active: caller.Write, ReadOnly: caller.Read, Hidden: caller.Hide}

func stateOf(mask caller.Mask) string {
	for state, m := range masks {
		if m == mask {
			return state
		}
	}
	return Active
}

// ErrState is returned for a step that is not on the ladder.
var ErrState = errs.New(errs.Invalid, "field.choice", "There is no such state.").On("state")

// Field is what is known of one field.
type Field struct {
	Object, Name  string
	Plural        string     // of an object that the company has made
	Label         string     // of one of the company's own
	Worked        bool       // nobody fills it in: it is worked out
	Until         *time.Time // when what is in a removed one is destroyed
	State         string
	Filled, Total int64 // records that have it filled in, of all
	Uses          []Use // by reader, the last first
	Gates         []string
	Written       *date.Date // when it was last filled in or changed; nil since counting began
}

// Use is how a reader used a field: last on a day, and so often in the days that Recent says.
type Use struct {
	Reader string
	Last   date.Date
	Times  int64
}

// Recent is for how many days uses are added up.
const Recent = 30

// Seen is what a read was about.
type Seen struct {
	Kind            string   // of records; "report" for reports
	Object          string   // the code of the object that a company has made, of whose records it was
	Filters, Sorts  []string // as they stand in an address: city:is:Kraków, -value
	One             bool     // one record was opened
	Shown           []string // the company's own fields that a list showed, by their ids, with commas between
	Export, Program bool
	Report          bool
}

// use is one thing that is counted.
type use struct{ object, field, reader string }

// own stands before the id in the names of the company's own fields.
const own = "custom."

// uses are what a read used. fieldOf tells of which field a part of a record is.
func (s Seen) uses(fields map[string][]string, fieldOf func(kind, part string) string) (all []use) {
	every := func(reader string) {
		for _, f := range fields[s.Kind] {
			all = append(all, use{s.Kind, f, reader})
		}
	}
	if s.Report {
		all = append(all, use{deal.Kind, "value", Report})
	}
	switch {
	case len(fields[s.Kind]) == 0:
		return all
	case s.Program:
		every(Key)
		return all
	case s.Export:
		every(Export)
	case s.One:
		every(Page)
	}
	add := func(reader, part string) {
		if f := fieldOf(s.Kind, page.PartOf(part)); f != "" {
			all = append(all, use{s.Kind, f, reader})
		}
	}
	for _, ids := range s.Shown {
		for id := range strings.SplitSeq(ids, ",") {
			add(Page, own+id)
		}
	}
	for _, f := range s.Filters {
		part, _, _ := strings.Cut(f, ":")
		add(Filter, part)
	}
	for _, o := range s.Sorts {
		add(Sort, strings.TrimPrefix(o, "-"))
	}
	return all
}

// tally is what was counted for a company and not yet written.
type tally struct {
	since time.Time
	n     map[use]int64
}

// pause is how long counts are gathered before they are written.
const pause = time.Minute

// add counts uses, and answers all that were gathered when it is time to write them.
func (t *tally) add(all []use, now time.Time) map[use]int64 {
	for _, u := range all {
		t.n[u]++
	}
	if len(t.n) == 0 || now.Sub(t.since) < pause {
		return nil
	}
	out := t.n
	t.since, t.n = now, map[use]int64{}
	return out
}

// sorted makes the order of what is written the same everywhere: two that write at once do not wait for each other in a circle.
func sorted(counts map[use]int64) []use {
	return slices.SortedFunc(maps.Keys(counts), func(a, b use) int {
		return strings.Compare(a.object+" "+a.field+" "+a.reader, b.object+" "+b.field+" "+b.reader)
	})
}
