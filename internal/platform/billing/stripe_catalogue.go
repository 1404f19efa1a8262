package billing

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/stripe/stripe-go/v76"

	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// ErrPortal is returned when Stripe's portal lets customers change what only this program may change.
var ErrPortal = errors.New("Stripe's customer portal lets customers change plans or quantities: " +
	"turn both off in its settings, seats are bought and given back in Kith only")

// Sync makes Stripe's products and prices match the catalogue, by lookup key. It changes nothing that matches and may be
// run at any time; prices of older versions stay, for those who bought them.
func Sync(ctx context.Context, catalogue []plan.Plan, s *Stripe) error {
	for _, p := range catalogue {
		for _, kind := range []string{plan.Full, plan.Light} {
			if err := s.syncKind(ctx, p, kind); err != nil {
				return fmt.Errorf("%s, %s seats: %w", p.Name, kind, err)
			}
		}
	}
	return s.checkPortal(ctx)
}

func (s *Stripe) syncKind(ctx context.Context, p plan.Plan, kind string) error {
	amounts := map[string]map[string]int64{} // by interval and currency
	for _, x := range p.Prices {
		if x.Kind == kind {
			if amounts[x.Interval] == nil {
				amounts[x.Interval] = map[string]int64{}
			}
			amounts[x.Interval][strings.ToLower(x.Amount.Currency)] = x.Amount.Amount
		}
	}
	if len(amounts) == 0 {
		return nil
	}
	product, err := s.syncProduct(ctx, p, kind)
	if err != nil {
		return err
	}
	for interval, in := range amounts {
		if err := s.syncPrice(ctx, product, p.LookupKey(kind, interval), interval, in); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stripe) syncProduct(ctx context.Context, p plan.Plan, kind string) (string, error) {
	id := "kith_" + p.Code + "_" + kind
	name := fmt.Sprintf("Kith %s, %s seat", p.Name, kind)
	x, err := try(ctx, func() (*stripe.Product, error) {
		return s.api.Products.Get(id, &stripe.ProductParams{Params: params(ctx, "")})
	})
	switch {
	case missing(err):
		_, err = try(ctx, func() (*stripe.Product, error) {
			return s.api.Products.New(&stripe.ProductParams{Params: params(ctx, ""), ID: &id, Name: &name})
		})
	case err == nil && (x.Name != name || !x.Active):
		_, err = try(ctx, func() (*stripe.Product, error) {
			return s.api.Products.Update(id, &stripe.ProductParams{Params: params(ctx, ""), Name: &name, Active: stripe.Bool(true)})
		})
	}
	return id, err
}

// syncPrice makes the price of a lookup key; one that differs keeps its subscribers and loses its key, since a price's
// amount can't change.
func (s *Stripe) syncPrice(ctx context.Context, product, key, interval string, amounts map[string]int64) error {
	old, err := try(ctx, func() (*stripe.Price, error) { return s.priceOf(ctx, key) })
	if err != nil || old != nil && old.Active && maps.Equal(amountsOf(old), amounts) {
		return err
	}
	base := strings.ToLower(money.Billing[0])
	x := &stripe.PriceParams{Params: params(ctx, ""), Product: &product, LookupKey: &key, TransferLookupKey: stripe.Bool(true), TaxBehavior: stripe.String("exclusive"),
		Currency: &base, UnitAmount: stripe.Int64(amounts[base]), Nickname: &key, CurrencyOptions: map[string]*stripe.PriceCurrencyOptionsParams{},
		Recurring: &stripe.PriceRecurringParams{Interval: &interval}}
	x.AddMetadata("key", key)
	for currency, amount := range amounts {
		if currency != base {
			x.CurrencyOptions[currency] = &stripe.PriceCurrencyOptionsParams{UnitAmount: stripe.Int64(amount), TaxBehavior: stripe.String("exclusive")}
		}
	}
	_, err = try(ctx, func() (*stripe.Price, error) { return s.api.Prices.New(x) })
	return err
}

func (s *Stripe) priceOf(ctx context.Context, key string) (*stripe.Price, error) {
	p := &stripe.PriceListParams{ListParams: listing(ctx), LookupKeys: []*string{&key}}
	p.AddExpand("data.currency_options")
	i := s.api.Prices.List(p)
	if i.Next() {
		return i.Price(), nil
	}
	return nil, i.Err()
}

func amountsOf(p *stripe.Price) map[string]int64 {
	all := map[string]int64{string(p.Currency): p.UnitAmount}
	for currency, o := range p.CurrencyOptions {
		all[currency] = o.UnitAmount
	}
	return all
}

// checkPortal refuses a portal in which the number of seats could be changed behind our back.
func (s *Stripe) checkPortal(ctx context.Context) error {
	open, err := try(ctx, func() (bool, error) {
		i := s.api.BillingPortalConfigurations.List(&stripe.BillingPortalConfigurationListParams{ListParams: listing(ctx), IsDefault: stripe.Bool(true)})
		for i.Next() {
			if f := i.BillingPortalConfiguration().Features; f != nil && f.SubscriptionUpdate != nil && f.SubscriptionUpdate.Enabled {
				return true, nil
			}
		}
		return false, i.Err()
	})
	if open {
		return ErrPortal
	}
	return err
}

// prices finds the price ids of lookup keys; a key that Stripe does not know is ErrCatalogue.
func (s *Stripe) prices(ctx context.Context, keys ...string) (map[string]string, error) {
	found := map[string]string{}
	_, err := try(ctx, func() (bool, error) {
		p := &stripe.PriceListParams{ListParams: listing(ctx), LookupKeys: stripe.StringSlice(keys)}
		i := s.api.Prices.List(p)
		for i.Next() {
			found[i.Price().LookupKey] = i.Price().ID
		}
		return true, i.Err()
	})
	for _, k := range keys {
		if err == nil && found[k] == "" {
			return nil, ErrCatalogue.Because(fmt.Errorf("no price %s: run kith billing sync", k))
		}
	}
	return found, err
}
