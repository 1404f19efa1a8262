package billing

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Checkout opens Stripe's page on which a tenant buys its first subscription, and returns the page's address. Pressing
// twice gives the same page; another order closes the page of the one before.
func (s *Service) Checkout(ctx context.Context, tenantID int64, o Order, key string) (url string, err error) {
	r, err := s.fulfil(ctx, wish{tenantID: tenantID, kind: checkout, asked: o, key: key,
		prepare: func(ctx context.Context, l *lease, sub *Subscription) (any, *Result, error) {
			if sub.live() {
				return nil, nil, ErrSubscribed
			}
			if _, ok := deferrable(l.tenant); o.AfterTrial && !ok {
				return nil, nil, ErrTrial
			}
			return s.prepareCheckout(ctx, l, o)
		}})
	return r.URL, err
}

func (s *Service) prepareCheckout(ctx context.Context, l *lease, o Order) (any, *Result, error) {
	items, err := s.order(ctx, l.tenant, o)
	if err != nil {
		return nil, nil, err
	}
	if err := s.ensureCustomer(ctx, l); err != nil {
		return nil, nil, err
	}
	older, ready, err := s.opened(ctx, l, o)
	if err != nil || ready != nil {
		return nil, ready, err
	}
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		p := plan.Of(o.Plan)
		return plan.Sold(ctx, p.Code, p.Version)
	})
	back := s.d.BaseURL + "/" + l.tenant.Caller().Slug + "/settings/billing?checkout="
	var trialEnd int64
	if o.AfterTrial {
		trialEnd = l.tenant.TrialEndsAt.Unix()
	}
	return checkoutParams{TrialEnd: trialEnd, Customer: l.row.customer(), Currency: lower(l.tenant.Currency), Tenant: l.tenant.UID.String(), Items: items,
		Success: back + "{CHECKOUT_SESSION_ID}", Cancel: back + "cancelled", Replaces: older}, nil, err
}

// shortestTrial is how much of a trial must be left for Stripe to wait for its end.
const shortestTrial = 48 * time.Hour

// deferrable is the end of a tenant's trial, if a purchase can wait for it.
func deferrable(t tenant.Tenant) (end time.Time, ok bool) {
	if t.State != trialing || t.TrialEndsAt == nil || t.TrialEndsAt.Sub(clock.Now()) <= shortestTrial+time.Minute {
		return end, false
	}
	return *t.TrialEndsAt, true
}

// opened finds the Checkout page that is still open: to be shown again for the same order, else to be closed. It looks at
// the last few, since the newest by the clock of one program may be an older one by that of another.
func (s *Service) opened(ctx context.Context, l *lease, o Order) (replaces string, ready *Result, err error) {
	var pages []command
	err = s.d.Platform(ctx, func(ctx context.Context) (err error) {
		pages, err = lastDone(ctx, l.tenant.ID, checkout)
		return err
	})
	for _, c := range pages {
		var r Result
		var was Order
		if err := errors.Join(json.Unmarshal([]byte(c.Result), &r), json.Unmarshal([]byte(c.Asked), &was)); err != nil {
			return "", nil, err
		}
		_, status, err := s.d.Stripe.session(ctx, r.ID)
		switch {
		case err != nil:
			return "", nil, err
		case status == "open" && was == o:
			return "", &r, nil
		case status == "open":
			return r.ID, nil, nil
		}
	}
	return "", nil, err
}

// ensureCustomer makes a tenant's customer at Stripe, once for ever.
func (s *Service) ensureCustomer(ctx context.Context, l *lease) error {
	if l.row.CustomerID != nil {
		return nil
	}
	if c, err := s.lastOf(ctx, l.tenant.ID, makeCustomer, open); err != nil {
		return err
	} else if c != nil {
		if _, err := s.run(ctx, l, c); err != nil || c.State == done {
			return err
		}
	}
	p := customerParams{Name: l.tenant.Name, Tenant: l.tenant.UID.String()}
	err := s.d.Platform(ctx, func(ctx context.Context) error {
		owners, err := s.d.Owners(ctx, l.tenant.ID)
		if len(owners) > 0 {
			p.Email = owners[0].Email
		}
		return err
	})
	if err != nil {
		return err
	}
	_, err = s.ask(ctx, l, wish{tenantID: l.tenant.ID, kind: makeCustomer}, "", p)
	return err
}

