// Package ledger owns what the Stripe stand-in knows: customers, prices, subscriptions, invoices, payments and events,
// and how they change each other as calls come in and time goes by. It is a plain model: no HTTP, no goroutines, and
// nothing of it is safe for concurrent use except through Shared.
package ledger

import (
	"crypto/rand"
	"encoding/json"
	"time"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// What becomes of a subscription whose renewal was declined on every try.
const (
	EndUnpaid   = "unpaid"
	EndCanceled = "canceled"
)

// Ledger is the whole state. It is saved and loaded as JSON; fields that Stripe does not show begin with "_".
type Ledger struct {
	Time          int64                       `json:"time"` // the moment up to which everything due has happened
	AfterDunning  string                      `json:"afterDunning"`
	Base          string                      `json:"-"` // address of the pages that objects link to
	Products      Table[*Product]             `json:"products"`
	Prices        Table[*Price]               `json:"prices"`
	Customers     Table[*Customer]            `json:"customers"`
	Methods       Table[*PaymentMethod]       `json:"paymentMethods"`
	Sessions      Table[*CheckoutSession]     `json:"checkoutSessions"`
	Subscriptions Table[*Subscription]        `json:"subscriptions"`
	Schedules     Table[*Schedule]            `json:"schedules"`
	Invoices      Table[*Invoice]             `json:"invoices"`
	InvoiceItems  Table[*InvoiceItem]         `json:"invoiceItems"`
	Intents       Table[*PaymentIntent]       `json:"paymentIntents"`
	Charges       Table[*Charge]              `json:"charges"`
	Refunds       Table[*Refund]              `json:"refunds"`
	Disputes      Table[*Dispute]             `json:"disputes"`
	CreditNotes   Table[*CreditNote]          `json:"creditNotes"`
	Coupons       Table[*Coupon]              `json:"coupons"`
	Codes         Table[*PromotionCode]       `json:"promotionCodes"`
	TaxIDs        Table[*TaxID]               `json:"taxIds"`
	Portals       Table[*PortalSession]       `json:"portalSessions"`
	PortalConfigs Table[*PortalConfiguration] `json:"portalConfigurations"`
	Endpoints     Table[*WebhookEndpoint]     `json:"webhookEndpoints"`
	Events        Table[*Event]               `json:"events"`
	Unreliable    Unreliable                  `json:"-"`       // how badly new events travel
	Answers       map[string]*Answer          `json:"answers"` // by idempotency key
	Cause         EventRequest                `json:"-"`       // the API call that runs right now
	settled       int                         // events before this one need no delivery any more
}

// Answer is what an idempotency key remembers of its first use.
type Answer struct {
	Print  string `json:"print"` // of method, path and parameters
	Status int    `json:"status"`
	Body   string `json:"body"`
	At     int64  `json:"at"`
}

// New is an empty ledger at the given moment.
func New(now time.Time) *Ledger {
	return &Ledger{Time: now.Unix(), AfterDunning: EndUnpaid}
}

// Load reads a saved ledger.
func Load(raw []byte) (*Ledger, error) {
	l := &Ledger{}
	if err := json.Unmarshal(raw, l); err != nil {
		return nil, err
	}
	for _, sub := range l.Subscriptions.All() {
		for _, item := range sub.Items.Data {
			item.Price, _ = l.Prices.Get(item.Price.ID) // one price, not one copy an item
		}
	}
	return l, nil
}

// Base holds what every object of Stripe has.
type Base struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Created int64  `json:"created"`
}

func (b *Base) ident() string { return b.ID }

// base is the beginning of a new object.
func (l *Ledger) base(prefix, object string) Base {
	return Base{ID: prefix + "_" + rand.Text()[:24], Object: object, Created: l.Time}
}

// Table holds the objects of one type in the order they were made.
type Table[T interface{ ident() string }] struct {
	rows []T
	byID map[string]T
}

// Get finds an object by its id.
func (t *Table[T]) Get(id string) (T, bool) {
	row, ok := t.byID[id]
	return row, ok
}

// All are the objects, oldest first.
func (t *Table[T]) All() []T { return t.rows }

