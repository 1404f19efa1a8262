package billing

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/idem"
	"github.com/kith-crm/kith/internal/kit/job"
)

// keyLife is for how long Stripe surely knows an idempotency key. After that a command is not sent again: it is only
// looked whether it had an effect.
const keyLife = 23 * time.Hour

// wish is what somebody wants done at Stripe.
type wish struct {
	tenantID int64
	kind     string
	asked    any    // in the caller's words, to recognise the same wish
	key      string // the request's Idempotency-Key; empty for wishes of the program itself
	// prepare decides, by what Stripe says now, what to ask for; a result instead means that nothing needs to be asked.
	prepare func(ctx context.Context, l *lease, sub *Subscription) (params any, ready *Result, err error)
	// reserve runs in the unit that writes the command down.
	reserve func(ctx context.Context, l *lease) error
}

// fulfil has one wish done at a time. A wish that comes again, by its key or while the same one is still open, gets what
// came of the first.
func (s *Service) fulfil(ctx context.Context, w wish) (r Result, err error) {
	if s.d.Stripe == nil {
		return r, ErrNotConfigured
	}
	words, err := json.Marshal(w.asked)
	if err != nil {
		return r, err
	}
	err = s.leased(ctx, w.tenantID, func(ctx context.Context, l *lease) error {
		r, err = s.begin(ctx, l, w, string(words))
		if err == nil && (w.kind == checkout || w.kind == portal) {
			return nil // nothing has changed yet
		}
		return errors.Join(err, s.refresh(ctx, l))
	})
	return r, only(err)
}

// only takes the first of joined errors, which is the one to show.
func only(err error) error {
	if e, ok := errs.As(err); ok {
		return e
	}
	return err
}

func (s *Service) begin(ctx context.Context, l *lease, w wish, words string) (r Result, err error) {
	before, running, err := s.earlier(ctx, w)
	switch {
	case err != nil:
		return r, err
	case before != nil && (before.Asked != words || before.Kind != w.kind):
		return r, idem.ErrMismatch
	case before != nil:
		return s.outcome(ctx, l, before)
	case running != nil:
		r, err := s.run(ctx, l, running)
		if running.Asked == words {
			return r, err
		}
		if running.State == open {
			return r, errors.Join(err, ErrPending)
		}
	}
	sub, err := s.read(ctx, l)
	if err != nil {
		return r, err
	}
	params, ready, err := w.prepare(ctx, l, sub)
	if err != nil {
		return r, err
	}
	if ready != nil {
		return *ready, nil
	}
	return s.ask(ctx, l, w, words, params)
}

// ask writes a command down and sends it. The job that comes with it finishes what this request can't.
func (s *Service) ask(ctx context.Context, l *lease, w wish, words string, params any) (Result, error) {
	data, err := json.Marshal(params)
	if err != nil {
		return Result{}, err
	}
	now := clock.Now()
	c := &command{ID: id.New(), TenantID: w.tenantID, Kind: w.kind, Params: string(data), Asked: words, State: open, Result: "{}", CreatedAt: now}
	if w.key != "" {
		c.RequestKey = &w.key
	}
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		if _, err := held(ctx, w.tenantID, l.token); err != nil {
			return err
		}
		if w.reserve != nil {
			if err := w.reserve(ctx, l); err != nil {
				return err
			}
		}
		if err := insertCommand(ctx, c); err != nil {
			return err
		}
		return job.EnqueueFor(ctx, 0, "billing", syncArgs{Tenant: w.tenantID}, job.Options{At: now.Add(leaseLife)})
	})
	if err != nil {
		return Result{}, err
	}
	return s.run(ctx, l, c)
}

// run sends a command, or looks after it when it is too old to be sent, and stores what came of it. It stays open as
// long as nobody knows, and while the payer has to confirm.
func (s *Service) run(ctx context.Context, l *lease, c *command) (Result, error) {
	r, failure := s.d.Stripe.execute(ctx, *c, clock.Since(c.CreatedAt) > keyLife)
	if errors.Is(failure, ErrUnreachable) || failure != nil && ctx.Err() != nil || failure == nil && r.Waiting {
		return r, failure
	}
	return r, errors.Join(failure, s.close(ctx, l, c, r, failure))
}

// close stores what came of a command.
func (s *Service) close(ctx context.Context, l *lease, c *command, r Result, failure error) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	now, state := clock.Now(), done
	if failure != nil {
		state, c.Error = failed, codeOf(failure)
	}
	closed := *c
	closed.State, closed.Result, closed.FinishedAt = state, string(data), &now
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		if c.Kind == makeCustomer && failure == nil {
			if err := setCustomer(ctx, c.TenantID, r.ID); err != nil {
				return err
			}
		}
		return saveCommand(ctx, &closed)
	})
	if err != nil {
		return err
	}
	if *c = closed; c.Kind == makeCustomer && failure == nil {
		l.row.CustomerID = &r.ID
	}
	return nil
}

// finishOpen takes up everything of a tenant that is still open. What Stripe refuses is then known and closed.
func (s *Service) finishOpen(ctx context.Context, l *lease) error {
	var all []command
	err := s.d.Platform(ctx, func(ctx context.Context) (err error) {
		all, err = openCommands(ctx, l.tenant.ID)
		return err
	})
	if err != nil {
		return err
	}
	for i := range all {
		if _, err := s.run(ctx, l, &all[i]); err != nil && all[i].State == open {
			return err
		}
	}
	return nil
}

// outcome is what came of a command.
func (s *Service) outcome(ctx context.Context, l *lease, c *command) (r Result, err error) {
	switch c.State {
	case open:
		return s.run(ctx, l, c)
	case failed:
		return r, failureOf(c.Error)
	}
	return r, json.Unmarshal([]byte(c.Result), &r)
}

// earlier finds the command that the same request made before, and the one of the kind that is still open.
func (s *Service) earlier(ctx context.Context, w wish) (before, running *command, err error) {
	err = s.d.Platform(ctx, func(ctx context.Context) (err error) {
		if w.key != "" {
			if before, err = asked(ctx, w.tenantID, w.key); err != nil {
				return err
			}
		}
		running, err = last(ctx, w.tenantID, w.kind, open)
		return err
	})
	return before, running, err
}

func (s *Service) lastOf(ctx context.Context, tenantID int64, kind, state string) (c *command, err error) {
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		c, err = last(ctx, tenantID, kind, state)
		return err
	})
	return c, err
}

func codeOf(err error) string {
	if e, ok := errs.As(err); ok {
		return e.Code
	}
	return "internal"
}

var failures = map[string]error{ErrPayment.Code: ErrPayment, ErrExpired.Code: ErrExpired, ErrSubscribed.Code: ErrSubscribed}

func failureOf(code string) error {
	if err, ok := failures[code]; ok {
		return err
	}
	return ErrFailed
}
