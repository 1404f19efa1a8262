package customfield

import (
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/reach"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/sheet"
)

// home is where the caller's company is.
func home(ctx context.Context) place {
	t := caller.From(ctx).Tenant
	return place{reach.Country(t.Timezone, t.Currency), t.Currency}
}

// Know makes values tell what the fields are called, for histories.
func (s *Service) Know(ctx context.Context, object string, v *Values) (err error) {
	if len(v.of) > 0 {
		v.fields, err = of(ctx)
		v.fields = v.fields.Of(object)
	}
	return err
}

// Apply sets what a caller drafted in the fields of a record, by their ids: what is absent stays, null is taken out. Of a
// new record it asks for what is required. The error names all fields at fault.
func (s *Service) Apply(ctx context.Context, object string, v *Values, draft map[string]any, isNew bool) error {
	if len(draft) == 0 && !isNew {
		return nil
	}
	fs, err := of(ctx)
	if err != nil {
		return err
	}
	if len(draft) == 0 && len(fs.Of(object)) == 0 {
		return nil
	}
	if fs, err = s.fresh(ctx, draft); err != nil {
		return err
	}
	fs = fs.Of(object)
	changes, wrong := fs.changes(ctx, draft)
	before := *v
	*v = before.with(changes)
	v.fields = fs
	if isNew {
		wrong = append(wrong, fs.needed(ctx, *v, draft)...)
	}
	wrong = append(wrong, s.refer(ctx, fs, before, changes), s.attach(fs, v, before, isNew))
	return errs.All(wrong...)
}

// Again are the values of a record that comes after another: what no two may have stays with the first.
func (s *Service) Again(ctx context.Context, object string, v *Values) error {
	if len(v.of) == 0 {
		return nil
	}
	fs, err := having(ctx, slices.Collect(maps.Keys(v.of)))
	out := map[string]any{}
	for _, f := range fs.Of(object) {
		if _, there := v.of[f.ID.String()]; there && f.Settings.Unique {
			out[f.ID.String()] = nil
		}
	}
	fields := v.fields
	*v = v.with(out)
	v.fields, v.changes = fields, nil
	return err
}

// fresh reads the fields as they are now. Until the end of the unit none of those drafted changes, and nobody else writes
// those of which no two records have the same value.
func (s *Service) fresh(ctx context.Context, draft map[string]any) (Fields, error) {
	now, err := all(ctx)
	if err != nil {
		return nil, err
	}
	kept, only := []uuid.UUID{}, []uuid.UUID{}
	for key := range draft {
		u, _ := uuid.Parse(key)
		if f, there := now.find(u); there && f.Settings.Unique {
			only = append(only, u)
		} else if there {
			kept = append(kept, u)
		}
	}
	for _, l := range []struct {
		ids      []uuid.UUID
		strength string
	}{{kept, shared}, {only, exclusive}} {
		locked, err := lock(ctx, l.ids, l.strength)
		if err != nil {
			return nil, err
		}
		for _, f := range locked {
			if was, _ := now.find(f.ID); was.Version != f.Version {
				return nil, ErrStale
			}
		}
	}
	return now, nil
}

// changes are the drafted values in their one form, and what is wrong with others.
func (fs Fields) changes(ctx context.Context, draft map[string]any) (map[string]any, []error) {
	changes, wrong := map[string]any{}, []error{}
	at := home(ctx)
	for key, value := range draft {
		u, _ := uuid.Parse(key)
		f, there := fs.find(u)
		if !there || key != u.String() {
			wrong = append(wrong, ErrUnknown.On(prefix+key))
			continue
		}
		v, err := f.read(value, at)
		switch e, _ := errs.As(err); {
		case barred(ctx, f, caller.Read):
			wrong = append(wrong, errClosed.On(f.Key()))
		case f.State == ReadOnly, f.Computed():
			wrong = append(wrong, ErrFixed.On(f.Key()))
		case e != nil:
			wrong = append(wrong, e.On(f.Key()))
		case err != nil:
			wrong = append(wrong, ErrValue.On(f.Key()))
		case v == nil && f.Required && f.State == Active:
			wrong = append(wrong, ErrNeeded.On(f.Key()))
		}
		changes[key] = v
	}
	return changes, wrong
}

