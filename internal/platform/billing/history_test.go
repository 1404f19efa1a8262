package billing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
	"golang.org/x/sync/errgroup"

	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
)

const (
	parts   = 4 // at the same time, each with a company and a Stripe of its own
	perFake = 12
	most    = 2000 // each is some hundred calls of Stripe's API
)

// history is one random life of a subscription: under a network that triples, shuffles and loses events, a Stripe that fails
// after or before it has done its work, and two programs whose clocks differ, each of which may die at any point.
type history struct {
	*world
	dice     *rand.Rand
	programs []*Service
	box      *letterbox
	wire     []message // copies of events on their way
	before   map[string]int
	graceful bool // the tenant was in grace: that lasts until it is paid
	told     []string
}

// P3, P4, P10, F12: events come three times, in any order, one in ten never; the nightly check repairs the rest. In the end
// the tenant has what Stripe says it has: state, plan, seats, cuts to come; whatever broke in between, each wish had
// one effect; and I16: the same follows from nothing but the events that were kept.
func TestAnyHistoryEndsInTheTruth(t *testing.T) {
	seed := histories.Seed(t)
	firstWait = time.Millisecond
	t.Cleanup(func() { firstWait = 100 * time.Millisecond })
	var all sync.WaitGroup
	for part := range parts {
		w := newWorld(t)
		w.now = time.Now // Stripe's clock is right
		h := &history{world: w, box: &letterbox{}, programs: []*Service{w.svc, w.instance(event.NewBus())}}
		inbox := httptest.NewServer(h.box)
		t.Cleanup(inbox.Close)
		all.Go(func() {
			for n := part; n < min(histories.N(), most) && !t.Failed(); n += parts {
				h.dice = rand.New(rand.NewPCG(seed, uint64(n)))
				h.tell(n/parts%perFake == 0, inbox.URL)
			}
		})
	}
	all.Wait()
}

// tell lets one history happen and holds its end against the truth.
func (h *history) tell(renew bool, inbox string) {
	if renew {
		h.fake.Close() // its lists get long
		h.startFake()
		for _, p := range h.programs {
			p.d.Stripe = h.stripe
		}
	}
	h.reset()
	h.box.empty()
	h.wire, h.told, h.graceful, h.before = nil, nil, false, h.fake.Counts()
	h.fake.SetWebhook(inbox, secretNow)
	h.live()
	h.quiet()
	h.compare()
	h.once()
	h.replay()
}

// reset makes the company as it was on its first day.
func (w *world) reset() {
	w.Helper()
	w.must(w.platform(func(ctx context.Context) error {
		for _, table := range []string{"tenant_billing", "billing_command", "billing_notice", "seat", "seat_pool"} {
			if err := exec(ctx, "DELETE FROM "+table+" WHERE tenant_id = ?", w.tenant); err != nil {
				return err
			}
		}
		if err := exec(ctx, "UPDATE tenant SET state = 'trialing', plan = 'business' WHERE id = ?", w.tenant); err != nil {
			return err
		}
		return w.seats.StartTrial(ctx, w.tenant)
	}))
}

func (h *history) live() {
	h.act("buy", h.buyAny)
	for range 1 + h.dice.IntN(3) {
		switch h.dice.IntN(10) {
		case 0, 1:
			want := Seats{1 + h.dice.IntN(6), h.dice.IntN(3)}
			h.act(fmt.Sprint("seats ", want), func(s *Service) error { return s.ChangeSeats(h.Context(), h.tenant, want, key()) })
		case 2:
			h.act("card fails", func(*Service) error { return h.fake.ScriptCard(h.customer(), ledger.Declined, ledger.Declined) })
		case 3:
			days := 1 + h.dice.IntN(35)
			h.act("time", func(*Service) error { h.later(days); return nil })
		case 4:
			h.act("cancel", func(s *Service) error { return s.Cancel(h.Context(), h.tenant, key()) })
		case 5:
			h.act("resume", func(s *Service) error { return s.Resume(h.Context(), h.tenant, key()) })
		case 6:
			price, n := plan.Of("business").LookupKey(plan.Full, "month"), int64(1+h.dice.IntN(6))
			h.act("dashboard", func(*Service) error { return h.fake.SetQuantity(h.customer(), price, n) })
		case 7:
			h.act("buy again", h.buyAny)
		case 8:
			h.act("seat taken", func(*Service) error { return h.platform(takeOne(h.world)) })
		case 9:
			h.act("two at once", h.two)
		}
	}
}

