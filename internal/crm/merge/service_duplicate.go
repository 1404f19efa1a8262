package merge

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Half is one record of a pair. Detail is what people tell namesakes apart by.
type Half struct {
	ID           uuid.UUID
	Name, Detail string
	CreatedAt    time.Time
}

// Pair are two records that may be the same, and why: the same email, phone or domain, or a near name. The older one is the
// first: it is the one to be kept.
type Pair struct {
	ID         uuid.UUID
	One, Other Half
	Reasons    []string
}

// Duplicates returns one page of the pairs, both of which the caller sees, that may be the same, or those of which somebody
// said that they are not. The most certain ones come first.
func (s *Service) Duplicates(ctx context.Context, kind string, apart bool, q page.Query) ([]Pair, *string, error) {
	rows, next, err := list(ctx, s.signs[kind], apart, q)
	all := make([]Pair, len(rows))
	for i, r := range rows {
		all[i] = r.pair()
	}
	return all, next, err
}

func (r row) pair() Pair {
	p := Pair{ID: r.ID, One: Half{r.OneID, r.OneName, r.OneDetail, r.OneCreatedAt}, Other: Half{r.OtherID, r.OtherName, r.OtherDetail, r.OtherCreatedAt},
		Reasons: strings.Split(r.Reasons, ",")}
	if p.Other.CreatedAt.Before(p.One.CreatedAt) {
		p.One, p.Other = p.Other, p.One
	}
	return p
}

// TellApart remembers that two records are not the same, though they look so; with alike it forgets that again. Both are
// records that the caller may change.
func (s *Service) TellApart(ctx context.Context, kind string, one, other uuid.UUID, alike bool) error {
	if one == other {
		return ErrSelf
	}
	if err := mayChange(ctx, kind, one, other); err != nil {
		return err
	}
	p := distinctPair{one, other, kind, owner.Self(ctx), clock.Now()}
	if bytes.Compare(one[:], other[:]) > 0 {
		p.OneID, p.OtherID = other, one
	}
	if alike {
		removed, err := removeDistinct(ctx, p)
		if err != nil || !removed {
			return err
		}
		return s.tell(ctx, "told_alike", p)
	}
	if err := insertDistinct(ctx, p); err != nil {
		return err
	}
	return s.tell(ctx, "told_apart", p)
}

func (s *Service) tell(ctx context.Context, action string, p distinctPair) error {
	one, err := peek(ctx, record.Ref{Kind: p.Kind, ID: p.OneID})
	if err != nil {
		return err
	}
	other, err := peek(ctx, record.Ref{Kind: p.Kind, ID: p.OtherID})
	if err != nil {
		return err
	}
	return s.bus.Publish(ctx, Told{record.Ref{Kind: p.Kind, ID: p.OneID}, action, one.Name, other.Name})
}
