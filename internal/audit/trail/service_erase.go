package trail

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Erase takes the values out of the entries about some records, and out of those whose texts match a pattern (none when it is
// empty; of words that were quoted, not of anything that a person wrote as a pattern). Who did what to which record, and when, stays, and so does the chain: of each entry the digest is kept, and one more
// entry, about the record, seals what is left. It works in a unit on the tenant and returns how many entries it emptied.
func (s *Service) Erase(ctx context.Context, of record.Ref, ids []uuid.UUID, words string) (int, error) {
	c := caller.From(ctx)
	by := Entry{ID: id.New(), At: clock.Now(), ActorName: c.Name, Action: Erased, Kind: of.Kind, RecordID: &of.ID}
	if c.UserID != uuid.Nil {
		by.ActorID = &c.UserID
	}
	ls, err := telling(ctx, ids, words)
	if err != nil {
		return 0, err
	}
	sum := newSeal(0)
	for _, l := range ls {
		kept, err := l.digest()
		if err != nil {
			return 0, err
		}
		l.Kept = kept
		if l.Seq > 0 { // those from before the chain are in no seal, as nobody checks them
			err = sum.add(l.bare())
		}
		if err == nil {
			err = empty(ctx, l, by.ID)
		}
		if err != nil {
			return 0, err
		}
	}
	by.Changes = sealed(sum.sum())
	return len(ls), insert(ctx, by)
}

// Telling counts the entries that Erase would empty.
func (s *Service) Telling(ctx context.Context, ids []uuid.UUID, words string) (int, error) {
	ls, err := telling(ctx, ids, words)
	return len(ls), err
}
