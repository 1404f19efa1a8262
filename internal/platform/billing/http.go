package billing

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/licence"
)

type (
	orderIn  struct{ Body Order }
	seatsIn  struct{ Body Seats }
	returnIn struct {
		Body struct {
			SessionID string `json:"sessionId" minLength:"4" maxLength:"200"`
		}
	}
	eventIn struct {
		Signature string `header:"Stripe-Signature"`
		RawBody   []byte `contentType:"application/octet-stream"` // signed as it is; as JSON it would be parsed and refused
	}
	eventOut    struct{}
	invoicesOut struct {
		Items []Bill `json:"items"`
	}
	urlOut struct {
		URL string `json:"url"`
	}
	view struct {
		State          string       `json:"state" enum:"trialing,free,active,past_due,grace,suspended,cancelled,pending_purge,locked"`
		Plan           string       `json:"plan"`
		Interval       string       `json:"interval" enum:"month,year"`
		Currency       string       `json:"currency"`
		Seats          []seatView   `json:"seats"`
		TrialEndsAt    *time.Time   `json:"trialEndsAt"`
		PeriodEnd      *time.Time   `json:"periodEnd"`
		CancelAt       *time.Time   `json:"cancelAt"`
		PendingPayment bool         `json:"pendingPayment" doc:"A change waits until its payment is confirmed."`
		NextInvoice    *Invoice     `json:"nextInvoice"`
		Subscribed     bool         `json:"hasSubscription"`
		Later          *laterView   `json:"later" doc:"Another plan or interval from the next period on; null when both stay."`
		Card           string       `json:"card" doc:"That the next invoice is charged to, such as visa 4242; empty without one."`
		Dispute        string       `json:"dispute" enum:",open,won,lost" doc:"Over the last payment. It changes no right."`
		Refunded       *money.Money `json:"refunded" doc:"Of the last payment; null when nothing was given back."`
		TrialRefused   string       `json:"trialRefused" enum:",domain,address,card" doc:"What has had a trial before, so that this company has none; empty otherwise."`
		Ordered        *Order       `json:"ordered" doc:"What a card was given for during the trial; it begins, and is paid first, when the trial ends. Null otherwise."`
	}
	laterView struct {
		Plan     string `json:"plan"`
		Interval string `json:"interval" enum:"month,year"`
	}
	seatView struct {
		Kind      licence.Kind `json:"kind" enum:"full,light,viewer"`
		Licensed  int          `json:"licensed"`
		Given     int          `json:"given" doc:"How many of the licensed cost nothing for a while."`
		Used      int          `json:"used"`
		Scheduled *int         `json:"scheduled"`
		UnitPrice money.Money  `json:"unitPrice"`
	}
)

// Routes registers the endpoints of billing. A tenant that may only read can still pay, change and cancel.
func (s *Service) Routes(r *web.Router) {
	act := web.Need{Access: web.Right, Object: Kind, Action: "update", In: web.Outside, ReadOnly: true, Once: true}
	deed := act
	deed.Fresh = true // it costs money, ends what was bought, or opens Stripe's own page of it
	web.Handle(r, "GET", "/billing", web.Need{Access: web.Right, Object: Kind, Action: "read", In: web.Platform}, 200, s.show)
	web.Handle(r, "GET", "/billing/invoices", web.Need{Access: web.Right, Object: Kind, Action: "read", In: web.Outside}, 200, s.invoices)
	web.Handle(r, "POST", "/billing/refresh", act, 200, s.again)
	web.Handle(r, "POST", "/billing/quote", act, 200, s.quote)
	web.Handle(r, "POST", "/billing/checkout", deed, 200, s.checkout)
	web.Handle(r, "POST", "/billing/return", act, 200, s.back)
	web.Handle(r, "POST", "/billing/seats", deed, 200, s.seats)
	web.Handle(r, "POST", "/billing/plan", deed, 200, s.plan)
	web.Handle(r, "POST", "/billing/cancel", deed, 200, s.cancel)
	web.Handle(r, "POST", "/billing/resume", act, 200, s.resume)
	web.Handle(r, "POST", "/billing/portal", deed, 200, s.portal)
	web.HandleFull(r, "POST", "/webhooks/stripe", web.Need{Access: web.Public, In: web.Platform}, 200, s.receive)
}

func own(ctx context.Context) int64 { return caller.From(ctx).Tenant.ID }

func (s *Service) show(ctx context.Context, _ *struct{}) (view, error) {
	return s.overview(ctx, own(ctx))
}

