package privacy

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// erase forgets the person of a request, outside of a unit of work. It can be repeated: bytes go first, for nothing would lead
// to them afterwards, then what jobs noted, then all rows at once.
func (s *Service) erase(ctx context.Context, r Request) error {
	var p person
	err := s.InTenant(ctx, func(ctx context.Context) (err error) {
		p, err = known(ctx, r.ContactID)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.destroy(ctx, p); err != nil {
		return err
	}
	if words := p.words(true); words != "" {
		tenant := caller.From(ctx).Tenant.ID
		if err := s.Queues(ctx, func(ctx context.Context) error { return forgetJobs(ctx, tenant, words) }); err != nil {
			return err
		}
	}
	return s.InTenant(ctx, func(ctx context.Context) error {
		n, err := s.forget(ctx, p, r.ContactID)
		if err != nil || r.ID == uuid.Nil { // nobody asked: a restore
			return err
		}
		return s.finish(ctx, &r, Done, n, 0)
	})
}

// finish notes what came of a request.
func (s *Service) finish(ctx context.Context, r *Request, state string, items, size int64) error {
	now := clock.Now()
	r.State, r.Items, r.Size, r.UpdatedAt, r.FinishedAt = state, int(items), size, now, &now
	return save(ctx, r)
}

// destroy destroys the bytes of a person's files, and of reports about them.
func (s *Service) destroy(ctx context.Context, p person) error {
	var files []uuid.UUID
	var made []Request
	err := s.InTenant(ctx, func(ctx context.Context) (err error) {
		if files, err = filesOf(ctx, p); err != nil {
			return err
		}
		made, err = reports(ctx, p.ids, never)
		return err
	})
	for _, f := range files {
		err = errors.Join(err, s.Files.Delete(ctx, folder(ctx)+f.String()), s.Files.Delete(ctx, folder(ctx)+f.String()+"-small"))
	}
	return errors.Join(err, s.withdraw(ctx, made))
}

// withdraw destroys reports, and then says that they are gone.
func (s *Service) withdraw(ctx context.Context, made []Request) error {
	for _, r := range made {
		if err := s.Files.Delete(ctx, key(ctx, r.ID)); err != nil {
			return err
		}
		r.Size = 0
		if err := s.InTenant(ctx, func(ctx context.Context) error { return save(ctx, &r) }); err != nil {
			return err
		}
	}
	return nil
}

func folder(ctx context.Context) string { return caller.From(ctx).Tenant.UID.String() + "/" }

// key is where a report is.
func key(ctx context.Context, requestID uuid.UUID) string {
	return folder(ctx) + "report-" + requestID.String()
}

// forget takes a person out of all tables in one unit of work, keeps their marks, and tells the plan what became free.
func (s *Service) forget(ctx context.Context, p person, contactID uuid.UUID) (int64, error) {
	if len(p.ids) == 0 {
		return 0, nil
	}
	h, err := holds(ctx, p)
	if err != nil {
		return 0, err
	}
	if _, err = s.Trail.Erase(ctx, record.Ref{Kind: contact.Kind, ID: contactID}, p.acts, p.words(true)); err != nil {
		return 0, err
	}
	n, err := takeOut(ctx, p)
	if err != nil {
		return 0, err
	}
	err = errors.Join(keep(ctx, marks(s.Keys, p, clock.Now())), s.Limits.Give(ctx, plan.Contacts, h.Contacts), s.Limits.Give(ctx, plan.Storage, h.Bytes))
	return n, err
}

// late is for how many days it is looked whether something was written about a forgotten person by who was at it just then.
const late = 2 * 24 * time.Hour

// forgetLate takes out what came after a person was forgotten. It works in a unit on the tenant.
func forgetLate(ctx context.Context, now time.Time) error {
	ids, err := forgottenSince(ctx, now.Add(-late))
	if err != nil || len(ids) == 0 {
		return err
	}
	_, err = takeOut(ctx, person{ids: ids})
	return err
}

// batch is how many contacts are compared with tombstones at a time.
const batch = 5000

// Replay forgets again whom the caller's company had forgotten when it was another: it was restored from an archive of before.
// ts are the tombstones of that other company, beside those that are in the archive itself. It works outside of a unit of work.
func (s *Service) Replay(ctx context.Context, ts []Tombstone) error {
	gone := map[string]bool{}
	err := s.InTenant(ctx, func(ctx context.Context) error {
		if err := keep(ctx, ts); err != nil {
			return err
		}
		all, err := s.Marks(ctx)
		for _, t := range all {
			gone[t.Mark] = true
		}
		return err
	})
	if err != nil || len(gone) == 0 {
		return err
	}
	ids, err := s.returned(ctx, gone)
	for _, back := range ids {
		if err == nil {
			err = s.erase(ctx, Request{ContactID: back})
		}
	}
	return err
}

// returned are the contacts that have a tombstone.
func (s *Service) returned(ctx context.Context, gone map[string]bool) (back []uuid.UUID, err error) {
	for last := uuid.Nil; ; {
		var ids []uuid.UUID
		err = s.InTenant(ctx, func(ctx context.Context) (err error) {
			ids, err = everybody(ctx, last, batch)
			return err
		})
		for _, i := range ids {
			if gone[markOf(i)] {
				back = append(back, i)
			}
		}
		if err != nil || len(ids) < batch {
			return back, err
		}
		last = ids[len(ids)-1]
	}
}
