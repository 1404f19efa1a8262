package linter

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
)

// Parts are what the linter looks at and tells.
type Parts struct {
	Bus       *event.Bus
	Pipelines *pipeline.Service
	Deals     *deal.Service
}

// Service is the way to findings. Its methods run in the unit of work of the caller's tenant, for who may set up pipelines; what
// they count are deals that the caller may see.
type Service struct{ Parts }

// NewService returns a service made with p.
func NewService(p Parts) *Service { return &Service{p} }

// Report is what was found about a pipeline, by looking at so many deals.
type Report struct {
	Findings []Finding
	Deals    int
}

// Look returns what could be simpler in a pipeline; what was dismissed is marked.
func (s *Service) Look(ctx context.Context, pipelineID uuid.UUID) (Report, error) {
	_, h, err := s.history(ctx, pipelineID)
	if err != nil {
		return Report{}, err
	}
	gone, err := dismissals(ctx, pipelineID, clock.Now())
	r := Report{findings(h), len(h.paths)}
	for i := range r.Findings {
		r.Findings[i].Until, r.Findings[i].Dismissed = gone[r.Findings[i].Key()]
	}
	return r, err
}

func (s *Service) history(ctx context.Context, pipelineID uuid.UUID) (pipeline.Pipeline, history, error) {
	p, gone, err := s.Pipelines.History(ctx, pipelineID)
	if err != nil {
		return p, history{}, err
	}
	m, err := s.Deals.Sample(ctx, pipelineID, sample, clock.Now().Add(-old))
	return p, newHistory(p.Stages, gone, m), err
}

// Preview is how a pipeline's youngest deals would have looked with one stage in another, beside how they look.
type Preview struct {
	Before, After []Row
	Deals         int // that were looked at
	Moving        int // that stand in the stage and would move
}

// Preview shows on the history what a merge of a stage into another would make of it. It changes nothing.
func (s *Service) Preview(ctx context.Context, pipelineID, from, into uuid.UUID) (Preview, error) {
	_, h, err := s.history(ctx, pipelineID)
	if err != nil {
		return Preview{}, err
	}
	a, b := h.place(from), h.place(into)
	if a < 0 || b < 0 || a == b || h.stages[a].Kind != pipeline.Open || h.stages[b].Kind != pipeline.Open {
		return Preview{}, ErrNoMerge
	}
	return Preview{h.rows(), h.merged(a, b).rows(), len(h.paths), h.stands[from].Deals}, nil
}

// Dismiss hides a finding of a pipeline from all who set it up: for some days, or with none for good. Naming one that is not found
// any more is no error.
func (s *Service) Dismiss(ctx context.Context, pipelineID uuid.UUID, finding string, days int) error {
	p, about, err := s.about(ctx, pipelineID, finding)
	if err != nil {
		return err
	}
	var until *time.Time
	if days > 0 {
		until = new(clock.Now().AddDate(0, 0, days))
	}
	if err := dismiss(ctx, dismissal{pipelineID, finding, until}); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Dismissed{Pipeline: p, Stages: about})
}

// Restore shows a finding again.
func (s *Service) Restore(ctx context.Context, pipelineID uuid.UUID, finding string) error {
	p, about, err := s.about(ctx, pipelineID, finding)
	if err != nil {
		return err
	}
	if there, err := restore(ctx, dismissal{PipelineID: pipelineID, Finding: finding}); err != nil || !there {
		return err
	}
	return s.Bus.Publish(ctx, Dismissed{Pipeline: p, Stages: about, Again: true})
}

// about is a pipeline and the names of the stages that a finding is about.
func (s *Service) about(ctx context.Context, pipelineID uuid.UUID, finding string) (pipeline.Pipeline, string, error) {
	p, _, err := s.Pipelines.History(ctx, pipelineID)
	var names []string
	parts := strings.Split(finding, ".")
	for _, stage := range p.Stages {
		if len(parts) == 1 || slices.Contains(parts, stage.ID.String()) {
			names = append(names, stage.Name)
		}
	}
	return p, strings.Join(names, ", "), err
}
