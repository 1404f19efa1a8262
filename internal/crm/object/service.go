package object

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/naming"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Parts are what objects stand on.
type Parts struct {
	Bus     *event.Bus
	People  owner.People
	Custom  *customfield.Service
	Targets naming.Readers // of what records can be linked with, by kind
}

// Service is the only way to objects and their records. Its methods run in the unit of work of the caller's tenant.
type Service struct{ Parts }

// NewService returns the service, and lets the objects have fields.
func NewService(p Parts) *Service {
	s := &Service{p}
	p.Custom.Objects(s.Codes)
	return s
}

// Codes returns the codes of the objects, of archived ones too.
func (s *Service) Codes(ctx context.Context) ([]string, error) {
	os, err := list(ctx)
	codes := make([]string, len(os))
	for i, o := range os {
		codes[i] = o.Code()
	}
	return codes, err
}

// List returns the objects by name, archived ones too.
func (s *Service) List(ctx context.Context) ([]Object, error) { return list(ctx) }

// Size is how many records an object has.
type Size struct {
	ObjectID uuid.UUID
	Plural   string
	Records  int64
}

// Sizes are the sizes of the objects in use, by their codes, whoever may see the records.
func (s *Service) Sizes(ctx context.Context) (map[string]Size, error) {
	all, err := sizes(ctx)
	by := make(map[string]Size, len(all))
	for _, size := range all {
		by[customfield.ObjectCode(size.ObjectID)] = size
	}
	return by, err
}

// Find returns an object.
func (s *Service) Find(ctx context.Context, id uuid.UUID) (Object, error) { return find(ctx, id) }

// Coded returns the object that has a code.
func (s *Service) Coded(ctx context.Context, code string) (Object, error) { return coded(ctx, code) }

// Create makes an object.
func (s *Service) Create(ctx context.Context, d Draft) (Object, error) {
	now := clock.Now()
	o := Object{ID: id.New(), Icon: Icons[0], State: Active, Version: 1, CreatedAt: now, UpdatedAt: now}
	all, err := lockAll(ctx)
	if err != nil {
		return o, err
	}
	if len(all) >= maxObjects {
		return o, ErrMany
	}
	if err := o.apply(d, all); err != nil {
		return o, err
	}
	if err := insert(ctx, &o); err != nil {
		return o, err
	}
	return o, s.Bus.Publish(ctx, Changed{"created", nil, &o})
}

// Update changes the drafted parts, unless the object was saved since the caller read version.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, d Draft) (Object, error) {
	all, err := lockAll(ctx)
	if err != nil {
		return Object{}, err
	}
	i := slices.IndexFunc(all, func(o Object) bool { return o.ID == id })
	if i < 0 {
		return Object{}, ErrNotFound
	}
	before, o := all[i], all[i]
	if err := o.apply(d, all); err != nil {
		return before, err
	}
	if err := save(ctx, &o, version); err != nil {
		return before, err
	}
	action := "updated"
	if o.State == Archived && before.State != Archived {
		action = "archived"
	}
	return o, s.Bus.Publish(ctx, Changed{action, &before, &o})
}

// Delete puts an archived object into the trash, and its records with it.
func (s *Service) Delete(ctx context.Context, id uuid.UUID) error {
	o, err := find(ctx, id)
	switch {
	case err != nil:
		return err
	case o.State != Archived:
		return ErrInUse
	}
	if err := remove(ctx, &o); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Changed{"deleted", &o, nil})
}

// Restore takes an object out of the trash with the records that went with it; it is archived, as it was.
func (s *Service) Restore(ctx context.Context, id uuid.UUID) (Object, error) {
	all, err := lockAll(ctx)
	if err != nil {
		return Object{}, err
	}
	o, err := restore(ctx, id)
	if err != nil {
		return o, err
	}
	if len(all) >= maxObjects {
		return o, ErrMany
	}
	if err := o.apply(Draft{}, all); err != nil {
		return o, err
	}
	return o, s.Bus.Publish(ctx, Changed{"restored", nil, &o})
}
