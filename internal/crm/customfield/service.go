package customfield

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/limit"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Fields are definitions, in the order in which people see them.
type Fields []Field

func (fs Fields) find(id uuid.UUID) (Field, bool) {
	for _, f := range fs {
		if f.ID == id {
			return f, true
		}
	}
	return Field{}, false
}

// Of are those of one kind of records that are in use.
func (fs Fields) Of(object string) (own Fields) {
	for _, f := range fs {
		if f.Object == object && f.State != Archived {
			own = append(own, f)
		}
	}
	return own
}

// namer gives the names of those records that the caller may see.
type namer func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)

// Service is the only way to the fields. Its methods run in the unit of work of the caller's tenant.
type Service struct {
	bus      *event.Bus
	people   owner.People
	limits   *limit.Service
	records  map[string]namer // by the type of the fields that refer to them
	related  related
	everyone func(ctx context.Context, f func(context.Context, int64) error) error
	made     func(ctx context.Context) ([]string, error)
	files    filer
}

// NewService returns a service that reports changes on bus and stays within limits.
func NewService(bus *event.Bus, people owner.People, limits *limit.Service) *Service {
	limits.Count(plan.Fields, count)
	none := func(context.Context) ([]string, error) { return nil, nil }
	return &Service{bus: bus, people: people, limits: limits, records: map[string]namer{Person: people.Names}, made: none}
}

// Names tells the service how the records are named that fields of a type refer to, which a higher domain owns. The
// composition root calls it, before the first request.
func (s *Service) Names(kind string, names namer) { s.records[kind] = names }

// List returns all fields, also archived ones.
func (s *Service) List(ctx context.Context) (Fields, error) { return all(ctx) }

// Compile returns the fields as callers carry them.
func (s *Service) Compile(ctx context.Context) (Fields, error) {
	fs, err := all(ctx)
	return intern(caller.From(ctx).Tenant.ID, fs), err
}

// of are the fields of the caller's company: those that the caller carries, or, for programs that carry none, read now.
func of(ctx context.Context) (Fields, error) {
	if fs, carried := caller.From(ctx).Shape.(Fields); carried {
		return fs, nil
	}
	return all(ctx)
}

// having are the same, with some among them: a field may be so new that the caller does not carry it yet.
func having(ctx context.Context, ids []string) (Fields, error) {
	fs, err := of(ctx)
	for _, id := range ids {
		if u, _ := uuid.Parse(id); err == nil && !slices.ContainsFunc(fs, func(f Field) bool { return f.ID == u }) {
			return all(ctx)
		}
	}
	return fs, err
}

