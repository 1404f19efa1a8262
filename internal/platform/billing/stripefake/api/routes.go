package api

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

type book = ledger.Ledger

// create is an endpoint that makes something of the parameters.
func create[P, R any](do func(*book, P) (R, error)) endpoint {
	return func(c *call) (any, error) {
		var p P
		if err := wire.Decode(c.form, &p); err != nil {
			return nil, err
		}
		return do(c.l, p)
	}
}

// change is create for an object that exists.
func change[P, R any](do func(*book, string, P) (R, error)) endpoint {
	return func(c *call) (any, error) {
		return create(func(l *book, p P) (R, error) { return do(l, c.r.PathValue("id"), p) })(c)
	}
}

// act is change without parameters.
func act[R any](do func(*book, string) (R, error)) endpoint {
	return change(func(l *book, id string, _ struct{}) (R, error) { return do(l, id) })
}

// without refuses parameters that Stripe knows for the sister call only.
func without(run endpoint, params ...string) endpoint {
	return func(c *call) (any, error) {
		for name := range c.form {
			base, _, _ := strings.Cut(name, "[")
			if slices.Contains(params, base) {
				return nil, wire.Invalid("parameter_unknown", base, "Received unknown parameter: %s", base)
			}
		}
		return run(c)
	}
}

// get shows one object.
func get(kind string) endpoint {
	return act(func(l *book, id string) (wire.Object, error) {
		o, ok := l.Find(id)
		if !ok || o["object"] != kind {
			return nil, wire.Missing(kind, "id", id)
		}
		if o["_deleted"] == true {
			return wire.Object{"id": id, "object": kind, "deleted": true}, nil
		}
		return o, nil
	})
}

func routes() map[string]endpoint {
	all := map[string]endpoint{}
	for _, group := range []map[string]endpoint{catalogue(), customers(), checkout(), subscriptions(), invoices(), payments(), events()} {
		for pattern, run := range group {
			all[pattern] = run
		}
	}
	return all
}

func catalogue() map[string]endpoint {
	interval := func(o wire.Object, v []string) bool {
		r, _ := o["recurring"].(wire.Object)
		return r["interval"] == v[0]
	}
	return map[string]endpoint{
		"POST /v1/products":      without(create((*book).CreateProduct), "default_price"),
		"POST /v1/products/{id}": without(change((*book).UpdateProduct), "type", "id"),
		"GET /v1/products/{id}":  get("product"),
		"GET /v1/products": list(func(l *book) []*ledger.Product { return l.Products.All() },
			filters(map[string]filter{"ids[]": among("id")}, "active")),
		"GET /v1/products/search":      search(func(l *book) []*ledger.Product { return l.Products.All() }),
		"POST /v1/prices":              create((*book).CreatePrice),
		"POST /v1/prices/{id}":         without(change((*book).UpdatePrice), "billing_scheme", "currency", "product", "product_data", "recurring", "unit_amount"),
		"GET /v1/prices/{id}":          get("price"),
		"POST /v1/coupons":             create((*book).CreateCoupon),
		"GET /v1/coupons/{id}":         get("coupon"),
		"GET /v1/coupons":              list(func(l *book) []*ledger.Coupon { return l.Coupons.All() }, filters(nil)),
		"POST /v1/promotion_codes":     create((*book).CreateCode),
		"GET /v1/promotion_codes/{id}": get("promotion_code"),
		"GET /v1/promotion_codes":      list(func(l *book) []*ledger.PromotionCode { return l.Codes.All() }, filters(nil, "active", "code")),
		"GET /v1/prices": list(func(l *book) []*ledger.Price { return l.Prices.All() },
			filters(map[string]filter{"lookup_keys[]": among("lookup_key"), "recurring[interval]": interval}, "active", "product", "currency", "type")),
	}
}

func customers() map[string]endpoint {
	living := filters(map[string]filter{"!deleted": func(o wire.Object, _ []string) bool { return o["_deleted"] != true }}, "email")
	return map[string]endpoint{
		"POST /v1/customers":                         create((*book).CreateCustomer),
		"POST /v1/customers/{id}":                    without(change((*book).UpdateCustomer), "payment_method"),
		"GET /v1/customers/{id}":                     get("customer"),
		"DELETE /v1/customers/{id}":                  act((*book).DeleteCustomer),
		"GET /v1/customers":                          list(func(l *book) []*ledger.Customer { return l.Customers.All() }, living),
		"GET /v1/customers/search":                   search(func(l *book) []*ledger.Customer { return l.Customers.All() }),
		"GET /v1/customers/{id}/payment_methods":     ofCustomer(list(methods, filters(nil, "type", "customer"))),
		"POST /v1/customers/{id}/tax_ids":            change((*book).AddTaxID),
		"GET /v1/customers/{id}/tax_ids":             ofCustomer(list(func(l *book) []*ledger.TaxID { return l.TaxIDs.All() }, filters(nil, "customer"))),
		"POST /v1/payment_methods":                   create((*book).CreateMethod),
		"GET /v1/payment_methods/{id}":               get("payment_method"),
		"GET /v1/payment_methods":                    list(methods, filters(nil, "type", "customer")),
		"POST /v1/payment_methods/{id}/attach":       change(attach),
		"POST /v1/payment_methods/{id}/detach":       act((*book).Detach),
		"POST /v1/billing_portal/sessions":           create((*book).CreatePortal),
		"GET /v1/billing_portal/configurations":      list(func(l *book) []*ledger.PortalConfiguration { return l.PortalConfigs.All() }, filters(nil, "active", "is_default")),
		"GET /v1/billing_portal/configurations/{id}": get("billing_portal.configuration"),
	}
}

