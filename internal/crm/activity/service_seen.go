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
	Editable  bool
}

// Named is a record with its name.
type Named struct {
	record.Ref
	Name string
}

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
