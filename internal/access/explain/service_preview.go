package explain

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/access/share"
	"github.com/kith-crm/kith/internal/access/team"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
)

// Difference is what a change does to one person's view of one kind: how many records appear and vanish, with the names of
// some.
type Difference struct {
	Person       role.Member
	Kind         string
	Gains, Loses int64
	Gained, Lost []string
}

// Preview is what a change would do.
type Preview struct {
	People      int // whose rights or teams change
	Differences []Difference
	Broken      []Examples // examples that would not hold, so that the change is refused
	Fields      []string   // whose mask changes, by "kind.field"
	Stages      []string   // the names of those whose mask changes
}

// maxPeople is of how many people a preview counts what they see; it says of how many it is in all.
const maxPeople = 50

// PreviewRole tells what another right of a role would do.
func (s *Service) PreviewRole(ctx context.Context, code string, c role.Change) (Preview, error) {
	p, r, after, err := s.roles.Plan(ctx, code, c)
	if err != nil {
		return Preview{}, err
	}
	out, err := s.compare(ctx, p.With(code, after), nil)
	if c.Field != "" && r.Rights.Masks.Of(c.Object, c.Field) != c.Mask {
		out.Fields = []string{c.Object + "." + c.Field}
	}
	if c.Stage != "" && r.Rights.Stages.Of(c.Object, c.Stage) != c.Mask && err == nil {
		names, err := s.roles.StageNames(ctx)
		out.Stages = []string{names[c.Stage]}
		return out, err
	}
	return out, err
}

// PreviewTeam tells what a new team, or a change of one, would do.
func (s *Service) PreviewTeam(ctx context.Context, teamID *uuid.UUID, d team.Draft) (Preview, error) {
	tree, t, err := s.teams.Plan(ctx, teamID, d)
	if err != nil {
		return Preview{}, err
	}
	p, err := s.roles.Policy(ctx)
	if err != nil {
		return Preview{}, err
	}
	return s.compare(ctx, p, tree.With(t))
}

// compare sets the world as it would be against the world as it is.
func (s *Service) compare(ctx context.Context, p policy, tree team.Tree) (out Preview, err error) {
	before, err := s.world(ctx)
	if err != nil {
		return out, err
	}
	after, err := s.under(ctx, p, tree)
	if err != nil {
		return out, err
	}
	for i, b := range before.people {
		a := after.people[i]
		if same(b, a) {
			continue
		}
		if out.People++; out.People > maxPeople {
			continue
		}
		if err := s.differ(ctx, &out, b, a); err != nil {
			return out, err
		}
	}
	out.Broken, err = s.broken(ctx, after)
	return out, err
}

// same tells whether nothing that decides about a person's sight is different.
func same(b, a person) bool {
	return sameRows(b, a) && maps.Equal(b.role.Rights.Masks, a.role.Rights.Masks)
}

// sameRows tells whether nothing is different that decides which records a person sees.
func sameRows(b, a person) bool {
	return maps.Equal(b.role.Rights.Grants, a.role.Rights.Grants) && maps.Equal(b.role.Rights.Stages, a.role.Rights.Stages) && slices.Equal(b.teams, a.teams) && slices.Equal(b.mates, a.mates)
}

func (s *Service) differ(ctx context.Context, out *Preview, b, a person) error {
	if sameRows(b, a) {
		return nil
	}
	t := caller.From(ctx).Tenant
	was, is := b.caller(t), a.caller(t)
	gaps := make([]gap, 0, 2*len(kinds))
	for _, kind := range kinds {
		gaps = append(gaps, gap{kind: kind, more: is, less: was}, gap{kind: kind, more: was, less: is})
	}
	if err := between(ctx, gaps); err != nil {
		return err
	}
	for i, kind := range kinds {
		d := Difference{Person: b.Member, Kind: kind}
		d.Gains, d.Gained = gaps[2*i].found()
		d.Loses, d.Lost = gaps[2*i+1].found()
		if d.Gains+d.Loses > 0 {
			out.Differences = append(out.Differences, d)
		}
	}
	return nil
}

