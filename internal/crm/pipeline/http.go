package pipeline

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/pipelines", need("read"), 200, s.list)
	web.Handle(r, "POST", "/pipelines", need("create"), 201, s.create)
	web.Handle(r, "GET", "/pipelines/standing", need("update"), 200, s.standing)
	web.Handle(r, "PATCH", "/pipelines/:id", need("update"), 200, s.patch)
	web.Handle(r, "POST", "/pipelines/:id/remove", need("delete"), 200, s.remove)
	web.Handle(r, "POST", "/pipelines/undo/:removal", need("update"), 200, s.undo)
	web.Handle(r, "GET", "/lost-reasons", need("read"), 200, s.reasons)
	web.Handle(r, "PUT", "/lost-reasons", need("update"), 200, s.setReasons)
}

func need(action string) web.Need { return web.Need{Access: web.Right, Object: Kind, Action: action} }

type (
	// View is a pipeline as callers see it.
	View struct {
		ID       uuid.UUID   `json:"id"`
		Name     string      `json:"name"`
		Position int         `json:"position" doc:"In the company's order."`
		Mode     string      `json:"mode" enum:"b2b,b2c" doc:"Whom it sells to: companies, or private people."`
		Version  int         `json:"version"`
		Stages   []stageView `json:"stages"`
	}
	// usedView is a pipeline with who uses it.
	usedView struct {
		View
		Teams []uuid.UUID `json:"teams" doc:"That use it; none are all."`
		Mine  bool        `json:"mine" doc:"One that the caller's teams use."`
	}
	stageView struct {
		ID          uuid.UUID `json:"id"`
		Name        string    `json:"name"`
		Position    int       `json:"position"`
		Probability int       `json:"probability" doc:"Of winning from here, in percent."`
		Kind        string    `json:"kind" enum:"open,won,lost"`
		ExitRule    string    `json:"exitRule" doc:"When a deal leaves it."`
		RotDays     int       `json:"rotDays" doc:"After so many days in it a deal is stale; 0 for never."`
		Gate        []string  `json:"gate" doc:"What a deal has to have to enter it: value, expectedOn, companyId, contact, contact:role, or custom.ID of a field of your own."`
		Closed      bool      `json:"closed" doc:"The caller sees the deals in it, but changes none and moves none into it or out of it."`
	}
	listOut struct {
		Items []usedView `json:"items" doc:"Those that the caller's teams use first, the default one on top."`
	}
)

// Show makes a pipeline's view for a caller.
func Show(c *caller.Caller, p Pipeline) View {
	v := View{ID: p.ID, Name: p.Name, Position: p.Position, Mode: p.Mode, Version: p.Version, Stages: make([]stageView, len(p.Stages))}
	for i, s := range p.Stages {
		v.Stages[i] = stageView{s.ID, s.Name, s.Position, s.Probability, s.Kind, s.ExitRule, s.RotDays, s.Gate.Fields(), s.Enter(c) != nil}
	}
	return v
}

func used(c *caller.Caller, p Pipeline) usedView {
	v := usedView{Show(c, p), p.Teams, p.Mine(c)}
	if v.Teams == nil {
		v.Teams = []uuid.UUID{}
	}
	return v
}

func (s *Service) list(ctx context.Context, _ *web.None) (listOut, error) {
	ps, err := s.List(ctx)
	out := listOut{Items: make([]usedView, len(ps))}
	for i, p := range ps {
		out.Items[i] = used(caller.From(ctx), p)
	}
	return out, err
}
