package merge

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/reference"
)

// member is a record that is merged into the one at hand.
type member struct {
	head
	joined
	change
}

// TakeApart undoes a merge: both records are as they were, but for what was changed since, which stays with the one that was
// kept. It returns that one's id and those of its fields that stay, as far as the caller sees them.
func (s *Service) TakeApart(ctx context.Context, r record.Ref) (winner uuid.UUID, kept []string, err error) {
	found, all, err := s.members(ctx, r)
	if err != nil {
		return winner, nil, err
	}
	winner = found.ID
	at := slices.IndexFunc(all, func(m *member) bool { return m.head.ID == r.ID })
	one, others, later := all[at], slices.Delete(slices.Clone(all), at, at+1), all[at+1:]
	now, err := s.subjects[r.Kind].Image(ctx, winner)
	if err != nil {
		return winner, nil, err
	}
	rest, kept := apart(now, one.change, changes(later))
	if rest, err = s.subjects[r.Kind].Settle(now, rest, losers(others)); err != nil {
		return winner, nil, err
	}
	if err := s.back(ctx, r, winner, one, later); err != nil {
		return winner, nil, err
	}
	before, after, err := s.subjects[r.Kind].Write(ctx, winner, rest)
	if err != nil {
		return winner, nil, err
	}
	if err := mayChange(ctx, r.Kind, winner, r.ID); err != nil {
		return winner, nil, err // asked now that what was shared is shared again
	}
	return winner, s.seen(ctx, r.Kind, kept), s.publish(ctx, Apart{record.Ref{Kind: r.Kind, ID: winner}, found.Name, one.head.Name, before, after},
		Apart{Ref: r, Name: one.head.Name, From: found.Name})
}

// members reads and locks the record that one was merged into, and everything of which it is made, in the order of the merges.
func (s *Service) members(ctx context.Context, r record.Ref) (winner head, all []*member, err error) {
	h, err := peek(ctx, r)
	if err != nil {
		return winner, nil, err
	}
	if h.MergedInto == nil {
		return winner, nil, ErrNone
	}
	found, err := lock(ctx, r.Kind, *h.MergedInto, r.ID)
	if err != nil {
		return winner, nil, err
	}
	winner = found[*h.MergedInto]
	if to := found[r.ID].MergedInto; to == nil || *to != winner.ID {
		return winner, nil, ErrNone // somebody was faster
	}
	if err := s.whole(ctx, r.Kind, winner); err != nil {
		return winner, nil, err
	}
	delete(found, winner.ID)
	for _, h := range found {
		m := &member{head: h}
		if m.joined, err = decode(h.Merge); err != nil {
			return winner, nil, err
		}
		if m.loser, err = s.subjects[r.Kind].Image(ctx, h.ID); err != nil {
			return winner, nil, err
		}
		m.change.Before, m.change.After = m.joined.Before, m.joined.After
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b *member) int { return a.At.Compare(b.At) })
	return winner, all, nil
}

// whole refuses a record that is gone, or not the caller's to see.
func (s *Service) whole(ctx context.Context, kind string, winner head) error {
	heir, err := Heir(ctx, record.Ref{Kind: kind, ID: winner.ID})
	if err != nil {
		return err
	}
	seen, err := may(ctx, kind, "read", winner.ID)
	switch {
	case err != nil:
		return err
	case heir != nil:
		return ErrNested.With("mergedInto", *heir)
	case !winner.there() || !seen[winner.ID]:
		return ErrNone
	}
	return nil
}

// back takes the record out of the trash and gives it back what was moved. Merges since then inherit what they share with it.
func (s *Service) back(ctx context.Context, r record.Ref, winner uuid.UUID, one *member, later []*member) error {
	moves := make([]reference.Moves, len(later))
	for i, l := range later {
		moves[i] = maps.Clone(l.Moves)
		if moves[i] == nil {
			moves[i] = reference.Moves{}
		}
	}
	if err := reference.Back(ctx, r, winner, one.Moves, moves); err != nil {
		return err
	}
	for i, l := range later {
		l.Moves, l.joined.Before, l.joined.After = moves[i], l.change.Before, l.change.After
		data, err := encode(l.joined)
		if err != nil {
			return err
		}
		if err := note(ctx, record.Ref{Kind: r.Kind, ID: l.head.ID}, data); err != nil {
			return err
		}
	}
	if err := raise(ctx, r); err != nil {
		return err
	}
	return s.subjects[r.Kind].More(ctx)
}

// seen leaves out the fields that are hidden from the caller.
func (s *Service) seen(ctx context.Context, kind string, kept []string) []string {
	parts := map[string]string{}
	for _, f := range slices.Concat(s.subjects[kind].Fields(), s.subjects[kind].Lists()) {
		parts[f.Name] = f.Part
	}
	return slices.DeleteFunc(kept, func(f string) bool {
		part, known := parts[f]
		return known && hidden(ctx, kind, part) || !known && hidden(ctx, kind, f)
	})
}

func changes(all []*member) []*change {
	cs := make([]*change, len(all))
	for i, m := range all {
		cs[i] = &m.change
	}
	return cs
}

func losers(all []*member) []Image {
	is := make([]Image, len(all))
	for i, m := range all {
		is[i] = m.loser
	}
	return is
}
