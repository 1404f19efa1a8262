package merge

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/reference"
)

// Service merges records and takes them apart. Its methods run in the unit of work of the caller's tenant.
type Service struct {
	bus      *event.Bus
	people   people
	subjects map[string]Subject
	signs    map[string]Signs
}

// people tells the names of the tenant's members, former ones included.
type people interface {
	Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
}

// NewService returns a service that reports changes on bus.
func NewService(bus *event.Bus, people people) *Service {
	return &Service{bus, people, map[string]Subject{}, map[string]Signs{}}
}

// Of lets records of a kind be merged. The composition root calls it, before the first request.
func (s *Service) Of(kind string, subject Subject, signs Signs) *Service {
	s.subjects[kind], s.signs[kind] = subject, signs
	return s
}

// Order is what somebody wants to be merged: the other record into the first. Take says by field whether the other's value is
// taken; what it does not say is as proposed. The versions are those that the person saw.
type Order struct {
	Ref                   record.Ref
	Other                 uuid.UUID
	Version, OtherVersion int
	Take                  map[string]bool
}

// Choice is a field in which two records differ. Take tells whether the other's value is proposed; a closed one can't be chosen.
type Choice struct {
	Field        string
	Take, Closed bool
}

// Proposal is what a merge would do.
type Proposal struct {
	Version, OtherVersion int
	Choices               []Choice
	Moves                 []reference.Tally // as far as the caller may see it
}

// pair are two records that the caller may merge, with what they have.
type pair struct {
	kind          string
	winner, loser head
	mine, theirs  Image
}

// Propose tells what a merge of another record into one would do.
func (s *Service) Propose(ctx context.Context, r record.Ref, other uuid.UUID) (Proposal, error) {
	p, err := s.pair(ctx, r, other)
	if err != nil {
		return Proposal{}, err
	}
	moves, err := reference.Count(ctx, record.Ref{Kind: r.Kind, ID: other})
	return Proposal{p.winner.Version, p.loser.Version, s.choices(ctx, p), moves}, err
}

// pair locks and reads two records, and refuses unless the caller may change both.
func (s *Service) pair(ctx context.Context, r record.Ref, other uuid.UUID) (p pair, err error) {
	if r.ID == other {
		return p, ErrSelf
	}
	found, err := lock(ctx, r.Kind, r.ID, other)
	if err != nil {
		return p, err
	}
	p = pair{kind: r.Kind, winner: found[r.ID], loser: found[other]}
	if err = p.there(ctx); err != nil {
		return p, err
	}
	if err = mayChange(ctx, r.Kind, r.ID, other); err != nil {
		return p, err
	}
	if p.mine, err = s.subjects[r.Kind].Image(ctx, r.ID); err != nil {
		return p, err
	}
	p.theirs, err = s.subjects[r.Kind].Image(ctx, other)
	return p, err
}

// there refuses records that are gone; of one that was merged it tells where it is now.
func (p pair) there(ctx context.Context) error {
	for _, h := range []head{p.winner, p.loser} {
		if h.ID != uuid.Nil && h.there() {
			continue
		}
		heir, err := Heir(ctx, record.Ref{Kind: p.kind, ID: h.ID})
		if err != nil {
			return err
		}
		if heir != nil {
			return ErrMerged.With("mergedInto", *heir)
		}
		return notFound(p.kind)
	}
	return nil
}

// mayChange refuses records that the caller does not see, or may not change.
func mayChange(ctx context.Context, kind string, ids ...uuid.UUID) error {
	seen, err := may(ctx, kind, "read", ids...)
	if err != nil {
		return err
	}
	mine, err := may(ctx, kind, "update", ids...)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if !seen[id] {
			return notFound(kind)
		}
	}
	for _, id := range ids {
		if !mine[id] {
			return errs.ErrDenied
		}
	}
	return nil
}

// choices are the fields in which two records differ: proposed is what is filled, else what is newer.
func (s *Service) choices(ctx context.Context, p pair) []Choice {
	all := []Choice{}
	newer := p.loser.UpdatedAt.After(p.winner.UpdatedAt)
	for _, f := range fieldsOf(s.subjects[p.kind], p.mine, p.theirs) {
		mine, theirs := p.mine.One[f.Name], p.theirs.One[f.Name]
		if same(mine, theirs) || hidden(ctx, p.kind, f.Part) {
			continue
		}
		take := none(mine) || newer && !f.Own && !none(theirs)
		shut := closed(ctx, p.kind, f.Part)
		all = append(all, Choice{f.Name, take && (!shut || none(mine)), shut})
	}
	return all
}

