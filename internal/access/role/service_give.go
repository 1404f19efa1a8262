package role

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
)

// Give gives a person who works here a role, one of the program's or the company's own, and the seat that it takes. It runs
// outside units of work: the company's own roles and the memberships are not in one database schema. The order of its steps
// is such that a failure in between never leaves the person with more rights than before or after.
func (s *Service) Give(ctx context.Context, code string, memberID uuid.UUID) error {
	m, err := s.member(ctx, memberID)
	if err != nil {
		return err
	}
	var before, after Role
	err = s.InTenant(ctx, func(ctx context.Context) (err error) {
		before, after, err = s.prepare(ctx, code, m)
		return err
	})
	if err != nil || before.Code == after.Code {
		return err
	}
	if before.Base != after.Base {
		if err := s.Move(ctx, memberID, after.Base); err != nil {
			return errors.Join(err, s.withdraw(ctx, m, before, err))
		}
	}
	return s.InTenant(ctx, func(ctx context.Context) error { return settle(ctx, m, after) })
}

// withdraw forgets a role that was not given because of a refusal. After any other failure nobody knows what the membership
// says, and it is better to keep both.
func (s *Service) withdraw(ctx context.Context, m Member, before Role, why error) error {
	if _, refused := errs.As(why); !refused {
		return nil
	}
	return s.InTenant(ctx, func(ctx context.Context) error { return settle(ctx, m, before) })
}

func (s *Service) member(ctx context.Context, memberID uuid.UUID) (Member, error) {
	ms, err := s.Members(ctx)
	for _, m := range ms {
		if m.MemberID == memberID {
			return m, nil
		}
	}
	if err != nil {
		return Member{}, err
	}
	return Member{}, ErrNoMember
}

// prepare checks that the caller may take the one role and give the other, lets everybody object, and notes the company's
// own role, which counts from the moment on at which the membership says its base.
func (s *Service) prepare(ctx context.Context, code string, m Member) (before, after Role, err error) {
	p, err := s.Policy(ctx)
	if err != nil {
		return before, after, err
	}
	if after, err = p.Find(code); err != nil {
		return before, after, err
	}
	if before, err = p.Of(m); err != nil {
		return before, after, err
	}
	if before.Code == after.Code {
		return before, after, forget(ctx, m, after)
	}
	if err := within(ctx, before.Rights, after.Rights); err != nil {
		return before, after, err
	}
	if err := note(ctx, m, before, after); err != nil {
		return before, after, err
	}
	if err := s.Bus.Publish(ctx, Giving{m, before, after}); err != nil || !before.own() && !after.own() {
		return before, after, err
	}
	return before, after, s.Bus.Publish(ctx, Given{m, before, after})
}

// note writes the new role down. Until the membership says its base the one before counts; any other that the person was
// given once is forgotten now, so that it does not count when the membership says its base.
func note(ctx context.Context, m Member, before, after Role) error {
	if before.Base == after.Base {
		return settle(ctx, m, after)
	}
	if after.own() || m.Own != nil {
		if err := give(ctx, m, after); err != nil {
			return err
		}
	}
	return forget(ctx, m, before, after)
}
