package diet

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/object"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/event"
)

// Parts are what the diet looks at, and what it changes.
type Parts struct {
	Roles     *role.Service
	Pipelines *pipeline.Service
	Own       *customfield.Service
	Objects   *object.Service
}

// Service counts how fields are used, and closes those that are not. Its methods run in the unit of work of the caller's tenant.
// Counts are gathered in memory and ride along with a read about once a minute: a program that ends takes the last minute with it.
type Service struct {
	Parts
	mu      sync.Mutex
	tallies map[int64]*tally // by company
}

// NewService returns a service made with p.
func NewService(p Parts) *Service { return &Service{Parts: p, tallies: map[int64]*tally{}} }

// Note counts what a read used.
func (s *Service) Note(ctx context.Context, seen Seen) error {
	fields := closable()
	if counted(seen.Kind) {
		own, err := s.Own.Known(ctx, cmp.Or(seen.Object, seen.Kind))
		if err != nil {
			return err
		}
		fields[seen.Kind] = append(fields[seen.Kind], own...)
	}
	return s.count(ctx, seen.uses(fields, fieldOf))
}

// On counts which fields a change filled in.
func (s *Service) On(ctx context.Context, e event.Changed) error {
	if !counted(e.Ref.Kind) || e.Action != "created" && e.Action != "updated" {
		return nil
	}
	return s.count(ctx, written(e.Ref.Kind, Write, e.Before, e.After))
}

// Imported counts which fields an import filled in: of each record what it looks like now.
func (s *Service) Imported(ctx context.Context, kind string, records []any) error {
	var all []use
	for _, r := range records {
		all = append(all, written(kind, Import, nil, r)...)
	}
	return s.count(ctx, all)
}

// written are the fields in which two states of a record differ, each once.
func written(kind, how string, before, after any) (all []use) {
	for _, ch := range diff.Between(before, after) {
		if f := fieldOf(kind, ch.Field); f != "" && !slices.Contains(all, use{kind, f, how}) {
			all = append(all, use{kind, f, how})
		}
	}
	return all
}

func (s *Service) count(ctx context.Context, all []use) error {
	if len(all) == 0 {
		return nil
	}
	id, now := caller.From(ctx).Tenant.ID, clock.Now()
	s.mu.Lock()
	t := s.tallies[id]
	if t == nil {
		t = &tally{since: now, n: map[use]int64{}}
		s.tallies[id] = t
	}
	due := t.add(all, now)
	s.mu.Unlock()
	return save(ctx, due, today(ctx))
}

func today(ctx context.Context) date.Date {
	return date.Of(clock.Now().In(clock.Zone(caller.From(ctx).Tenant.Timezone)))
}

// Fields returns all fields that can be closed, with how they are used.
func (s *Service) Fields(ctx context.Context) ([]Field, error) {
	r, err := read(ctx, today(ctx))
	if err != nil {
		return nil, err
	}
	p, err := s.Roles.Policy(ctx)
	if err != nil {
		return nil, err
	}
	retired, err := p.Retired()
	if err != nil {
		return nil, err
	}
	gates, err := s.gates(ctx)
	var all []Field
	fields := closable()
	for _, kind := range Kinds {
		for _, name := range fields[kind] {
			f := r.field(kind, name)
			f.State = stateOf(retired.Of(kind, name))
			if kind == deal.Kind {
				f.Gates = gates[name]
			}
			all = append(all, f)
		}
	}
	if err != nil {
		return nil, err
	}
	own, err := s.own(ctx, r, gates)
	return append(all, own...), err
}

// own are the company's own fields, deleted ones too; those of objects that are not in use are left out.
func (s *Service) own(ctx context.Context, r known, gates map[string][]string) (all []Field, err error) {
	steps, err := s.Own.Ladder(ctx)
	if err != nil {
		return nil, err
	}
	sizes, err := s.Objects.Sizes(ctx)
	for _, step := range steps {
		kind, size := customfield.KindOf(step.Object), sizes[step.Object]
		if kind == object.Kind && size.Plural == "" {
			continue
		}
		f := r.field(kind, step.Key())
		if kind == object.Kind {
			f.Object, f.Plural, f.Total = step.Object, size.Plural, size.Records
		}
		f.Label, f.Worked, f.State, f.Until, f.Filled = step.Label, step.Computed(), step.State, step.Until, step.Filled
		if step.Object == deal.Kind {
			f.Gates = gates[f.Name]
		}
		all = append(all, f)
	}
	return all, err
}

// gates are the stages that ask for a field of deals, by the field.
func (s *Service) gates(ctx context.Context) (map[string][]string, error) {
	ps, err := s.Pipelines.List(ctx)
	by := map[string][]string{}
	for _, p := range ps {
		for _, stage := range p.Stages {
			for _, field := range stage.Gate.Fields() {
				by[field] = append(by[field], p.Name+": "+stage.Name)
			}
		}
	}
	return by, err
}

// Step puts a field on another step of the ladder, for everybody, if it stands where the caller saw it. What is in it stays, so
// that each step can be taken back. ErrState, role.ErrField, role.ErrStale.
func (s *Service) Step(ctx context.Context, object, field, saw, state string) error {
	if strings.HasPrefix(field, own) {
		return s.Own.Move(ctx, field, saw, state)
	}
	before, known := masks[saw]
	after, is := masks[state]
	if !known || !is {
		return ErrState
	}
	return s.Roles.Retire(ctx, object, field, before, after)
}
