package object

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/text"
)

// apply sets what was drafted of a record and checks it.
func (s *Service) apply(ctx context.Context, o Object, r *Record, d RecordDraft) error {
	isNew, before := r.Name == "", r.OwnerID
	var wrong error
	if text.Lines(maxTitle, []text.Field{{Name: "name", To: &r.Name, Draft: d.Name}}); r.Name == "" || text.Long(r.Name, maxTitle) {
		wrong = ErrUntitled
	}
	d.OwnerID.To(&r.OwnerID)
	return errs.All(wrong, owner.Check(ctx, s.People, Kind, before, r.OwnerID), s.Custom.Apply(ctx, o.Code(), &r.Custom, d.Custom, isNew))
}

// CreateRecord adds a record, the caller's own unless it is given to a colleague.
func (s *Service) CreateRecord(ctx context.Context, objectID uuid.UUID, d RecordDraft) (Record, error) {
	o, err := find(ctx, objectID)
	if err != nil {
		return Record{}, err
	}
	if o.State == Archived {
		return Record{}, ErrArchived
	}
	now := clock.Now()
	r := Record{ID: id.New(), ObjectID: o.ID, OwnerID: owner.Self(ctx), Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := s.apply(ctx, o, &r, d); err != nil {
		return r, err
	}
	if err := insertRecord(ctx, &r); err != nil {
		return r, err
	}
	if err := s.Bus.Publish(ctx, Kept{"created", o.Name, nil, &r}); err != nil {
		return r, err
	}
	return shown(ctx, r)
}

// FindRecord returns a record that the caller may see.
func (s *Service) FindRecord(ctx context.Context, objectID, id uuid.UUID) (Record, error) {
	return findRecord(ctx, objectID, id)
}

// Anywhere returns a record that the caller may see, of whatever object.
func (s *Service) Anywhere(ctx context.Context, id uuid.UUID) (Record, error) {
	return anywhere(ctx, id)
}

// held reads a record to be changed, and its object.
func (s *Service) held(ctx context.Context, objectID, id uuid.UUID) (o Object, r Record, err error) {
	if o, err = find(ctx, objectID); err != nil {
		return o, r, err
	}
	if r, err = whole(ctx, objectID, id); err != nil {
		return o, r, err
	}
	return o, r, s.Custom.Know(ctx, o.Code(), &r.Custom)
}

// UpdateRecord changes the drafted fields, unless the record was saved since the caller read version.
func (s *Service) UpdateRecord(ctx context.Context, objectID, id uuid.UUID, version int, d RecordDraft) (Record, error) {
	o, r, err := s.held(ctx, objectID, id)
	if err != nil {
		return r, err
	}
	before := r
	if err := s.apply(ctx, o, &r, d); err != nil {
		return r, err
	}
	if err := updateRecord(ctx, &r, version); err != nil {
		return r, err
	}
	if err := s.Bus.Publish(ctx, Kept{"updated", o.Name, &before, &r}); err != nil {
		return r, err
	}
	return shown(ctx, r)
}

// DeleteRecord puts a record into the trash.
func (s *Service) DeleteRecord(ctx context.Context, objectID, id uuid.UUID) error {
	o, r, err := s.held(ctx, objectID, id)
	if err != nil {
		return err
	}
	if err := removeRecord(ctx, &r); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Kept{"deleted", o.Name, &r, nil})
}

// RestoreRecord takes a record out of the trash.
func (s *Service) RestoreRecord(ctx context.Context, objectID, id uuid.UUID) (Record, error) {
	o, err := find(ctx, objectID)
	if err != nil {
		return Record{}, err
	}
	r, err := restoreRecord(ctx, objectID, id)
	if err != nil {
		return r, err
	}
	if err := s.Bus.Publish(ctx, Kept{"restored", o.Name, nil, &r}); err != nil {
		return r, err
	}
	return shown(ctx, r)
}

// Seen is a record with what its reader may know of the records around it.
type Seen struct {
	Record
	OwnerName string
	Links     []Target
	Own       map[string]any    // what it has in the object's fields
	Names     map[string]string // of people and companies in them
}

// Target is what a record is linked with.
type Target struct {
	record.Ref
	Name string
}

