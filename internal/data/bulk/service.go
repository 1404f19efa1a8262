package bulk

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/object"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/data/changeset"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Parts are what acts work with.
type Parts struct {
	Bus       *event.Bus
	Changes   *changeset.Service
	Contacts  *contact.Service
	Companies *company.Service
	Deals     *deal.Service
	Tasks     *task.Service
	Objects   *object.Service
	// Activities tell what an entry of a timeline says was changed.
	Activities *activity.Service
	// InTenant runs a function in a unit of work of the caller's tenant; in one, as a part that can be taken back by itself.
	InTenant func(ctx context.Context, f func(context.Context) error) error
}

// Service does one thing to many records. Except for Run, its methods run in the unit of work of the caller's tenant.
type Service struct{ Parts }

// NewService returns a service made of its parts.
func NewService(p Parts) *Service { return &Service{p} }

// Prepare keeps what is to be done to which records, and tries it: few records at once, many in the background. Nothing has
// changed then.
func (s *Service) Prepare(ctx context.Context, o Order) (changeset.Set, error) {
	set := changeset.Set{ID: id.New(), Act: o.Act, Object: o.Object, State: changeset.Checking}
	if err := s.may(ctx, o); err != nil {
		return set, err
	}
	data, err := json.Marshal(o.Edit)
	if err != nil {
		return set, err
	}
	set.Edit = changeset.Document(data)
	if set.Kind() == object.Kind {
		made, err := s.Objects.Coded(ctx, o.Object)
		if err != nil {
			return set, err
		}
		set.Name = made.Plural
	}
	if err := s.Changes.Begin(ctx, &set); err != nil {
		return set, err
	}
	n, err := s.choose(ctx, set, o)
	switch {
	case err != nil:
		return set, err
	case n == 0:
		return set, ErrNone
	case n > maxRecords:
		return set, ErrMany
	case o.Question != nil && n != int64(o.Count):
		return set, ErrCount.With("count", n)
	}
	set.Total = int(n)
	if err := s.Changes.Save(ctx, &set); err != nil {
		return set, err
	}
	return s.work(ctx, set)
}

// may refuses an act for which the caller has no right at all, and one that says nothing.
func (s *Service) may(ctx context.Context, o Order) error {
	action := map[string]string{changeset.Edit: "update", changeset.Delete: "delete"}[o.Act]
	if caller.From(ctx).May(customfield.KindOf(o.Object), action) == caller.None {
		return errs.ErrDenied
	}
	if o.Act == changeset.Delete {
		return nil
	}
	return s.subject(o.Object).check(o.Edit)
}

// Start does what was previewed.
func (s *Service) Start(ctx context.Context, id uuid.UUID) (changeset.Set, error) {
	set, err := s.Changes.Lock(ctx, id)
	if err != nil {
		return set, err
	}
	if set.State != changeset.Ready {
		return set, ErrStarted
	}
	if err := s.Changes.Again(ctx, &set); err != nil {
		return set, err
	}
	return s.work(ctx, set)
}

// Cancel ends an act; what it has done stays.
func (s *Service) Cancel(ctx context.Context, id uuid.UUID) (changeset.Set, error) {
	set, err := s.Changes.Lock(ctx, id)
	if err != nil {
		return set, err
	}
	if set.State != changeset.Running {
		return set, changeset.ErrEnded
	}
	return s.end(ctx, id, changeset.Cancelled)
}

// work does the step at hand now, or has it worked.
func (s *Service) work(ctx context.Context, set changeset.Set) (changeset.Set, error) {
	if set.Total > atOnce {
		return set, enqueue(ctx, set.ID)
	}
	at := uuid.Nil
	for more := true; more; {
		var err error
		if more, err = s.step(ctx, set.ID, &at); err != nil {
			return set, err
		}
	}
	return s.Changes.Find(ctx, set.ID)
}

