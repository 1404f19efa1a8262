package linter

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints: all are for who may set up pipelines.
func (s *Service) Routes(r *web.Router) {
	shape := web.Need{Access: web.Right, Object: pipeline.Kind, Action: "update"}
	web.Handle(r, "GET", "/pipelines/:id/findings", shape, 200, s.list)
	web.Handle(r, "GET", "/pipelines/:id/merged", shape, 200, s.preview)
	web.HandleNone(r, "PUT", "/pipelines/:id/findings/:finding/dismissal", shape, 204, s.dismiss)
	web.HandleNone(r, "DELETE", "/pipelines/:id/findings/:finding/dismissal", shape, 204, s.restore)
}

type (
	oneIn struct {
		ID uuid.UUID `path:"id"`
	}
	previewIn struct {
		ID   uuid.UUID `path:"id"`
		From uuid.UUID `query:"from" required:"true"`
		Into uuid.UUID `query:"into" required:"true"`
	}
	findingIn struct {
		ID      uuid.UUID `path:"id"`
		Finding string    `path:"finding" pattern:"^[a-z_]{1,20}(\\.[0-9a-f-]{36}){0,2}$"`
	}
	dismissIn struct {
		ID      uuid.UUID `path:"id"`
		Finding string    `path:"finding" pattern:"^[a-z_]{1,20}(\\.[0-9a-f-]{36}){0,2}$"`
		Body    struct {
			Days int `json:"days" minimum:"0" maximum:"365" doc:"For so long; 0 for good."`
		}
	}
)

type (
	namedView struct {
		ID   uuid.UUID `json:"id"`
		Name string    `json:"name"`
	}
	fixView struct {
		Kind        string     `json:"kind" enum:"merge,edit,none"`
		StageID     *uuid.UUID `json:"stageId" nullable:"true"`
		IntoID      *uuid.UUID `json:"intoId" nullable:"true" doc:"Of a merge."`
		Probability *int       `json:"probability" nullable:"true" doc:"Proposed for the stage."`
		RotDays     *int       `json:"rotDays" nullable:"true" doc:"Proposed for the stage."`
	}
	findingView struct {
		Key            string      `json:"key"`
		Rule           string      `json:"rule" enum:"too_many,alike,skipped,quick,loop,exit_rule,falling,empty,stale"`
		Stages         []namedView `json:"stages" doc:"That it is about, in their order."`
		Count          int         `json:"count" doc:"The evidence: so many …"`
		Of             int         `json:"of" doc:"… of so many. Deals, or what else the rule counts."`
		Deals          []namedView `json:"deals" doc:"A few for which it is so."`
		Fix            fixView     `json:"fix"`
		Dismissed      bool        `json:"dismissed"`
		DismissedUntil *time.Time  `json:"dismissedUntil" nullable:"true" doc:"Null for good."`
	}
	reportView struct {
		Deals int           `json:"deals" doc:"So many of the youngest were looked at."`
		Items []findingView `json:"items"`
	}
	rowView struct {
		StageID uuid.UUID `json:"stageId"`
		Name    string    `json:"name"`
		Entered int       `json:"entered" doc:"Deals that were in it."`
		Onward  float64   `json:"onward" doc:"The share of them that got further, from 0 to 1."`
		Days    float64   `json:"days" doc:"How long a deal usually stayed."`
	}
	previewView struct {
		Deals  int       `json:"deals" doc:"So many of the youngest were looked at."`
		Moving int       `json:"moving" doc:"Open deals that stand in the stage."`
		Before []rowView `json:"before"`
		After  []rowView `json:"after"`
	}
)

func (f Fix) view() fixView {
	if f.Kind == None {
		return fixView{Kind: "none"}
	}
	v := fixView{Kind: f.Kind, StageID: &f.Stage, Probability: f.Probability, RotDays: f.RotDays}
	if f.Kind == Merge {
		v.IntoID = &f.Into
	}
	return v
}

func (f Finding) view() findingView {
	v := findingView{Key: f.Key(), Rule: f.Rule, Stages: []namedView{}, Count: f.Count, Of: f.Of, Deals: []namedView{}, Fix: f.Fix.view(), Dismissed: f.Dismissed, DismissedUntil: f.Until}
	for _, s := range f.Stages {
		v.Stages = append(v.Stages, namedView{s.ID, s.Name})
	}
	for _, d := range f.Examples {
		v.Deals = append(v.Deals, namedView{d.ID, d.Name})
	}
	return v
}

func (s *Service) list(ctx context.Context, in *oneIn) (reportView, error) {
	r, err := s.Look(ctx, in.ID)
	out := reportView{Deals: r.Deals, Items: make([]findingView, len(r.Findings))}
	for i, f := range r.Findings {
		out.Items[i] = f.view()
	}
	return out, err
}

func views(rows []Row) []rowView {
	all := make([]rowView, len(rows))
	for i, r := range rows {
		all[i] = rowView{r.ID, r.Name, r.Entered, r.Onward, r.Days}
	}
	return all
}

func (s *Service) preview(ctx context.Context, in *previewIn) (previewView, error) {
	p, err := s.Preview(ctx, in.ID, in.From, in.Into)
	return previewView{p.Deals, p.Moving, views(p.Before), views(p.After)}, err
}

func (s *Service) dismiss(ctx context.Context, in *dismissIn) error {
	return s.Dismiss(ctx, in.ID, in.Finding, in.Body.Days)
}

func (s *Service) restore(ctx context.Context, in *findingIn) error {
	return s.Restore(ctx, in.ID, in.Finding)
}
