package changeset

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/record"
)

// explain says what was put back in each record, and of what stays what it is now and who changed it.
func (s *Service) explain(ctx context.Context, u *undoing) error {
	var stayed []uuid.UUID
	for _, st := range u.states {
		if p := without(u.patches[st.RecordID], stage); len(p) > 0 {
			changes, err := s.changes(ctx, u.set.fielded(u.object), only(u.from(st), p), p)
			if err != nil {
				return err
			}
			u.told.Changed = append(u.told.Changed, Line{st.RecordID, changes})
		}
		if u.outcomes[st.RecordID].State == EntryKept {
			stayed = append(stayed, st.RecordID)
		}
	}
	if len(stayed) == 0 {
		return nil
	}
	since := u.set.CreatedAt
	if u.set.FinishedAt != nil {
		since = *u.set.FinishedAt
	}
	last, err := s.Trail.Last(ctx, u.object, stayed, since)
	if err != nil {
		return err
	}
	for _, st := range u.states {
		problem := u.outcomes[st.RecordID].Problem
		if problem == nil {
			continue
		}
		if err := s.stays(ctx, u, st, problem); err != nil {
			return err
		}
		if e, found := last[st.RecordID]; found {
			problem.By, problem.ByName, problem.At = e.ActorID, e.ActorName, &e.At
		}
	}
	return nil
}

// from is what stood in a record just before it was put back.
func (u *undoing) from(st state) image {
	if st.Current == st.Version {
		return st.After
	}
	return st.Now
}

// stays lists what of a record stays as somebody made it: from the value that the act gave to the one it has now.
func (s *Service) stays(ctx context.Context, u *undoing, st state, p *Problem) (err error) {
	left := u.left[st.RecordID]
	if st.State == EntryMade {
		p.Changes, err = s.changes(ctx, u.set.fielded(u.object), st.After, st.Now)
		return err
	}
	if len(left) == 0 {
		return nil
	}
	now := st.Now
	if st.Current == st.Version {
		now = st.After
	}
	p.Fields = slices.Compact(slices.Sorted(slices.Values(left)))
	p.Changes, err = s.changes(ctx, u.set.fielded(u.object), these(st.After, left), these(now, left))
	return err
}

// only are the columns of an image that another one has.
func only(i, of image) image {
	rest := image{}
	for c := range of {
		rest[c] = i[c]
	}
	return rest
}

func these(i image, columns []string) image {
	rest := image{}
	for _, c := range columns {
		rest[c] = i[c]
	}
	return rest
}

// Told is an entry as people read it.
type Told struct {
	Entry
	Name string // empty when the reader does not see the record
	// Changes are what the act changed, of one that was not put back what stays.
	Changes []diff.Change
}

// States are those of the entries that a reader can ask for.
var States = []string{EntryFits, EntrySame, EntryFailed, EntryChanged, EntryMade, EntryDeleted, EntryBack, EntryKept}

// Shown is how many entries a page has.
const Shown = 50

// Entries returns a page of what became of records, as far as the caller sees them: those in a state, after a record.
func (s *Service) Entries(ctx context.Context, id uuid.UUID, states []string, after uuid.UUID) ([]Told, error) {
	set, err := find(ctx, id)
	if err != nil {
		return nil, err
	}
	es, err := entries(ctx, set.ID, states, after, Shown)
	if err != nil {
		return nil, err
	}
	return s.tell(ctx, set, es)
}

// tell makes entries readable: names in the place of ids, and nothing that the caller may not see.
func (s *Service) tell(ctx context.Context, set Set, es []Entry) ([]Told, error) {
	refs, people := make([]record.Ref, len(es)), []uuid.UUID{}
	for i, e := range es {
		refs[i] = record.Ref{Kind: e.Object, ID: e.RecordID}
		if e.Problem.By != nil {
			people = append(people, *e.Problem.By)
		}
	}
	names, err := s.Records.Of(ctx, refs)
	if err != nil {
		return nil, err
	}
	actors, err := s.People.Names(ctx, people)
	if err != nil {
		return nil, err
	}
	all, lists := make([]Told, len(es)), make([][]diff.Change, len(es))
	for i, e := range es {
		all[i] = Told{Entry: e, Name: names[refs[i]]}
		if by := e.Problem.By; by != nil && actors[*by] != "" {
			all[i].Problem.ByName = actors[*by]
		}
		if all[i].Changes, err = s.shown(ctx, set.fielded(e.Object), e, names[refs[i]] != ""); err != nil {
			return nil, err
		}
		lists[i] = all[i].Changes
	}
	return all, s.Namers.Resolve(ctx, lists...)
}

// shown are the changes of an entry, of a record of an object, that the caller may see; of a record in the trash, or of another's, there are none.
func (s *Service) shown(ctx context.Context, object string, e Entry, seen bool) ([]diff.Change, error) {
	changes := e.Problem.Changes
	if changes == nil && e.State != EntryMade {
		var err error
		if changes, err = s.changes(ctx, object, e.Before, e.After); err != nil {
			return nil, err
		}
	}
	if !seen {
		return nil, nil
	}
	return plain(diff.Open(caller.From(ctx), e.Object, changes))
}

// plain are changes as they are read back from JSON.
func plain(all []diff.Change) (same []diff.Change, err error) {
	data, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	return same, json.Unmarshal(data, &same)
}
