package billing

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/kith-crm/kith/internal/kit/id"
)

// signed is a payload with its signature, as Stripe sends it at a moment.
func signed(payload []byte, secret string, at time.Time) string {
	return webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: payload, Secret: secret, Timestamp: at}).Header
}

func eventAbout(customer, tenant string, live bool) []byte {
	return fmt.Appendf(nil, `{"id":"evt_%s","object":"event","type":"customer.subscription.updated","livemode":%v,
		"data":{"object":{"id":"sub_1","object":"subscription","customer":%q,"metadata":{"tenant":%q}}}}`, id.New(), live, customer, tenant)
}

func (w *world) receive(payload []byte, header string) error {
	return w.platform(func(ctx context.Context) error { return w.svc.Receive(ctx, payload, header) })
}

// kept is how many events of the test's own were stored.
func (w *world) kept(payload []byte) int {
	var e struct{ ID string }
	w.must(json.Unmarshal(payload, &e))
	return w.count("SELECT count(*) FROM stripe_event WHERE id = ?", e.ID)
}

// jobs is how many jobs an event has made.
func (w *world) jobs(payload []byte) int {
	var e struct{ ID string }
	w.must(json.Unmarshal(payload, &e))
	return w.count("SELECT count(*) FROM river.river_job WHERE args->>'name' = 'billing.event' AND args->'args'->>'ID' = ?", e.ID)
}

func TestWebhookSignature(t *testing.T) {
	w := newWorld(t)
	now := time.Now()
	body := eventAbout("cus_nobody", "", false)
	var compact bytes.Buffer
	w.must(json.Compact(&compact, body))
	changed := bytes.Replace(body, []byte("updated"), []byte("deleted"), 1)
	for name, c := range map[string]struct {
		body   []byte
		header string
		good   bool
	}{
		"right":              {body, signed(body, secretNow, now), true},
		"secret before":      {body, signed(body, secretOld, now), true},
		"nearly too old":     {body, signed(body, secretNow, now.Add(-290*time.Second)), true},
		"nearly too new":     {body, signed(body, secretNow, now.Add(290*time.Second)), true},
		"none":               {body, "", false},
		"nonsense":           {body, "t=x,v1=y", false},
		"other secret":       {body, signed(body, "whsec_other", now), false},
		"empty secret":       {body, signed(body, "", now), false},
		"too old":            {body, signed(body, secretNow, now.Add(-310*time.Second)), false},
		"from the future":    {body, signed(body, secretNow, now.Add(310*time.Second)), false},
		"one byte different": {changed, signed(body, secretNow, now), false},
		"written anew":       {compact.Bytes(), signed(body, secretNow, now), false},
		"not an event":       {[]byte("[]"), signed([]byte("[]"), secretNow, now), false},
		"empty":              {nil, signed(nil, secretNow, now), false},
	} {
		err := w.receive(c.body, c.header)
		if c.good {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorIs(t, err, ErrSignature, name)
	}
	require.Equal(t, 1, w.kept(body), "once, however often it is sent")
	require.Equal(t, 1, w.jobs(body))
}

func TestWebhookOfAnotherEnvironment(t *testing.T) {
	w := newWorld(t)
	live := eventAbout("cus_nobody", "", true)
	w.must(w.receive(live, signed(live, secretNow, time.Now())))
	require.Zero(t, w.kept(live))
	account := bytes.Replace(eventAbout("cus_nobody", "", false), []byte(`"object":"event"`), []byte(`"object":"event","account":"acct_other"`), 1)
	w.must(w.receive(account, signed(account, secretNow, time.Now())))
	require.Zero(t, w.kept(account))
}

// An event names a tenant by its customer; what its metadata say is anybody's guess.
func TestWebhookBelievesNoMetadata(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 0), visa)
	w.exec("UPDATE tenant SET state = 'past_due' WHERE id = ?", w.tenant) // something that a look at Stripe would repair
	w.exec("UPDATE tenant_billing SET checked_at = NULL WHERE tenant_id = ?", w.tenant)
	var uid string
	w.must(w.platform(func(ctx context.Context) error {
		c, err := w.companies.Find(ctx, w.tenant)
		uid = c.UID.String()
		return err
	}))
	handle := func(customer string) {
		body := eventAbout(customer, uid, false)
		w.must(w.receive(body, signed(body, secretNow, time.Now())))
		var e struct{ ID string }
		w.must(json.Unmarshal(body, &e))
		w.must(w.svc.handle(t.Context(), e.ID))
		require.Equal(t, 1, w.count("SELECT count(*) FROM stripe_event WHERE id = ? AND handled_at IS NOT NULL", e.ID))
	}
	handle("cus_of_somebody_else")
	require.Equal(t, pastDue, w.view().State)
	handle("")
	require.Equal(t, pastDue, w.view().State)
	handle(w.customer())
	require.Equal(t, active, w.view().State)
}

// The whole way: Stripe sends by HTTP, the job looks, the tenant is active.
func TestUnhandledEventsAreFound(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 0), visa)
	w.exec("UPDATE stripe_event SET handled_at = now() WHERE handled_at IS NULL")
	body := eventAbout(w.customer(), "", false)
	w.must(w.receive(body, signed(body, secretNow, time.Now())))
	waiting := func() int {
		w.must(w.svc.reconcile(t.Context()))
		return w.count("SELECT count(*) FROM river.river_job WHERE args->>'name' = 'billing.sync' AND args->'args'->>'Tenant' = ? AND scheduled_at <= now()", fmt.Sprint(w.tenant))
	}
	before := waiting()
	w.exec("UPDATE stripe_event SET received_at = received_at - interval '6 minutes' WHERE handled_at IS NULL")
	require.Equal(t, before+1, waiting())
	require.True(t, strings.Contains(string(body), w.customer()))
}