// order checks that a plan is sold to the tenant and has room for everybody who uses it, and finds Stripe's prices.
func (s *Service) order(ctx context.Context, t tenant.Tenant, o Order) ([]Item, error) {
	return s.priceItems(ctx, t.ID, plan.Of(o.Plan), t.Currency, o)
}

// priceItems is order for a version of a plan and a currency.
func (s *Service) priceItems(ctx context.Context, tenantID int64, p plan.Plan, currency string, o Order) ([]Item, error) {
	var keys []string
	var items []Item
	for _, kind := range []string{plan.Full, plan.Light} {
		if _, sold := p.Price(kind, o.Interval, currency); !sold {
			return nil, ErrNotSold
		}
		if n := o.Seats.of(kind); n > 0 {
			keys = append(keys, p.LookupKey(kind, o.Interval))
			items = append(items, Item{Kind: kind, Quantity: n})
		}
	}
	if err := s.room(ctx, tenantID, o.Seats, p.Seats[plan.Viewer]); err != nil {
		return nil, err
	}
	prices, err := s.d.Stripe.prices(ctx, keys...)
	for i, key := range keys {
		items[i].Price = prices[key]
	}
	return items, err
}

// room tells whether there would be a seat for everybody who has one now.
func (s *Service) room(ctx context.Context, tenantID int64, seats Seats, viewers int) error {
	return s.d.Platform(ctx, func(ctx context.Context) error {
		pools, err := s.d.Licence.Pools(ctx, tenantID)
		for _, p := range pools {
			n := viewers
			if p.Kind != licence.Viewer {
				n = seats.of(string(p.Kind))
			}
			if err == nil && p.Used > n+p.Given {
				return licence.ErrBelowUse.With("kind", string(p.Kind)).With("used", p.Used)
			}
		}
		return err
	})
}

// Return is called when somebody comes back from the Checkout page: it does not wait for Stripe to tell, it asks.
func (s *Service) Return(ctx context.Context, tenantID int64, sessionID string) error {
	if s.d.Stripe == nil {
		return ErrNotConfigured
	}
	row, err := s.known(ctx, tenantID)
	if err != nil {
		return err
	}
	customer, _, err := s.d.Stripe.session(ctx, sessionID)
	if err != nil {
		return err
	}
	if customer == "" || customer != row.customer() {
		return ErrNotFound // somebody else's
	}
	return s.Sync(ctx, tenantID)
}

// known is what was said of a tenant last.
func (s *Service) known(ctx context.Context, tenantID int64) (row tenantBilling, err error) {
	return row, s.d.Platform(ctx, func(ctx context.Context) error {
		row, err = find(ctx, tenantID)
		return err
	})
}

// ChangeSeats buys more seats at once, or gives seats back at the end of the paid period; fewer than are used is refused.
func (s *Service) ChangeSeats(ctx context.Context, tenantID int64, want Seats, key string) error {
	row, err := s.known(ctx, tenantID)
	if err != nil {
		return err
	}
	if row.Status == "trialing" { // nothing is paid yet: the order itself changes
		return s.ChangePlan(ctx, tenantID, Order{Plan: row.Plan, Interval: row.Interval, Seats: want}, key)
	}
	var reserve *Seats
	_, err = s.fulfil(ctx, wish{tenantID: tenantID, kind: changeSeats, asked: want, key: key,
		prepare: func(ctx context.Context, l *lease, sub *Subscription) (any, *Result, error) {
			if !sub.live() {
				return nil, nil, ErrNoSubscription
			}
			if sub.Pending {
				return nil, nil, ErrPending
			}
			if sub.CancelAt != nil { // there is no next period to give seats back for
				want = want.raised(sub.Seats)
			}
			p := seatsParams{Customer: l.row.customer(), Now: sub.Seats.raised(want), Later: want, Before: sub.later(), ProrationAt: prorationAt(sub)}
			if p.Now == sub.Seats && p.Later == p.Before && sub.Turn == nil {
				return nil, &Result{}, nil
			}
			reserve = &want
			var err error
			p.Raise, err = s.raise(ctx, sub, want)
			return p, nil, err
		},
		reserve: func(ctx context.Context, l *lease) error { return s.reserve(ctx, l.tenant.ID, *reserve) }})
	return err
}

