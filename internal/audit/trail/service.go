package trail

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/secret"
)

type (
	// people tells the names of the tenant's members, former ones included.
	people interface {
		Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
	}
	// platform runs a look-up in a unit of work on the platform's schema.
	platform func(ctx context.Context, f func(context.Context) error) error
)

// Service writes and reads the trail.
type Service struct {
	platform platform
	inTenant platform
	tenants  func(ctx context.Context) ([]int64, error)
	keys     secret.Keys
	bus      *event.Bus
	people   people
	stages   func(ctx context.Context) (func(name string) string, error)
	namers   diff.Namers
}

// Parts is what the trail stands on.
type Parts struct {
	Platform, InTenant func(ctx context.Context, f func(context.Context) error) error // units of work
	Tenants            func(ctx context.Context) ([]int64, error)                     // all companies, in a unit on the platform
	Keys               secret.Keys
	Bus                *event.Bus
	People             people
	Stages             func(ctx context.Context) (func(name string) string, error) // what the caller may know of a stage's name
	Namers             diff.Namers                                                 // name what stands in changed fields, such as the owner in ownerId
}

// NewService returns a service made with parts.
func NewService(p Parts) *Service {
	return &Service{p.Platform, p.InTenant, p.Tenants, p.Keys, p.Bus, p.People, p.Stages, p.Namers}
}

// On writes an entry for a change, in the unit of work that made it. A save that changed nothing leaves none.
func (s *Service) On(ctx context.Context, e event.Changed) error {
	t := entry(ctx, e)
	if e.Action == "updated" && len(t.Changes) == 0 {
		return nil
	}
	return insert(ctx, t)
}

// List returns one page of the company's trail, newest first, and the cursor of the next. It works in a unit on the tenant.
func (s *Service) List(ctx context.Context, f Filter) ([]Entry, *string, error) {
	own, err := list(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	theirs, err := s.listPlatform(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	entries, next := page.Cut(ownSpec, f.query(), merge(own, theirs), sortValue)
	return entries, next, s.dress(ctx, entries)
}

// maxExport is how many entries one export holds at most, and exportPage how many are read at a time.
const (
	maxExport  = 50_000
	exportPage = 5_000
)

// Export returns the entries that fit a filter, newest first, and notes that they were taken out. ErrExport when they are
// more than one file holds: one that silently lacks the rest would pass for the whole.
func (s *Service) Export(ctx context.Context, f Filter) (all []Entry, err error) {
	f.Limit = exportPage
	for {
		es, next, err := s.List(ctx, f)
		if err != nil {
			return nil, err
		}
		all = append(all, es...)
		if next == nil {
			return all, s.bus.Publish(ctx, Exported{len(all)})
		}
		if len(all) >= maxExport {
			return nil, ErrExport.With("most", maxExport)
		}
		f.Cursor = *next
	}
}

// by narrows a filter to a person.
func (f *Filter) by(actor string) error {
	if actor == "" {
		return nil
	}
	id, err := uuid.Parse(actor)
	if err != nil {
		return ErrActor
	}
	f.Actor = id
	return nil
}

// ErrActor is returned for what is no person's id.
var ErrActor = errs.New(errs.Invalid, "audit.actor", "This is not a person's id.").On("actor")

// ErrExport is returned for more entries than one export holds. Its param most is how many it does.
var ErrExport = errs.New(errs.Invalid, "audit.export", "There are more entries than one file can hold. Narrow it by date.").On("from")

// dress gives people their present names, and names to the ids in changes.
func (s *Service) dress(ctx context.Context, entries []Entry) error {
	var ids []uuid.UUID
	lists := make([][]diff.Change, len(entries))
	stage, err := s.stages(ctx)
	if err != nil {
		return err
	}
	for i, e := range entries {
		open := diff.Reworded(diff.Open(caller.From(ctx), e.Kind, e.Changes), "stage", stage)
		entries[i].Changes = diff.Reworded(open, "stages", stage) // a list of them is nobody's name: who does not see all sees none
		lists[i] = entries[i].Changes
		if e.ActorID != nil {
			ids = append(ids, *e.ActorID)
		}
	}
	names, err := s.people.Names(ctx, ids)
	if err != nil {
		return err
	}
	for i, e := range entries {
		if e.ActorID != nil && names[*e.ActorID] != "" {
			entries[i].ActorName = names[*e.ActorID]
		}
	}
	return s.namers.Resolve(ctx, lists...)
}

// Last tells who was the last to do something with each of some records of a kind since a moment.
func (s *Service) Last(ctx context.Context, kind string, ids []uuid.UUID, since time.Time) (map[uuid.UUID]Entry, error) {
	es, err := last(ctx, kind, ids, since)
	all := make(map[uuid.UUID]Entry, len(es))
	for _, e := range es {
		all[*e.RecordID] = e
	}
	return all, err
}

// quiet is for how long reading the same thing again leaves no further entry: a page that is open asks again and again.
const quiet = 10 * time.Minute

// Viewed is published when something sensitive was read that was not read by the same person a short while ago.
type Viewed struct {
	Ref  record.Ref
	Name string
}

// Change implements event.Change.
func (v Viewed) Change() event.Changed {
	return event.Changed{Ref: v.Ref, Action: "viewed", Name: v.Name}
}

// Read notes that the caller has read a record, or a list when the ref has no id. It works in the unit of the read.
func (s *Service) Read(ctx context.Context, ref record.Ref) error {
	seen, err := sightOf(ctx, ref, clock.Now().Add(-quiet))
	if err != nil || seen.Lately {
		return err
	}
	if ref.Kind == "member" && ref.ID != uuid.Nil {
		names, err := s.people.Names(ctx, []uuid.UUID{ref.ID})
		if err != nil {
			return err
		}
		seen.Name = names[ref.ID]
	}
	return s.bus.Publish(ctx, Viewed{ref, seen.Name})
}
