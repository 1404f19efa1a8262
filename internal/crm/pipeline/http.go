package pipeline

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	need := web.Need{Access: web.Right, Object: Kind, Action: "read"}
	web.Handle(r, "GET", "/pipelines", need, 200, s.list)
}

type (
	// View is a pipeline as callers see it.
	View struct {
		ID     uuid.UUID   `json:"id"`
		Name   string      `json:"name"`
		Stages []stageView `json:"stages"`
	}
	stageView struct {
		ID          uuid.UUID `json:"id"`
		Name        string    `json:"name"`
		Position    int       `json:"position"`
		Probability int       `json:"probability" doc:"Of winning from here, in percent."`
		Kind        string    `json:"kind" enum:"open,won,lost"`
		Closed      bool      `json:"closed" doc:"The caller sees the deals in it, but changes none and moves none into it or out of it."`
	}
	listOut struct {
		Items []View `json:"items" doc:"The default pipeline first."`
	}
)

// Show makes a pipeline's view for a caller.
func Show(c *caller.Caller, p Pipeline) View {
	v := View{ID: p.ID, Name: p.Name, Stages: make([]stageView, len(p.Stages))}
	for i, s := range p.Stages {
		v.Stages[i] = stageView{s.ID, s.Name, s.Position, s.Probability, s.Kind, s.Enter(c) != nil}
	}
	return v
}

func (s *Service) list(ctx context.Context, _ *web.None) (listOut, error) {
	ps, err := s.List(ctx)
	out := listOut{Items: make([]View, len(ps))}
	for i, p := range ps {
		out.Items[i] = Show(caller.From(ctx), p)
	}
	return out, err
}