// two programs are asked for different things at the same moment.
func (h *history) two(*Service) error {
	var both errgroup.Group
	wants := []Seats{{1 + h.dice.IntN(6), 0}, {1 + h.dice.IntN(6), 1}}
	for n, s := range h.programs {
		both.Go(func() error {
			err := s.ChangeSeats(h.Context(), h.tenant, wants[n], key())
			if errors.Is(err, ErrNoSubscription) {
				_, err = s.Checkout(h.Context(), h.tenant, order(wants[n].Full, wants[n].Light), key())
			}
			return err
		})
	}
	return both.Wait()
}

// buyAny goes through Checkout with a card that may not pay for long; coming back from it may not work.
func (h *history) buyAny(s *Service) error {
	o := order(1+h.dice.IntN(5), h.dice.IntN(3))
	page, err := s.Checkout(h.Context(), h.tenant, o, key())
	if err != nil {
		return err
	}
	card := []string{visa, visa, renewFails, good3DS}[h.dice.IntN(4)]
	_, err = h.fake.PayCheckout(path.Base(page), card)
	return err
}

// refusals are answers to people, which change nothing.
var refusals = []error{ErrSubscribed, ErrNoSubscription, ErrPayment, ErrPending, ErrUnreachable, ErrFailed, ErrBusy, errDead,
	licence.ErrBelowUse, licence.ErrSeatLimit, licence.ErrClosed}

// pageRefusals are what Stripe's own page says to people.
var pageRefusals = []string{"stripefake: no such object", "400 : This Checkout Session is expired."}

// act has one of the programs do something, which may be refused, and lets some of the mail from Stripe arrive.
func (h *history) act(what string, f func(*Service) error) {
	h.Helper()
	err := h.troubled(f)
	h.told = append(h.told, fmt.Sprint(what, " ", err))
	for _, mine := range refusals {
		if errors.Is(err, mine) || err == nil {
			h.collect()
			h.deliver()
			h.graceful = h.graceful || h.state() == grace
			return
		}
	}
	var refused interface{ GetStatus() int }
	if !errors.As(err, &refused) && !slices.Contains(pageRefusals, err.Error()) {
		h.must(err)
	}
}

func (h *history) state() string { return h.view().State }

// collect puts three copies of each new event on their way, or none.
func (h *history) collect() {
	h.must(h.fake.Settle(h.Context()))
	for _, m := range h.box.empty() {
		if h.dice.IntN(10) > 0 { // else it is lost
			h.wire = append(h.wire, m, m, m)
		}
	}
	h.dice.Shuffle(len(h.wire), func(a, b int) { h.wire[a], h.wire[b] = h.wire[b], h.wire[a] })
}

// letterbox is where the stand-in throws its events, signed.
type letterbox struct {
	mu  sync.Mutex
	all []message
}

type message struct {
	body   []byte
	header string
}

func (b *letterbox) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, message{body, r.Header.Get("Stripe-Signature")})
}

func (b *letterbox) empty() []message {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.all
	b.all = nil
	return all
}

// deliver lets some copies arrive, and their jobs run in any order.
func (h *history) deliver() {
	n := h.dice.IntN(len(h.wire) + 1)
	var ids []string
	h.must(h.platform(func(ctx context.Context) error {
		for _, m := range h.wire[:n] {
			err := h.svc.Receive(ctx, m.body, m.header)
			if err != nil && !errors.Is(err, ErrSignature) { // for a clock that is too wrong it is too old, and lost
				return err
			}
		}
		return waitingEvents(ctx, h.customer(), &ids)
	}))
	h.wire = h.wire[n:]
	h.dice.Shuffle(len(ids), func(a, b int) { ids[a], ids[b] = ids[b], ids[a] })
	for n, id := range ids[:min(len(ids), 2)] {
		h.must(h.programs[n%2].handle(h.Context(), id))
	}
}

