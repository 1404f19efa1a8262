package cadence

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
)

// Parts are what calling leads needs.
type Parts struct {
	Bus        *event.Bus
	Pipelines  *pipeline.Service
	Deals      *deal.Service
	Contacts   *contact.Service
	Activities *activity.Service
	People     owner.People
	// Present are those who work in the caller's company now.
	Present func(ctx context.Context) ([]uuid.UUID, error)
}

// Service is the way to the calls of leads. Its methods run in the unit of work of the caller's tenant.
type Service struct{ Parts }

// NewService returns a service made with p.
func NewService(p Parts) *Service { return &Service{p} }

// RuleOf returns how the leads of a pipeline are called.
func (s *Service) RuleOf(ctx context.Context, pipelineID uuid.UUID) (Rule, error) {
	if _, err := s.pipeline(ctx, pipelineID); err != nil {
		return Rule{}, err
	}
	return ruleOf(ctx, pipelineID)
}

func (s *Service) pipeline(ctx context.Context, id uuid.UUID) (pipeline.Pipeline, error) {
	all, err := s.Pipelines.List(ctx)
	if err != nil {
		return pipeline.Pipeline{}, err
	}
	i := slices.IndexFunc(all, func(p pipeline.Pipeline) bool { return p.ID == id })
	if i < 0 {
		return pipeline.Pipeline{}, pipeline.ErrNotFound
	}
	return all[i], nil
}

// SetRule changes how the leads of a pipeline are called, unless it was changed since the caller read version. Leads that are
// there already are called too.
func (s *Service) SetRule(ctx context.Context, version int, after Rule) (Rule, error) {
	p, err := s.pipeline(ctx, after.PipelineID)
	if err != nil {
		return after, err
	}
	before, err := ruleOf(ctx, after.PipelineID)
	if err != nil {
		return after, err
	}
	after.Version = version + 1
	if err := errs.All(after.check()); err != nil {
		return after, err
	}
	if err := saveRule(ctx, before.Version, version, after); err != nil {
		return after, err
	}
	if err := s.Fill(ctx); err != nil {
		return after, err
	}
	return after, s.Bus.Publish(ctx, Ruled{p, before, after})
}

// calling are the pipelines whose leads are called, with how.
type calling struct {
	rules map[uuid.UUID]Rule
	names map[uuid.UUID]string
}

func (c calling) ids() (all []uuid.UUID) {
	for id := range c.rules {
		all = append(all, id)
	}
	return all
}

func (s *Service) calling(ctx context.Context) (calling, error) {
	c := calling{map[uuid.UUID]Rule{}, map[uuid.UUID]string{}}
	all, err := s.Pipelines.List(ctx)
	if err != nil {
		return c, err
	}
	rules, err := activeRules(ctx)
	for _, p := range all {
		if r, is := rules[p.ID]; is && p.Mode == pipeline.Persons {
			c.rules[p.ID], c.names[p.ID] = r, p.Name
		}
	}
	return c, err
}

// program is a context in which the program itself looks at records: a time to call is planned the same whoever called last.
func program(ctx context.Context) context.Context {
	return caller.With(ctx, caller.System("cadence", caller.From(ctx).Tenant))
}

// Fill begins to call the deals that are to be called and stand nowhere yet.
func (s *Service) Fill(ctx context.Context) error { return begin(ctx, nil) }

// Begin begins to call a deal, if its pipeline does that, it is open, and it has not been begun.
func (s *Service) Begin(ctx context.Context, dealID uuid.UUID) error { return begin(ctx, &dealID) }

// Moved has a deal that comes into another pipeline called anew, if that one calls.
func (s *Service) Moved(ctx context.Context, before, after deal.Deal) error {
	if before.PipelineID != after.PipelineID {
		if err := restart(ctx, after.ID); err != nil {
			return err
		}
	}
	return begin(ctx, &after.ID)
}

// Refused stops the calls to a contact who has taken back the consent to be called.
func (s *Service) Refused(ctx context.Context, before, after contact.Contact) error {
	if !withdrawn(after) || withdrawn(before) {
		return nil
	}
	ids, err := s.Deals.With(ctx, after.ID)
	if err != nil || len(ids) == 0 {
		return err
	}
	return stopAll(ctx, ids, DoNotCall)
}

func withdrawn(c contact.Contact) bool {
	return len(c.Consent.Phone) > 0 && c.Consent.Phone[0].State == contact.Withdrawn
}
