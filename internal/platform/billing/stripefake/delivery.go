package stripefake

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

const (
	deliveryTimeout = 10 * time.Second
	pulse           = 250 * time.Millisecond // how often time alone may make something due
)

// SetWebhook sends all events from now on to one address, signed with the secret; an empty address sends none.
func (s *Server) SetWebhook(url, secret string) {
	s.view(func(l *ledger.Ledger) {
		for _, e := range l.Endpoints.All() {
			e.EnabledEvents = nil
		}
		if url == "" {
			return
		}
		for _, e := range l.Endpoints.All() {
			if e.URL == url && e.Secret == secret {
				e.EnabledEvents = []string{"*"}
				return
			}
		}
		e, _ := l.CreateEndpoint(ledger.EndpointParams{URL: url, EnabledEvents: []string{"*"}})
		e.Secret = secret
	})
}

// deliver sends what is due, one delivery at a time, until the context ends.
func (s *Server) deliver(ctx context.Context) {
	tick := time.NewTicker(pulse)
	defer tick.Stop()
	for {
		for s.deliverNext(ctx) && ctx.Err() == nil {
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
		}
	}
}

// parcel is one delivery with all it needs outside the lock.
type parcel struct {
	event       *ledger.Event
	delivery    *ledger.Delivery
	url, secret string
	body        []byte
	signed      time.Time
}

func (s *Server) deliverNext(ctx context.Context) bool {
	var p *parcel
	s.peek(func(l *ledger.Ledger) {
		p = s.nextParcel(l)
		s.busy = p != nil
	})
	if p == nil {
		return false
	}
	status := p.post(ctx)
	s.peek(func(l *ledger.Ledger) {
		s.busy = false
		if ctx.Err() == nil {
			l.Record(p.event, p.delivery, status)
		}
	})
	nudge(s.dirty)
	return true
}

// peek uses the ledger without waking the deliverer again.
func (s *Server) peek(fn func(*ledger.Ledger)) { s.book.Peek(fn) }

// nextParcel picks what is due: the oldest, or any when the network shuffles.
func (s *Server) nextParcel(l *ledger.Ledger) *parcel {
	due := l.Due()
	if len(due) == 0 || s.held {
		return nil
	}
	pick := due[0]
	if l.Unreliable.Shuffle {
		pick = due[l.Unreliable.Roll(len(due))]
	}
	to, _ := l.Endpoints.Get(pick.Delivery.Endpoint)
	shown := l.View(pick.Event)
	wire.Strip(shown)
	body, _ := json.MarshalIndent(shown, "", "  ")
	return &parcel{event: pick.Event, delivery: pick.Delivery, url: to.URL, secret: to.Secret, body: body,
		signed: wallClock().Add(-l.Unreliable.SignedAgo)}
}

var courier = &http.Client{Timeout: deliveryTimeout}

// post sends the parcel and returns the HTTP status, 0 when there was none.
func (p *parcel) post(ctx context.Context) int {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(p.body))
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
	req.Header.Set("Stripe-Signature", sign(p.signed, p.body, p.secret))
	resp, err := courier.Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close() //nolint:errcheck // nothing was read
	return resp.StatusCode
}

// sign makes Stripe's signature header, scheme v1.
func sign(at time.Time, body []byte, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "%d.%s", at.Unix(), body)
	return fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(mac.Sum(nil)))
}

// wallClock is the real time even when a test has moved clock.Now: the receiver's library judges the age of a
// signature by the machine's clock, as it does with Stripe's test clocks.
func wallClock() time.Time {
	return time.Now() //nolint:forbidigo // see above
}

// SetDelivery makes the network between the stand-in and the webhook unreliable for events from now on.
func (s *Server) SetDelivery(u ledger.Unreliable) {
	s.view(func(l *ledger.Ledger) { l.Unreliable = u })
}

// HoldWebhooks keeps events back until ReleaseWebhooks, so that a test can let many out at once.
func (s *Server) HoldWebhooks() { s.view(func(*ledger.Ledger) { s.held = true }) }

// ReleaseWebhooks ends HoldWebhooks.
func (s *Server) ReleaseWebhooks() { s.view(func(*ledger.Ledger) { s.held = false }) }

// Settle waits until every event that is due has been tried. Events that failed, are late or lost stay undelivered.
func (s *Server) Settle(ctx context.Context) error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		quiet := false
		s.peek(func(l *ledger.Ledger) { quiet = s.held || !s.busy && len(l.Due()) == 0 })
		if quiet {
			return nil
		}
		nudge(s.wake)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