func (s *Service) invoices(ctx context.Context, _ *struct{}) (out invoicesOut, err error) {
	out.Items, err = s.Invoices(ctx, own(ctx))
	return out, err
}

// again looks at Stripe now, for somebody who comes back from paying there.
func (s *Service) again(ctx context.Context, _ *struct{}) (view, error) {
	return s.after(ctx, s.Sync(ctx, own(ctx)))
}

func (s *Service) quote(ctx context.Context, in *orderIn) (Quote, error) {
	return s.Quote(ctx, own(ctx), in.Body)
}

func (s *Service) checkout(ctx context.Context, in *orderIn) (urlOut, error) {
	url, err := s.Checkout(ctx, own(ctx), in.Body, web.IdempotencyKey(ctx))
	return urlOut{url}, err
}

func (s *Service) back(ctx context.Context, in *returnIn) (view, error) {
	return s.after(ctx, s.Return(ctx, own(ctx), in.Body.SessionID))
}

func (s *Service) seats(ctx context.Context, in *seatsIn) (view, error) {
	return s.after(ctx, s.ChangeSeats(ctx, own(ctx), in.Body, web.IdempotencyKey(ctx)))
}

func (s *Service) plan(ctx context.Context, in *orderIn) (view, error) {
	return s.after(ctx, s.ChangePlan(ctx, own(ctx), in.Body, web.IdempotencyKey(ctx)))
}

func (s *Service) cancel(ctx context.Context, _ *struct{}) (view, error) {
	return s.after(ctx, s.Cancel(ctx, own(ctx), web.IdempotencyKey(ctx)))
}

func (s *Service) resume(ctx context.Context, _ *struct{}) (view, error) {
	return s.after(ctx, s.Resume(ctx, own(ctx), web.IdempotencyKey(ctx)))
}

func (s *Service) portal(ctx context.Context, _ *struct{}) (urlOut, error) {
	url, err := s.Portal(ctx, own(ctx), web.IdempotencyKey(ctx))
	return urlOut{url}, err
}

func (s *Service) receive(ctx context.Context, in *eventIn) (*eventOut, error) {
	return &eventOut{}, s.Receive(ctx, in.RawBody, in.Signature)
}

// after shows billing as it is after an act.
func (s *Service) after(ctx context.Context, err error) (v view, _ error) {
	if err != nil {
		return v, err
	}
	return v, s.d.Platform(ctx, func(ctx context.Context) error {
		v, err = s.overview(ctx, own(ctx))
		return err
	})
}

// overview is what a tenant sees of its billing, in a platform unit; it does not ask Stripe.
func (s *Service) overview(ctx context.Context, tenantID int64) (v view, err error) {
	t, err := s.d.Tenants.Find(ctx, tenantID)
	if err != nil {
		return v, err
	}
	r, err := find(ctx, tenantID)
	if err != nil {
		return v, err
	}
	pools, err := s.d.Licence.Pools(ctx, tenantID)
	if err != nil {
		return v, err
	}
	v = view{State: t.State, Plan: t.Plan, Interval: "month", Currency: t.Currency, Seats: []seatView{}, TrialEndsAt: t.TrialEndsAt,
		Subscribed: r.subscribed()}
	if v.Subscribed {
		v.Interval, v.Currency, v.PeriodEnd, v.CancelAt, v.PendingPayment = r.Interval, r.Currency, r.PeriodEnd, r.CancelAt, r.PendingPayment
		v.Card, v.Dispute = r.Card, r.Dispute
		if r.Refunded > 0 {
			v.Refunded = &money.Money{Amount: r.Refunded, Currency: r.Currency}
		}
		if t.State == trialing {
			v.Ordered = &Order{Plan: r.Plan, Interval: r.Interval, Seats: Seats{r.FullSeats, r.LightSeats}, AfterTrial: true}
		}
		if r.LaterPlan != "" {
			v.Later = &laterView{r.LaterPlan, r.LaterInterval}
		}
		if r.NextTotal != nil && r.NextAt != nil {
			v.NextInvoice = &Invoice{Total: money.Money{Amount: *r.NextTotal, Currency: r.Currency}, At: *r.NextAt}
		}
	}
	if v.TrialRefused, err = s.d.Trials.Refused(ctx, tenantID); err != nil {
		return v, err
	}
	for _, p := range pools {
		v.Seats = append(v.Seats, seatView{p.Kind, p.Granted, p.Given, p.Used, p.Scheduled, p.Price})
	}
	return v, nil
}
