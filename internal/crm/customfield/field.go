// Package customfield owns the fields that a company adds to its people, companies, deals and tasks: what they are called, what
// fits into them and who fills them in. Their values stand in the rows of those records, which belong to their own
// packages; this one checks, reads and shows them.
package customfield

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Kind names the fields in the audit trail.
const Kind = "field"

// Objects are the kinds of records that can have fields of the company's own.
var Objects = []string{"contact", "company", "deal", "task"}

// The states of a field. What is in a field stays there in all of them.
const (
	Active   = "active"
	ReadOnly = "readonly" // shown, and filled in by nobody
	Hidden   = "hidden"   // not shown on records
	Archived = "archived" // not in use: neither shown nor listed, and not counted
)

// The types.
const (
	Text    = "text"
	Long    = "long" // several lines
	Number  = "number"
	Money   = "money"
	Date    = "date"
	Choice  = "choice"
	Choices = "choices" // several of them
	YesNo   = "yesno"
	Person  = "person" // a colleague
	Company = "company"
	Contact = "contact"
	Deal    = "deal"
	Link    = "link"
	Email   = "email"
	Phone   = "phone"
	File    = "file" // one of those beside the record
)

// Types are all types, in the order in which people read them.
var Types = []string{Text, Long, Number, Money, Date, Choice, Choices, YesNo, Person, Company, Contact, Deal, Link, Email, Phone, File, Formula, Rollup}

// Field is one field of one kind of records.
type Field struct {
	ID                   uuid.UUID
	Object, Type         string
	Label, Help, Section string
	Position             int // order within the object
	State                string
	Required             bool // new records need a value, and it can't be taken away
	Settings             Settings
	Version              int
	CreatedAt, UpdatedAt time.Time `gorm:"autoCreateTime:false;autoUpdateTime:false"`
	DeletedAt            deletedAt
	made                 *made // of one that is worked out
}

// TableName implements schema.Tabler.
func (Field) TableName() string { return "custom_field" }

// Settings are what only some types have.
type Settings struct {
	Choices  []Option   `json:"choices,omitempty"`  // of choice and choices
	Decimals int        `json:"decimals,omitempty"` // of number
	Unique   bool       `json:"unique,omitempty"`   // no two records have the same value
	ShownIf  *Condition `json:"shownIf,omitempty"`  // it is asked for only when this holds
	Formula  string     `json:"formula,omitempty"`  // what it is worked out from
	Rollup   *Summary   `json:"rollup,omitempty"`
}

// Option is a choice. It keeps its id when it is renamed; one that is gone is still read where it was chosen.
type Option struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Colour string `json:"colour"`
	Gone   bool   `json:"gone,omitempty"`
}

// Condition holds when another field, one with choices, has any of some.
type Condition struct {
	Field   uuid.UUID `json:"field"`
	Choices []string  `json:"choices"`
}

// Colours are those that choices can have.
var Colours = []string{"gray", "red", "orange", "yellow", "green", "teal", "blue", "violet", "pink"}

// Draft is what a caller may set; nil leaves a part as it is. The type is changed by Convert.
type Draft struct {
	Label, Help, Section, State *string
	Required, Unique            *bool
	Decimals                    *int
	Choices                     *[]Option
	ShownIf                     **Condition // nil inside: always
	Formula                     *string
	Summary                     *Summary
}

// Key is the field's name wherever fields have names: in rights, filters, sorts, exports and errors.
func (f Field) Key() string { return prefix + f.ID.String() }

// prefix stands before the id in a key.
const prefix = "custom."

// keyed is the id in a key.
func keyed(key string) (uuid.UUID, bool) {
	rest, ours := strings.CutPrefix(key, prefix)
	if !ours {
		return uuid.Nil, false
	}
	u, err := uuid.Parse(rest)
	return u, err == nil && u.String() == rest
}

// chosen tells whether the field's values are choices.
func (f Field) chosen() bool { return f.Type == Choice || f.Type == Choices }

// refers tells whether the field's values are ids of people or records.
func (f Field) refers() bool {
	return slices.Contains([]string{Person, Company, Contact, Deal, File}, f.Type)
}

// What a field holds that is unique is short, so that it can be told from others at a glance.
var uniqueTypes = []string{Text, Number, Link, Email, Phone}