// hidden are the fields of a kind that rights hide, or mask.
func hidden(r role.Rights, kind string) []string {
	all := []string{}
	for _, key := range slices.Sorted(maps.Keys(r.Masks)) {
		if object, field := cut(key); object == kind && !caller.Masked.Closer(r.Masks[key]) {
			all = append(all, field)
		}
	}
	return all
}

// broken are the examples that do not hold in a world. Examples about people and records that are gone say nothing. Whoever
// changes rights need not see the records, and is told the names of those only that they see.
func (s *Service) broken(ctx context.Context, w world) (all []Examples, err error) {
	es, err := listExamples(ctx)
	if err != nil || len(es) == 0 {
		return nil, err
	}
	there, err := lookAll(caller.With(ctx, caller.System(Kind, caller.From(ctx).Tenant)), records(es))
	if err != nil {
		return nil, err
	}
	var wrong []Example
	for _, e := range es {
		i := slices.IndexFunc(w.people, func(p person) bool { return p.UserID == e.UserID })
		rec, ok := there[e.Ref()]
		if i >= 0 && ok && w.sight(w.people[i], rec, clock.Now()).Sees == (e.Must == "never") {
			wrong = append(wrong, e)
		}
	}
	seen, err := lookAll(ctx, records(wrong))
	for _, e := range wrong {
		all = append(all, Examples{e, w.name(e.UserID), seen[e.Ref()].Name})
	}
	return all, err
}

// guard objects to changes of roles, teams and shares after which an example would not hold: in the unit of work of the
// change, which then leaves nothing behind.
func (s *Service) guard(bus *event.Bus) {
	event.On(bus, func(ctx context.Context, _ role.Changed) error { return s.check(ctx, nil) })
	event.On(bus, func(ctx context.Context, _ team.Changed) error { return s.check(ctx, nil) })
	event.On(bus, func(ctx context.Context, _ share.Changed) error { return s.check(ctx, nil) })
	event.On(bus, func(ctx context.Context, g role.Giving) error {
		return s.check(ctx, func(w *world) error { w.give(g.Member, g.After); return nil })
	})
}

// Check objects when an example does not hold; the composition root calls it for what lower packages tell of records.
func (s *Service) Check(ctx context.Context) error { return s.check(ctx, nil) }

// CheckMember objects when an example would not hold once somebody works here as given: who joins, comes back, or gets
// another role of the program. It only reads.
func (s *Service) CheckMember(ctx context.Context, m role.Member) error {
	return s.check(ctx, func(w *world) error {
		p, err := s.roles.Policy(ctx)
		if err != nil {
			return err
		}
		r, err := p.Of(m)
		if err != nil {
			return err
		}
		w.give(m, r)
		return nil
	})
}

// give makes somebody one of the people, with a role.
func (w *world) give(m role.Member, r role.Role) {
	teams, mates := w.tree.Of(m.UserID)
	w.people = slices.DeleteFunc(w.people, func(p person) bool { return p.UserID == m.UserID })
	w.people = append(w.people, person{m, r, teams, mates})
}

// unseen stands, in a refusal, for the name of a record that the caller does not see.
const unseen = "•••"

// check objects when an example does not hold in the world after a change; nil for the world as it is.
func (s *Service) check(ctx context.Context, change func(*world) error) error {
	es, err := listExamples(ctx)
	if err != nil || len(es) == 0 {
		return err
	}
	w, err := s.world(ctx)
	if err != nil {
		return err
	}
	if change != nil {
		if err := change(&w); err != nil {
			return err
		}
	}
	broken, err := s.broken(ctx, w)
	if err != nil || len(broken) == 0 {
		return err
	}
	first := broken[0]
	return ErrBroken.With("person", first.PersonName).With("record", cmp.Or(first.RecordName, unseen)).With("must", first.Must).With("count", len(broken))
}