// Where are the objects that pass, oldest first.
func (t *Table[T]) Where(pass func(T) bool) []T {
	var out []T
	for _, row := range t.rows {
		if pass(row) {
			out = append(out, row)
		}
	}
	return out
}

func (t *Table[T]) add(row T) T {
	if t.byID == nil {
		t.byID = map[string]T{}
	}
	t.byID[row.ident()] = row
	t.rows = append(t.rows, row)
	return row
}

// MarshalJSON implements json.Marshaler.
func (t Table[T]) MarshalJSON() ([]byte, error) { return json.Marshal(t.rows) }

// UnmarshalJSON implements json.Unmarshaler.
func (t *Table[T]) UnmarshalJSON(raw []byte) error {
	var rows []T
	if err := json.Unmarshal(raw, &rows); err != nil {
		return err
	}
	*t = Table[T]{}
	for _, row := range rows {
		t.add(row)
	}
	return nil
}

// need finds an object a parameter names, or refuses as Stripe does.
func need[T interface{ ident() string }](t *Table[T], kind, param, id string) (T, error) {
	row, ok := t.Get(id)
	if !ok {
		return row, wire.Missing(kind, param, id)
	}
	return row, nil
}

// Find shows the object with the given id, whatever its type.
func (l *Ledger) Find(id string) (wire.Object, bool) {
	row, ok := l.object(id)
	if !ok {
		return nil, false
	}
	return l.View(row), true
}

func (l *Ledger) object(id string) (any, bool) {
	for _, get := range []func(string) (any, bool){
		lookup(&l.Customers), lookup(&l.Subscriptions), lookup(&l.Invoices), lookup(&l.Prices), lookup(&l.Products),
		lookup(&l.Methods), lookup(&l.Intents), lookup(&l.Charges), lookup(&l.Schedules), lookup(&l.Sessions),
		lookup(&l.Refunds), lookup(&l.Disputes), lookup(&l.PortalConfigs), lookup(&l.Events), lookup(&l.InvoiceItems),
		lookup(&l.Endpoints), lookup(&l.CreditNotes), lookup(&l.Coupons), lookup(&l.Codes), lookup(&l.TaxIDs),
	} {
		if row, ok := get(id); ok {
			return row, true
		}
	}
	return nil, false
}

func lookup[T interface{ ident() string }](t *Table[T]) func(string) (any, bool) {
	return func(id string) (any, bool) {
		row, ok := t.Get(id)
		return row, ok
	}
}

// View is an object as Stripe shows it, with the parts that are hidden until expanded under "_" names.
func (l *Ledger) View(row any) wire.Object {
	o := wire.Render(row)
	switch row := row.(type) {
	case *Invoice:
		if row.ID == "" { // a preview is nobody's object
			delete(o, "id")
		}
	case *InvoiceItem:
		delete(o, "created") // Stripe says "date"
	case *Customer:
		o["_subscriptions"] = l.subscriptionsOf(row.ID)
		o["_tax_ids"] = listOf("/v1/customers/"+row.ID+"/tax_ids", l.taxIDsOf(row.ID))
	case *Charge:
		o["_refunds"] = l.refundsOf(row.ID)
	}
	return o
}

func listOf[T any](url string, rows []T) wire.Object {
	data := make([]any, len(rows))
	for i, row := range rows {
		data[i] = wire.Render(row)
	}
	return wire.List(url, data, false)
}

// merge sets metadata as Stripe does: what is not named stays, an empty value removes.
func merge(into *map[string]string, set map[string]string) {
	if *into == nil {
		*into = map[string]string{}
	}
	for key, value := range set {
		if value == "" {
			delete(*into, key)
			continue
		}
		(*into)[key] = value
	}
}

// set overwrites a field when the parameter was given.
func set[T any](field *T, given *T) {
	if given != nil {
		*field = *given
	}
}

// List wraps sub-objects as Stripe does, for example the items of a subscription.
type List[T any] struct {
	Object  string `json:"object"`
	Data    []T    `json:"data"`
	HasMore bool   `json:"has_more"`
	URL     string `json:"url"`
}

func newList[T any](url string, data []T) List[T] {
	if data == nil {
		data = []T{}
	}
	return List[T]{Object: "list", Data: data, URL: url}
}
