package pipeline

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Mover moves what stands in stages. Deals do.
type Mover interface {
	// Sweep moves everything out of a stage into another, below what is there, and answers how many that were.
	Sweep(ctx context.Context, from, to Stage, at time.Time) (int64, error)
	// Unsweep moves back what was swept out of a stage at a time, unless it has moved since.
	Unsweep(ctx context.Context, stage Stage, at time.Time) (back, stayed int64, err error)
	// Standing counts what stands in each stage, whoever may see it.
	Standing(ctx context.Context) (map[uuid.UUID]int64, error)
}

// Holds tells what stands in the stages. The composition root calls it, before the first request.
func (s *Service) Holds(m Mover) { s.held = m }

// Outcome is what a change of a pipeline did. Removal names what was removed, so that it can be undone; nil when nothing was.
type Outcome struct {
	Pipeline
	Removal *uuid.UUID
	Moved   int64
}

// Standing counts what stands in each stage, whoever may see it.
func (s *Service) Standing(ctx context.Context) (map[uuid.UUID]int64, error) {
	return s.held.Standing(ctx)
}

// held is the kind of records that stand in stages.
const held = "deal"

// Create adds a pipeline behind all others, with the stages of the company's first one when none are drafted. It fails with
// limit.ErrLimit when the plan has no room.
func (s *Service) Create(ctx context.Context, d Draft) (Pipeline, error) {
	if err := lock(ctx); err != nil {
		return Pipeline{}, err
	}
	if err := s.Limits.Take(ctx, plan.Pipelines, 1); err != nil {
		return Pipeline{}, err
	}
	p, err := s.blank(ctx)
	if err != nil {
		return p, err
	}
	if d.Stages != nil {
		p.Stages = nil
	}
	keys, err := s.Own.Keys(ctx, held)
	if err != nil {
		return p, err
	}
	if err := p.apply(d, keys); err != nil {
		return p, err
	}
	if err := insert(ctx, p); err != nil {
		return p, err
	}
	if err := setTeams(ctx, p); err != nil {
		return p, err
	}
	return p, s.tell(ctx, Changed{Action: "created", After: p})
}

// blank is a pipeline with the stages that every company starts with.
func (s *Service) blank(ctx context.Context) (Pipeline, error) {
	n, err := behind(ctx)
	p := first(id.New(), caller.From(ctx).Tenant.Language)
	p.ID, p.Position = id.New(), n
	for i := range p.Stages {
		p.Stages[i].ID, p.Stages[i].PipelineID = id.New(), p.ID
	}
	return p, err
}

// Update changes a pipeline, unless it was saved since the caller read version. What stands in stages that are left out goes
// where the draft says.
func (s *Service) Update(ctx context.Context, pipelineID uuid.UUID, version int, d Draft) (Outcome, error) {
	before, err := s.open(ctx, pipelineID)
	if err != nil {
		return Outcome{}, err
	}
	keys, err := s.Own.Keys(ctx, held)
	if err != nil {
		return Outcome{}, err
	}
	after := before
	if err := after.apply(d, keys); err != nil {
		return Outcome{}, err
	}
	if err := s.place(ctx, &after, d.Position); err != nil {
		return Outcome{}, err
	}
	if err := update(ctx, &after, version); err != nil {
		return Outcome{}, err
	}
	if err := save(ctx, before, after); err != nil {
		return Outcome{}, err
	}
	out, err := s.clear(ctx, removed(before.Stages, after.Stages), d.Moves)
	if err != nil {
		return out, err
	}
	out.Pipeline = after
	return out, s.tell(ctx, Changed{Action: "updated", Before: before, After: after, Deals: out.Moved})
}

// open locks the set-up and returns a pipeline that the caller may set up.
func (s *Service) open(ctx context.Context, pipelineID uuid.UUID) (Pipeline, error) {
	if err := lock(ctx); err != nil {
		return Pipeline{}, err
	}
	p, err := find(ctx, pipelineID)
	if err != nil {
		return p, err
	}
	return p, p.open(caller.From(ctx))
}

// place puts a pipeline somewhere else among the others.
func (s *Service) place(ctx context.Context, p *Pipeline, to *int) error {
	if to == nil || *to == p.Position {
		return nil
	}
	ids, err := sequence(ctx)
	if err != nil {
		return err
	}
	ids = slices.DeleteFunc(ids, func(x uuid.UUID) bool { return x == p.ID })
	p.Position = max(0, min(*to, len(ids)))
	return resequence(ctx, slices.Insert(ids, p.Position, p.ID))
}

