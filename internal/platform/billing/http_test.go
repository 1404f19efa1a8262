package billing_test

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/billing"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake"
	"github.com/kith-crm/kith/internal/platform/plan"
)

const secret = "whsec_http"

// newShop is two companies, and an instance of the program that sells to them through a stand-in.
func newShop(t *testing.T) (*apptest.World, *stripefake.Server) {
	t.Helper()
	w := apptest.New(t)
	fake, err := stripefake.Start(context.Background(), stripefake.Options{})
	require.NoError(t, err)
	t.Cleanup(fake.Close)
	require.NoError(t, billing.Sync(t.Context(), plan.All(), billing.NewStripe(fake.URL(), stripefake.DefaultKey)))
	base := apptest.Shared(t)
	cfg := apptest.Config(base.DB, base.Mail)
	cfg.StripeAPIURL, cfg.StripeKey, cfg.StripeWebhookSecret = fake.URL(), stripefake.DefaultKey, secret
	w.App, err = app.New(cfg, "test")
	require.NoError(t, err)
	return w, fake
}

func TestPriceList(t *testing.T) {
	w := apptest.New(t)
	w.Run(apptest.Call{Name: "everybody sees what things cost", Do: "GET /plans", Want: 200,
		Has: []string{`"code":"free"`, `"code":"enterprise"`, `{"kind":"full","interval":"year","amount":{"amount":890000,"currency":"PHP"}}`}})
}

func TestWithoutStripe(t *testing.T) {
	w := apptest.New(t)
	w.Run(
		apptest.Call{Name: "plan and seats are shown", As: "acme/ana", Do: "GET /billing", Want: 200,
			Has: []string{`"state":"trialing"`, `"hasSubscription":false`, `"kind":"light"`, `"nextInvoice":null`}},
		apptest.Call{Name: "prices too", As: "acme/ana", Do: "POST /billing/quote", Body: `{"plan":"business","interval":"month","seats":{"full":5,"light":2}}`,
			Want: 200, Has: []string{`"dueNow":{"amount":13800,"currency":"EUR"}`}},
		apptest.Call{Name: "buying is not possible", As: "acme/ana", Do: "POST /billing/checkout",
			Body: `{"plan":"business","interval":"month","seats":{"full":5,"light":2}}`, Want: 503, Has: []string{"billing.not_configured"}},
		apptest.Call{Name: "nor are events taken", Do: "POST /webhooks/stripe", Body: `{}`, Want: 503},
	)
}

func TestWhoMay(t *testing.T) {
	w := apptest.New(t)
	for _, who := range []string{"acme/ed", "acme/fred", "acme/tess", "acme/vera"} {
		w.Run(
			apptest.Call{Name: "not their bill", As: who, Do: "GET /billing", Want: 403},
			apptest.Call{Name: "nor theirs to change", As: who, Do: "POST /billing/seats", Body: `{"full":9,"light":0}`, Want: 403},
		)
	}
	w.Run(apptest.Call{Name: "a key is needed", As: "acme/ana", Do: "POST /billing/cancel", Header: map[string]string{"Idempotency-Key": ""}, Want: 400})
}

func TestBuying(t *testing.T) {
	w, fake := newShop(t)
	order := `{"plan":"business","interval":"month","seats":{"full":5,"light":2}}`
	var page struct{ URL string }
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /billing/checkout", Body: order}, &page)
	u, err := url.Parse(page.URL)
	require.NoError(t, err)
	session := u.Path[len("/checkout/"):]
	landing, err := fake.PayCheckout(session, "4242424242424242")
	require.NoError(t, err)
	require.Contains(t, landing, "/settings/billing?checkout="+session)
	back := fmt.Sprintf(`{"sessionId":%q}`, session)
	w.Run(
		apptest.Call{Name: "a stranger learns nothing", As: "globex/gus", Do: "POST /billing/return", Body: back, Want: 404},
		apptest.Call{Name: "back from the page", As: "acme/ana", Do: "POST /billing/return", Body: back, Want: 200,
			Has: []string{`"state":"active"`, `"plan":"business"`, `"hasSubscription":true`, `"total":{"amount":13800,"currency":"EUR"}`}},
		apptest.Call{Name: "only once", As: "acme/ana", Do: "POST /billing/checkout", Body: order, Want: 409, Has: []string{"billing.subscribed"}},
		apptest.Call{Name: "one more, priced", As: "acme/ana", Do: "POST /billing/quote", Body: `{"plan":"business","interval":"month","seats":{"full":6,"light":2}}`,
			Want: 200, Has: []string{`"change":"add"`, `"proration":true`, `"recurring":{"amount":16200,"currency":"EUR"}`}},
		apptest.Call{Name: "one more", As: "acme/ana", Do: "POST /billing/seats", Body: `{"full":6,"light":2}`, Want: 200, Has: []string{`"licensed":6`}},
		apptest.Call{Name: "too few", As: "acme/ana", Do: "POST /billing/seats", Body: `{"full":1,"light":2}`, Want: 409, Has: []string{"seat.below_use", `"used":3`}},
		apptest.Call{Name: "no owner without a seat", As: "acme/ana", Do: "POST /billing/seats", Body: `{"full":0,"light":2}`, Want: 422},
		apptest.Call{Name: "fewer, later", As: "acme/ana", Do: "POST /billing/seats", Body: `{"full":4,"light":2}`, Want: 200, Has: []string{`"scheduled":4`}},
		apptest.Call{Name: "the same in the list of seats", As: "acme/ana", Do: "GET /seats", Want: 200, Has: []string{`"licensed":6,"used":3,"scheduled":4`}},
		apptest.Call{Name: "the end", As: "acme/ana", Do: "POST /billing/cancel", Want: 200, Not: []string{`"cancelAt":null`}},
		apptest.Call{Name: "a change of mind", As: "acme/ana", Do: "POST /billing/resume", Want: 200, Has: []string{`"cancelAt":null`}},
		apptest.Call{Name: "cards and invoices", As: "acme/ana", Do: "POST /billing/portal", Want: 200, Has: []string{fake.URL() + "/portal/"}},
	)
}

func TestEventsByHTTP(t *testing.T) {
	w, _ := newShop(t)
	body := fmt.Appendf(nil, `{"id":"evt_%s","object":"event","type":"invoice.paid","livemode":false,"data":{"object":{"object":"invoice","customer":"cus_1"}}}`, id.New())
	send := func(payload []byte, want int) {
		t.Helper()
		signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: payload, Secret: secret, Timestamp: time.Now()})
		w.Run(apptest.Call{Do: "POST /webhooks/stripe", Raw: payload, Want: want,
			Header: map[string]string{"Stripe-Signature": signed.Header, "Content-Type": "application/json"}})
	}
	send(body, 200)
	send(body, 200)
	send([]byte(`{"id":"evt_ odd`), 400)
	send(bytes.Repeat([]byte(" "), 10<<20), 413)
	w.Run(apptest.Call{Name: "not signed", Do: "POST /webhooks/stripe", Raw: body, Want: 400, Header: map[string]string{"Content-Type": "application/json"},
		Has: []string{"billing.signature"}})
}
