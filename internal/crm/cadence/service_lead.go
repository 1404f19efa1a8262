package cadence

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/page"
)

// Panel is how a deal stands with being called. Off when it is not, because of its pipeline or its stage.
type Panel struct {
	Card
	Rule Rule
	Off  bool
}

// Of returns how a deal that the caller sees stands with being called.
func (s *Service) Of(ctx context.Context, dealID uuid.UUID) (Panel, error) {
	one, err := s.open(ctx, dealID)
	if err == ErrOff { //nolint:errorlint // made just now
		return Panel{Off: true}, nil
	}
	if err != nil {
		return Panel{}, err
	}
	found, err := s.callees(ctx, []uuid.UUID{dealID})
	if err != nil {
		return Panel{}, err
	}
	who, ok := found[dealID]
	cards := []Card{{Deal: one.Deal, Lead: one.Lead, Callee: who.Callee, Most: one.rule.Attempts}}
	c, err := s.calling(ctx)
	if err != nil {
		return Panel{}, err
	}
	if err := s.dress(ctx, cards, c); err != nil {
		return Panel{}, err
	}
	if l := &cards[0].Lead; ok && l.NextAt != nil && !l.Asked {
		at := *l.NextAt
		if now := clock.Now(); at.Before(now) {
			at = now
		}
		at = one.rule.Earliest(at, who.Zone)
		l.NextAt = &at
	}
	return Panel{Card: cards[0], Rule: one.rule}, nil
}

// Stop ends the calls to a deal's lead.
func (s *Service) Stop(ctx context.Context, dealID uuid.UUID, version int) error {
	return s.halt(ctx, dealID, version, func(l *Lead) bool {
		l.State, l.Reason, l.NextAt, l.Asked = Stopped, ByHand, nil, false
		return false
	})
}

// Start has a deal's lead called from the beginning.
func (s *Service) Start(ctx context.Context, dealID uuid.UUID, version int) error {
	return s.halt(ctx, dealID, version, func(l *Lead) bool {
		now := clock.Now()
		l.State, l.Reason, l.NextAt, l.Asked, l.Since, l.Attempts = Calling, "", &now, false, now, 0
		return true
	})
}

func (s *Service) halt(ctx context.Context, dealID uuid.UUID, version int, change func(*Lead) bool) error {
	one, err := s.open(ctx, dealID)
	if err != nil {
		return err
	}
	if err := s.Deals.MayUpdate(ctx, dealID); err != nil {
		return err
	}
	started := change(&one.Lead)
	if err := saveLead(ctx, version, &one.Lead); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Halted{one.Deal, started})
}

// Unreached returns one page of the leads with six attempts or more and no contact, and the cursor of the next.
func (s *Service) Unreached(ctx context.Context, q page.Query) ([]Card, *string, error) {
	c, err := s.everywhere(ctx)
	if err != nil {
		return nil, nil, err
	}
	rows, next, err := unreached(ctx, s.Deals.In(ctx, c.ids()), q)
	if err != nil {
		return nil, nil, err
	}
	cards := make([]Card, len(rows))
	for i, r := range rows {
		cards[i] = Card{Deal: r.Deal, Lead: r.Lead, Most: c.rules[r.Deal.PipelineID].Attempts}
	}
	return cards, next, s.dress(ctx, cards, c)
}

// everywhere are all pipelines, with how their leads would be called: what was tried counts also where nobody is called any more.
func (s *Service) everywhere(ctx context.Context) (calling, error) {
	c := calling{map[uuid.UUID]Rule{}, map[uuid.UUID]string{}}
	all, err := s.Pipelines.List(ctx)
	if err != nil {
		return c, err
	}
	rules, err := activeRules(ctx)
	for _, p := range all {
		c.rules[p.ID], c.names[p.ID] = standard(p.ID), p.Name
		if r, is := rules[p.ID]; is {
			c.rules[p.ID] = r
		}
	}
	return c, err
}

// Hour is how many calls were made at a time of the day, and how many of them reached somebody.
type Hour struct{ Band, Calls, Reached int }

// Hours returns what came of the calls of the last 90 days, by the time of the day where the leads live.
func (s *Service) Hours(ctx context.Context, pipelineID, ownerID uuid.UUID) ([]Hour, error) {
	c, err := s.everywhere(ctx)
	if err != nil {
		return nil, err
	}
	ids := c.ids()
	if pipelineID != uuid.Nil {
		ids = []uuid.UUID{pipelineID}
	}
	return hours(ctx, s.Deals.In(ctx, ids), ownerID, clock.Now().AddDate(0, 0, -90))
}
