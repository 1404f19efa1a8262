package changeset

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/audit/trail"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/naming"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/platform/limit"
)

// Parts are what change sets work with.
type Parts struct {
	Bus     *event.Bus
	People  owner.People
	Custom  *customfield.Service
	Deals   *deal.Service
	Limits  *limit.Service
	Trail   *trail.Service
	Records naming.Readers
	Namers  diff.Namers
	// Used tells which companies others need, whoever may see them: those that have people or open deals.
	Used func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]bool, error)
	// InTenant runs a function in a unit of work of the caller's tenant.
	InTenant func(ctx context.Context, f func(context.Context) error) error
	// Everyone calls a function for each company, in a unit on the platform.
	Everyone func(ctx context.Context, f func(context.Context, int64) error) error
}

// Service is the only way to change sets. Except for Run, its methods run in the unit of work of the caller's tenant.
type Service struct{ Parts }

// NewService returns a service made of its parts.
func NewService(p Parts) *Service { return &Service{p} }

// Find returns a change set that the caller may see.
func (s *Service) Find(ctx context.Context, id uuid.UUID) (Set, error) { return find(ctx, id) }

// Lock returns a change set that the caller may see and that nobody else changes until the end of the unit.
func (s *Service) Lock(ctx context.Context, id uuid.UUID) (Set, error) { return lock(ctx, id) }

// Save writes a change set that is locked.
func (s *Service) Save(ctx context.Context, set *Set) error { return save(ctx, set) }

// List returns one page of the acts that the caller may see, the newest first, and the cursor of the next.
func (s *Service) List(ctx context.Context, q page.Query) ([]Set, *string, error) {
	return pageOf(ctx, q)
}

// Begin keeps that an act begins; from then on Before, Made and After say what it does to records.
func (s *Service) Begin(ctx context.Context, set *Set) error {
	set.Version, set.CreatedAt, set.UpdatedAt = 1, clock.Now(), clock.Now()
	if by := caller.From(ctx); by.UserID != uuid.Nil {
		set.OwnerID = &by.UserID
	}
	return insert(ctx, set)
}

// key is under which a context says to which change set belongs what is done.
type key struct{}

// Into returns a context in which what Before, Made and After hear of belongs to a change set.
func Into(ctx context.Context, set uuid.UUID) context.Context {
	return context.WithValue(ctx, key{}, set)
}

func into(ctx context.Context) (uuid.UUID, bool) {
	set, ok := ctx.Value(key{}).(uuid.UUID)
	return set, ok
}

// Before keeps how records are that are about to be changed; nobody else changes them until the end of the unit. Outside an act
// it does nothing, and so do Made and After.
func (s *Service) Before(ctx context.Context, object string, ids []uuid.UUID) error {
	set, ok := into(ctx)
	if !ok || len(ids) == 0 {
		return nil
	}
	return open(ctx, set, object, ids)
}

// After keeps what changed in records since Before.
func (s *Service) After(ctx context.Context, object string, ids []uuid.UUID) error {
	set, ok := into(ctx)
	if !ok || len(ids) == 0 {
		return nil
	}
	return shut(ctx, set, object, ids)
}

// Made keeps how records are that were just made.
func (s *Service) Made(ctx context.Context, object string, ids []uuid.UUID) error {
	set, ok := into(ctx)
	if !ok || len(ids) == 0 {
		return nil
	}
	return made(ctx, set, object, ids)
}

// Finish keeps that a preview is there, or that an act is over, in its last state. Of records that it left as they were nothing is kept, unless it is one
// that tells why.
func (s *Service) Finish(ctx context.Context, id uuid.UUID, state string) (Set, error) {
	set, err := held(ctx, id)
	if err != nil || set.State != Running && set.State != Checking {
		return set, err
	}
	if set.State == Checking {
		set.State = Ready
		if err := s.tally(ctx, &set); err != nil {
			return set, err
		}
		return set, save(ctx, &set)
	}
	if err := drop(ctx, id, waiting); err != nil {
		return set, err
	}
	if set.Act == Import {
		if err := drop(ctx, id, EntrySame); err != nil {
			return set, err
		}
	}
	now := clock.Now()
	set.State, set.FinishedAt = state, &now
	if err := s.tally(ctx, &set); err != nil {
		return set, err
	}
	return set, save(ctx, &set)
}

// Choose keeps that an act is on some records, and counts them.
func (s *Service) Choose(ctx context.Context, set Set, ids []uuid.UUID) (int64, error) {
	return choose(ctx, set, ids)
}

// Next returns the records after one, in their order, that the act has not come to.
func (s *Service) Next(ctx context.Context, set Set, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	return next(ctx, set.ID, some{set.Kind(), []string{waiting}, after, limit})
}

// Failed keeps why records could not be changed.
func (s *Service) Failed(ctx context.Context, set Set, why map[uuid.UUID]Problem) error {
	all := make([]outcome, 0, len(why))
	for id, p := range why {
		all = append(all, outcome{ID: id, State: EntryFailed, Problem: &p})
	}
	return settle(ctx, set.ID, set.Kind(), all)
}

// Became reads what became of records.
func (s *Service) Became(ctx context.Context, set Set, ids []uuid.UUID) ([]Entry, error) {
	return became(ctx, set, ids)
}

// Tried keeps what would become of records.
func (s *Service) Tried(ctx context.Context, set Set, would []Entry) error {
	all := make([]outcome, len(would))
	for i, e := range would {
		all[i] = outcome{ID: e.RecordID, State: e.State, Before: e.Before, After: e.After}
		if e.State == EntryChanged || e.State == EntryDeleted {
			all[i].State = EntryFits
		}
		if e.Problem.Code != "" {
			all[i].Problem = &e.Problem
		}
	}
	return settle(ctx, set.ID, set.Kind(), all)
}

// Again has an act that was previewed begin: all its records wait.
func (s *Service) Again(ctx context.Context, set *Set) error {
	set.State, set.Done, set.Changed, set.Same, set.Failed = Running, 0, 0, 0, 0
	if err := again(ctx, set.ID); err != nil {
		return err
	}
	return save(ctx, set)
}

// tally counts what became of the records.
func (s *Service) tally(ctx context.Context, set *Set) error {
	n, err := tallied(ctx, set.ID)
	set.Changed = n[EntryChanged] + n[EntryMade] + n[EntryDeleted] + n[EntryFits] + n[EntryBack] + n[EntryKept]
	set.Same, set.Failed, set.Back, set.Kept = n[EntrySame], n[EntryFailed], n[EntryBack], n[EntryKept]
	return err
}

// Prune forgets acts that can't be taken back any more.
func (s *Service) Prune(ctx context.Context) error { return prune(ctx, clock.Now()) }

// Erase takes what change sets know of a record out of them, so that it can't be put back: for people whose data is erased.
func (s *Service) Erase(ctx context.Context, r record.Ref) error { return erase(ctx, r.Kind, r.ID) }
