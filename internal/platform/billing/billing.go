// Package billing owns what tenants pay: the subscription each has at Stripe, the changes we ask for there, and what
// follows from it here: the tenant's state, its plan and its seats. It does not own prices (plan), how seats are taken
// (licence), nor money: what is charged is what Stripe says, and is shown before it is.
//
// Stripe is the truth and this package's rows are what it said last. Nothing is done by the content of an event: each
// one only means that a tenant is to be looked at again (see Sync). Everything we ask of Stripe is written down first
// (see command), so that it happens once, whatever breaks in between.
package billing

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Kind names billing in permissions and the audit trail.
const Kind = "billing"

// Seats are numbers of paid seats.
type Seats struct {
	Full  int `json:"full" minimum:"1" maximum:"10000"`
	Light int `json:"light" minimum:"0" maximum:"10000"`
}

func (s Seats) of(kind string) int {
	if kind == "full" {
		return s.Full
	}
	return s.Light
}

// raised is the larger of each number.
func (s Seats) raised(o Seats) Seats { return Seats{max(s.Full, o.Full), max(s.Light, o.Light)} }

// Subscription is a tenant's subscription as Stripe describes it.
type Subscription struct {
	ID, Status         string
	Customer           string
	Plan               string
	Version            int
	Interval, Currency string
	Seats              Seats
	Later              *Seats // from the next period on; nil when they stay
	Turn               *Terms // from the next period on; nil when plan and interval stay
	Items              []Item
	Pending, Declined  bool // a change waits for its payment; the card has refused that payment
	InvoiceID          string
	ScheduleID         string
	PeriodStart        time.Time
	PeriodEnd          time.Time
	TrialEnd           *time.Time // the first payment is due then; nil without a trial
	Unpaid             bool       // the first payment after the trial has not come yet
	CancelAt           *time.Time
	ToFree             bool // at its end the tenant goes on with the Free plan
	Next               *Invoice
	Sent               bool   // invoices are sent, and paid by bank transfer
	Dispute            string // over the last payment: open, won, lost; empty when there is none
	Refunded           int64  // of the last payment, in minor units
	Card               string // that the next invoice is charged to, such as "visa 4242"; empty when there is none
	ownCard, newCard   string // ids: the subscription's own card, the customer's default when it was given later
	print              string // the same for every subscription that one and the same card pays
}

// Terms are a version of a plan, paid by the month or the year.
type Terms struct {
	Plan     string `json:"plan"`
	Version  int    `json:"version"`
	Interval string `json:"interval"`
}

func (s *Subscription) terms() Terms { return Terms{s.Plan, s.Version, s.Interval} }

// is tells whether the subscription has terms and seats, now.
func (s *Subscription) is(t Terms, seats Seats) bool { return s.terms() == t && s.Seats == seats }

// turns tells whether the subscription will have terms and seats from the next period on.
func (s *Subscription) turns(t Terms, seats Seats) bool {
	will := s.terms()
	if s.Turn != nil {
		will = *s.Turn
	}
	return will == t && s.later() == seats
}

// Item is a price of a subscription, by the kind of seat.
type Item struct {
	ID       string `json:"id,omitempty"`
	Price    string `json:"price"`
	Kind     string `json:"kind"`
	Quantity int    `json:"quantity"`
}

// Invoice is what will be charged, and when.
type Invoice struct {
	Total     money.Money `json:"total"`
	At        time.Time   `json:"at"`
	recurring int64       // what of it comes again every period, without tax
}

// How a dispute over a payment stands. None of it takes a right away: the paid period was paid.
const (
	disputeOpen = "open"
	disputeWon  = "won"
	disputeLost = "lost"
)

// live tells whether the subscription goes on: nothing else may be bought beside it.
func (s *Subscription) live() bool {
	return s != nil && s.Status != "canceled" && s.Status != "incomplete" && s.Status != "incomplete_expired"
}

