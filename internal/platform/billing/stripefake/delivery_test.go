package stripefake_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
	"go.uber.org/goleak"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
)

func (w *world) undelivered() (out []string) {
	w.Helper()
	p := &stripe.EventListParams{DeliverySuccess: stripe.Bool(false)}
	for all := w.api.Events.List(p); all.Next(); {
		require.Positive(w, all.Event().PendingWebhooks)
		out = append(out, string(all.Event().Type))
	}
	return out
}

func TestDeliveryIsRetried(t *testing.T) {
	w := newWorld(t, newYear)
	w.events.answer = []int{500, 503}
	w.customer("")
	require.Empty(t, w.types())
	require.Equal(t, []string{"customer.created"}, w.undelivered())
	w.fake.Advance(time.Second)
	require.Empty(t, w.types(), "the second try fails as well")
	w.fake.Advance(5 * time.Second)
	require.Equal(t, []string{"customer.created"}, w.types())
	require.Empty(t, w.undelivered())
}

func TestDeliveryIsGivenUpAfterThreeDays(t *testing.T) {
	w := newWorld(t, newYear)
	w.events.answer = slices.Repeat([]int{500}, 100)
	w.customer("")
	for range 60 {
		require.Empty(t, w.types())
		w.fake.Advance(2 * time.Hour)
	}
	w.events.mu.Lock()
	tries := 100 - len(w.events.answer)
	w.events.mu.Unlock()
	require.Equal(t, 13, tries)
	require.Equal(t, []string{"customer.created"}, w.undelivered())
}

func TestTripledShuffledAndLost(t *testing.T) {
	w := newWorld(t, newYear)
	w.fake.HoldWebhooks()
	w.fake.SetDelivery(ledger.Unreliable{Copies: 3, Shuffle: true, DropPercent: 10, Seed: 7})
	for range 100 {
		w.customer("")
	}
	require.Empty(t, w.types(), "held back")
	w.fake.ReleaseWebhooks()
	w.types()
	copies, order := map[string]int{}, []int64{}
	for _, e := range w.events.got {
		copies[e.ID]++
		order = append(order, int64(len(copies)))
	}
	lost := len(w.undelivered())
	require.InDelta(t, 10, lost, 8)
	require.Len(t, copies, 100-lost)
	for id, n := range copies {
		require.Equal(t, 3, n, id)
	}
	straight := make([]int64, 0, len(order))
	for i := range order {
		straight = append(straight, int64(i/3+1))
	}
	require.NotEqual(t, straight, order, "shuffled")
}

func TestLateEvents(t *testing.T) {
	w := newWorld(t, newYear)
	w.fake.SetDelivery(ledger.Unreliable{DelayPercent: 100, Delay: days(3)})
	w.customer("")
	w.fake.Advance(days(3) - time.Second)
	require.Empty(t, w.types())
	w.fake.Advance(time.Second)
	require.Equal(t, []string{"customer.created"}, w.types())
}

func TestEventsTellWhatChangedAndWhy(t *testing.T) {
	w := newWorld(t, newYear)
	p := &stripe.CustomerParams{Name: stripe.String("Old")}
	p.SetIdempotencyKey("cmd:1")
	c, err := w.api.Customers.New(p)
	w.must(err)
	_, err = w.api.Customers.Update(c.ID, &stripe.CustomerParams{Name: stripe.String("New")})
	w.must(err)
	w.types()
	created, updated := w.events.got[0], w.events.got[1]
	require.Equal(t, "cmd:1", created.Request.IdempotencyKey)
	require.Equal(t, map[string]any{"name": "Old"}, updated.Data.PreviousAttributes)
	require.Equal(t, "New", updated.GetObjectValue("name"))
	require.Equal(t, "2023-10-16", updated.APIVersion)
	kinds := &stripe.EventListParams{Types: []*string{stripe.String("customer.updated"), stripe.String("customer.deleted")}}
	all := w.api.Events.List(kinds)
	require.True(t, all.Next())
	require.Equal(t, updated.ID, all.Event().ID)
	require.False(t, all.Next())
	one := &stripe.EventListParams{Type: stripe.String("customer.created")}
	one.CreatedRange = &stripe.RangeQueryParams{GreaterThanOrEqual: newYear.Unix()}
	require.True(t, w.api.Events.List(one).Next())
	one.CreatedRange = &stripe.RangeQueryParams{GreaterThan: newYear.Unix()}
	require.False(t, w.api.Events.List(one).Next())
}

