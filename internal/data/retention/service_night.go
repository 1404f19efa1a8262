package retention

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/job"
)

// Night does what the company's rules ask for, in the unit of a night's job: it puts what became due on the list, has admins told, and
// deletes what was on the list long enough. The program's clock and the database's have to agree.
func (s *Service) Night(ctx context.Context, c Clocks) error {
	database := c.Database
	set, err := rules(ctx)
	if err != nil {
		return err
	}
	fresh, problems := int64(0), 0
	for _, r := range set {
		if r.Months == 0 || r.At != nil && database.Sub(*r.At) >= 0 && database.Sub(*r.At) < anEvening { // a job that came twice
			continue
		}
		n, err := s.night(ctx, &r, c)
		if err != nil {
			return err
		}
		if fresh += n; r.Problem != "" {
			problems++
		}
	}
	if fresh == 0 && problems == 0 {
		return nil
	}
	return job.EnqueueFor(ctx, caller.From(ctx).Tenant.ID, Kind, Letter{fresh, problems})
}

// night is one rule's. A rule that asks, or whose clock jumped, says so and does nothing.
func (s *Service) night(ctx context.Context, r *Row, c Clocks) (fresh int64, err error) {
	database := c.Database
	trusted := !r.jumped(c.Program, database)
	r.At, r.Problem = &database, ""
	if !trusted {
		r.Problem = ClockJumped
		return 0, save(ctx, *r)
	}
	due, total, err := portion(ctx, *r)
	if err != nil {
		return 0, err
	}
	if r.over(due, total) {
		r.Problem = TooMany
		if err := save(ctx, *r); err != nil {
			return 0, err
		}
		return 0, s.Bus.Publish(ctx, Happened{of(ctx), "", r.said(), fmt.Sprintf("%s, stopped: %d of %d", r.said(), due, total)})
	}
	if err := save(ctx, *r); err != nil {
		return 0, err
	}
	if err := refresh(ctx, *r, database); err != nil { // what is not due any more is not listed, and a night is counted
		return 0, err
	}
	if fresh, err = list(ctx, *r, database); err != nil {
		return 0, err
	}
	if fresh > 0 {
		if err := s.Bus.Publish(ctx, Happened{of(ctx), "", r.said(), fmt.Sprintf("%s, %d on the list", r.said(), fresh)}); err != nil {
			return 0, err
		}
	}
	return fresh, s.clear(ctx, *r, c)
}

// clear deletes what is due, no more than may go in one night.
func (s *Service) clear(ctx context.Context, r Row, c Clocks) error {
	rows, err := ripe(ctx, r, c.Database)
	if err != nil {
		return err
	}
	for _, one := range rows {
		if !one.due(c.Program, c.Database) {
			continue
		}
		if err := s.remove(ctx, r, one.RecordID); err != nil && !gone(err) {
			return err
		}
		if err := drop(ctx, one); err != nil {
			return err
		}
	}
	return nil
}

// gone tells whether something was deleted meanwhile, or is nobody's to delete, such as a call that the phone system noted.
func gone(err error) bool {
	e, known := errs.As(err)
	return known && (errors.Is(e, errs.ErrDenied) || e.Kind == errs.NotFound || e.Kind == errs.Forbidden)
}

func (s *Service) remove(ctx context.Context, r Row, id uuid.UUID) error {
	switch r.Rule {
	case Leads, Contacts:
		if r.Erase {
			return s.Privacy.Retire(ctx, id)
		}
		return s.Contacts.Delete(ctx, id)
	case Tasks:
		return s.Tasks.Delete(ctx, id, false)
	case Activities:
		return s.Activities.Delete(ctx, id)
	}
	object, err := uuid.Parse(r.Rule)
	if err != nil {
		return err
	}
	return s.Objects.DeleteRecord(ctx, object, id)
}

// tell writes to the admins what a night has brought.
func (s *Service) tell(ctx context.Context, a Letter) error {
	letter := "retention"
	if a.Problems > 0 {
		letter = "retention_stopped"
	}
	return s.Tell(ctx, letter, map[string]string{"count": strconv.FormatInt(a.Fresh, 10)})
}