func (s *Subscription) item(kind string) *Item {
	for i := range s.Items {
		if s.Items[i].Kind == kind {
			return &s.Items[i]
		}
	}
	return nil
}

// later are the seats of the next period.
func (s *Subscription) later() Seats {
	if s.Later != nil {
		return *s.Later
	}
	return s.Seats
}

// onTrial tells whether the subscription waits for the end of a trial: it costs nothing yet and gives nothing yet.
func (s *Subscription) onTrial() bool { return s.Status == "trialing" }

// Order is what somebody wants to buy. Quotes do not look at AfterTrial.
type Order struct {
	Plan       string `json:"plan" enum:"free,starter,business,enterprise" doc:"Free can only be changed to; its seats are its own, whatever was ordered."`
	Interval   string `json:"interval" enum:"month,year"`
	Seats      Seats  `json:"seats"`
	AfterTrial bool   `json:"afterTrial,omitempty" doc:"For a first purchase during the trial: it is paid, and begins, when the trial ends."`
}

// rises tells whether an order is worth more than the subscription: a larger plan, or the same for longer.
func rises(sub *Subscription, o Order) bool {
	if o.Plan != sub.Plan {
		return plan.Larger(o.Plan, sub.Plan)
	}
	return o.Interval == "year"
}

// Changed is published when a tenant's standing has changed.
type Changed struct {
	TenantID      int64
	Tenant        uuid.UUID
	Name          string
	Before, After Standing
}

// Standing is what counts of a tenant's billing, for the audit trail.
type Standing struct {
	State, Plan, Interval string
	Seats                 Seats
	Later                 *Seats
	Turn                  *Terms
	PendingPayment        bool
	CancelAt              *time.Time
	Dispute               string
	Refunded              int64
	PaysFrom              *time.Time // a card was given on trial: it is charged then
}

// Change implements event.Change.
func (c Changed) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: c.Tenant}, Action: "updated", Name: c.Name, Before: c.Before, After: c.After}
}

// Person is somebody who gets letters about billing.
type Person struct {
	ID                    uuid.UUID
	Name, Email, Language string
}

// What can go wrong with billing.
var (
	ErrNotConfigured  = errs.New(errs.Unavailable, "billing.not_configured", "Payments are not set up on this server yet.")
	ErrCatalogue      = errs.New(errs.Unavailable, "billing.catalogue_missing", "The prices are not known to the payment provider yet.")
	ErrUnreachable    = errs.New(errs.Unavailable, "billing.unreachable", "The payment provider did not answer. What was asked is finished in the background; look again in a minute.")
	ErrFailed         = errs.New(errs.Unavailable, "billing.failed", "The payment provider could not do this. Nothing was changed; try again.")
	ErrBusy           = errs.New(errs.Unavailable, "billing.busy", "Another change is being made. Try again in a moment.")
	ErrPayment        = errs.New(errs.Payment, "billing.payment_failed", "The payment was declined. Nothing was changed.")
	ErrPending        = errs.New(errs.Conflict, "billing.payment_pending", "A change is waiting for its payment. Confirm or drop it first.")
	ErrSubscribed     = errs.New(errs.Conflict, "billing.subscribed", "There is a subscription already.")
	ErrNoSubscription = errs.New(errs.Conflict, "billing.no_subscription", "There is no subscription to change.")
	ErrNotSold        = errs.New(errs.Invalid, "billing.not_sold", "This plan can't be bought in your currency.").On("plan")
	ErrNotFound       = errs.New(errs.NotFound, "billing.not_found", "There is no such purchase.")
	ErrSignature      = errs.New(errs.Bad, "billing.signature", "The signature is not right.")
	ErrTrial          = errs.New(errs.Conflict, "billing.trial_over", "The trial is over, or ends within two days. Pay now instead.")
	ErrExpired        = errs.New(errs.Conflict, "billing.expired", "This was asked too long ago. Ask again.")
)