func methods(l *book) []*ledger.PaymentMethod {
	return l.Methods.Where(func(m *ledger.PaymentMethod) bool { return m.Customer != "" })
}

func ofCustomer(run endpoint) endpoint {
	return func(c *call) (any, error) {
		c.form.Set("customer", c.r.PathValue("id"))
		return run(c)
	}
}

func attach(l *book, id string, p struct {
	Customer string `json:"customer"`
}) (*ledger.PaymentMethod, error) {
	return l.Attach(id, p.Customer)
}

func checkout() map[string]endpoint {
	return map[string]endpoint{
		"POST /v1/checkout/sessions":                create((*book).CreateSession),
		"GET /v1/checkout/sessions/{id}":            get("checkout.session"),
		"GET /v1/checkout/sessions":                 list(func(l *book) []*ledger.CheckoutSession { return l.Sessions.All() }, filters(nil, "customer", "subscription", "status")),
		"POST /v1/checkout/sessions/{id}/expire":    act((*book).ExpireSession),
		"GET /v1/checkout/sessions/{id}/line_items": part("checkout.session", "_line_items"),
	}
}

// part shows a list inside an object, whole.
func part(kind, field string) endpoint {
	return func(c *call) (any, error) {
		c.form = url.Values{} // the lists are short: paging parameters change nothing
		whole, err := get(kind)(c)
		if err != nil {
			return nil, err
		}
		return whole.(wire.Object)[field], nil
	}
}

func subscriptions() map[string]endpoint {
	all := func(l *book) []*ledger.Subscription { return l.Subscriptions.All() }
	return map[string]endpoint{
		"POST /v1/subscriptions":                       without(create((*book).CreateSubscription), "cancellation_details", "proration_date"),
		"POST /v1/subscriptions/{id}":                  without(change((*book).UpdateSubscription), "customer", "currency", "trial_period_days"),
		"GET /v1/subscriptions/{id}":                   get("subscription"),
		"DELETE /v1/subscriptions/{id}":                change((*book).CancelSubscription),
		"POST /v1/subscriptions/{id}/resume":           change(resume),
		"GET /v1/subscriptions/search":                 search(all),
		"GET /v1/subscriptions":                        list(all, filters(map[string]filter{"status": inStatus, "!status": living}, "customer", "collection_method")),
		"POST /v1/subscription_schedules":              without(create((*book).CreateSchedule), "proration_behavior"),
		"POST /v1/subscription_schedules/{id}":         without(change((*book).UpdateSchedule), "from_subscription"),
		"GET /v1/subscription_schedules/{id}":          get("subscription_schedule"),
		"GET /v1/subscription_schedules":               list(func(l *book) []*ledger.Schedule { return l.Schedules.All() }, filters(nil, "customer")),
		"POST /v1/subscription_schedules/{id}/release": change(release),
		"POST /v1/subscription_schedules/{id}/cancel":  change(cancelSchedule),
	}
}

func living(o wire.Object, _ []string) bool { return o["status"] != "canceled" }

func inStatus(o wire.Object, v []string) bool {
	switch v[0] {
	case "all":
		return true
	case "ended":
		return o["status"] == "canceled" || o["status"] == "incomplete_expired"
	}
	return o["status"] == v[0]
}

func resume(l *book, id string, _ struct {
	Anchor    string `json:"billing_cycle_anchor"`
	Proration string `json:"proration_behavior"`
}) (*ledger.Subscription, error) {
	return l.ResumeSubscription(id)
}

func release(l *book, id string, _ struct {
	Preserve bool `json:"preserve_cancel_date,string"`
}) (*ledger.Schedule, error) {
	return l.ReleaseSchedule(id)
}

func cancelSchedule(l *book, id string, _ struct {
	InvoiceNow bool `json:"invoice_now,string"`
	Prorate    bool `json:"prorate,string"`
}) (*ledger.Schedule, error) {
	return l.CancelSchedule(id)
}