// needed are the fields that a new record lacks. What the caller may not fill in, or what does not apply to the record, is
// not asked for.
func (fs Fields) needed(ctx context.Context, v Values, draft map[string]any) (wrong []error) {
	for _, f := range fs {
		_, said := draft[f.ID.String()]
		if f.Required && f.State == Active && !said && fs.applies(f, v) && !barred(ctx, f, caller.Read) {
			wrong = append(wrong, ErrNeeded.On(f.Key()))
		}
	}
	return wrong
}

// applies tells whether a field is asked for in a record, which may depend on what another field has.
func (fs Fields) applies(f Field, v Values) bool {
	c := f.Settings.ShownIf
	if c == nil {
		return true
	}
	if _, there := fs.find(c.Field); !there {
		return true
	}
	switch chosen := v.of[c.Field.String()].(type) {
	case string:
		return slices.Contains(c.Choices, chosen)
	case []any:
		return slices.ContainsFunc(chosen, func(id any) bool { s, _ := id.(string); return slices.Contains(c.Choices, s) })
	}
	return false
}

// Has tells whether there is a value in a field, by its key; held are those of which a record had one when it was read,
// whoever may see it.
func (v Values) Has(key string, held []string) bool {
	id := strings.TrimPrefix(key, prefix)
	if value, set := v.changes[id]; set {
		return value != nil
	}
	_, there := v.of[id]
	return there || slices.Contains(held, key)
}

// attach has files that were set looked for beside the record before it is saved. A record that is not there yet has none.
func (s *Service) attach(fs Fields, v *Values, before Values, isNew bool) error {
	var wrong []error
	var keys []string
	var files []uuid.UUID
	for _, f := range fs {
		value := v.changes[f.ID.String()]
		if f.Type != File || value == nil || before.of[f.ID.String()] == value {
			continue
		}
		keys, files = append(keys, f.Key()), append(files, uuid.MustParse(value.(string)))
		if isNew {
			wrong = append(wrong, ErrValue.On(f.Key()))
		}
	}
	if len(files) > 0 {
		v.beside = func(ctx context.Context, of record.Ref) error {
			if ok, err := s.files(ctx, of, files); err != nil || ok {
				return err
			}
			return ErrValue.On(keys[0])
		}
	}
	return errs.All(wrong...)
}

// refer checks what the company's other records have to do with changed values: colleagues work here, companies are seen,
// and what is unique stands nowhere else.
func (s *Service) refer(ctx context.Context, fs Fields, before Values, changes map[string]any) error {
	var wrong []error
	for _, f := range fs {
		v, set := changes[f.ID.String()]
		if !set || v == nil || before.of[f.ID.String()] == v && f.Type != Choices && f.Type != Money {
			continue
		}
		ok, refused, err := true, ErrValue, error(nil)
		switch {
		case f.Type == Person:
			ok, err = s.people.Works(ctx, uuid.MustParse(v.(string)))
		case f.Type == File: // once it is known of which record
		case f.refers():
			var names map[uuid.UUID]string
			names, err = s.records[f.Type](ctx, []uuid.UUID{uuid.MustParse(v.(string))})
			ok = len(names) == 1
		case f.Settings.Unique:
			refused = ErrSame
			ok, err = free(ctx, f, v)
		}
		if err != nil {
			return err
		}
		if !ok {
			wrong = append(wrong, refused.On(f.Key()))
		}
	}
	return errs.All(wrong...)
}

// Seen are the values of records as their reader may know them, each by the field's id, and the names of the people and
// records in them.
type Seen struct {
	Values []map[string]any
	Names  map[string]string
}