func TestWebhookEndpointByAPI(t *testing.T) {
	w := newWorld(t, newYear)
	in := &inbox{}
	second := &world{T: t, events: in}
	e, err := w.api.WebhookEndpoints.New(&stripe.WebhookEndpointParams{URL: stripe.String(second.listen()),
		EnabledEvents: stripe.StringSlice([]string{"product.created"})})
	w.must(err)
	require.NotEmpty(t, e.Secret)
	w.price("seat", 1200, "month")
	require.Equal(t, []string{"product.created", "price.created"}, w.types())
	require.Len(t, in.bad, 1, "one event came, signed with a secret of its own")
	w.fake.SetWebhook("", "")
	w.customer("")
	require.Len(t, w.types(), 2)
}

func TestStateSurvivesARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state", "stripe.json")
	now := newYear
	start := func() *world {
		w := &world{T: t, events: &inbox{}}
		fake, err := stripefake.Start(context.Background(), stripefake.Options{StateFile: file, Now: func() time.Time { return now }})
		w.must(err)
		w.fake, w.api = fake, newClient(fake.URL())
		return w
	}
	w := start()
	c := w.customer("pm_card_visa")
	sub := w.subscribe(c.ID, w.price("seat", 1200, "month").ID, 3)
	w.fake.Advance(days(10))
	session := w.session(c.ID, 0, line(w.price("other", 700, "month"), 2))
	first := w.raw("POST", "/v1/customers", "email=a%40b.test", "k1")
	counts := w.fake.Counts()
	w.fake.Close()

	w = start()
	defer w.fake.Close()
	require.Equal(t, counts, w.fake.Counts())
	require.Equal(t, newYear.Add(days(10)), w.fake.Now())
	require.Equal(t, first.body, w.raw("POST", "/v1/customers", "email=a%40b.test", "k1").body)
	_, err := w.fake.PayCheckout(session.ID, "4242424242424242")
	w.must(err)
	w.fake.Advance(days(21) + time.Hour)
	got := w.sub(sub.ID)
	require.EqualValues(t, 3600, got.LatestInvoice.AmountPaid)
	require.Equal(t, "2026-03-01", time.Unix(got.CurrentPeriodEnd, 0).UTC().Format(time.DateOnly))
}

func TestCloseLeavesNothingBehind(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	fake, err := stripefake.Start(context.Background(), stripefake.Options{})
	require.NoError(t, err)
	require.WithinDuration(t, time.Now(), fake.Now(), 5*time.Second)
	fake.Close()
}

func TestQuantityChangedBehindOurBack(t *testing.T) {
	w := newWorld(t, newYear)
	c := w.customer("pm_card_visa")
	w.subscribe(c.ID, w.price("seat", 1200, "month").ID, 8)
	w.must(w.fake.SetQuantity(c.ID, "seat", 2))
	sub, ok := w.fake.Subscription(c.ID)
	require.True(t, ok)
	require.EqualValues(t, 2, sub.Items.Data[0].Quantity)
	require.Equal(t, 1, w.fake.Counts()["invoices"])
	require.Contains(t, w.types(), "customer.subscription.updated")
}

func TestEventsOfAnotherVersionAndOldSignatures(t *testing.T) {
	w := newWorld(t, newYear)
	w.fake.SetDelivery(ledger.Unreliable{APIVersion: "2025-01-01"})
	w.customer("")
	w.must(w.fake.Settle(t.Context()))
	w.fake.SetDelivery(ledger.Unreliable{SignedAgo: time.Hour})
	w.customer("")
	w.must(w.fake.Settle(t.Context()))
	require.Len(t, w.events.bad, 2)
	require.ErrorContains(t, w.events.bad[0], "2025-01-01")
	require.ErrorContains(t, w.events.bad[1], "tolerance")
}
