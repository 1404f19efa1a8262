package customfield

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/formula"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Types of fields that nobody fills in: what is in them is worked out when it is read.
const (
	Formula = "formula" // from the record itself
	Rollup  = "rollup"  // from the records around it
)

// Summary is what a roll-up says of the records of a kind that belong to one.
type Summary struct {
	Of    string `json:"of"`              // their kind
	Do    string `json:"do"`              // one of Ways
	Field string `json:"field,omitempty"` // of what; a count needs none
	Only  string `json:"only,omitempty"`  // open or won deals, open or done tasks; empty for all
}

// What a roll-up can say.
const (
	Count  = "count"
	Sum    = "sum"
	Least  = "min"
	Most   = "max"
	Latest = "latest" // of the record that was added last
)

// Ways are all of them.
var Ways = []string{Count, Sum, Least, Most, Latest}

// around are the kinds of records that belong to one of a kind.
var around = map[string][]string{"company": {"contact", "deal", "task"}, "contact": {"deal", "task"}, "deal": {"contact", "task"}}

// parts of them can be summed up alone.
var only = map[string][]string{"contact": {""}, "deal": {"", "open", "won", "lost"}, "task": {"", "open", "done"}}

// What can go wrong with a field that is worked out.
var (
	ErrFormula = errs.New(errs.Invalid, "field.formula", "This formula does not work.").On("formula")
	ErrSummary = errs.New(errs.Invalid, "field.choice", "Choose what to sum up.").On("rollup")
	ErrNeeds   = errs.New(errs.Conflict, "field.needed", "Another field is worked out from this one.")
)

// made is how a field is worked out, compiled.
type made struct {
	formula.Result
	needs []need // all that it is worked out from, in the end
	works bool
}

// need is a field that another is worked out from.
type need struct{ object, key string }

// Computed tells whether what is in the field is worked out and not written.
func (f Field) Computed() bool { return f.Type == Formula || f.Type == Rollup }

// holds is the type of what is in the field.
func (f Field) holds() string {
	if f.Computed() && f.made != nil && f.made.works {
		return string(f.made.Type)
	}
	return f.Type
}

// derive sets what a field is worked out from. Nobody is asked for it.
func (f *Field) derive(d Draft, all Fields) error {
	if !f.Computed() {
		return nil
	}
	f.Required, f.Settings.Unique, f.Settings.ShownIf = false, false, nil
	if d.Formula != nil && f.Type == Formula {
		f.Settings.Formula = strings.TrimSpace(*d.Formula)
	}
	if d.Summary != nil && f.Type == Rollup {
		f.Settings.Rollup = d.Summary
	}
	m, err := all.with(*f).make(*f)
	f.made = &m
	return err
}

// with are the fields with one as it would be.
func (fs Fields) with(f Field) Fields {
	next := slices.DeleteFunc(slices.Clone(fs), func(o Field) bool { return o.ID == f.ID })
	return append(next, f)
}

// make compiles how a field is worked out.
func (fs Fields) make(f Field) (made, error) {
	if f.Type == Rollup {
		return fs.sumUp(f)
	}
	m, err := fs.formula(f.Object, f.Settings.Formula, []uuid.UUID{f.ID})
	var p *formula.Problem
	if errors.As(err, &p) {
		err = ErrFormula.With("problem", p.Code).With("at", p.At).With("word", p.Word)
	}
	return m, err
}

// circle is what is wrong with a formula that needs itself.
const circle = "circle"

// formula compiles a formula over a kind of records. path are the fields on the way to it.
func (fs Fields) formula(object, source string, path []uuid.UUID) (made, error) {
	m, turns := made{}, false
	result, err := formula.Compile(source, func(key string) (formula.Part, bool) {
		part, inner, wrong := fs.part(object, key, path)
		turns = turns || wrong == circle
		m.needs = append(append(m.needs, need{object, key}), inner...)
		return part, wrong == ""
	})
	var p *formula.Problem
	if turns && errors.As(err, &p) {
		p.Code = circle
	}
	m.Result, m.works = result, err == nil
	return m, err
}