func invoices() map[string]endpoint {
	return map[string]endpoint{
		"GET /v1/invoices/upcoming":       create((*book).Upcoming),
		"GET /v1/invoices/upcoming/lines": upcomingLines,
		"GET /v1/invoices/{id}":           get("invoice"),
		"GET /v1/invoices/{id}/lines":     part("invoice", "lines"),
		"GET /v1/invoices": list(func(l *book) []*ledger.Invoice { return l.Invoices.All() },
			filters(nil, "customer", "subscription", "status", "collection_method")),
		"POST /v1/invoices/{id}/finalize": change(finalize),
		"POST /v1/invoices/{id}/pay":      change(pay),
		"POST /v1/invoices/{id}/void":     act((*book).VoidInvoice),
		"GET /v1/invoiceitems/{id}":       get("invoiceitem"),
		"GET /v1/invoiceitems": list(func(l *book) []*ledger.InvoiceItem { return l.InvoiceItems.All() },
			filters(map[string]filter{"pending": func(o wire.Object, v []string) bool {
				return fmt.Sprint(o["invoice"] == nil) == v[0]
			}}, "customer", "invoice")),
	}
}

func upcomingLines(c *call) (any, error) {
	for _, paging := range []string{"limit", "starting_after", "ending_before"} {
		c.form.Del(paging)
	}
	row, err := create((*book).Upcoming)(c)
	if err != nil {
		return nil, err
	}
	return c.l.View(row)["lines"], nil
}

func finalize(l *book, id string, _ struct {
	AutoAdvance bool `json:"auto_advance,string"`
}) (*ledger.Invoice, error) {
	return l.FinalizeInvoice(id)
}

func pay(l *book, id string, p ledger.InvoicePayParams) (*ledger.Invoice, error) {
	return l.PayInvoice(id, p, false)
}

func payments() map[string]endpoint {
	return map[string]endpoint{
		"GET /v1/payment_intents/{id}":          get("payment_intent"),
		"GET /v1/payment_intents":               list(func(l *book) []*ledger.PaymentIntent { return l.Intents.All() }, filters(nil, "customer")),
		"POST /v1/payment_intents/{id}/confirm": change(confirm),
		"GET /v1/charges/{id}":                  get("charge"),
		"GET /v1/charges":                       list(func(l *book) []*ledger.Charge { return l.Charges.All() }, filters(nil, "customer", "payment_intent")),
		"POST /v1/refunds":                      create((*book).CreateRefund),
		"GET /v1/refunds/{id}":                  get("refund"),
		"GET /v1/refunds":                       list(func(l *book) []*ledger.Refund { return l.Refunds.All() }, filters(nil, "charge", "payment_intent")),
		"POST /v1/credit_notes":                 create((*book).CreateCreditNote),
		"GET /v1/credit_notes/{id}":             get("credit_note"),
		"GET /v1/credit_notes":                  list(func(l *book) []*ledger.CreditNote { return l.CreditNotes.All() }, filters(nil, "customer", "invoice")),
		"GET /v1/disputes/{id}":                 get("dispute"),
		"GET /v1/disputes":                      list(func(l *book) []*ledger.Dispute { return l.Disputes.All() }, filters(nil, "charge", "payment_intent")),
	}
}

func confirm(l *book, id string, p struct {
	PaymentMethod string `json:"payment_method"`
	ReturnURL     string `json:"return_url"`
	OffSession    bool   `json:"off_session,string"`
}) (*ledger.PaymentIntent, error) {
	return l.ConfirmIntent(id, p.PaymentMethod)
}

func events() map[string]endpoint {
	delivered := func(o wire.Object, v []string) bool {
		return fmt.Sprint(fmt.Sprint(o["pending_webhooks"]) == "0") == v[0]
	}
	return map[string]endpoint{
		"GET /v1/events/{id}": get("event"),
		"GET /v1/events": list(func(l *book) []*ledger.Event { return l.Events.All() },
			filters(map[string]filter{"types[]": among("type"), "delivery_success": delivered}, "type")),
		"POST /v1/webhook_endpoints":     createEndpoint,
		"GET /v1/webhook_endpoints":      list(func(l *book) []*ledger.WebhookEndpoint { return l.Endpoints.All() }, nil),
		"GET /v1/webhook_endpoints/{id}": get("webhook_endpoint"),
	}
}

// createEndpoint shows the signing secret, which Stripe does this one time only.
func createEndpoint(c *call) (any, error) {
	row, err := create((*book).CreateEndpoint)(c)
	if err != nil {
		return nil, err
	}
	o := c.l.View(row)
	o["secret"] = o["_secret"]
	return o, nil
}
