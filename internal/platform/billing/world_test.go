package billing

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/tenant"
	"github.com/kith-crm/kith/internal/platform/trial"
)

const (
	good3DS    = "4000002760003184"
	visa       = "4242424242424242"
	renewFails = "4000000000000341"
	secretNow  = "whsec_now"
	secretOld  = "whsec_old"
)

// world is a company on a real database, on its trial, and a stand-in for Stripe that knows our prices.
type world struct {
	*testing.T
	db        *db.DB
	fake      *stripefake.Server
	stripe    *Stripe
	svc       *Service
	companies *tenant.Service
	seats     *licence.Service
	tenant    int64
	owner     Person
	audit     []Changed
	letters   []mail.Letter
	mu        sync.Mutex
	salt      string           // of the cards, which no other test has
	now       func() time.Time // Stripe's clock; nil follows ours
}

func newWorld(t *testing.T) *world {
	t.Helper()
	base := testdb.Shared(t)
	w := &world{T: t, db: base.Open(t), salt: key(), owner: Person{id.New(), "Ana", "ana@acme.test", "pl"}}
	w.startFake()
	bus := event.NewBus()
	event.On(bus, func(_ context.Context, c Changed) error { w.audit = append(w.audit, c); return nil })
	w.companies = tenant.NewService(bus, base.Maker, 0)
	w.seats = licence.NewService(bus, w.companies)
	w.svc = w.instance(bus)
	w.must(w.platform(plan.Publish))
	w.found()
	return w
}

// found makes one more company on its trial, which the test goes on with.
func (w *world) found() {
	w.Helper()
	w.tenant = rand.Int64N(1e12) + 1e6
	w.exec(`INSERT INTO tenant (id, uid, slug, name, schema_name, role_name, shard, state, schema_version, plan, trial_ends_at, created_at)
		VALUES (?, ?, ?, 'Acme', ?, ?, 0, 'trialing', 1, 'business', ?, ?)`, w.tenant, id.New(), fmt.Sprint("acme-", w.tenant),
		fmt.Sprintf("t_%06d", w.tenant), fmt.Sprintf("t_%06d", w.tenant), clock.Now().AddDate(0, 0, 14), clock.Now())
	w.must(w.platform(func(ctx context.Context) error { return w.seats.StartTrial(ctx, w.tenant) }))
}

// instance is one more program on the same database and the same Stripe.
func (w *world) instance(bus *event.Bus) *Service {
	d := testdb.Shared(w).Open(w)
	return NewService(Deps{Platform: d.InPlatform, Tenants: w.companies, Licence: w.seats, Trials: ownCards{trial.NewService(w.companies, w.seats), w.salt}, Stripe: w.stripe, Bus: bus, Mail: w,
		BaseURL: "https://crm.test", Secrets: secretNow + "," + secretOld,
		Owners: func(context.Context, int64) ([]Person, error) { return []Person{w.owner}, nil }})
}

// ownCards makes the cards of a test its own: all tests pay with the same few, on one database.
type ownCards struct {
	*trial.Service
	salt string
}

func (c ownCards) Card(ctx context.Context, tenantID int64, print string) (bool, error) {
	return c.Service.Card(ctx, tenantID, c.salt+print)
}

// startFake starts a stand-in that knows our prices.
func (w *world) startFake() {
	w.Helper()
	fake, err := stripefake.Start(context.Background(), stripefake.Options{AfterDunning: ledger.EndUnpaid, Now: w.now})
	w.must(err)
	w.Cleanup(fake.Close)
	w.fake, w.stripe = fake, newStripe(fake.URL(), stripefake.DefaultKey, 2*time.Second)
	w.must(Sync(w.Context(), plan.All(), w.stripe))
}

// Send implements mail.Sender.
func (w *world) Send(_ context.Context, l mail.Letter) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.letters = append(w.letters, l)
	return nil
}

func (w *world) must(err error) {
	w.Helper()
	require.NoError(w, err)
}

func (w *world) platform(f func(context.Context) error) error { return w.db.InPlatform(w.Context(), f) }

func (w *world) exec(sql string, args ...any) {
	w.Helper()
	w.must(w.platform(func(ctx context.Context) error { return db.Orm(ctx).Exec(sql, args...).Error }))
}

func (w *world) count(sql string, args ...any) (n int) {
	w.Helper()
	w.must(w.platform(func(ctx context.Context) error { return db.Orm(ctx).Raw(sql, args...).Scan(&n).Error }))
	return n
}

// view is what the company sees of its billing.
func (w *world) view() (v view) {
	w.Helper()
	w.must(w.platform(func(ctx context.Context) (err error) { v, err = w.svc.overview(ctx, w.tenant); return err }))
	return v
}

// licensed are the granted seats, full and light.
func (w *world) licensed() Seats {
	w.Helper()
	var s Seats
	for _, p := range w.view().Seats {
		s.set(string(p.Kind), p.Licensed)
	}
	return s
}

func (w *world) customer() string {
	w.Helper()
	var r tenantBilling
	w.must(w.platform(func(ctx context.Context) (err error) { r, err = find(ctx, w.tenant); return err }))
	return r.customer()
}

// take takes seats for people.
func (w *world) take(kind licence.Kind, n int) {
	w.Helper()
	for range n {
		w.must(w.platform(func(ctx context.Context) error { return w.seats.TakeSeat(ctx, w.tenant, kind, id.New()) }))
	}
}

func order(full, light int) Order {
	return Order{Plan: "business", Interval: "month", Seats: Seats{full, light}}
}

func key() string { return uuid.NewString() }

// session is the id of the Checkout page that was opened last.
func (w *world) session() string {
	w.Helper()
	var c *command
	w.must(w.platform(func(ctx context.Context) (err error) { // not through a program, which a test may let die
		c, err = last(ctx, w.tenant, checkout, done)
		return err
	}))
	r, err := w.svc.outcome(w.Context(), nil, c)
	w.must(err)
	return r.ID
}

// buy goes through Checkout with a card and comes back from it.
func (w *world) buy(o Order, card string) {
	w.Helper()
	_, err := w.svc.Checkout(w.Context(), w.tenant, o, key())
	w.must(err)
	_, err = w.fake.PayCheckout(w.session(), card)
	w.must(err)
	w.must(w.svc.Return(w.Context(), w.tenant, w.session()))
}

func (w *world) sync() {
	w.Helper()
	w.must(w.svc.Sync(w.Context(), w.tenant))
}

// pass lets time go by, here and at Stripe, whose clock follows ours.
func (w *world) pass(d time.Duration) {
	w.Helper()
	w.Cleanup(clock.Advance(d))
	w.fake.Advance(0)
}

const day = 24 * time.Hour

type ctxT = context.Context

const fakeKey = stripefake.DefaultKey

func encode(t require.TestingT, v any) string {
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

func takeOne(w *world) func(context.Context) error {
	return func(ctx context.Context) error { return w.seats.TakeSeat(ctx, w.tenant, licence.Full, id.New()) }
}