// clear removes stages: what stands in them moves first.
func (s *Service) clear(ctx context.Context, gone []Stage, moves []Move) (Outcome, error) {
	if len(gone) == 0 {
		return Outcome{}, nil
	}
	out, now := Outcome{Removal: new(id.New())}, clock.Now()
	if err := hold(ctx, gone); err != nil {
		return out, err
	}
	stay, err := stages(ctx)
	if err != nil {
		return out, err
	}
	stay = slices.DeleteFunc(stay, func(x Stage) bool {
		return slices.ContainsFunc(gone, func(g Stage) bool { return g.ID == x.ID })
	})
	for _, stage := range gone {
		n, err := s.empty(ctx, stage, stay, moves, now)
		if err != nil {
			return out, err
		}
		out.Moved += n
	}
	return out, detach(ctx, gone, moves, *out.Removal, now)
}

// empty moves what stands in a stage to where the moves say.
func (s *Service) empty(ctx context.Context, from Stage, stay Stages, moves []Move, now time.Time) (int64, error) {
	at := slices.IndexFunc(moves, func(m Move) bool { return m.From == from.ID })
	if at < 0 {
		standing, err := s.held.Standing(ctx)
		if err == nil && standing[from.ID] > 0 {
			err = ErrDealsInside.With("stage", from.Name).With("deals", standing[from.ID])
		}
		return 0, err
	}
	to, err := stay.Find(moves[at].To)
	switch {
	case err != nil || to.Kind != from.Kind:
		return 0, ErrTarget
	case to.Enter(caller.From(ctx)) != nil:
		return 0, ErrNotWhole
	}
	return s.held.Sweep(ctx, from, to, now)
}

// Remove takes a pipeline away, unless it was saved since the caller read version or it is the last one. What stands in its
// stages goes where the moves say.
func (s *Service) Remove(ctx context.Context, pipelineID uuid.UUID, version int, moves []Move) (Outcome, error) {
	p, err := s.open(ctx, pipelineID)
	if err != nil {
		return Outcome{}, err
	}
	if n, err := count(ctx); err != nil || n < 2 {
		return Outcome{}, orElse(err, ErrLast)
	}
	before := p
	if err := update(ctx, &p, version); err != nil {
		return Outcome{}, err
	}
	out, err := s.clear(ctx, p.Stages, moves)
	if err != nil {
		return out, err
	}
	if err := withdraw(ctx, p); err != nil {
		return out, err
	}
	if err := s.Limits.Give(ctx, plan.Pipelines, 1); err != nil {
		return out, err
	}
	out.Pipeline = p
	p.Stages = nil
	return out, s.tell(ctx, Changed{Action: "deleted", Before: before, After: p, Deals: out.Moved})
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// Undone is what an undo did: how many came back, and how many stayed because they have moved since.
type Undone struct{ Back, Stayed int64 }

// Undo brings back the stages of a removal, with the pipeline when that was removed, and what stood in them and has not
// moved since.
func (s *Service) Undo(ctx context.Context, removal uuid.UUID) (Undone, error) {
	if err := lock(ctx); err != nil {
		return Undone{}, err
	}
	gone, err := removedBy(ctx, removal)
	if err != nil || len(gone) == 0 {
		return Undone{}, orElse(err, ErrUndone)
	}
	before, err := s.reopen(ctx, *gone[0].FormerPipelineID)
	if err != nil {
		return Undone{}, err
	}
	after := before
	after.Stages = slices.Clone(before.Stages)
	for _, stage := range gone {
		stage.PipelineID = before.ID
		after.Stages = slices.Insert(after.Stages, min(stage.Position, len(after.Stages)), stage)
	}
	for i := range after.Stages {
		after.Stages[i].Position = i
	}
	if err := errOf(update(ctx, &after, before.Version), attach(ctx, after.Stages)); err != nil {
		return Undone{}, err
	}
	return s.back(ctx, gone, before, after)
}

func errOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// reopen is the pipeline to which removed stages come back; it comes back itself when it was removed.
func (s *Service) reopen(ctx context.Context, pipelineID uuid.UUID) (Pipeline, error) {
	p, err := former(ctx, pipelineID)
	if err != nil {
		return p, err
	}
	if p.RemovedAt != nil {
		if err := s.Limits.Take(ctx, plan.Pipelines, 1); err != nil {
			return p, err
		}
		p.RemovedAt = nil
	}
	return p, p.open(caller.From(ctx))
}

func (s *Service) back(ctx context.Context, gone []Stage, before, after Pipeline) (Undone, error) {
	var u Undone
	for _, stage := range gone {
		if stage.Enter(caller.From(ctx)) != nil {
			return u, ErrNotWhole
		}
		at := *stage.RemovedAt
		stage.PipelineID, stage.RemovedAt = after.ID, nil
		back, stayed, err := s.held.Unsweep(ctx, stage, at)
		if err != nil {
			return u, err
		}
		u.Back, u.Stayed = u.Back+back, u.Stayed+stayed
	}
	return u, s.tell(ctx, Changed{Action: "restored", Before: before, After: after, Deals: u.Back})
}

func (s *Service) tell(ctx context.Context, c Changed) (err error) {
	if c.teams, err = s.Teams.Names(ctx); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, c)
}
