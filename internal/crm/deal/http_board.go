package deal

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
)

type (
	// Narrow is how a board is narrowed.
	Narrow struct {
		Search string   `query:"q" maxLength:"200"`
		Owner  string   `query:"owner" maxLength:"36" doc:"A user's id, or me."`
		Filter []string `query:"filter,explode" maxItems:"20" doc:"field:op:value, as the list of deals takes it; all must hold."`
		Where  string   `query:"where" maxLength:"4000" doc:"Groups of conditions, as the list of deals takes them."`
	}
	boardIn struct {
		PipelineID uuid.UUID `query:"pipelineId" doc:"The default pipeline when absent."`
		Narrow
	}
	moreIn struct {
		StageID uuid.UUID `path:"stageId"`
		Cursor  string    `query:"cursor" maxLength:"600"`
		Narrow
	}
	columnView struct {
		StageID uuid.UUID     `json:"stageId"`
		Count   int64         `json:"count"`
		Sums    []money.Money `json:"sums" doc:"One per currency."`
		Items   []View        `json:"items" doc:"The first 25 cards."`
		Next    *string       `json:"next"`
	}
	boardOut struct {
		Pipeline pipeline.View `json:"pipeline"`
		Columns  []columnView  `json:"columns"`
	}
)

func (n Narrow) filter(ctx context.Context) (BoardFilter, error) {
	f := BoardFilter{Query: page.Query{Search: n.Search, Filter: n.Filter, Where: n.Where}}
	switch n.Owner {
	case "":
		return f, nil
	case "me":
		f.OwnerID = &caller.From(ctx).UserID
		return f, nil
	default:
		owner, err := uuid.Parse(n.Owner)
		if err != nil {
			return f, page.ErrList
		}
		f.OwnerID = &owner
		return f, nil
	}
}

func (s *Service) board(ctx context.Context, in *boardIn) (boardOut, error) {
	f, err := in.filter(ctx)
	if err != nil {
		return boardOut{}, err
	}
	if in.PipelineID != uuid.Nil {
		f.PipelineID = &in.PipelineID
	}
	b, err := s.Board(ctx, f)
	if err != nil {
		return boardOut{}, err
	}
	out := boardOut{Pipeline: pipeline.Show(caller.From(ctx), b.Pipeline), Columns: make([]columnView, len(b.Columns))}
	for i, c := range b.Columns {
		out.Columns[i] = columnView{c.Stage.ID, c.Count, c.Sums, showAll(c.Cards), c.Next}
	}
	return out, nil
}

func (s *Service) more(ctx context.Context, in *moreIn) (page.Items[View], error) {
	f, err := in.filter(ctx)
	if err != nil {
		return page.Items[View]{}, err
	}
	seen, next, err := s.More(ctx, in.StageID, f, in.Cursor)
	return page.Items[View]{Items: showAll(seen), Next: next}, err
}

type (
	sumView struct {
		PipelineID uuid.UUID   `json:"pipelineId"`
		Count      int64       `json:"count"`
		Value      money.Money `json:"value"`
		Weighted   money.Money `json:"weighted" doc:"The value times the probability of winning from each deal's stage."`
	}
	sumsOut struct {
		Items []sumView `json:"items" doc:"Of the open deals; one per pipeline and currency."`
	}
)

func (s *Service) sums(ctx context.Context, _ *web.None) (sumsOut, error) {
	all, err := s.Sums(ctx)
	out := sumsOut{Items: make([]sumView, len(all))}
	for i, p := range all {
		out.Items[i] = sumView{p.PipelineID, p.Count, money.Money{Amount: p.Amount, Currency: p.Currency}, money.Money{Amount: p.Weighted, Currency: p.Currency}}
	}
	return out, err
}
