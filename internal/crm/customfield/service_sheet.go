package customfield

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Sheet reads the cells of a file into the fields of one kind of records.
type Sheet struct {
	fields Fields
	at     place
	taken  map[uuid.UUID]map[string]bool // by unique field, what records have there
}

// Writable are the fields of a kind of records that a file can fill in. What refers to a record is known by its id only, which
// no file has.
func (s *Service) Writable(ctx context.Context, object string) (Fields, error) {
	fs, err := all(ctx)
	return slices.DeleteFunc(fs.Of(object), func(f Field) bool {
		return f.State != Active || f.Computed() || f.refers() || barred(ctx, f, caller.Read)
	}), err
}

// Sheet prepares to read cells of some columns, by the fields' keys. Who is about to write what was read locks the fields: they
// stay as they are until the end of the unit.
func (s *Service) Sheet(ctx context.Context, object string, keys []string, locked bool) (*Sheet, error) {
	sh := &Sheet{at: home(ctx), taken: map[uuid.UUID]map[string]bool{}}
	if len(keys) == 0 {
		return sh, nil
	}
	fs, err := s.Writable(ctx, object)
	if err != nil {
		return sh, err
	}
	sh.fields = slices.DeleteFunc(fs, func(f Field) bool { return !slices.Contains(keys, f.Key()) })
	var ids []uuid.UUID
	for _, f := range sh.fields {
		ids = append(ids, f.ID)
	}
	if locked {
		if _, err := lock(ctx, ids, exclusive); err != nil {
			return sh, err
		}
	}
	return sh, nil
}

// Meet learns which of the values that were read other records have already, in the fields of which no two have the same.
func (sh *Sheet) Meet(ctx context.Context, read []map[string]any) error {
	for _, f := range sh.fields {
		if !f.Settings.Unique {
			continue
		}
		if sh.taken[f.ID] == nil {
			sh.taken[f.ID] = map[string]bool{}
		}
		var wanted []any
		for _, in := range read {
			if v := in[f.ID.String()]; v != nil && !sh.taken[f.ID][f.told(v)] {
				wanted = append(wanted, v)
			}
		}
		have, err := among(ctx, f, wanted)
		if err != nil {
			return err
		}
		for _, v := range have {
			sh.taken[f.ID][f.told(v)] = true
		}
	}
	return nil
}

// Read brings cells, by the fields' keys, into the form of their fields, by their ids. The error names all at fault.
func (sh *Sheet) Read(cells map[string]string) (map[string]any, error) {
	in, wrong := map[string]any{}, []error{}
	for _, key := range slices.Sorted(maps.Keys(cells)) {
		u, _ := keyed(key)
		f, there := sh.fields.find(u)
		if !there {
			wrong = append(wrong, ErrUnknown.On(key))
			continue
		}
		v, err := f.read(cells[key], sh.at)
		if e, is := errs.As(err); is {
			wrong = append(wrong, e.On(key))
		} else if err != nil {
			wrong = append(wrong, ErrValue.On(key))
		}
		if v != nil {
			in[u.String()] = v
		}
	}
	return in, errs.All(wrong...)
}

// Told is what a field, by its key, has among values that were read, as people read it.
func (sh *Sheet) Told(in map[string]any, key string) string {
	u, _ := keyed(key)
	if f, there := sh.fields.find(u); there {
		return f.told(in[u.String()])
	}
	return ""
}

// Identifies tells whether records can be found again by a field, of which no two have the same.
func (f Field) Identifies() bool { return f.Settings.Unique && f.State == Active }

// Claim refuses what another record has in a field of which no two have the same; before is what the record itself has.
func (sh *Sheet) Claim(in map[string]any, before Values) error {
	var wrong []error
	for _, f := range sh.fields {
		v, told := in[f.ID.String()], ""
		if v != nil {
			told = f.told(v)
		}
		switch taken := sh.taken[f.ID]; {
		case taken == nil, v == nil, before.of[f.ID.String()] == v:
		case taken[told]:
			wrong = append(wrong, ErrSame.On(f.Key()))
		default:
			taken[told] = true
		}
	}
	return errs.All(wrong...)
}

