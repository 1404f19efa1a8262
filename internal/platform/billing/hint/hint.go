// Package hint reads what Stripe's webhooks say: that something happened, and whom to look at. What happened is not read:
// billing asks Stripe. The package owns the list of events that an endpoint needs, and keeps nothing.
package hint

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// Types are the events that an endpoint needs: everything after which a company's plan, seats, state or invoices may be
// others. Of more events nothing but work comes, of fewer a change is found at night instead of at once.
var Types = []string{
	"charge.dispute.closed", "charge.dispute.created", "charge.dispute.funds_reinstated", "charge.dispute.funds_withdrawn",
	"charge.dispute.updated", "charge.refunded", "checkout.session.completed", "checkout.session.expired", "credit_note.created",
	"credit_note.voided", "customer.deleted", "customer.discount.created", "customer.discount.deleted", "customer.discount.updated",
	"customer.subscription.created", "customer.subscription.deleted", "customer.subscription.paused",
	"customer.subscription.pending_update_applied", "customer.subscription.pending_update_expired", "customer.subscription.resumed",
	"customer.subscription.trial_will_end", "customer.subscription.updated", "customer.tax_id.created", "customer.tax_id.deleted",
	"customer.tax_id.updated", "customer.updated", "invoice.finalization_failed", "invoice.finalized", "invoice.marked_uncollectible",
	"invoice.overdue", "invoice.paid", "invoice.payment_action_required", "invoice.payment_failed", "invoice.voided",
	"payment_method.attached", "payment_method.automatically_updated", "payment_method.detached", "subscription_schedule.aborted",
	"subscription_schedule.canceled", "subscription_schedule.completed", "subscription_schedule.created", "subscription_schedule.released",
	"subscription_schedule.updated",
}

// ErrSignature is returned for what none of the secrets has signed, or not lately.
var ErrSignature = errors.New("the signature is not right")

// tolerance is how old, or how far ahead, a signature may be.
const tolerance = 300 * time.Second

// News is what is read of an event: that it is, and whom it is about.
type News struct {
	ID, Type, Account string
	Livemode          bool
	Data              struct {
		Object struct {
			ID, Object string
			Customer   reference
			Charge     reference
		}
		Previous struct{ Customer reference } `json:"previous_attributes"`
	}
}

// reference is an id that Stripe writes alone, or inside the whole object.
type reference string

// UnmarshalJSON implements json.Unmarshaler.
func (r *reference) UnmarshalJSON(data []byte) error {
	var whole struct{ ID string }
	if json.Unmarshal(data, (*string)(r)) == nil {
		return nil
	}
	err := json.Unmarshal(data, &whole)
	*r = reference(whole.ID)
	return err
}

// CustomerID is the customer that an event is about, or was until now; empty when it names none.
func (n News) CustomerID() string {
	if n.Data.Object.Object == "customer" {
		return n.Data.Object.ID
	}
	if n.Data.Object.Customer == "" {
		return string(n.Data.Previous.Customer) // a card that was taken away
	}
	return string(n.Data.Object.Customer)
}

// ChargeID is the charge that a dispute is about, which does not name the customer; empty when the event names none.
func (n News) ChargeID() string { return string(n.Data.Object.Charge) }

// Parse reads an event that was read before.
func Parse(payload []byte) (n News, err error) { return n, json.Unmarshal(payload, &n) }

// Read reads an event whose signature one of the secrets made; there are two while a secret is being replaced.
func Read(payload []byte, header string, secrets []string) (n News, err error) {
	if ahead(header) {
		return n, ErrSignature
	}
	for _, secret := range secrets {
		if secret == "" || webhook.ValidatePayloadWithTolerance(payload, header, secret, tolerance) != nil {
			continue
		}
		if err := json.Unmarshal(payload, &n); err != nil || n.ID == "" {
			return n, errors.Join(ErrSignature, err)
		}
		return n, nil
	}
	return n, ErrSignature
}

// ahead tells whether a signature comes from the future, which Stripe's library does not mind.
func ahead(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if text, ok := strings.CutPrefix(strings.TrimSpace(part), "t="); ok {
			unix, err := strconv.ParseInt(text, 10, 64)
			return err != nil || time.Unix(unix, 0).After(clock.Now().Add(tolerance))
		}
	}
	return true
}
