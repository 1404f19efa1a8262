package billing

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/api"
)

// errDead is what is left of a program that has died.
var errDead = errors.New("this program has died")

// mortal is the way of a program to its database; after some units of work it dies, just before or just after a commit.
type mortal struct {
	mu    sync.Mutex
	left  int
	after bool // the commit of the last unit happens, but nobody hears of it
}

func (m *mortal) dies() (now, commits bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.left--
	return m.left < 0, m.left == -1 && m.after
}

func (m *mortal) platform(real func(context.Context, func(context.Context) error) error) func(context.Context, func(context.Context) error) error {
	return func(ctx context.Context, f func(context.Context) error) error {
		dead, commits := m.dies()
		if !dead {
			return real(ctx, f)
		}
		if commits {
			return errors.Join(real(ctx, f), errDead)
		}
		return errDead
	}
}

// troubled has one of the two programs do something: all is well, or Stripe's API fails, or the program dies and its lease
// runs out. The second program's clock is five minutes wrong, whichever way.
func (h *history) troubled(f func(*Service) error) error {
	n := h.dice.IntN(len(h.programs))
	s := h.programs[n]
	if n == 1 {
		defer clock.Advance(time.Duration(1-2*h.dice.IntN(2)) * 5 * time.Minute)()
	}
	switch h.dice.IntN(4) {
	case 0:
		kinds := []api.Kind{api.CommitThen500, api.FailBefore, api.RateLimited}
		h.fake.Fail(api.Fault{Kind: kinds[h.dice.IntN(3)], Times: 1 + h.dice.IntN(5)})
		defer h.fake.ClearFaults()
	case 1:
		return h.dying(s, f)
	}
	return f(s)
}

func (h *history) dying(s *Service, f func(*Service) error) error {
	real := s.d.Platform
	m := &mortal{left: 1 + h.dice.IntN(9), after: h.dice.IntN(2) == 0}
	s.d.Platform = m.platform(real)
	err := f(s)
	s.d.Platform = real
	h.exec("UPDATE tenant_billing SET locked_until = '-infinity' WHERE tenant_id = ?", h.tenant)
	return err
}

// later lets days pass at Stripe; what was asked of it is so much older then.
func (h *history) later(days int) {
	h.fake.Advance(time.Duration(days) * day)
	h.exec("UPDATE billing_command SET created_at = created_at - ? * interval '1 day' WHERE tenant_id = ?", days, h.tenant)
}

// quiet is an hour in which nothing happens but the check of every tenant. Events that a program with a fast clock took in
// are of the past then.
func (h *history) quiet() {
	h.Helper()
	h.exec("UPDATE stripe_event SET received_at = received_at - interval '1 hour' WHERE customer_id = ?", h.customer())
	h.sync()
}

// once holds what there is at Stripe against what was asked for: nothing is there twice.
func (h *history) once() {
	h.Helper()
	asked := func(kind string) int {
		return h.count("SELECT count(*) FROM billing_command WHERE tenant_id = ? AND kind = ?", h.tenant, kind)
	}
	now := h.fake.Counts()
	require.LessOrEqual(h, now["customers"]-h.before["customers"], 1, "one customer: %v", h.told)
	require.LessOrEqual(h, now["sessions"]-h.before["sessions"], asked(checkout), "%v", h.told)
	charges := 0
	for _, inv := range h.fake.Invoices(h.customer()) {
		if inv.BillingReason == "subscription_update" {
			charges++
		}
	}
	require.LessOrEqual(h, charges, asked(changeSeats), "each wish is charged once: %v", h.told)
	if !h.view().PendingPayment {
		require.Zero(h, h.count("SELECT count(*) FROM billing_command WHERE tenant_id = ? AND state = 'open'", h.tenant), "%v", h.told)
	}
}

// replay forgets everything but the events that were kept, handles these in any order, and comes to the same end.
func (h *history) replay() {
	h.Helper()
	customer := h.customer()
	if customer == "" {
		return
	}
	h.reset()
	h.exec("INSERT INTO tenant_billing (tenant_id, customer_id) VALUES (?, ?)", h.tenant, customer)
	h.exec("UPDATE stripe_event SET handled_at = NULL WHERE customer_id = ?", customer)
	var ids []string
	h.must(h.platform(func(ctx context.Context) error { return waitingEvents(ctx, customer, &ids) }))
	if len(ids) == 0 {
		return // all were lost; the nightly look has shown what it can
	}
	h.dice.Shuffle(len(ids), func(a, b int) { ids[a], ids[b] = ids[b], ids[a] })
	for n, id := range ids {
		h.must(h.programs[n%2].handle(h.Context(), id))
	}
	h.quiet()
	h.compare()
}