// See adds to records of an object the names of their owners and of what they are linked with, as far as the caller sees it.
func (s *Service) See(ctx context.Context, o Object, rs ...Record) ([]Seen, error) {
	ids, owners := make([]uuid.UUID, len(rs)), []uuid.UUID{}
	values := make([]customfield.Values, len(rs))
	for i, r := range rs {
		ids[i], values[i] = r.ID, r.Custom
		if r.OwnerID != nil {
			owners = append(owners, *r.OwnerID)
		}
	}
	names, err := s.People.Names(ctx, owners)
	if err != nil {
		return nil, err
	}
	targets, err := s.targets(ctx, ids)
	if err != nil {
		return nil, err
	}
	own, err := s.Custom.See(ctx, o.Code(), values...)
	seen := make([]Seen, len(rs))
	for i, r := range rs {
		seen[i] = Seen{Record: r, Links: targets[r.ID], Own: own.Values[i], Names: own.Names}
		if r.OwnerID != nil {
			seen[i].OwnerName = names[*r.OwnerID]
		}
	}
	return seen, err
}

// targets are what records are linked with, by record.
func (s *Service) targets(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID][]Target, error) {
	ls, err := links(ctx, ids)
	if err != nil {
		return nil, err
	}
	refs := make([]record.Ref, len(ls))
	for i, l := range ls {
		refs[i] = record.Ref{Kind: l.Kind, ID: l.TargetID}
	}
	names, err := s.Targets.Of(ctx, refs)
	all := map[uuid.UUID][]Target{}
	for i, l := range ls {
		if name, seen := names[refs[i]]; seen {
			all[l.RecordID] = append(all[l.RecordID], Target{refs[i], name})
		}
	}
	return all, err
}

// target is something that the caller sees, by its name.
func (s *Service) target(ctx context.Context, to record.Ref) (string, error) {
	if s.Targets[to.Kind] == nil {
		return "", ErrTarget
	}
	names, err := s.Targets.Of(ctx, []record.Ref{to})
	name, seen := names[to]
	if err == nil && !seen {
		err = ErrTarget
	}
	return name, err
}

// Link says that a record has to do with something that the caller sees; Unlink that it has not.
func (s *Service) Link(ctx context.Context, objectID, id uuid.UUID, to record.Ref) (Record, error) {
	return s.tie(ctx, "linked", insertLink, Link{RecordID: id, Kind: to.Kind, TargetID: to.ID, CreatedAt: clock.Now()}, objectID)
}

// Unlink takes a link away.
func (s *Service) Unlink(ctx context.Context, objectID, id uuid.UUID, to record.Ref) (Record, error) {
	return s.tie(ctx, "unlinked", removeLink, Link{RecordID: id, Kind: to.Kind, TargetID: to.ID}, objectID)
}

func (s *Service) tie(ctx context.Context, action string, do func(context.Context, Link) (bool, error), l Link, objectID uuid.UUID) (Record, error) {
	o, r, err := s.held(ctx, objectID, l.RecordID)
	if err != nil {
		return r, err
	}
	if err := changeable(ctx, r); err != nil {
		return r, err
	}
	name, err := s.target(ctx, record.Ref{Kind: l.Kind, ID: l.TargetID})
	if err != nil {
		return r, err
	}
	if have, err := links(ctx, []uuid.UUID{r.ID}); err != nil || action == "linked" && len(have) >= maxLinks {
		return r, errs.All(err, ErrLinks)
	}
	done, err := do(ctx, l)
	if err != nil {
		return r, err
	}
	if done {
		if err := s.Bus.Publish(ctx, Tied{action, o.Name, r, name}); err != nil {
			return r, err
		}
	}
	return findRecord(ctx, objectID, r.ID)
}

// Linked are the records of one object that have to do with something.
type Linked struct {
	Object
	Records []Record
}

// With returns the objects that are in use, each with its records that have to do with something which the caller sees.
func (s *Service) With(ctx context.Context, with record.Ref) ([]Linked, error) {
	if _, err := s.target(ctx, with); err != nil {
		return nil, ErrRecord
	}
	os, err := list(ctx)
	if err != nil {
		return nil, err
	}
	rs, err := linked(ctx, with)
	all := []Linked{}
	for _, o := range os {
		l := Linked{Object: o}
		for _, r := range rs {
			if r.ObjectID == o.ID {
				l.Records = append(l.Records, r)
			}
		}
		if o.State == Active || len(l.Records) > 0 {
			all = append(all, l)
		}
	}
	return all, err
}
