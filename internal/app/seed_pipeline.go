package app

import (
	"context"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/patch"
)

// demoPipeline is the second way in which the demonstration company sells: three open stages, won, lost. The second one asks
// for value and date.
type demoPipeline struct {
	Name   string
	Stages []string
	Rule   string
	Deals  []string
}

const (
	demoRotDays = 14
	demoWorth   = 180_000
)

func (s *seeder) makeSecond(ctx context.Context) error {
	kinds := []string{pipeline.Open, pipeline.Open, pipeline.Open, pipeline.Won, pipeline.Lost}
	chances := []int{20, 50, 80, 100, 0}
	stages := make([]pipeline.StageDraft, len(s.Second.Stages))
	for i, name := range s.Second.Stages {
		stages[i] = pipeline.StageDraft{Name: name, Kind: kinds[i], Probability: chances[i]}
	}
	stages[1].Gate, stages[1].RotDays, stages[1].ExitRule = []string{pipeline.AskValue, pipeline.AskDate}, demoRotDays, s.Second.Rule
	p, err := s.Pipelines.Create(ctx, pipeline.Draft{Name: &s.Second.Name, Stages: &stages})
	if err != nil {
		return err
	}
	for i, name := range s.Second.Deals {
		owner := s.owner(i).Value
		n := deal.New{StageID: &p.Stages[i].ID, People: s.buyer(i)}
		n.Name, n.OwnerID, n.CompanyID = &name, &owner, patch.Of(s.companies[i])
		if i > 0 {
			n.Value, n.ExpectedOn = &money.Money{Amount: demoWorth, Currency: s.tenant.Currency}, patch.Of(date.Of(clock.Now().AddDate(0, 0, demoRotDays)))
		}
		if _, err := s.App.Deals.Create(ctx, n); err != nil {
			return err
		}
	}
	return nil
}