// ChangePlan moves a subscription to another plan or interval: to a larger plan, or to paying by the year, at once and
// paid at once; to a smaller one, or to paying by the month, from the next period on. With its own plan and interval it
// is ChangeSeats, which also takes an announced change back. During a trial all of it is at once, and costs nothing yet.
// To the Free plan it is the end of the subscription with the paid period, which Resume takes back.
func (s *Service) ChangePlan(ctx context.Context, tenantID int64, o Order, key string) error {
	if o.Plan == plan.Free {
		return s.end(ctx, tenantID, leaveFor, key)
	}
	var later *Seats
	var sold Terms
	_, err := s.fulfil(ctx, wish{tenantID: tenantID, kind: changePlan, asked: o, key: key,
		prepare: func(ctx context.Context, l *lease, sub *Subscription) (any, *Result, error) {
			switch {
			case !sub.live():
				return nil, nil, ErrNoSubscription
			case sub.Pending:
				return nil, nil, ErrPending
			}
			p, err := s.termsOf(ctx, sub, o)
			if err != nil {
				return nil, nil, err
			}
			to := planParams{Customer: l.row.customer(), Now: sub.onTrial() || rises(sub, o), Terms: Terms{p.Code, p.Version, o.Interval}, Seats: o.Seats, ProrationAt: prorationAt(sub)}
			if sub.turns(to.Terms, to.Seats) {
				return nil, &Result{}, nil
			}
			if !to.Now {
				later = &o.Seats
			}
			sold = to.Terms
			if to.Items, err = s.priceItems(ctx, tenantID, p, sub.Currency, o); err == nil && to.Now {
				to.Back, err = s.announced(ctx, tenantID, l, sub)
			}
			return to, nil, err
		},
		reserve: func(ctx context.Context, l *lease) error {
			if err := plan.Sold(ctx, sold.Plan, sold.Version); err != nil || later == nil {
				return err
			}
			return s.reserve(ctx, l.tenant.ID, *later)
		}})
	return err
}

// announced is what the subscription was to become with the next period; nil when it was to stay.
func (s *Service) announced(ctx context.Context, tenantID int64, l *lease, sub *Subscription) (*planParams, error) {
	if sub.Later == nil && sub.Turn == nil {
		return nil, nil
	}
	back := &planParams{Customer: l.row.customer(), Terms: sub.terms(), Seats: sub.later()}
	if sub.Turn != nil {
		back.Terms = *sub.Turn
	}
	var p plan.Plan
	err := s.d.Platform(ctx, func(ctx context.Context) (err error) {
		p, err = plan.At(ctx, back.Terms.Plan, back.Terms.Version)
		return err
	})
	if err != nil {
		return nil, err
	}
	back.Items, err = s.priceItems(ctx, tenantID, p, sub.Currency, Order{Plan: p.Code, Interval: back.Terms.Interval, Seats: back.Seats})
	return back, err
}

// termsOf is the version of a plan that an order would get: whoever has the plan keeps the version.
func (s *Service) termsOf(ctx context.Context, sub *Subscription, o Order) (p plan.Plan, err error) {
	version := 0
	if o.Plan == sub.Plan {
		version = sub.Version
	}
	return p, s.d.Platform(ctx, func(ctx context.Context) error {
		p, err = plan.At(ctx, o.Plan, version)
		return err
	})
}