// Merge makes one record of two, which keeps the first one's id: the other goes into the trash, and whatever refers to it
// refers to the first from now on.
func (s *Service) Merge(ctx context.Context, o Order) error {
	p, err := s.pair(ctx, o.Ref, o.Other)
	if err != nil {
		return err
	}
	if p.winner.Version != o.Version || p.loser.Version != o.OtherVersion {
		return ErrStale
	}
	image, err := s.join(ctx, p, o.Take)
	if err != nil {
		return err
	}
	j := joined{At: clock.Now(), ByName: caller.From(ctx).Name, Before: p.mine}
	if me := caller.From(ctx).UserID; me != uuid.Nil {
		j.By = &me
	}
	if j.Moves, err = reference.Move(ctx, record.Ref{Kind: p.kind, ID: p.loser.ID}, p.winner.ID); err != nil {
		return err
	}
	before, after, err := s.subjects[p.kind].Write(ctx, p.winner.ID, image)
	if err != nil {
		return err
	}
	if j.After, err = s.subjects[p.kind].Image(ctx, p.winner.ID); err != nil {
		return err
	}
	if err := s.away(ctx, p, j); err != nil {
		return err
	}
	return s.publish(ctx, Merged{o.Ref, p.winner.Name, p.loser.Name, before, after},
		Away{record.Ref{Kind: p.kind, ID: p.loser.ID}, p.loser.Name, p.winner.Name})
}

// join makes the image of two. What the caller may not see or change follows the rule of Join, whatever was asked for.
func (s *Service) join(ctx context.Context, p pair, take map[string]bool) (Image, error) {
	subject := s.subjects[p.kind]
	chosen, parts := map[string]bool{}, map[string]string{}
	fields := fieldsOf(subject, p.mine, p.theirs)
	for _, f := range slices.Concat(fields, subject.Lists()) {
		parts[f.Name] = f.Part
	}
	for _, c := range s.choices(ctx, p) {
		chosen[c.Field] = c.Take
	}
	for f, t := range take {
		if !slices.ContainsFunc(fields, func(one Field) bool { return one.Name == f }) {
			return Image{}, ErrField
		}
		chosen[f] = t
	}
	image := Join(p.mine, p.theirs, func(f string) bool { return chosen[f] }, func(f string) bool { return closed(ctx, p.kind, parts[f]) })
	return subject.Settle(NewImage(), image, []Image{p.mine, p.theirs})
}

// away puts the record that went where it stays until the two are taken apart.
func (s *Service) away(ctx context.Context, p pair, j joined) error {
	data, err := encode(j)
	if err != nil {
		return err
	}
	if err := bury(ctx, record.Ref{Kind: p.kind, ID: p.loser.ID}, p.winner.ID, data); err != nil {
		return err
	}
	return s.subjects[p.kind].Fewer(ctx)
}

func (s *Service) publish(ctx context.Context, all ...event.Change) error {
	for _, e := range all {
		if err := s.bus.Publish(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// Made is a record that was merged into another.
type Made struct {
	ID     uuid.UUID
	Name   string
	At     time.Time
	ByName string
}

// List tells of what a record was made, the last merge first.
func (s *Service) List(ctx context.Context, r record.Ref) ([]Made, error) {
	seen, err := may(ctx, r.Kind, "read", r.ID)
	if err != nil {
		return nil, err
	}
	if !seen[r.ID] {
		return nil, notFound(r.Kind)
	}
	rows, err := into(ctx, r.Kind, r.ID)
	if err != nil {
		return nil, err
	}
	all, by := make([]Made, len(rows)), make([]*uuid.UUID, len(rows))
	for i, h := range rows {
		j, err := decode(h.Merge)
		if err != nil {
			return nil, err
		}
		all[i], by[i] = Made{h.ID, h.Name, j.At, j.ByName}, j.By
	}
	if err := s.name(ctx, all, by); err != nil {
		return nil, err
	}
	if named(ctx, r.Kind) {
		for i := range all {
			all[i].Name = ""
		}
	}
	slices.SortFunc(all, func(a, b Made) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ID.String(), b.ID.String())) })
	return all, nil
}

// name gives those who merged their present names.
func (s *Service) name(ctx context.Context, all []Made, by []*uuid.UUID) error {
	var ids []uuid.UUID
	for _, id := range by {
		if id != nil {
			ids = append(ids, *id)
		}
	}
	names, err := s.people.Names(ctx, ids)
	for i, id := range by {
		if id != nil {
			all[i].ByName = cmp.Or(names[*id], all[i].ByName)
		}
	}
	return err
}
