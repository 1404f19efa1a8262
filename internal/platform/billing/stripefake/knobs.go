package stripefake

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/api"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// FailNext lets the next n API calls fail in the given way; failures after a commit wait for calls that commit.
func (s *Server) FailNext(kind api.Kind, n int) { s.api.Faults.Order(api.Fault{Kind: kind, Times: n}) }

// Fail orders a fault with all its details.
func (s *Server) Fail(f api.Fault) { s.api.Faults.Order(f) }

// ClearFaults drops all orders to fail.
func (s *Server) ClearFaults() { s.api.Faults.Clear() }

// ScriptCard decides how the next attempts on the card a customer pays with end; after them the card is itself again.
func (s *Server) ScriptCard(customer string, outcomes ...ledger.Outcome) error {
	return s.withCustomer(customer, func(l *ledger.Ledger, c *ledger.Customer) error {
		m := l.CardOf(c)
		if m == nil {
			return errNotFound
		}
		m.Script = outcomes
		return nil
	})
}

// PayCheckout pays an open Checkout session as its page does and returns where the buyer would land. A card that needs
// 3-D Secure is authenticated.
func (s *Server) PayCheckout(session, number string) (landing string, err error) {
	return s.PayCheckoutWith(session, ledger.PayForm{Number: number})
}

// PayCheckoutWith is PayCheckout with more that the buyer types in: a promotion code, an address, a tax id.
func (s *Server) PayCheckoutWith(session string, f ledger.PayForm) (landing string, err error) {
	err = s.book.Do(func(l *ledger.Ledger) error {
		cs, ok := l.Sessions.Get(session)
		if !ok {
			return errNotFound
		}
		email := cs.CustomerEmail
		if c, ok := l.Customers.Get(cs.Customer); ok {
			email = c.Email
		}
		f.Email, f.Name = email, "Test Buyer"
		outcome, err := l.PaySession(session, f)
		if err == nil && outcome == ledger.NeedsAction {
			err = l.AnswerSession(session, true)
		}
		landing = cs.Landing()
		return err
	})
	return landing, err
}

// UseCard gives a customer another card, as the portal does.
func (s *Server) UseCard(customer, number string) error {
	return s.book.Do(func(l *ledger.Ledger) error {
		m, err := l.CreateMethod(ledger.Typed(number))
		if err != nil {
			return err
		}
		return l.UseCard(customer, m.ID)
	})
}

// Authenticate ends the 3-D Secure step that the customer's newest invoice waits for.
func (s *Server) Authenticate(customer string, agreed bool) error {
	return s.withCustomer(customer, func(l *ledger.Ledger, c *ledger.Customer) error {
		for _, pi := range l.Intents.Where(func(p *ledger.PaymentIntent) bool { return p.Customer == c.ID && p.Status == "requires_action" }) {
			return l.Authenticate(pi.ID, agreed)
		}
		return errNotFound
	})
}

// SetQuantity changes an item as somebody does in Stripe's dashboard: behind Kith's back, without proration.
func (s *Server) SetQuantity(customer, price string, quantity int64) error {
	return s.withCustomer(customer, func(l *ledger.Ledger, c *ledger.Customer) error {
		for _, sub := range l.Live(c.ID) {
			for _, item := range sub.Items.Data {
				if item.Price.ID == price || item.Price.LookupKey == price {
					_, err := l.UpdateSubscription(sub.ID, ledger.SubscriptionParams{Proration: "none",
						Items: []ledger.ItemParams{{ID: item.ID, Quantity: &quantity}}})
					return err
				}
			}
		}
		return errNotFound
	})
}

// OpenDispute lets the payer of a charge complain; CloseDispute is the bank's decision.
func (s *Server) OpenDispute(charge string) (id string, err error) {
	err = s.book.Do(func(l *ledger.Ledger) error {
		d, err := l.OpenDispute(charge)
		if err == nil {
			id = d.ID
		}
		return err
	})
	return id, err
}

// CloseDispute ends a dispute.
func (s *Server) CloseDispute(id string, won bool) error {
	return s.book.Do(func(l *ledger.Ledger) error {
		_, err := l.CloseDispute(id, won)
		return err
	})
}

func (s *Server) withCustomer(id string, fn func(*ledger.Ledger, *ledger.Customer) error) error {
	return s.book.Do(func(l *ledger.Ledger) error {
		c, ok := l.Customers.Get(id)
		if !ok {
			return errNotFound
		}
		return fn(l, c)
	})
}

// admin is the same over HTTP, for tests in another process: JSON in, JSON out.
func (s *Server) admin() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /_fake/advance", post(func(p struct{ Seconds int64 }) error {
		s.Advance(time.Duration(p.Seconds) * time.Second)
		return nil
	}))
	mux.HandleFunc("POST /_fake/fail", post(func(f api.Fault) error {
		s.Fail(f)
		return nil
	}))
	mux.HandleFunc("POST /_fake/delivery", post(func(u ledger.Unreliable) error {
		s.SetDelivery(u)
		return nil
	}))
	mux.HandleFunc("POST /_fake/webhook", post(func(p struct{ URL, Secret string }) error {
		s.SetWebhook(p.URL, p.Secret)
		return nil
	}))
	mux.HandleFunc("POST /_fake/pay", post(func(p struct{ Session, Number string }) error {
		_, err := s.PayCheckout(p.Session, p.Number)
		return err
	}))
	mux.HandleFunc("GET /_fake/counts", func(w http.ResponseWriter, _ *http.Request) { answer(w, s.Counts(), nil) })
	return mux
}

func post[P any](do func(P) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var p P
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			answer(w, nil, wire.Invalid("parameter_invalid", "", "%s", err))
			return
		}
		answer(w, map[string]bool{"ok": true}, do(p))
	}
}

func answer(w http.ResponseWriter, v any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		v = map[string]string{"error": err.Error()}
	}
	_ = json.NewEncoder(w).Encode(v)
}
