package changeset

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/platform/plan"
)

const (
	batch  = 500 // put back in one transaction
	atOnce = 500 // entries that a request puts back itself
)

// undoable are the states of entries of which something can be put back.
var undoable = []string{EntryChanged, EntryMade, EntryDeleted}

// Undo takes an act back: at once, if it was about few records, else in the background. One that was interrupted goes on.
func (s *Service) Undo(ctx context.Context, id uuid.UUID) (Set, error) {
	set, err := lock(ctx, id)
	if err != nil {
		return set, err
	}
	if !set.Ended() && set.State != Undoing {
		return set, ErrBusy
	}
	if set.State != Undoing {
		now := clock.Now()
		by := caller.From(ctx).UserID
		set.State, set.Done, set.UndoneAt, set.UndoneBy = Undoing, 0, &now, &by
	}
	if err := save(ctx, &set); err != nil {
		return set, err
	}
	if set.Changed > atOnce {
		return set, enqueue(ctx, id)
	}
	at := cursor{}
	for more := true; more; {
		if more, err = s.step(ctx, id, &at); err != nil {
			return set, err
		}
	}
	return find(ctx, id)
}

// Run takes an act back, batch by batch, each in a unit of work of its own. When it is interrupted it goes on, called again,
// where it was.
func (s *Service) Run(ctx context.Context, id uuid.UUID) error {
	at := cursor{}
	for more := true; more; {
		err := s.InTenant(ctx, func(ctx context.Context) (err error) {
			more, err = s.step(ctx, id, &at)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// cursor is how far an undo has come: the kind, in their order, and the record.
type cursor struct {
	kind  int
	after uuid.UUID
}

// step puts the next records back. The change set's row is locked, so that each is put back once, however many workers try.
func (s *Service) step(ctx context.Context, id uuid.UUID, at *cursor) (more bool, err error) {
	set, err := lock(ctx, id)
	if err != nil || set.State != Undoing {
		return false, err
	}
	for ; at.kind < len(order); *at = (cursor{at.kind + 1, uuid.Nil}) {
		object := order[at.kind]
		ids, err := next(ctx, id, some{object, undoable, at.after, batch})
		if err != nil {
			return false, err
		}
		if len(ids) == 0 {
			continue
		}
		at.after = ids[len(ids)-1]
		if err := s.putBack(ctx, set, object, ids); err != nil {
			return false, err
		}
		set.Done += len(ids)
		return true, save(ctx, &set)
	}
	return false, s.undone(ctx, set)
}

// undone ends an undo.
func (s *Service) undone(ctx context.Context, set Set) error {
	if err := s.tally(ctx, &set); err != nil {
		return err
	}
	set.State = Undone
	if set.Kept > 0 {
		set.State = Partly
	}
	if err := save(ctx, &set); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Taken{set})
}

// restoring is a batch of records on their way back.
type undoing struct {
	set      Set
	object   string
	states   []state
	outcomes map[uuid.UUID]*outcome
	patches  map[uuid.UUID]image
	left     map[uuid.UUID][]string // columns that stay
	told     PutBack
}

func (s *Service) putBack(ctx context.Context, set Set, object string, ids []uuid.UUID) error {
	u := &undoing{set: set, object: object, outcomes: map[uuid.UUID]*outcome{}, patches: map[uuid.UUID]image{}, left: map[uuid.UUID][]string{}, told: PutBack{Object: object}}
	for _, id := range ids {
		u.outcomes[id] = &outcome{ID: id, State: EntryBack}
	}
	var err error
	if u.states, err = compare(ctx, set.ID, object, ids); err != nil {
		return err
	}
	for _, st := range u.states {
		u.judge(st)
	}
	for _, f := range []func(context.Context, *undoing) error{s.needed, s.housed, s.fits, s.write, s.stages, s.explain} {
		if err := f(ctx, u); err != nil {
			return err
		}
	}
	all := make([]outcome, 0, len(ids))
	for _, id := range ids {
		all = append(all, *u.outcomes[id])
	}
	if err := settle(ctx, set.ID, object, all); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, u.told)
}

// judge says what is to be done with a record.
func (u *undoing) judge(st state) {
	switch {
	case st.State == EntryDeleted && st.Gone && !st.Merged:
		u.told.Restored = append(u.told.Restored, st.RecordID)
	case st.State == EntryDeleted || st.State == EntryMade && st.Gone:
	case st.Gone:
		u.keep(st.RecordID, gone)
	case st.State == EntryMade && st.Current == st.Version:
		u.told.Trashed = append(u.told.Trashed, st.RecordID)
	case st.State == EntryMade:
		u.keep(st.RecordID, touched)
	case st.Current == st.Version:
		u.patches[st.RecordID] = st.Before
	default:
		u.patches[st.RecordID], u.left[st.RecordID] = kinds[u.object].back(st.Before, st.After, st.Now)
		if len(u.left[st.RecordID]) > 0 {
			u.keep(st.RecordID, touched)
		}
	}
}

func (u *undoing) keep(id uuid.UUID, code string) {
	o := u.outcomes[id]
	o.State = EntryKept
	if o.Problem == nil {
		o.Problem = &Problem{Code: code}
	}
}

// needed keeps companies that were made and that others need now.
func (s *Service) needed(ctx context.Context, u *undoing) error {
	if u.object != company.Kind || len(u.told.Trashed) == 0 {
		return nil
	}
	needed, err := s.Used(ctx, u.told.Trashed)
	if err != nil {
		return err
	}
	u.told.Trashed = slices.DeleteFunc(u.told.Trashed, func(id uuid.UUID) bool {
		if needed[id] {
			u.keep(id, used)
		}
		return needed[id]
	})
	return nil
}

// housed keeps records in the trash whose kind the company has put there as well.
func (s *Service) housed(ctx context.Context, u *undoing) error {
	if u.object != customfield.Made || len(u.told.Restored) == 0 {
		return nil
	}
	err := s.Custom.Has(ctx, u.set.Object)
	if e, is := errs.As(err); !is || e.Code != customfield.ErrObject.Code {
		return err
	}
	for _, id := range u.told.Restored {
		u.keep(id, gone)
	}
	u.told.Restored = nil
	return nil
}

// fits keeps what can't be put back any more: an owner who left, a company that is gone, a value that another record has now.
func (s *Service) fits(ctx context.Context, u *undoing) error {
	works, err := s.working(ctx, u)
	if err != nil {
		return err
	}
	firms, err := there(ctx, company.Kind, u.ids("company_id"))
	if err != nil {
		return err
	}
	for id, p := range u.patches {
		u.refuse(id, p, "owner_id", works, owner.ErrUnknown)
		u.refuse(id, p, "company_id", firms, contact.ErrNoCompany)
		if err := s.unique(ctx, u, id, p); err != nil {
			return err
		}
	}
	return nil
}

// ids are the ids that would be put back into a column.
func (u *undoing) ids(column string) (all []uuid.UUID) {
	for _, p := range u.patches {
		if id, ok := refIn(p[column]); ok && !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	return all
}

func refIn(v json.RawMessage) (id uuid.UUID, ok bool) {
	if none(v) {
		return id, false
	}
	return id, json.Unmarshal(v, &id) == nil
}

func (u *undoing) refuse(id uuid.UUID, p image, column string, good map[uuid.UUID]bool, why *errs.Error) {
	if v, is := refIn(p[column]); !is || good[v] {
		return
	}
	for _, c := range kinds[u.object].group(column) {
		delete(p, c)
	}
	u.left[id] = append(u.left[id], column)
	u.keep(id, why.Code)
}

func (s *Service) working(ctx context.Context, u *undoing) (map[uuid.UUID]bool, error) {
	all := map[uuid.UUID]bool{}
	for _, id := range u.ids("owner_id") {
		works, err := s.People.Works(ctx, id)
		if err != nil {
			return nil, err
		}
		all[id] = works
	}
	return all, nil
}

// unique keeps values of the company's own fields that another record has now and that no two may have.
func (s *Service) unique(ctx context.Context, u *undoing, id uuid.UUID, p image) error {
	for column, value := range p {
		if len(column) <= len(ownPrefix) || column[:len(ownPrefix)] != ownPrefix || none(value) {
			continue
		}
		free, err := s.Custom.Free(ctx, column, id, value)
		if err != nil {
			return err
		}
		if !free {
			delete(p, column)
			u.left[id] = append(u.left[id], column)
			u.keep(id, "custom.taken")
		}
	}
	return nil
}

// write puts back what can be put back.
func (s *Service) write(ctx context.Context, u *undoing) error {
	var patches []patch
	for _, st := range u.states {
		p := without(u.patches[st.RecordID], stage)
		if len(p) > 0 {
			patches = append(patches, patched(st.RecordID, p))
		}
	}
	if err := write(ctx, u.object, patches); err != nil {
		return err
	}
	if err := restore(ctx, u.object, u.told.Restored); err != nil {
		return err
	}
	if err := trash(ctx, u.object, u.told.Trashed); err != nil {
		return err
	}
	if u.object != contact.Kind {
		return nil
	}
	if err := s.Limits.Add(ctx, plan.Contacts, int64(len(u.told.Restored))); err != nil {
		return err
	}
	return s.Limits.Give(ctx, plan.Contacts, int64(len(u.told.Trashed)))
}

func without(p image, columns []string) image {
	rest := image{}
	for c, v := range p {
		if !slices.Contains(columns, c) {
			rest[c] = v
		}
	}
	return rest
}

// stages moves deals back to where they were, by the rules that hold for everybody who moves one.
func (s *Service) stages(ctx context.Context, u *undoing) error {
	for id, p := range u.patches {
		to, is := refIn(p["stage_id"])
		if u.object != deal.Kind || !is {
			continue
		}
		var reason string
		if err := json.Unmarshal(p["lost_reason"], &reason); err != nil {
			reason = ""
		}
		err := s.InTenant(ctx, func(ctx context.Context) error {
			seen, err := s.Deals.Find(ctx, id)
			if err == nil {
				_, err = s.Deals.Move(ctx, id, deal.Move{StageID: to, LostReason: reason, Version: seen.Version})
			}
			return err
		})
		if e, ok := errs.As(err); ok {
			u.left[id] = append(u.left[id], "stage_id")
			u.keep(id, e.Code)
			for _, c := range stage {
				delete(p, c)
			}
		} else if err != nil {
			return err
		}
	}
	return nil
}