// Run previews or does an act on many records, batch by batch, each in a unit of work of its own. When it is interrupted it
// goes on, called again, where it was.
func (s *Service) Run(ctx context.Context, id uuid.UUID) error {
	at := uuid.Nil
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

// errTried takes back what was done to see whether it can be done.
var errTried = errors.New("bulk: tried")

// step works the next records. The set's row is locked, so that each is worked once, however many workers try.
func (s *Service) step(ctx context.Context, id uuid.UUID, at *uuid.UUID) (more bool, err error) {
	set, err := s.Changes.Lock(ctx, id)
	if err != nil || set.State != changeset.Checking && set.State != changeset.Running {
		return false, err
	}
	ids, err := s.Changes.Next(ctx, set, *at, batch)
	if err != nil {
		return false, err
	}
	if len(ids) == 0 {
		_, err := s.end(ctx, id, changeset.Done)
		return false, err
	}
	*at = ids[len(ids)-1]
	if set.State == changeset.Running {
		err = s.do(ctx, set, ids)
	} else {
		err = s.try(ctx, set, ids)
	}
	if err != nil {
		return false, err
	}
	set.Done += len(ids)
	return true, s.Changes.Save(ctx, &set)
}

// end keeps that a preview is there, or that an act is over.
func (s *Service) end(ctx context.Context, id uuid.UUID, state string) (changeset.Set, error) {
	set, err := s.Changes.Finish(ctx, id, state)
	if err != nil || set.State == changeset.Ready {
		return set, err
	}
	return set, s.Bus.Publish(ctx, changeset.Acted{Set: set})
}

// try does the act, reads what became of the records, and takes it back.
func (s *Service) try(ctx context.Context, set changeset.Set, ids []uuid.UUID) error {
	var became []changeset.Entry
	err := s.InTenant(ctx, func(ctx context.Context) (err error) {
		if err = s.do(ctx, set, ids); err != nil {
			return err
		}
		if became, err = s.Changes.Became(ctx, set, ids); err != nil {
			return err
		}
		return errTried
	})
	if !errors.Is(err, errTried) {
		return err
	}
	return s.Changes.Tried(ctx, set, became)
}

// do acts on records, each by itself: one that can't be changed is noted, and the others are.
func (s *Service) do(ctx context.Context, set changeset.Set, ids []uuid.UUID) error {
	ctx = changeset.Into(ctx, set.ID)
	if err := s.Changes.Before(ctx, set.Kind(), ids); err != nil {
		return err
	}
	var e Edit
	if err := json.Unmarshal([]byte(set.Edit), &e); err != nil {
		return err
	}
	failed := map[uuid.UUID]changeset.Problem{}
	for _, id := range ids {
		err := s.InTenant(ctx, func(ctx context.Context) error { return s.act(ctx, set, id, e) })
		p, ok := problem(err)
		if !ok {
			return err
		}
		if err != nil {
			failed[id] = p
		}
	}
	if err := s.Changes.Failed(ctx, set, failed); err != nil {
		return err
	}
	return s.Changes.After(ctx, set.Kind(), ids)
}

func (s *Service) act(ctx context.Context, set changeset.Set, id uuid.UUID, e Edit) error {
	subject := s.subject(set.Object)
	if set.Act == changeset.Delete {
		return subject.remove(ctx, id)
	}
	return subject.edit(ctx, id, e)
}

// problem is what the caller is told of an error; ok is false when it is none of a record, but ours.
func problem(err error) (p changeset.Problem, ok bool) {
	if err == nil {
		return p, true
	}
	e, ok := errs.As(err)
	if !ok || e.Kind == errs.Internal || e.Kind == errs.Unavailable {
		return p, false
	}
	p = changeset.Problem{Code: e.Code, Params: e.Params}
	for _, f := range e.Fields {
		p.Fields, p.Code = append(p.Fields, f.Name), f.Code
	}
	return p, true
}