// compare holds what is here against what the stand-in knows.
func (h *history) compare() {
	h.Helper()
	v, truth := h.view(), h.truth()
	require.Contains(h, truth.states, v.State, "%v", h.told)
	if truth.states[0] == trialing {
		return
	}
	require.Equal(h, "business", v.Plan)
	require.Equal(h, truth.cancels, v.CancelAt != nil, "%v", h.told)
	if v.State != cancelled { // which keeps what there was
		require.Equal(h, truth.seats, h.licensed(), "%v", h.told)
		require.Equal(h, truth.later, h.announced(), "%v", h.told)
	}
	require.Zero(h, h.count("SELECT count(*) FROM stripe_event WHERE customer_id = ? AND handled_at IS NULL", h.customer()))
	live := 0
	for _, s := range h.subscriptions() {
		if s["status"] != "canceled" && s["status"] != "incomplete_expired" {
			live++
		}
	}
	require.LessOrEqual(h, live, 1, "I8: one live subscription: %v", h.told)
}

func (h *history) announced() Seats {
	s := h.licensed()
	for _, p := range h.view().Seats {
		if p.Scheduled != nil && p.Kind != licence.Viewer {
			s.set(string(p.Kind), *p.Scheduled)
		}
	}
	return s
}

type truth struct {
	states       []string
	seats, later Seats
	cancels      bool
}

// truth is worked out from the stand-in's own objects, by other code than the one under test.
func (h *history) truth() (x truth) {
	sub, ok := h.fake.Subscription(h.customer())
	if !ok {
		return truth{states: []string{trialing}}
	}
	x.states = map[string][]string{"active": {active}, "past_due": {pastDue}, "unpaid": {grace}, "canceled": {cancelled}}[sub.Status]
	if sub.Status == "past_due" && h.graceful {
		x.states = append(x.states, grace)
	}
	kinds := map[string]string{}
	for _, item := range sub.Items.Data {
		key, _ := plan.ParseKey(item.Price.LookupKey)
		kinds[item.Price.ID] = key.Kind
		x.seats.set(key.Kind, int(item.Quantity))
	}
	x.later, x.cancels = x.seats, sub.CancelAt > 0 && sub.Status != "canceled"
	if sub.Schedule != "" {
		x.later = h.scheduled(h.fake.Object(sub.Schedule), sub.PeriodEnd, kinds, x.seats)
	}
	return x
}

func (h *history) scheduled(o map[string]any, end int64, kinds map[string]string, now Seats) Seats {
	phases, _ := o["phases"].([]any)
	for _, p := range phases {
		phase := object(p)
		if fmt.Sprint(phase["start_date"]) != fmt.Sprint(end) {
			continue
		}
		var later Seats
		items, _ := phase["items"].([]any)
		for _, i := range items {
			var n int
			_, err := fmt.Sscan(fmt.Sprint(object(i)["quantity"]), &n)
			h.must(err)
			later.set(kinds[fmt.Sprint(object(i)["price"])], n)
		}
		return later
	}
	return now
}

func object(v any) map[string]any {
	if o, ok := v.(wire.Object); ok {
		return o
	}
	o, _ := v.(map[string]any)
	return o
}

// subscriptions are all that the customer ever had.
func (h *history) subscriptions() (all []map[string]any) {
	i := h.stripe.api.Subscriptions.List(&stripe.SubscriptionListParams{Customer: stripe.String(h.customer()), Status: stripe.String("all")})
	for i.Next() {
		all = append(all, map[string]any{"status": string(i.Subscription().Status)})
	}
	h.must(i.Err())
	return all
}

func exec(ctx context.Context, sql string, args ...any) error {
	return db.Orm(ctx).Exec(sql, args...).Error
}

// waitingEvents are the ids of a customer's events that wait for their job.
func waitingEvents(ctx context.Context, customer string, ids *[]string) error {
	return db.Orm(ctx).Raw("SELECT id FROM stripe_event WHERE customer_id = ? AND handled_at IS NULL", customer).Scan(ids).Error
}
