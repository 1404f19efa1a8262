package deal

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/page"
)

type (
	// Narrow is how a board is narrowed.
	Narrow struct {
		Search string `query:"q" maxLength:"200"`
		Owner  string `query:"owner" maxLength:"36" doc:"A user's id, or me."`
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
	f := BoardFilter{Search: n.Search}
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
