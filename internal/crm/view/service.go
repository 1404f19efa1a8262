package view

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/page"
)

// lister is the domain that has a list: it refuses a question that the list can't answer.
type lister interface {
	Check(ctx context.Context, q page.Query) error
}

// made are the objects that the company has made, by their codes.
type made interface {
	// Codes are those of the objects that are there, archived ones too.
	Codes(ctx context.Context) ([]string, error)
	// CheckOf refuses a question that the list of an object's records can't answer, and an object that is not there.
	CheckOf(ctx context.Context, code string, q page.Query) error
}

// people and teams have names.
type (
	people interface {
		Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
	}
	teams interface {
		Names(ctx context.Context) (map[uuid.UUID]string, error)
	}
)

// Parts are what views need. Lists are by kind.
type Parts struct {
	Bus    *event.Bus
	People people
	Teams  teams
	Lists  map[string]lister
	Made   made
	// Records name those records of a kind that the caller may see: they can be favourites.
	Records map[string]func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
}

// Lister makes what has a list fit for Parts.
type Lister = lister

// Service is the way to views. Its methods run in the unit of work of the caller's tenant.
type Service struct{ Parts }

// NewService returns a service made with p.
func NewService(p Parts) *Service { return &Service{p} }

// Seen is a view as its reader may know it. Of a Closed one, which asks for a field that is closed to the reader, what it
// looks for is left out.
type Seen struct {
	View
	OwnerName, TeamName   string
	Mine, Closed, MayEdit bool
}

// List returns the views of a list that the caller knows of, by name, and what the caller chose for it.
func (s *Service) List(ctx context.Context, object string) ([]Seen, Choice, error) {
	if err := s.there(ctx, object); err != nil {
		return nil, Choice{}, err
	}
	vs, chosen, err := read(ctx, object)
	if err != nil {
		return nil, chosen, err
	}
	all, err := s.see(ctx, vs...)
	return all, chosen, err
}

// readable refuses who may not read a list at all.
func readable(ctx context.Context, object string) error {
	if caller.From(ctx).May(kindOf(object), "read") == caller.None {
		return errs.ErrDenied
	}
	return nil
}

// there refuses who may not read a list, and the list of an object that is not there.
func (s *Service) there(ctx context.Context, object string) error {
	if err := readable(ctx, object); err != nil || !code.MatchString(object) {
		return err
	}
	return s.Made.CheckOf(ctx, object, page.Query{})
}

// Create keeps a view of a list. ErrMany, ErrShare.
func (s *Service) Create(ctx context.Context, object string, d Draft) (Seen, error) {
	me, now := caller.From(ctx).UserID, clock.Now()
	v := View{ID: id.New(), Object: object, UserID: me, Kind: "table", Sharing: Own, Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := s.check(ctx, &v, d); err != nil {
		return Seen{}, err
	}
	if err := lock(ctx); err != nil {
		return Seen{}, err
	}
	err := s.few(ctx, me)
	if err == nil {
		err = insert(ctx, &v)
	}
	return s.done(ctx, v, Created{v}, err)
}

// few refuses one view too many. Those of objects that were deleted do not count: nobody could make room among them.
func (s *Service) few(ctx context.Context, userID uuid.UUID) error {
	codes, err := s.Made.Codes(ctx)
	if err != nil {
		return err
	}
	n, err := kept(ctx, userID, codes)
	if err == nil && n >= perPerson {
		err = ErrMany
	}
	return err
}

// check applies a draft to a view and refuses what its list can't answer, and sharing without the right.
func (s *Service) check(ctx context.Context, v *View, d Draft) error {
	if err := readable(ctx, v.Object); err != nil {
		return err
	}
	if err := v.apply(d); err != nil {
		return err
	}
	if v.Sharing != Own && !mayShare(ctx, *v) {
		return ErrShare
	}
	if code.MatchString(v.Object) {
		return s.Made.CheckOf(ctx, v.Object, v.query())
	}
	list, known := s.Lists[v.Object]
	if !known {
		return ErrBad.On("object")
	}
	return list.Check(ctx, v.query())
}

// mayShare tells whether the caller shares views with those with whom this one is shared: with everybody, or with one's own
// teams only.
func mayShare(ctx context.Context, v View) bool {
	c := caller.From(ctx)
	switch c.May(Kind, "create") {
	case caller.All:
		return true
	case caller.None:
		return false
	}
	for _, t := range c.Teams {
		if v.TeamID != nil && *v.TeamID == t {
			return true
		}
	}
	return false
}

// mayEdit tells whether the caller may change a view: their own, and one that is shared if they share such views.
func mayEdit(ctx context.Context, v View) bool {
	return v.UserID == caller.From(ctx).UserID || mayShare(ctx, v)
}

// Update changes a view unless someone else did since version was read. ErrStale, ErrShare.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, d Draft) (Seen, error) {
	before, err := s.mine(ctx, id)
	if err != nil {
		return Seen{}, err
	}
	after := before
	after.UpdatedAt = clock.Now()
	if err := s.check(ctx, &after, d); err != nil {
		return Seen{}, err
	}
	return s.done(ctx, after, Updated{before, after}, save(ctx, &after, version))
}