// See shows the values of records of one kind: those of fields that are in use and not closed to the
// caller. Names of records that the caller does not
// see, and of nobody, are missing.
func (s *Service) See(ctx context.Context, object string, all ...Values) (Seen, error) {
	seen := Seen{make([]map[string]any, len(all)), map[string]string{}}
	fs, err := inUse(ctx, object, all)
	if err != nil {
		return seen, err
	}
	worked, err := s.compute(ctx, object, fs, all)
	if err != nil {
		return seen, err
	}
	referred := map[string][]uuid.UUID{}
	for i, v := range all {
		seen.Values[i] = map[string]any{}
		for _, f := range fs {
			value, there := v.of[f.ID.String()]
			if of, open := marked(value); open {
				value, there = worked[f.ID][of]
			}
			if !there || value == nil {
				continue
			}
			seen.Values[i][f.ID.String()] = value
			if f.refers() {
				referred[f.Type] = append(referred[f.Type], uuid.MustParse(value.(string)))
			}
		}
	}
	return seen, s.name(ctx, seen.Names, referred)
}

// inUse are the fields of which values are shown to the caller: none are read for records without any.
func inUse(ctx context.Context, object string, all []Values) (Fields, error) {
	ids := map[string]bool{}
	for _, v := range all {
		for id := range v.of {
			ids[id] = true
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	fs, err := having(ctx, slices.Collect(maps.Keys(ids)))
	return slices.DeleteFunc(fs.Of(object), func(f Field) bool { return !ids[f.ID.String()] || f.State == Hidden || barred(ctx, f, caller.Masked) }), err
}

func (s *Service) name(ctx context.Context, to map[string]string, referred map[string][]uuid.UUID) error {
	for _, kind := range slices.Sorted(maps.Keys(referred)) {
		names, err := s.records[kind](ctx, referred[kind])
		if err != nil {
			return err
		}
		for id, name := range names {
			to[id.String()] = name
		}
	}
	return nil
}

// Columns are the fields that a file has of some records, in their order: those that the caller sees. of tells what a record
// has in them, as See tells it, and the names in it.
func Columns[T any](ctx context.Context, s *Service, object string, of func(T) (own map[string]any, names map[string]string)) (all []sheet.Field[T], err error) {
	fs, err := s.Shown(ctx, object)
	for _, f := range fs {
		id := f.ID.String()
		all = append(all, sheet.Field[T]{Column: sheet.Column{Key: f.Key(), Head: f.Label}, Cell: func(record T) any {
			own, names := of(record)
			return f.cell(own[id], names)
		}})
	}
	return all, err
}

// cell is a value as a file has it.
func (f Field) cell(v any, names map[string]string) any {
	switch v := v.(type) {
	case nil, float64, bool:
		return v
	case map[string]any:
		n, _ := v["amount"].(float64)
		code, _ := v["currency"].(string)
		return sheet.Money{Amount: int64(math.Round(n)), Currency: code}
	case string:
		if f.refers() {
			return names[v]
		}
		if f.holds() == Date {
			return date.Date(v)
		}
	}
	return f.told(v)
}

var interned sync.Map // tenant → Fields

// intern gives the callers of one company one copy of its fields.
func intern(tenant int64, fs Fields) Fields {
	if have, is := fs.interned(tenant); is {
		return have
	}
	interned.Store(tenant, fs)
	return fs
}

// interned is the copy that callers have, if it is of the same fields.
func (fs Fields) interned(tenant int64) (Fields, bool) {
	kept, _ := interned.Load(tenant)
	same := func(a, b Field) bool { return a.ID == b.ID && a.Version == b.Version && a.Position == b.Position }
	have, is := kept.(Fields)
	return have, is && slices.EqualFunc(have, fs, same)
}

// known compiles fields, unless callers have them compiled.
func (fs Fields) known(tenant int64) Fields {
	have, is := fs.interned(tenant)
	if !is {
		return fs.work()
	}
	for i := range fs {
		fs[i].made = have[i].made
	}
	return fs
}
