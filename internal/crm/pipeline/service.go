package pipeline

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/platform/limit"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Service is the only way to pipelines. Its methods run in the unit of work of the caller's tenant.
type Service struct{}

// NewService returns the service, which counts what limits are about.
func NewService(limits *limit.Service) *Service {
	limits.Count(plan.Pipelines, count)
	return &Service{}
}

// List returns all pipelines with their stages, the default first.
func (s *Service) List(ctx context.Context) ([]Pipeline, error) { return list(ctx) }

// Stages returns the stages of all pipelines in their order.
func (s *Service) Stages(ctx context.Context) (Stages, error) { return stages(ctx) }

// Seed gives a tenant that has no pipeline its first one, named in a language. Doing so again changes nothing.
func (s *Service) Seed(ctx context.Context, language string) error {
	have, err := list(ctx)
	if err != nil || len(have) > 0 {
		return err
	}
	return insert(ctx, first(caller.From(ctx).Tenant.UID, language))
}