// mine is a view that the caller may change.
func (s *Service) mine(ctx context.Context, id uuid.UUID) (View, error) {
	v, err := find(ctx, id)
	if err == nil && !mayEdit(ctx, v) {
		err = errs.ErrDenied
	}
	return v, err
}

// Delete puts a view into the trash, for everybody who has it.
func (s *Service) Delete(ctx context.Context, id uuid.UUID) error {
	v, err := s.mine(ctx, id)
	if err == nil {
		err = remove(ctx, &v)
	}
	if err == nil {
		err = s.Bus.Publish(ctx, Deleted{v})
	}
	return err
}

// Restore takes a view out of the trash again.
func (s *Service) Restore(ctx context.Context, id uuid.UUID) (Seen, error) {
	v, err := gone(ctx, id)
	if err == nil && !mayEdit(ctx, v) {
		err = errs.ErrDenied
	}
	if err == nil {
		err = restore(ctx, &v)
	}
	return s.done(ctx, v, Restored{v}, err)
}

// Choose keeps what the caller prefers for a list.
func (s *Service) Choose(ctx context.Context, object string, p Preferred) (Choice, error) {
	if err := s.there(ctx, object); err != nil {
		return Choice{}, err
	}
	_, c, err := read(ctx, object)
	if err == nil {
		err = c.apply(p)
	}
	if err != nil {
		return c, err
	}
	c.UpdatedAt = clock.Now()
	return c, keep(ctx, &c)
}

func (s *Service) done(ctx context.Context, v View, e any, err error) (Seen, error) {
	if err == nil {
		err = s.Bus.Publish(ctx, e)
	}
	if err != nil {
		return Seen{}, err
	}
	all, err := s.see(ctx, v)
	if err != nil {
		return Seen{}, err
	}
	return all[0], nil
}

func (s *Service) see(ctx context.Context, vs ...View) ([]Seen, error) {
	ids := make([]uuid.UUID, len(vs))
	for i, v := range vs {
		ids[i] = v.UserID
	}
	names, err := s.People.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	teams, err := s.Teams.Names(ctx)
	all := make([]Seen, len(vs))
	for i, v := range vs {
		all[i] = Seen{View: v, OwnerName: names[v.UserID], Mine: v.UserID == caller.From(ctx).UserID, MayEdit: mayEdit(ctx, v)}
		if v.TeamID != nil {
			all[i].TeamName = teams[*v.TeamID]
		}
		all[i].shut(ctx)
	}
	return all, err
}

// shut leaves out what a view looks for where that is closed to the reader.
func (v *Seen) shut(ctx context.Context) {
	t, err := v.query().Tree()
	if err == nil && !closed(ctx, v.Object, t) {
		return
	}
	v.Closed, v.MayEdit = true, v.MayEdit && v.Mine
	v.Filter, v.Tree, v.Search, v.Sort = nil, "", "", ""
}