const (
	maxLabel, maxHelp = 60, 200
	maxChoices        = 100
	maxChoice         = 60
	maxDecimals       = 4
)

// What can go wrong with a field.
var (
	ErrNotFound = errs.New(errs.NotFound, "field.not_found", "There is no such field.")
	ErrStale    = errs.New(errs.Conflict, "field.stale", "Someone else changed this field meanwhile.")
	ErrLabel    = errs.New(errs.Invalid, "field.required", "A field needs a name.").On("label")
	ErrTaken    = errs.New(errs.Conflict, "field.taken", "Another field of these records has this name.").On("label")
	ErrType     = errs.New(errs.Invalid, "field.choice", "There is no such type of field.").On("type")
	ErrObject   = errs.New(errs.Invalid, "field.choice", "These records can't have fields of your own.").On("object")
	ErrLong     = errs.New(errs.Invalid, "field.long", "At most 200 characters.")
	ErrState    = errs.New(errs.Invalid, "field.choice", "There is no such state.").On("state")
	ErrChoices  = errs.New(errs.Invalid, "field.choices", "Give from 1 to 100 choices, each with another name of at most 60 characters.").On("choices")
	ErrColour   = errs.New(errs.Invalid, "field.choice", "There is no such colour.").On("choices")
	ErrDecimals = errs.New(errs.Invalid, "field.range", "From 0 to 4 decimals.").On("decimals")
	ErrUnique   = errs.New(errs.Invalid, "field.invalid", "Values of this type can't be kept unique.").On("unique")
	ErrFile     = errs.New(errs.Invalid, "field.invalid", "A record is there before its files: they can't be required.").On("required")
	ErrLine     = errs.New(errs.Invalid, "field.invalid", "Tasks are made in one line, and by programs: nothing more can be required of them.").On("required")
	ErrTwice    = errs.New(errs.Conflict, "field.twice", "Some records have the same value in this field.").On("unique")
	ErrShownIf  = errs.New(errs.Invalid, "field.choice", "Choose another field of these records that has choices, and some of them.").On("shownIf")
	ErrInUse    = errs.New(errs.Conflict, "field.in_use", "Archive the field first.")
	ErrLossy    = errs.New(errs.Conflict, "field.lossy", "Some values don't fit the other type. Nothing was changed.")
)

// apply sets what was drafted; the error names all parts at fault. all are the object's fields.
func (f *Field) apply(d Draft, all Fields) error {
	var wrong []error
	say := func(bad bool, err error) {
		if bad {
			wrong = append(wrong, err)
		}
	}
	for _, name := range text.Lines(maxHelp, []text.Field{{Name: "label", To: &f.Label, Draft: d.Label}, {Name: "help", To: &f.Help, Draft: d.Help}, {Name: "section", To: &f.Section, Draft: d.Section}}) {
		say(name != "label", ErrLong.On(name))
	}
	say(text.Long(f.Section, maxLabel) && !text.Long(f.Section, maxHelp), ErrLong.On("section"))
	say(f.Label == "", ErrLabel)
	say(text.Long(f.Label, maxLabel), ErrLong.On("label"))
	say(slices.ContainsFunc(all, func(o Field) bool {
		return o.ID != f.ID && o.Object == f.Object && strings.EqualFold(o.Label, f.Label) && o.State != Archived
	}) && f.State != Archived, ErrTaken)
	f.set(d)
	say(!slices.Contains([]string{Active, ReadOnly, Hidden, Archived}, f.State), ErrState)
	say(f.Settings.Decimals < 0 || f.Settings.Decimals > maxDecimals, ErrDecimals)
	say(f.Settings.Unique && !slices.Contains(uniqueTypes, f.Type), ErrUnique)
	say(!f.depends(all), ErrShownIf)
	say(f.Type == File && f.Required, ErrFile)
	say(f.Object == "task" && f.Required, ErrLine)
	return errs.All(append(wrong, f.offer(d.Choices), f.derive(d, all))...)
}

func (f *Field) set(d Draft) {
	if d.State != nil {
		f.State = *d.State
	}
	if d.Required != nil {
		f.Required = *d.Required
	}
	if d.Unique != nil {
		f.Settings.Unique = *d.Unique
	}
	if d.Decimals != nil {
		f.Settings.Decimals = *d.Decimals
	}
	if d.ShownIf != nil {
		f.Settings.ShownIf = *d.ShownIf
	}
}

