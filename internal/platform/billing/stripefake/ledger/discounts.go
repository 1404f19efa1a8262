package ledger

import (
	"math"
	"slices"
	"time"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// Coupon is a rebate: a share, or an amount in one currency.
type Coupon struct {
	Base
	AmountOff  int64             `json:"amount_off,omitempty"`
	Currency   string            `json:"currency,omitempty"`
	Duration   string            `json:"duration"`
	Months     int64             `json:"duration_in_months,omitempty"`
	Most       int64             `json:"max_redemptions,omitempty"`
	Metadata   map[string]string `json:"metadata"`
	Name       string            `json:"name,omitempty"`
	PercentOff float64           `json:"percent_off,omitempty"`
	RedeemBy   int64             `json:"redeem_by,omitempty"`
	Times      int64             `json:"times_redeemed"`
	Valid      bool              `json:"valid"`
}

// CouponParams are the parameters of a coupon.
type CouponParams struct {
	ID         string            `json:"id"`
	AmountOff  int64             `json:"amount_off,string"`
	Currency   string            `json:"currency"`
	Duration   string            `json:"duration"`
	Months     int64             `json:"duration_in_months,string"`
	Most       int64             `json:"max_redemptions,string"`
	Metadata   map[string]string `json:"metadata"`
	Name       string            `json:"name"`
	PercentOff float64           `json:"percent_off,string"`
	RedeemBy   int64             `json:"redeem_by,string"`
}

// CreateCoupon adds a coupon.
func (l *Ledger) CreateCoupon(p CouponParams) (*Coupon, error) {
	if p.Duration == "" {
		p.Duration = "once"
	}
	if err := wire.OneOf("duration", p.Duration, "once", "repeating", "forever"); err != nil {
		return nil, err
	}
	if (p.PercentOff > 0) == (p.AmountOff > 0) || p.PercentOff > 100 || p.AmountOff > 0 && p.Currency == "" {
		return nil, wire.Invalid("parameter_missing", "percent_off", "Must provide either percent_off or amount_off and currency.")
	}
	c := &Coupon{Base: l.base("co", "coupon"), AmountOff: p.AmountOff, Currency: p.Currency, Duration: p.Duration, Months: p.Months, Most: p.Most,
		Name: p.Name, PercentOff: p.PercentOff, RedeemBy: p.RedeemBy, Valid: true}
	if p.ID != "" {
		c.ID = p.ID
	}
	merge(&c.Metadata, p.Metadata)
	l.emit("coupon.created", l.Coupons.add(c))
	return c, nil
}

// PromotionCode is a word that gives a coupon on the Checkout page.
type PromotionCode struct {
	Base
	Active       bool              `json:"active"`
	Code         string            `json:"code"`
	Coupon       *Coupon           `json:"coupon"`
	ExpiresAt    int64             `json:"expires_at,omitempty"`
	Most         int64             `json:"max_redemptions,omitempty"`
	Metadata     map[string]string `json:"metadata"`
	Times        int64             `json:"times_redeemed"`
	Restrictions wire.Object       `json:"restrictions"`
}

// CodeParams are the parameters of a promotion code.
type CodeParams struct {
	Coupon    string            `json:"coupon"`
	Code      string            `json:"code"`
	ExpiresAt int64             `json:"expires_at,string"`
	Most      int64             `json:"max_redemptions,string"`
	Metadata  map[string]string `json:"metadata"`
}

// CreateCode adds a promotion code.
func (l *Ledger) CreateCode(p CodeParams) (*PromotionCode, error) {
	coupon, err := need(&l.Coupons, "coupon", "coupon", p.Coupon)
	if err != nil {
		return nil, err
	}
	c := &PromotionCode{Base: l.base("promo", "promotion_code"), Active: true, Code: p.Code, Coupon: coupon, ExpiresAt: p.ExpiresAt, Most: p.Most,
		Restrictions: wire.Object{"first_time_transaction": false, "minimum_amount": nil, "minimum_amount_currency": nil}}
	merge(&c.Metadata, p.Metadata)
	l.emit("promotion_code.created", l.Codes.add(c))
	return c, nil
}

// Discount is a coupon at work on a subscription.
type Discount struct {
	ID           string  `json:"id"`
	Object       string  `json:"object"`
	Coupon       *Coupon `json:"coupon"`
	Customer     string  `json:"customer"`
	End          int64   `json:"end,omitempty"`
	Code         string  `json:"promotion_code,omitempty"`
	Start        int64   `json:"start"`
	Subscription string  `json:"subscription"`
}

// DiscountAmount is what a discount takes off an invoice.
type DiscountAmount struct {
	Amount   int64  `json:"amount"`
	Discount string `json:"discount"`
}

// redeemable finds the coupon behind a promotion code's word, or refuses as the Checkout page does.
func (l *Ledger) redeemable(word string) (*PromotionCode, error) {
	i := slices.IndexFunc(l.Codes.All(), func(c *PromotionCode) bool { return c.Code == word })
	if i < 0 {
		return nil, wire.Invalid("promotion_code_invalid", "promotion_code", "This code is invalid.")
	}
	c := l.Codes.All()[i]
	if !c.Active || c.ExpiresAt > 0 && c.ExpiresAt <= l.Time || c.Most > 0 && c.Times >= c.Most {
		return nil, wire.Invalid("promotion_code_expired", "promotion_code", "This code has expired.")
	}
	return c, c.Coupon.usable(l.Time)
}

func (c *Coupon) usable(now int64) error {
	if c.RedeemBy > 0 && c.RedeemBy <= now || c.Most > 0 && c.Times >= c.Most {
		c.Valid = false
		return wire.Invalid("coupon_expired", "coupon", "Coupon expired: %s", c.ID)
	}
	return nil
}

// applyDiscount gives a subscription the coupon or the promotion code (by its id) of the parameters; an empty coupon
// takes the discount away.
func (l *Ledger) applyDiscount(sub *Subscription, p SubscriptionParams) error {
	switch {
	case p.Code != nil && *p.Code != "":
		code, err := need(&l.Codes, "promotion_code", "promotion_code", *p.Code)
		if err != nil {
			return err
		}
		if code, err = l.redeemable(code.Code); err != nil {
			return err
		}
		code.Times++
		l.redeem(sub, code.Coupon, code.ID)
	case p.Coupon != nil && *p.Coupon != "":
		c, err := need(&l.Coupons, "coupon", "coupon", *p.Coupon)
		if err != nil {
			return err
		}
		if err := c.usable(l.Time); err != nil {
			return err
		}
		l.redeem(sub, c, "")
	case p.Coupon != nil:
		sub.Discount = nil
	}
	return nil
}

func (l *Ledger) redeem(sub *Subscription, c *Coupon, code string) {
	c.Times++
	sub.Discount = &Discount{ID: l.base("di", "").ID, Object: "discount", Coupon: c, Customer: sub.Customer, Code: code, Start: l.Time, Subscription: sub.ID}
	if c.Duration == "repeating" {
		sub.Discount.End = time.Unix(l.Time, 0).UTC().AddDate(0, int(c.Months), 0).Unix()
	}
	l.emit("customer.discount.created", wire.Render(sub.Discount))
}

// off is what a coupon takes off an amount in a currency; never more than all of it.
func (c *Coupon) off(amount int64, currency string) int64 {
	if amount <= 0 {
		return 0
	}
	if c.PercentOff > 0 {
		return int64(math.Round(float64(amount) * c.PercentOff / 100))
	}
	if c.Currency != currency {
		return 0
	}
	return min(c.AmountOff, amount)
}

// discount takes the subscription's discount off an invoice.
func (l *Ledger) discount(inv *Invoice, sub *Subscription) {
	d := sub.Discount
	if d == nil || d.End > 0 && d.End <= inv.Created {
		return
	}
	off := d.Coupon.off(inv.Subtotal, inv.Currency)
	if off == 0 {
		return
	}
	inv.Total -= off
	inv.Discount, inv.DiscountAmounts = d, []DiscountAmount{{off, d.ID}}
}

// useDiscount ends a discount that was for one invoice only.
func (l *Ledger) useDiscount(inv *Invoice, sub *Subscription) {
	d := sub.Discount
	if d == nil || !(d.Coupon.Duration == "once" && inv.Discount != nil) && !(d.End > 0 && d.End <= l.Time) {
		return
	}
	sub.Discount = nil
	l.emit("customer.discount.deleted", wire.Render(d))
}
