package activity

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Seen is an activity as its reader sees it.
type Seen struct {
	Activity
	AboutName string  // empty when the record is gone
	Related   []Named // other visible records on whose timelines it shows
	Mentions  []Mentioned
	Editable  bool
}

// Named is a record with its name.
type Named struct {
	record.Ref
	Name string
}

// Mentioned is a colleague whom the text names under a label; somebody who has left is not Here.
type Mentioned struct {
	UserID      uuid.UUID
	Label, Name string
	Here        bool
}

// Find returns an entry that the caller may see.
func (s *Service) Find(ctx context.Context, id uuid.UUID) (Seen, error) {
	a, err := find(ctx, id)
	if err != nil {
		return Seen{}, err
	}
	seen, err := s.see(ctx, a)
	if err != nil {
		return Seen{}, err
	}
	return seen[0], nil
}

// See adds what the caller may know of the names in some entries that were read for them.
func (s *Service) See(ctx context.Context, as ...Activity) ([]Seen, error) { return s.see(ctx, as...) }

// see adds the present names of people and records, as far as the caller may know them.
func (s *Service) see(ctx context.Context, as ...Activity) ([]Seen, error) {
	names, err := s.records.Of(ctx, refs(as))
	if err != nil {
		return nil, err
	}
	actors, err := s.people.Names(ctx, actors(as))
	if err != nil {
		return nil, err
	}
	called, err := s.mentioned(ctx, as)
	if err != nil {
		return nil, err
	}
	stage, err := s.stages(ctx)
	if err != nil {
		return nil, err
	}
	seen := make([]Seen, len(as))
	for i, a := range as {
		if a.OwnerID != nil {
			a.ActorName = cmp.Or(actors[*a.OwnerID], a.ActorName)
		}
		seen[i] = Seen{Activity: a, AboutName: names[a.About()], Editable: mayChange(ctx, a, "update") == nil}
		seen[i].Mentions = called(a)
		delete(a.Data, mentions)
		delete(a.Data, unmentioned)
		hideStages(a.Data, stage)
		if how, is := a.Data[via].(map[string]any); is {
			delete(how, "way") // which address it was is the program's to know
		}
		if closed(ctx, a.Kind) { // names as they were then may be addresses that are hidden now
			delete(a.Data, "name")
			if merges[a.Type] {
				delete(a.Data, "with")
			}
		}
		if seen[i].AboutName == "" && a.Type != "updated" {
			seen[i].AboutName, _ = a.Data["name"].(string)
		}
		for _, r := range a.shownOn() {
			if name := names[r]; name != "" && r != a.About() {
				seen[i].Related = append(seen[i].Related, Named{r, name})
			}
		}
		slices.SortFunc(seen[i].Related, func(a, b Named) int { return cmp.Compare(a.Kind, b.Kind) })
	}
	return seen, s.nameChanges(ctx, as)
}

// mentioned reads the names of those whom some entries mention, and answers with a function that tells those of one.
func (s *Service) mentioned(ctx context.Context, as []Activity) (func(Activity) []Mentioned, error) {
	var all []uuid.UUID
	for _, a := range as {
		all = append(all, ids(a.Mentions())...)
	}
	if len(all) == 0 {
		return func(Activity) []Mentioned { return nil }, nil
	}
	names, err := s.people.Names(ctx, all)
	if err != nil {
		return nil, err
	}
	here, err := s.people.Here(ctx, all)
	return func(a Activity) (of []Mentioned) {
		for _, m := range a.Mentions() {
			of = append(of, Mentioned{m.UserID, m.Label, cmp.Or(names[m.UserID], m.Label), here[m.UserID]})
		}
		return of
	}, err
}

func ids(ms []Mention) (all []uuid.UUID) {
	for _, m := range ms {
		all = append(all, m.UserID)
	}
	return all
}

// hideStages leaves the names of the stages between which a deal was moved as far as the reader may know them.
func hideStages(d data, shown func(string) string) {
	for _, end := range []string{"from", "to"} {
		if name, is := d[end].(string); is {
			d[end] = shown(name)
		}
	}
}

func refs(as []Activity) (all []record.Ref) {
	for _, a := range as {
		for _, r := range append(a.shownOn(), a.About()) {
			if !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	return all
}

func actors(as []Activity) (ids []uuid.UUID) {
	for _, a := range as {
		if a.OwnerID != nil && !slices.Contains(ids, *a.OwnerID) {
			ids = append(ids, *a.OwnerID)
		}
	}
	return ids
}

// nameChanges puts names in the place of the ids in changed fields.
func (s *Service) nameChanges(ctx context.Context, as []Activity) error {
	lists := make([][]diff.Change, len(as))
	for i, a := range as {
		lists[i] = diff.Open(caller.From(ctx), a.Kind, changes(a.Data))
		if lists[i] != nil {
			a.Data["changes"] = lists[i]
		}
	}
	return s.namers.Resolve(ctx, lists...)
}

// changes are those in what the program noted, read back from JSON.
func changes(d data) []diff.Change {
	stored, err := json.Marshal(d["changes"])
	if err != nil || d["changes"] == nil {
		return nil
	}
	var all []diff.Change
	if json.Unmarshal(stored, &all) != nil {
		return nil
	}
	return all
}

// Mark says what came of a call that the caller has made, also where the program carried it.
func (s *Service) Mark(ctx context.Context, id uuid.UUID, outcome string) error {
	a, err := hold(ctx, id)
	if err != nil {
		return err
	}
	a.Data["outcome"] = outcome
	return keep(ctx, a, clock.Now())
}
