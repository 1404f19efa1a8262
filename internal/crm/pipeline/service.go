package pipeline

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/platform/limit"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// teams names the company's teams.
type teams interface {
	Names(ctx context.Context) (map[uuid.UUID]string, error)
}

// keys are the names of the fields that the company has added to deals and that can be filled in.
type keys interface {
	Keys(ctx context.Context, object string) ([]string, error)
}

// Parts are what pipelines stand on.
type Parts struct {
	Bus    *event.Bus
	Limits *limit.Service
	Teams  teams
	Own    keys // of deals
}

// Service is the only way to pipelines. Its methods run in the unit of work of the caller's tenant.
type Service struct {
	Parts
	held Mover
}

// NewService returns the service, which counts what limits are about.
func NewService(p Parts) *Service {
	p.Limits.Count(plan.Pipelines, count)
	return &Service{Parts: p}
}

// List returns all pipelines with their stages and teams: those that the caller's teams use first, the default on top.
func (s *Service) List(ctx context.Context) ([]Pipeline, error) { return list(ctx) }

// Stages returns the stages of all pipelines in their order.
func (s *Service) Stages(ctx context.Context) (Stages, error) { return stages(ctx) }

// Shown gives the function that makes a stage's name, as it was once written down, what the caller may know of it: Elsewhere
// unless it is the name of stages that they all see. Who sees all stages sees all names, of former stages too.
func (s *Service) Shown(ctx context.Context) (func(name string) string, error) {
	hidden := caller.From(ctx).Closed(subject, caller.Hide)
	if len(hidden) == 0 {
		return func(name string) string { return name }, nil
	}
	all, err := everywhere(ctx)
	seen := map[string]bool{}
	for _, stage := range all {
		was, known := seen[stage.Name]
		seen[stage.Name] = (was || !known) && !slices.Contains(hidden, stage.ID)
	}
	return func(name string) string {
		if name == "" || seen[name] {
			return name
		}
		return Elsewhere
	}, err
}

// Seed gives a tenant that has no pipeline its first one, named in a language. Doing so again changes nothing.
func (s *Service) Seed(ctx context.Context, language string) error {
	have, err := list(ctx)
	if err != nil || len(have) > 0 {
		return err
	}
	return insert(ctx, first(caller.From(ctx).Tenant.UID, language))
}