// part is a field of a kind of records as formulas name it, and what it is itself worked out from; or what is wrong with
// naming it.
func (fs Fields) part(object, key string, path []uuid.UUID) (formula.Part, []need, string) {
	u, ours := keyed(key)
	if part, there := standard[KindOf(object)][key]; !ours && there {
		return part, nil, ""
	}
	f, there := fs.find(u)
	if slices.Contains(path, u) {
		return formula.Part{}, nil, circle
	}
	if !there || f.Object != object || f.State == Archived {
		return formula.Part{}, nil, formula.NoField
	}
	if f.Type == Formula {
		m, err := fs.formula(object, f.Settings.Formula, append(slices.Clone(path), u))
		var p *formula.Problem
		if errors.As(err, &p) {
			return m.Part, m.needs, p.Code
		}
		return m.Part, m.needs, ""
	}
	part, ok := f.part()
	if !ok {
		return part, nil, formula.NoField
	}
	return part, nil, ""
}

// sumUp compiles a roll-up: the type of what it says, and what of.
func (fs Fields) sumUp(f Field) (made, error) {
	s := f.Settings.Rollup
	if s == nil || !slices.Contains(around[f.Object], s.Of) || !slices.Contains(Ways, s.Do) || !slices.Contains(only[s.Of], s.Only) {
		return made{}, ErrSummary
	}
	if s.Do == Count {
		return made{formula.Result{Part: formula.Part{Type: formula.Number}}, nil, true}, nil
	}
	part, needs, wrong := fs.part(s.Of, s.Field, nil)
	amounts := part.Type == formula.Number || part.Type == formula.Money
	if wrong != "" || !amounts && (part.Type != formula.Date || s.Do == Sum) {
		return made{}, ErrSummary
	}
	return made{formula.Result{Part: part}, append(needs, need{s.Of, s.Field}), true}, nil
}

// work compiles those of the fields that are worked out. One that does not work any more has nothing in it.
func (fs Fields) work() Fields {
	for i, f := range fs {
		if f.Computed() {
			m, _ := fs.make(f)
			fs[i].made = &m
		}
	}
	return fs
}

// keeps refuses a change after which a field that was worked out is not any more; without says that the field is gone.
func (fs Fields) keeps(after Field, without bool) error {
	next := fs.with(after)
	if without {
		next = next[:len(next)-1]
	}
	for _, f := range fs {
		if !f.Computed() || f.ID == after.ID || f.State == Archived || f.made == nil || !f.made.works {
			continue
		}
		if m, err := next.make(f); err != nil || m.Type != f.made.Type {
			return ErrNeeds.With("name", f.Label)
		}
	}
	return nil
}

// barred tells whether a field is closed to the caller at least as much as least. What is worked out from something that the
// caller does not see as it is is not seen either: it would tell of it.
func barred(ctx context.Context, f Field, least caller.Mask) bool {
	if closed(ctx, f.Object, f.Key(), least) {
		return true
	}
	if f.Type == Rollup && f.Settings.Rollup != nil && caller.From(ctx).System == "" && caller.From(ctx).May(f.Settings.Rollup.Of, "read") == caller.None {
		return true
	}
	return f.made != nil && slices.ContainsFunc(f.made.needs, func(n need) bool { return closed(ctx, n.object, n.key, caller.Masked) })
}

// Trial is what a formula would be.
type Trial struct {
	Type     string
	Problem  *formula.Problem
	Examples []Example
}

// Example is what comes out for a record.
type Example struct {
	Name  string
	Value any
}

// tried is of how many records a trial tells.
const tried = 3

// Try tells what is wrong with the formula of a field that may not be there yet, or what comes out for some records that the
// caller sees.
func (s *Service) Try(ctx context.Context, f Field) (Trial, error) {
	t := Trial{Examples: []Example{}}
	fs, err := all(ctx)
	if err != nil {
		return t, err
	}
	if f.ID == uuid.Nil {
		f.ID = id.New()
	}
	f.Type, f.State = Formula, Active
	m, err := fs.with(f).formula(f.Object, f.Settings.Formula, []uuid.UUID{f.ID})
	if errors.As(err, &t.Problem) {
		return t, nil
	}
	f.made = &m
	if t.Type = f.holds(); barred(ctx, f, caller.Masked) {
		return t, err
	}
	rows, err := examples(ctx, f, tried)
	for _, r := range rows {
		t.Examples = append(t.Examples, Example{r.Name, r.Custom.of[f.ID.String()]})
	}
	return t, err
}