// Shown are the fields of one kind of records that the caller may know of.
func (s *Service) Shown(ctx context.Context, object string) (Fields, error) {
	fs, err := all(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(fs.Of(object), func(f Field) bool { return f.State == Hidden || barred(ctx, f, caller.Masked) }), nil
}

// Keys are the names of those fields of a kind of records that can be filled in, as they are now.
func (s *Service) Keys(ctx context.Context, object string) ([]string, error) {
	fs, err := all(ctx)
	return fs.keys(object), err
}

// Open are the same as the caller carries them.
func (s *Service) Open(ctx context.Context, object string) ([]string, error) {
	fs, err := of(ctx)
	return fs.keys(object), err
}

func (fs Fields) keys(object string) (keys []string) {
	for _, f := range fs.Of(object) {
		if f.State == Active && !f.Computed() {
			keys = append(keys, f.Key())
		}
	}
	return keys
}

// Labels are the names of all fields by kind of records and key, as roles show them: "contact.custom.ID".
func (s *Service) Labels(ctx context.Context) (map[string]string, error) {
	fs, err := all(ctx)
	labels := map[string]string{}
	for _, f := range fs {
		if f.State != Archived {
			labels[KindOf(f.Object)+"."+f.Key()] = f.Label
		}
	}
	return labels, err
}

// Create adds a field at the end, if the plan has room for it.
func (s *Service) Create(ctx context.Context, object, kind string, d Draft) (Field, error) {
	if err := s.Has(ctx, object); err != nil {
		return Field{}, err
	}
	if !slices.Contains(Types, kind) || kind == Rollup && around[object] == nil || kind == File && object == "task" {
		return Field{}, ErrType
	}
	fs, err := all(ctx)
	if err != nil {
		return Field{}, err
	}
	now := clock.Now()
	f := Field{ID: id.New(), Object: object, Type: kind, State: Active, Position: len(fs), Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := f.apply(d, fs); err != nil {
		return f, err
	}
	if err := s.limits.Take(ctx, plan.Fields, 1); err != nil {
		return f, err
	}
	if err := insert(ctx, &f); err != nil {
		return f, err
	}
	return f, s.bus.Publish(ctx, Changed{"created", nil, &f})
}

// Update changes the drafted parts, unless the field was saved since the caller read version.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, d Draft) (Field, error) {
	before, fs, err := s.locked(ctx, id, version)
	if err != nil {
		return before, err
	}
	f := before
	if err := f.apply(d, fs); err != nil {
		return f, err
	}
	if err := errs.All(fs.keeps(f, f.State == Archived), s.counted(ctx, before, f)); err != nil {
		return f, err
	}
	if f.Settings.Unique && !before.Settings.Unique {
		if err := distinct(ctx, f); err != nil {
			return f, err
		}
	}
	if err := save(ctx, &f); err != nil {
		return f, err
	}
	action := "updated"
	if f.State == Archived && before.State != Archived {
		action = "archived"
	}
	return f, s.bus.Publish(ctx, Changed{action, &before, &f})
}

// counted keeps the plan's limit: what is archived does not count.
func (s *Service) counted(ctx context.Context, before, after Field) error {
	switch was, is := before.State == Archived, after.State == Archived; {
	case was && !is:
		return s.limits.Take(ctx, plan.Fields, 1)
	case is && !was:
		return s.limits.Give(ctx, plan.Fields, 1)
	}
	return nil
}

// locked reads a field to be changed, and all others; nobody writes its values until the end of the unit.
func (s *Service) locked(ctx context.Context, id uuid.UUID, version int) (Field, Fields, error) {
	if _, err := lock(ctx, []uuid.UUID{id}, exclusive); err != nil {
		return Field{}, nil, err
	}
	fs, err := all(ctx)
	if err != nil {
		return Field{}, nil, err
	}
	f, there := fs.find(id)
	switch {
	case !there:
		return f, fs, ErrNotFound
	case f.Version != version:
		return f, fs, ErrStale
	}
	return f, fs, nil
}

// Order puts the fields of a kind of records into an order; those that are not named come after.
func (s *Service) Order(ctx context.Context, object string, ids []uuid.UUID) error {
	fs, err := all(ctx)
	if err != nil {
		return err
	}
	place := map[uuid.UUID]int{}
	for i, id := range ids {
		place[id] = i - len(ids)
	}
	own := slices.DeleteFunc(slices.Clone(fs), func(f Field) bool { return f.Object != object })
	slices.SortStableFunc(own, func(a, b Field) int { return cmp.Compare(place[a.ID], place[b.ID]) })
	return order(ctx, own)
}

// Uses tells how many records have a value in a field, whoever may see them.
func (s *Service) Uses(ctx context.Context, id uuid.UUID) (int64, error) {
	f, err := find(ctx, id)
	if err != nil {
		return 0, err
	}
	return uses(ctx, f)
}

// Delete puts an archived field into the trash. Its values stay in the records, and come back with it.
func (s *Service) Delete(ctx context.Context, id uuid.UUID) error {
	f, err := find(ctx, id)
	switch {
	case err != nil:
		return err
	case f.State != Archived:
		return ErrInUse
	}
	if err := remove(ctx, id); err != nil {
		return err
	}
	return s.bus.Publish(ctx, Changed{"deleted", &f, nil})
}

// Restore takes a field out of the trash; it is archived, as it was.
func (s *Service) Restore(ctx context.Context, id uuid.UUID) (Field, error) {
	f, err := restore(ctx, id)
	if err != nil {
		return f, err
	}
	return f, s.bus.Publish(ctx, Changed{"restored", nil, &f})
}

// Fit is what became of values that were read as another type.
type Fit struct {
	Fits, Lost int64
	Examples   []string // of values that do not fit
}

// convertible are the types to which a field can be changed; what refers to other records can't become one.
var convertible = []string{Text, Long, Number, Date, Choice, Choices, YesNo, Link, Email, Phone}

// Preview tells which values of a field would fit another type.
func (s *Service) Preview(ctx context.Context, id uuid.UUID, to string) (Fit, error) {
	f, err := find(ctx, id)
	if err != nil {
		return Fit{}, err
	}
	_, _, fit, err := s.convert(ctx, f, to)
	return fit, err
}

// Convert changes the type of a field, and its values with it, if all of them fit. Words become choices of their own.
func (s *Service) Convert(ctx context.Context, id uuid.UUID, version int, to string) (Field, error) {
	before, fs, err := s.locked(ctx, id, version)
	if err != nil {
		return before, err
	}
	after, pairs, fit, err := s.convert(ctx, before, to)
	switch {
	case err != nil:
		return before, err
	case fit.Lost > 0:
		return before, ErrLossy.With("lost", fit.Lost)
	}
	if err := fs.keeps(after, false); err != nil {
		return before, err
	}
	if err := rewrite(ctx, after, pairs); err != nil {
		return before, err
	}
	if err := save(ctx, &after); err != nil {
		return before, err
	}
	return after, s.bus.Publish(ctx, Changed{"converted", &before, &after})
}

// convert reads all values of a field as another type.
func (s *Service) convert(ctx context.Context, f Field, to string) (Field, []pair, Fit, error) {
	fit := Fit{Examples: []string{}}
	if !slices.Contains(convertible, to) || !slices.Contains(convertible, f.Type) && f.Type != Money || to == f.Type {
		return f, nil, fit, ErrType
	}
	have, err := values(ctx, f)
	if err != nil {
		return f, nil, fit, err
	}
	after := f
	after.become(to, have)
	var pairs []pair
	for _, h := range have {
		told := f.told(h.Value)
		next, err := after.read(told, home(ctx))
		if err != nil || next == nil || !f.back(h.Value, after.told(next), to) {
			if fit.Lost += h.Count; len(fit.Examples) < 5 {
				fit.Examples = append(fit.Examples, told)
			}
			continue
		}
		fit.Fits += h.Count
		pairs = append(pairs, pair{h.Value, next})
	}
	return after, pairs, fit, nil
}

// back tells whether what a value has become, as another type, says the same: read as what it was, it is what it was. As a
// number, or from one, it may be written otherwise.
func (f Field) back(was any, told, to string) bool {
	again, err := f.read(told, place{})
	if err != nil {
		return false
	}
	if to != Number && f.Type != Number && f.Type != Money {
		return f.told(again) == f.told(was)
	}
	if a, b := plainNumber(f.told(again)), plainNumber(f.told(was)); a != b { // 7.50 and 7.5 are the same number
		x, errX := strconv.ParseFloat(a, 64)
		y, errY := strconv.ParseFloat(b, 64)
		return errX == nil && errY == nil && x == y
	}
	return true
}

// become gives a field another type, with what the type needs to hold some values.
func (f *Field) become(to string, have []counted) {
	before := *f
	f.Type = to
	f.Settings.Unique = f.Settings.Unique && slices.Contains(uniqueTypes, to)
	f.Settings.Decimals = 0
	for _, h := range have {
		if n, err := float(before.told(h.Value)); to == Number && err == nil {
			_, fraction, _ := strings.Cut(strconv.FormatFloat(n, 'f', -1, 64), ".")
			f.Settings.Decimals = min(max(f.Settings.Decimals, len(fraction)), maxDecimals)
		}
	}
	if !f.chosen() {
		f.Settings.Choices = nil
		return
	}
	if before.chosen() {
		return
	}
	labels := map[string]bool{}
	for _, h := range have {
		labels[before.told(h.Value)] = true
	}
	f.Settings.Choices = nil
	for _, label := range slices.Sorted(maps.Keys(labels)) {
		if len(f.Settings.Choices) < maxChoices && len([]rune(label)) <= maxChoice {
			f.Settings.Choices = append(f.Settings.Choices, Option{ID: id.New().String(), Label: label, Colour: Colours[0]})
		}
	}
}