// reserve keeps seats that are being given back from being taken meanwhile.
func (s *Service) reserve(ctx context.Context, tenantID int64, want Seats) error {
	for _, kind := range []licence.Kind{licence.Full, licence.Light} {
		if err := s.d.Licence.Schedule(ctx, tenantID, kind, want.of(string(kind))); err != nil {
			return err
		}
	}
	return nil
}

// raise lists the items of a subscription that grow, with their new quantities.
func (s *Service) raise(ctx context.Context, sub *Subscription, want Seats) (grow []Item, err error) {
	p := plan.Plan{Code: sub.Plan, Version: sub.Version}
	for _, kind := range []string{plan.Full, plan.Light} {
		n, has := want.of(kind), sub.Seats.of(kind)
		if n <= has {
			continue
		}
		if item := sub.item(kind); item != nil {
			grow = append(grow, Item{ID: item.ID, Price: item.Price, Kind: kind, Quantity: n})
			continue
		}
		key := p.LookupKey(kind, sub.Interval)
		prices, err := s.d.Stripe.prices(ctx, key)
		if err != nil {
			return nil, err
		}
		grow = append(grow, Item{Price: prices[key], Kind: kind, Quantity: n})
	}
	return grow, nil
}

// prorationAt is the moment from which seats are charged: the beginning of the hour, so that what was shown a minute ago
// is what is charged.
func prorationAt(sub *Subscription) int64 {
	hour := clock.Now().Truncate(time.Hour)
	if hour.Before(sub.PeriodStart) {
		hour = sub.PeriodStart
	}
	return hour.Unix()
}

// Cancel ends the subscription with the paid period; until then everything stays, and Resume takes it back.
func (s *Service) Cancel(ctx context.Context, tenantID int64, key string) error {
	return s.end(ctx, tenantID, cancel, key)
}

// Resume lets a cancelled subscription go on.
func (s *Service) Resume(ctx context.Context, tenantID int64, key string) error {
	return s.end(ctx, tenantID, resume, key)
}

func (s *Service) end(ctx context.Context, tenantID int64, kind, key string) error {
	_, err := s.fulfil(ctx, wish{tenantID: tenantID, kind: kind, asked: kind, key: key,
		prepare: func(_ context.Context, l *lease, sub *Subscription) (any, *Result, error) {
			if !sub.live() || kind == leaveFor && sub.onTrial() {
				return nil, nil, ErrNoSubscription
			}
			return cancelParams{l.row.customer()}, nil, nil
		},
		reserve: func(ctx context.Context, l *lease) error {
			if kind != leaveFor {
				return nil
			}
			return s.reserveFree(ctx, l.tenant.ID)
		}})
	return err
}

// reserveFree keeps what the Free plan does not have from being taken; more than that in use is refused.
func (s *Service) reserveFree(ctx context.Context, tenantID int64) error {
	for kind, n := range freeSeats() {
		if err := s.d.Licence.Schedule(ctx, tenantID, licence.Kind(kind), *n); err != nil {
			return err
		}
	}
	return nil
}

// Portal opens Stripe's page for cards, tax ids and invoices, and returns its address.
func (s *Service) Portal(ctx context.Context, tenantID int64, key string) (url string, err error) {
	r, err := s.fulfil(ctx, wish{tenantID: tenantID, kind: portal, asked: portal, key: key,
		prepare: func(_ context.Context, l *lease, _ *Subscription) (any, *Result, error) {
			if l.row.CustomerID == nil {
				return nil, nil, ErrNoSubscription
			}
			return portalParams{l.row.customer(), s.d.BaseURL + "/" + l.tenant.Caller().Slug + "/settings/billing"}, nil, nil
		}})
	return r.URL, err
}