// Onto sets what was read, and makes values tell what the fields are called.
func (sh *Sheet) Onto(v Values, in map[string]any) Values {
	changes := maps.Clone(v.changes)
	if changes == nil {
		changes = map[string]any{}
	}
	maps.Copy(changes, in)
	next := v.with(in)
	next.changes, next.fields = changes, sh.fields
	return next
}

// Changes are the values that were set since the record was read, as JSON.
func (v Values) Changes() json.RawMessage {
	data, err := json.Marshal(v.changes)
	if err != nil || v.changes == nil {
		return json.RawMessage("{}")
	}
	return data
}

// Guess is which field a column of a file would be.
type Guess struct {
	Type     string   `json:"type"`
	Decimals int      `json:"decimals,omitempty"`
	Choices  []string `json:"choices,omitempty"` // what stands in it, if that is little
}

const (
	someChoices = 10 // as many different values as people choose from
	// SomeCells is how many cells of a column GuessOf looks at.
	SomeCells = 2_000
)

// guesses are the types that a column may be of, the narrowest first, with what a cell of it looks like beside being read.
var guesses = []struct {
	kind  string
	looks func(cell string) bool
}{
	{YesNo, func(c string) bool { return c != "0" && c != "1" }},
	{Number, func(c string) bool {
		return !strings.HasPrefix(c, "+") && (len(c) < 2 || c[0] != '0' || c[1] == '.' || c[1] == ',')
	}},
	{Date, func(string) bool { return true }},
	{Email, func(c string) bool { return strings.Contains(c, "@") }},
	{Link, func(c string) bool { return strings.Contains(c, "://") || strings.HasPrefix(c, "www.") }},
	{Phone, func(c string) bool { return strings.HasPrefix(c, "+") && len(c) > 7 }},
}

// GuessOf is what a column with some cells would be.
func GuessOf(cells []string) Guess {
	cells = cells[:min(len(cells), SomeCells)]
	g := Guess{Type: Text, Choices: distinctCells(cells)}
	if len(cells) == 0 {
		return g
	}
	for _, as := range guesses {
		f := Field{Type: as.kind, Settings: Settings{Decimals: maxDecimals}}
		if !slices.ContainsFunc(cells, func(c string) bool {
			v, err := f.read(c, place{})
			return err != nil || v == nil || !as.looks(c)
		}) {
			g.Type = as.kind
			if as.kind == Number {
				g.Decimals = decimalsOf(cells)
			}
			return g
		}
	}
	switch {
	case slices.ContainsFunc(cells, func(c string) bool { return text.Long(c, maxText) || strings.Contains(c, "\n") }):
		g.Type = Long
	case len(g.Choices) > 0 && len(g.Choices) <= someChoices && len(cells) >= 2*len(g.Choices):
		g.Type = Choice
	}
	return g
}

// distinctCells are the different values of a column, none if they are too many or too long to be chosen from.
func distinctCells(cells []string) []string {
	seen := map[string]string{}
	for _, c := range cells {
		c = text.Line(c)
		if c == "" || text.Long(c, maxChoice) {
			return nil
		}
		if low := strings.ToLower(c); seen[low] == "" {
			seen[low] = c
		}
	}
	if len(seen) > maxChoices {
		return nil
	}
	all := []string{}
	for _, low := range slices.Sorted(maps.Keys(seen)) {
		all = append(all, seen[low])
	}
	return all
}

func decimalsOf(cells []string) (most int) {
	for _, c := range cells {
		if n, err := float(c); err == nil {
			_, fraction, _ := strings.Cut(strconv.FormatFloat(n, 'f', -1, 64), ".")
			most = max(most, len(fraction))
		}
	}
	return min(most, maxDecimals)
}
