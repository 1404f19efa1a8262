package activity

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/naming"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/text"
)

// people tells the names of the tenant's members, former ones included, and which of them are here now.
type people interface {
	Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
	Here(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]bool, error)
}

// Service is the only way to activities. Its methods run in the unit of work of the caller's tenant.
type Service struct {
	bus     *event.Bus
	people  people
	namers  diff.Namers
	records naming.Readers
	stages  func(ctx context.Context) (func(name string) string, error)
}

// NewService returns a service that reports changes on bus. namers name what stands in the changed fields of records, such
// as the owner in ownerId.
func NewService(bus *event.Bus, people people, namers diff.Namers) *Service {
	return &Service{bus: bus, people: people, namers: namers, records: naming.Readers{}}
}

// About tells who names the records of a kind. The composition root calls it, before the first request.
func (s *Service) About(kind string, n naming.Reader) { s.records[kind] = n }

// Stages tells what the caller may know of a stage's name. The composition root calls it, before the first request.
func (s *Service) Stages(shown func(ctx context.Context) (func(name string) string, error)) {
	s.stages = shown
}

// On writes down a change of a record, in the unit of work that made it.
func (s *Service) On(ctx context.Context, e event.Changed) error {
	n, ok := note(e)
	if !ok || e.Ref.ID == uuid.Nil {
		return nil
	}
	a := fresh(ctx, n.kind, e.Ref)
	a.Data = n.data
	return insertNoted(ctx, a)
}

// Line is an entry that is written with many others: that an import made a record, or a note that came along.
type Line struct {
	About record.Ref // a contact or a company
	Type  string     // imported, or one that people write
	Text  string
}

// Record writes down many entries about contacts and companies in one statement, at the end of the unit of work.
func (s *Service) Record(ctx context.Context, lines []Line) error {
	as := make([]Activity, len(lines))
	for i, l := range lines {
		as[i] = fresh(ctx, l.Type, l.About)
		as[i].Text = text.Block(l.Text)
	}
	return insertLines(ctx, as)
}

// Changes are the fields that an entry which the caller sees says were changed, with the values as they were kept, and of which
// record. Fields that are hidden from the caller are left out.
func (s *Service) Changes(ctx context.Context, id uuid.UUID) (record.Ref, []diff.Change, error) {
	a, err := find(ctx, id)
	if err != nil {
		return record.Ref{}, nil, err
	}
	var kept struct{ Changes []diff.Change }
	stored, err := json.Marshal(a.Data)
	if err != nil {
		return a.About(), nil, err
	}
	err = json.Unmarshal(stored, &kept)
	return a.About(), diff.Open(caller.From(ctx), a.Kind, kept.Changes), err
}

// Told is what happened to one of many records at once: the fields that changed, or, without any, the type says it.
type Told struct {
	ID      uuid.UUID
	Type    string // updated or restored
	Changes []diff.Change
}

// Tell writes down what happened to many records of a kind in one statement, at the end of the unit of work.
func (s *Service) Tell(ctx context.Context, kind string, all []Told) error {
	as := make([]Activity, 0, len(all))
	for _, t := range all {
		a := fresh(ctx, t.Type, record.Ref{Kind: kind, ID: t.ID})
		if len(t.Changes) > 0 {
			a.Data = data{"changes": t.Changes}
		}
		as = append(as, a)
	}
	return insertTold(ctx, kind, as)
}

// Swept writes down, for each of many deals, that it was moved from a stage to another with the others.
func (s *Service) Swept(ctx context.Context, deals []uuid.UUID, from, to string) error {
	as := make([]Activity, len(deals))
	for i, dealID := range deals {
		as[i] = fresh(ctx, "stage_changed", record.Ref{Kind: "deal", ID: dealID})
		as[i].Data = data{"from": from, "to": to}
	}
	return insertSwept(ctx, as)
}

func fresh(ctx context.Context, kind string, about record.Ref) Activity {
	now := clock.Now()
	a := Activity{ID: id.New(), Type: kind, At: now, ActorName: caller.From(ctx).Name, Kind: about.Kind, RecordID: about.ID, Data: data{},
		Version: 1, CreatedAt: now, UpdatedAt: now}
	if me := caller.From(ctx).UserID; me != uuid.Nil {
		a.OwnerID = &me
	}
	return a
}

// Page is a part of a timeline.
type Page struct {
	Pinned  []Seen // with the first page of all types: what is pinned to the record, the last pinned first
	Entries []Seen // newest first
	Next    *string
}

