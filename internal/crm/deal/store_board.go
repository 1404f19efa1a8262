package deal

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/page"
)

// fresh makes a query the common beginning of several.
var fresh = &gorm.Session{}

// BoardFilter narrows a board; its zero value means all deals of the default pipeline that the caller may see.
type BoardFilter struct {
	PipelineID, OwnerID *uuid.UUID
	page.Query          // Search, Filter and Where of it
}

// Board is a pipeline with its deals, column by column.
type Board struct {
	Pipeline pipeline.Pipeline
	Columns  []Column
}

// Column is one stage of a board with its first cards. Count and Sums, one per currency, are of all its cards.
type Column struct {
	Stage pipeline.Stage
	Count int64
	Sums  []money.Money
	Cards []Seen
	Next  *string // cursor of the next cards
}

const boardCards = 25

// column orders the cards of one stage.
var column = page.Spec{Table: Kind, Default: "rank", Sorts: map[string]page.Column{"rank": {Expr: "deal.rank", Type: "numeric"}}}

func rankOf(d Deal, _ string) (string, uuid.UUID) { return d.Rank, d.ID }

// cardColumns are the fields of a deal where it comes from a subquery.
const cardColumns = "deal.id, deal.name, deal.pipeline_id, deal.stage_id, deal.rank, deal.status, deal.amount, deal.currency, " +
	"deal.expected_on, deal.lost_reason, deal.company_id, deal.owner_id, deal.stage_since, deal.closed_at, deal.version, " +
	"deal.created_at, deal.updated_at"

// narrowed is how to make queries for the deals that a board shows. Its conditions are read once.
func (f BoardFilter) narrowed(ctx context.Context) (func() *gorm.DB, error) {
	q := db.Visible(ctx, Kind)
	if f.OwnerID != nil {
		q = q.Where("deal.owner_id = ?", *f.OwnerID)
	}
	q, _, err := narrow(ctx, q, page.Query{Search: f.Search, Filter: f.Filter, Where: f.Where})
	return func() *gorm.DB { return q.Session(fresh) }, err
}

// StageSum is the number and value of the deals of a stage in one currency.
type StageSum struct {
	StageID  uuid.UUID
	Currency string
	Count    int64
	Amount   int64
}

// board is what one round trip reads.
type board struct {
	pipelines []pipeline.Pipeline
	stages    pipeline.Stages
	sums      []StageSum
	cards     []Deal
}

func readBoard(ctx context.Context, ps *pipeline.Service, f BoardFilter) (board, error) {
	var (
		b     board
		which any = ps.Default(ctx)
	)
	mine, err := f.narrowed(ctx)
	if err != nil {
		return b, err
	}
	if f.PipelineID != nil {
		which = *f.PipelineID
	}
	first := mine().Where("deal.stage_id = stage.id").Order("deal.rank, deal.id").Limit(boardCards + 1)
	err = db.Fetch(ctx,
		ps.Read(ctx, &b.pipelines),
		ps.ReadStages(ctx, (*[]pipeline.Stage)(&b.stages)),
		db.Into(sums(mine()).Where("deal.pipeline_id = (?)", which), &b.sums),
		db.Into(db.Orm(ctx).Unscoped().Table("(?) AS stage", ps.StagesOf(ctx, which)).Select(cardColumns). // all rows: the visible ones are joined
															Joins("CROSS JOIN LATERAL (?) AS deal", first).Order("deal.stage_id, deal.rank, deal.id"), &b.cards))
	return b, err
}

func sums(q *gorm.DB) *gorm.DB {
	return q.Select("deal.stage_id, deal.currency, count(*) AS count, sum(deal.amount)::bigint AS amount").
		Group("deal.stage_id, deal.currency").Order("deal.stage_id, deal.currency")
}

// readColumn reads more cards of one stage.
func readColumn(ctx context.Context, ps *pipeline.Service, stageID uuid.UUID, f BoardFilter, cursor string) ([]Deal, *string, error) {
	list := page.Query{Cursor: cursor, Limit: boardCards}
	mine, err := f.narrowed(ctx)
	if err != nil {
		return nil, nil, err
	}
	q, err := column.Page(mine().Omit("custom").Where("deal.stage_id = ?", stageID), list)
	if err != nil {
		return nil, nil, err
	}
	var (
		ds     []Deal
		stages pipeline.Stages
	)
	if err := db.Fetch(ctx, db.Into(q, &ds), ps.ReadStages(ctx, (*[]pipeline.Stage)(&stages))); err != nil {
		return nil, nil, err
	}
	if _, err := stages.Find(stageID); err != nil {
		return nil, nil, pipeline.ErrNoStage
	}
	ds, next := page.Cut(column, list, ds, rankOf)
	return ds, next, nil
}

// Board returns the deals that the caller may see as a board: one round trip for the cards and sums, one for the names
// on the cards.
func (s *Service) Board(ctx context.Context, f BoardFilter) (Board, error) {
	f.Search = strings.TrimSpace(f.Search)
	raw, err := readBoard(ctx, s.Pipelines, f)
	if err != nil {
		return Board{}, err
	}
	b, err := raw.columns(f.PipelineID)
	if err != nil {
		return b, err
	}
	shown := make([]Deal, 0, len(raw.cards))
	for _, c := range b.Columns {
		for _, card := range c.Cards {
			shown = append(shown, card.Deal)
		}
	}
	seen, err := s.See(ctx, shown...)
	for i := range b.Columns {
		n := len(b.Columns[i].Cards)
		if len(seen) >= n {
			b.Columns[i].Cards, seen = seen[:n], seen[n:]
		}
	}
	return b, err
}

// columns sorts what was read into the columns of the pipeline.
func (b board) columns(id *uuid.UUID) (Board, error) {
	out := Board{}
	for _, p := range b.pipelines {
		if id == nil && out.Pipeline.ID == uuid.Nil || id != nil && p.ID == *id {
			out.Pipeline = p
		}
	}
	if out.Pipeline.ID == uuid.Nil {
		return out, pipeline.ErrNotFound
	}
	out.Pipeline.Stages = b.stages.Of(out.Pipeline.ID)
	for _, stage := range out.Pipeline.Stages {
		out.Columns = append(out.Columns, b.column(stage))
	}
	return out, nil
}

func (b board) column(stage pipeline.Stage) Column {
	c := Column{Stage: stage, Sums: []money.Money{}}
	for _, s := range b.sums {
		if s.StageID == stage.ID {
			c.Count += s.Count
			c.Sums = append(c.Sums, money.Money{Amount: s.Amount, Currency: s.Currency})
		}
	}
	ds := make([]Deal, 0, boardCards+1)
	for _, d := range b.cards {
		if d.StageID == stage.ID {
			ds = append(ds, d)
		}
	}
	ds, c.Next = page.Cut(column, page.Query{Limit: boardCards}, ds, rankOf)
	c.Cards = make([]Seen, len(ds))
	for i, d := range ds {
		c.Cards[i].Deal = d
	}
	return c
}

// More returns the next cards of a column.
func (s *Service) More(ctx context.Context, stageID uuid.UUID, f BoardFilter, cursor string) ([]Seen, *string, error) {
	ds, next, err := readColumn(ctx, s.Pipelines, stageID, f, cursor)
	if err != nil {
		return nil, nil, err
	}
	seen, err := s.See(ctx, ds...)
	return seen, next, err
}
