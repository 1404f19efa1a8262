package pipeline

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/web"
)

type (
	stageIn struct {
		ID          *uuid.UUID `json:"id,omitempty" doc:"Absent for a new stage."`
		Name        string     `json:"name" maxLength:"160"`
		Kind        string     `json:"kind" enum:"open,won,lost"`
		Probability int        `json:"probability" doc:"Of winning from here, in percent."`
		ExitRule    string     `json:"exitRule,omitempty" maxLength:"480"`
		RotDays     int        `json:"rotDays,omitempty" doc:"After so many days a deal in it is stale; 0 for never."`
		Gate        []string   `json:"gate,omitempty" maxItems:"10" doc:"What a deal has to have to enter it."`
	}
	removalIn struct {
		From uuid.UUID `json:"from"`
		To   uuid.UUID `json:"to"`
	}
	// Fields are those that creation and change share.
	Fields struct {
		Teams  *[]uuid.UUID `json:"teams,omitempty" maxItems:"100" doc:"That use it; none are all."`
		Mode   *string      `json:"mode,omitempty" enum:"b2b,b2c" doc:"Whom it sells to: companies, which is so when absent on creation, or private people."`
		Stages *[]stageIn   `json:"stages,omitempty" maxItems:"60" doc:"All of them, in their order."`
	}
	createIn struct {
		Body struct {
			Name string `json:"name" maxLength:"160"`
			Fields
		}
	}
	patchIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version  int         `json:"version"`
			Name     *string     `json:"name,omitempty" maxLength:"160"`
			Position *int        `json:"position,omitempty" doc:"Among the pipelines, from 0."`
			Moves    []removalIn `json:"moves,omitempty" maxItems:"60" doc:"Where the deals of the stages that are left out go."`
			Fields
		}
	}
	removeIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int         `json:"version"`
			Moves   []removalIn `json:"moves,omitempty" maxItems:"60" doc:"Where the deals of its stages go."`
		}
	}
	undoIn struct {
		Removal uuid.UUID `path:"removal"`
	}
	reasonsIn struct {
		Body struct {
			Saw   []string `json:"saw" maxItems:"100" doc:"The reasons as they were read: what was changed meanwhile is not overwritten."`
			Items []string `json:"items" maxItems:"100"`
		}
	}
)

type (
	changeView struct {
		Pipeline usedView   `json:"pipeline"`
		Removal  *uuid.UUID `json:"removal" nullable:"true" doc:"With it the removal of stages can be undone."`
		Moved    int64      `json:"moved" doc:"Deals that went into another stage."`
	}
	undoneView struct {
		Back   int64 `json:"back" doc:"Deals that came back."`
		Stayed int64 `json:"stayed" doc:"Deals that have been moved since, and stay where they are."`
	}
	standingView struct {
		StageID uuid.UUID `json:"stageId"`
		Deals   int64     `json:"deals" doc:"All that stand in it, also those in the trash."`
	}
	standingOut struct {
		Items []standingView `json:"items" doc:"Stages in which nothing stands are left out."`
	}
	reasonsOut struct {
		Items []string `json:"items"`
	}
)

func (f Fields) draft() Draft {
	d := Draft{Teams: f.Teams, Mode: f.Mode}
	if f.Stages != nil {
		all := make([]StageDraft, len(*f.Stages))
		for i, s := range *f.Stages {
			all[i] = StageDraft{ID: s.ID, Name: s.Name, Kind: s.Kind, ExitRule: s.ExitRule, Probability: s.Probability, RotDays: s.RotDays, Gate: s.Gate}
		}
		d.Stages = &all
	}
	return d
}

func moves(in []removalIn) []Move {
	all := make([]Move, len(in))
	for i, m := range in {
		all[i] = Move(m)
	}
	return all
}

func changed(ctx context.Context, o Outcome, err error) (changeView, error) {
	if err != nil {
		return changeView{}, err
	}
	return changeView{used(caller.From(ctx), o.Pipeline), o.Removal, o.Moved}, nil
}

func (s *Service) create(ctx context.Context, in *createIn) (usedView, error) {
	d := in.Body.draft()
	d.Name = &in.Body.Name
	p, err := s.Create(ctx, d)
	if err != nil {
		return usedView{}, err
	}
	return used(caller.From(ctx), p), nil
}

func (s *Service) patch(ctx context.Context, in *patchIn) (changeView, error) {
	d := in.Body.draft()
	d.Name, d.Position, d.Moves = in.Body.Name, in.Body.Position, moves(in.Body.Moves)
	o, err := s.Update(ctx, in.ID, in.Body.Version, d)
	return changed(ctx, o, err)
}

func (s *Service) remove(ctx context.Context, in *removeIn) (changeView, error) {
	o, err := s.Remove(ctx, in.ID, in.Body.Version, moves(in.Body.Moves))
	return changed(ctx, o, err)
}

func (s *Service) undo(ctx context.Context, in *undoIn) (undoneView, error) {
	u, err := s.Undo(ctx, in.Removal)
	return undoneView(u), err
}

func (s *Service) standing(ctx context.Context, _ *web.None) (standingOut, error) {
	counts, err := s.Standing(ctx)
	out := standingOut{Items: []standingView{}}
	for id, n := range counts {
		out.Items = append(out.Items, standingView{id, n})
	}
	return out, err
}

func (s *Service) reasons(ctx context.Context, _ *web.None) (reasonsOut, error) {
	names, err := s.Reasons(ctx)
	return reasonsOut{names}, err
}

func (s *Service) setReasons(ctx context.Context, in *reasonsIn) (reasonsOut, error) {
	if err := s.SetReasons(ctx, in.Body.Saw, in.Body.Items); err != nil {
		return reasonsOut{}, err
	}
	return s.reasons(ctx, nil)
}