// depends tells whether the field depends on nothing, or on another one with choices that itself depends on nothing.
func (f *Field) depends(all Fields) bool {
	c := f.Settings.ShownIf
	if c == nil {
		return true
	}
	on, there := all.find(c.Field)
	fits := there && on.ID != f.ID && on.Object == f.Object && on.chosen() && on.Settings.ShownIf == nil && len(c.Choices) > 0
	return fits && !slices.ContainsFunc(c.Choices, func(id string) bool { return on.option(id) == nil })
}

// offer sets the choices. One that is left out stays as gone, so that records keep what they have.
func (f *Field) offer(draft *[]Option) error {
	if draft == nil || !f.chosen() {
		if f.chosen() && len(f.Settings.Choices) == 0 {
			return ErrChoices
		}
		return nil
	}
	before, seen := f.Settings.Choices, map[string]bool{}
	next := make([]Option, 0, len(*draft))
	for _, o := range *draft {
		o.Label, o.Gone, o.Colour = text.Line(o.Label), false, cmp.Or(o.Colour, Colours[0])
		low := strings.ToLower(o.Label)
		if o.Label == "" || text.Long(o.Label, maxChoice) || seen[low] {
			return ErrChoices
		}
		if !slices.Contains(Colours, o.Colour) {
			return ErrColour
		}
		if seen[o.ID] || !slices.ContainsFunc(before, func(b Option) bool { return b.ID == o.ID }) {
			o.ID = id.New().String()
		}
		seen[low], seen[o.ID] = true, true
		next = append(next, o)
	}
	if len(next) == 0 || len(next) > maxChoices {
		return ErrChoices
	}
	for _, o := range before {
		if !seen[o.ID] {
			o.Gone = true
			next = append(next, o)
		}
	}
	f.Settings.Choices = next
	return nil
}

func (f Field) option(id string) *Option {
	for i, o := range f.Settings.Choices {
		if o.ID == id {
			return &f.Settings.Choices[i]
		}
	}
	return nil
}

// Changed is published in the unit of work that saved a field.
type Changed struct {
	Action        string // created, updated, converted, archived, deleted, restored
	Before, After *Field
}

// Change implements event.Change.
func (c Changed) Change() event.Changed {
	f := c.After
	if f == nil {
		f = c.Before
	}
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: f.ID}, Action: c.Action, Name: f.Label, Before: facts(c.Before), After: facts(c.After)}
}

func facts(f *Field) any {
	if f == nil {
		return nil
	}
	var choices []string
	for _, o := range f.Settings.Choices {
		if !o.Gone {
			choices = append(choices, o.Label)
		}
	}
	return struct {
		Object, Label, Type, Help, Section, State, Choices string
		Required, Unique                                   bool
		Decimals                                           int
		Formula                                            string
	}{f.Object, f.Label, f.Type, f.Help, f.Section, f.State, strings.Join(choices, ", "), f.Required, f.Settings.Unique, f.Settings.Decimals, f.Settings.Formula}
}

// Made is the kind of the records that a company has made kinds of for itself (crm/object): they stand in one table, and each
// of these objects has fields of its own, under its code.
const Made = "object_record"

// madePrefix stands before what is of an object's id in its code.
const madePrefix = "o"

// ObjectCode is the name under which fields know an object: the end of its id, which is thrown with dice.
func ObjectCode(id uuid.UUID) string {
	text := id.String()
	return madePrefix + text[len(text)-12:]
}

// KindOf is the kind of records, and so the table, of which an object is, or is a part.
func KindOf(object string) string {
	if slices.Contains(Objects, object) {
		return object
	}
	return Made
}

// Objects tells the service which objects a company has made, by their codes. A higher domain calls it, before the first
// request.
func (s *Service) Objects(made func(ctx context.Context) ([]string, error)) { s.made = made }

// Has refuses records of which there are none.
func (s *Service) Has(ctx context.Context, object string) error {
	if slices.Contains(Objects, object) {
		return nil
	}
	codes, err := s.made(ctx)
	if err == nil && !slices.Contains(codes, object) {
		err = ErrObject
	}
	return err
}
