package overflow

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/licence"
)

// Parts are what waiting leads need.
type Parts struct {
	Bus       *event.Bus
	Contacts  *contact.Service
	Companies *company.Service
	// Everyone calls f, in a platform unit, for every tenant that has data.
	Everyone func(ctx context.Context, f func(ctx context.Context, tenantID int64) error) error
	// Fate tells of the caller's company what became of leads that nobody took in for too long; see Keeper.
	Fate func(ctx context.Context) (Fate, error)
}

// Service is the way to waiting leads. Its methods run in the unit of work of the caller's tenant.
type Service struct{ Parts }

// NewService returns a service.
func NewService(p Parts) *Service { return &Service{p} }

// mostWaiting is how many leads may wait in a company.
const mostWaiting = 10_000

// Receive takes leads in that came by themselves: by a form, a mailbox, a programme. Those for whom the plan has no room,
// and all while the company can only read, wait. Those that are no contact at all are refused.
func (s *Service) Receive(ctx context.Context, source string, rows ...contact.Row) (r Received, err error) {
	var waiting []Lead
	outcomes := make([]contact.Outcome, len(rows))
	if licence.Access(caller.From(ctx).Tenant.State) == licence.Write {
		outcomes, err = s.Contacts.ImportBatch(ctx, contact.Batch{Rows: rows, Inbound: true, Companies: s.Companies.Ensure})
	} else {
		for i, row := range rows {
			if _, outcomes[i].Err = s.Contacts.CheckRow(ctx, row); outcomes[i].Err == nil {
				outcomes[i].Err = contact.ErrLimit
			}
		}
	}
	if err != nil {
		return r, err
	}
	for i, o := range outcomes {
		switch {
		case o.Err == nil:
			r.Taken++
		case errors.Is(o.Err, contact.ErrLimit):
			waiting = append(waiting, Lead{ID: id.New(), Source: source, Row: rows[i], ReceivedAt: clock.Now()})
		default:
			r.Refused++
		}
	}
	r.Waiting = len(waiting)
	return r, s.hold(ctx, waiting)
}

func (s *Service) hold(ctx context.Context, leads []Lead) error {
	if len(leads) == 0 {
		return nil
	}
	n, err := Count(ctx)
	if err != nil {
		return err
	}
	if n+int64(len(leads)) > mostWaiting {
		return ErrFull
	}
	return insert(ctx, leads)
}

// batch is how many leads are taken in at once.
const batch = 500

// Admit takes in as many of the waiting leads as there is room for, oldest first, and tells how many still wait.
func (s *Service) Admit(ctx context.Context) (left int64, err error) {
	for after := uuid.Nil; ; {
		leads, err := oldest(ctx, after, batch)
		if err != nil {
			return 0, err
		}
		full, err := s.admit(ctx, leads)
		if err != nil {
			return 0, err
		}
		if full || len(leads) < batch {
			return Count(ctx)
		}
		after = leads[len(leads)-1].ID
	}
}

// admit takes leads in; full tells that there was no room for some.
func (s *Service) admit(ctx context.Context, leads []Lead) (full bool, err error) {
	if len(leads) == 0 {
		return false, nil
	}
	rows := make([]contact.Row, len(leads))
	for i, l := range leads {
		rows[i] = l.Row
	}
	outcomes, err := s.Contacts.ImportBatch(ctx, contact.Batch{Rows: rows, Inbound: true, Companies: s.Companies.Ensure})
	if err != nil {
		return false, err
	}
	var taken []uuid.UUID
	wrong := map[string][]uuid.UUID{}
	for i, o := range outcomes {
		switch e, _ := errs.As(o.Err); {
		case o.Err == nil:
			taken = append(taken, leads[i].ID)
		case errors.Is(o.Err, contact.ErrLimit):
			full = true
		case e != nil:
			wrong[e.Code] = append(wrong[e.Code], leads[i].ID)
		}
	}
	for code, ids := range wrong {
		if err := setError(ctx, code, ids); err != nil {
			return full, err
		}
	}
	return full, remove(ctx, taken...)
}

// Discard throws a waiting lead away.
func (s *Service) Discard(ctx context.Context, id uuid.UUID) error {
	l, err := find(ctx, id)
	if err != nil {
		return err
	}
	if err := remove(ctx, id); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Discarded{l})
}