// Timeline returns one page of what happened around a record, and the cursor of the next. Entries about records that the
// caller may not see are left out.
func (s *Service) Timeline(ctx context.Context, f Filter) (Page, error) {
	pinned, as, next, err := s.list(ctx, f)
	if err != nil {
		return Page{}, err
	}
	seen, err := s.see(ctx, append(pinned, as...)...)
	if err != nil {
		return Page{}, err
	}
	return Page{seen[:len(pinned)], seen[len(pinned):], next}, nil
}

// Create writes down what the caller did, about a record that the caller may see.
func (s *Service) Create(ctx context.Context, kind string, about record.Ref, d Draft) (Seen, error) {
	return s.write(ctx, fresh(ctx, kind, about), d)
}

// write adds an entry where what it is about shows.
func (s *Service) write(ctx context.Context, a Activity, d Draft) (Seen, error) {
	place, err := s.place(ctx, a.About())
	if err != nil {
		return Seen{}, err
	}
	a.ContactID, a.CompanyID, a.DealID = place.ContactID, place.CompanyID, place.DealID
	if err := s.known(ctx, d); err != nil {
		return Seen{}, err
	}
	if err := a.apply(d); err != nil {
		return Seen{}, err
	}
	if err := insert(ctx, &a); err != nil {
		return Seen{}, err
	}
	return s.told(ctx, a, Created{a})
}

// Update changes the drafted fields, unless the activity was saved since the caller read version.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, d Draft) (Seen, error) {
	before, err := find(ctx, id)
	if err != nil {
		return Seen{}, err
	}
	if err := mayChange(ctx, before, "update"); err != nil {
		return Seen{}, err
	}
	if err := s.known(ctx, d); err != nil {
		return Seen{}, err
	}
	a := before
	if err := a.apply(d); err != nil {
		return Seen{}, err
	}
	if err := room(ctx, before, a); err != nil {
		return Seen{}, err
	}
	if err := update(ctx, &a, version); err != nil {
		return Seen{}, err
	}
	return s.told(ctx, a, Updated{before, a})
}

// known refuses mentions of people who were never in the company.
func (s *Service) known(ctx context.Context, d Draft) error {
	if d.Mentions == nil || len(*d.Mentions) == 0 {
		return nil
	}
	names, err := s.people.Names(ctx, ids(*d.Mentions))
	for _, m := range *d.Mentions {
		if err == nil && names[m.UserID] == "" {
			err = ErrMention
		}
	}
	return err
}

// room refuses what is pinned beyond maxPinned.
func room(ctx context.Context, before, a Activity) error {
	if a.PinnedAt == nil || before.PinnedAt != nil {
		return nil
	}
	n, err := countPinned(ctx, a.About())
	if err == nil && n >= maxPinned {
		err = ErrPinned
	}
	return err
}

// Delete puts an activity into the trash.
func (s *Service) Delete(ctx context.Context, id uuid.UUID) error {
	a, err := find(ctx, id)
	if err != nil {
		return err
	}
	if err := mayChange(ctx, a, "delete"); err != nil {
		return err
	}
	if err := remove(ctx, &a); err != nil {
		return err
	}
	return s.bus.Publish(ctx, Deleted{a})
}

// Restore takes an activity out of the trash.
func (s *Service) Restore(ctx context.Context, id uuid.UUID) (Seen, error) {
	a, err := findTrashed(ctx, id)
	if err != nil {
		return Seen{}, err
	}
	if err := mayChange(ctx, a, "delete"); err != nil {
		return Seen{}, err
	}
	if err := restore(ctx, &a); err != nil {
		return Seen{}, err
	}
	return s.told(ctx, a, Restored{a})
}

func (s *Service) told(ctx context.Context, a Activity, e event.Change) (Seen, error) {
	if err := s.bus.Publish(ctx, e); err != nil {
		return Seen{}, err
	}
	seen, err := s.see(ctx, a)
	if err != nil {
		return Seen{}, err
	}
	return seen[0], nil
}

// mayChange refuses what the program noted or carried, and what others wrote unless the caller may change everybody's.
func mayChange(ctx context.Context, a Activity, action string) error {
	c := caller.From(ctx)
	switch scope := c.May(Kind, action); {
	case !byPeople[a.Type] || a.carried():
		return ErrFixed
	case scope == caller.All, scope != caller.None && a.OwnerID != nil && *a.OwnerID == c.UserID:
		return nil
	default:
		return ErrForeign
	}
}

// notFound is the answer about a record that is not there or not visible.
func notFound(r record.Ref) error {
	return errs.New(errs.NotFound, r.Kind+".not_found", "There is no such record.")
}
