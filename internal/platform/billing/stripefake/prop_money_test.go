package stripefake_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
)

// account is one subscription with two kinds of seat, and what by its seats and its time it should have cost.
type account struct {
	*rapid.T
	book    *ledger.Ledger
	sub     string
	prices  [2]int64
	held    [2]int64
	exact   float64 // of the time that has passed
	changes int
}

// P5: whatever is bought and given back, over months of any length, what is invoiced minus what is credited is price times
// seats times time, within one minor unit for each line; each line adds up; and who buys and returns in the same second
// pays nothing.
func TestP5MoneyIsPriceTimesSeatsTimesTime(t *testing.T) {
	histories.Check(t, func(r *rapid.T) {
		a := open(r)
		for range rapid.IntRange(0, 8).Draw(r, "steps") {
			switch rapid.IntRange(0, 3).Draw(r, "what") {
			case 0, 1:
				a.pass(rapid.Int64Range(1, 40*86400).Draw(r, "seconds"))
			case 2:
				a.change([2]int64{rapid.Int64Range(1, 60).Draw(r, "full"), rapid.Int64Range(0, 60).Draw(r, "light")})
			case 3:
				before, held := a.invoiced(), a.held
				a.change([2]int64{held[0] + rapid.Int64Range(1, 20).Draw(r, "more"), held[1]})
				a.change(held)
				require.Equal(r, before, a.invoiced(), "bought and returned in the same second")
			}
		}
		a.settle()
	})
}

// open begins on any second of any month, so that every length of period and every anchor is met.
func open(r *rapid.T) *account {
	start := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, 2*366*86400).Draw(r, "begins")) * time.Second)
	a := &account{T: r, book: ledger.New(start)}
	c, err := a.book.CreateCustomer(ledger.CustomerParams{})
	require.NoError(r, err)
	m, err := a.book.CreateMethod(ledger.Typed("4242424242424242"))
	require.NoError(r, err)
	require.NoError(r, a.book.UseCard(c.ID, m.ID))
	var items []ledger.ItemParams
	for n, name := range []string{"full", "light"} {
		a.prices[n], a.held[n] = rapid.Int64Range(1, 99_999).Draw(r, name+" price"), rapid.Int64Range(1, 60).Draw(r, name+" seats")
		p, err := a.book.CreatePrice(ledger.PriceParams{Currency: "eur", UnitAmount: &a.prices[n], ProductData: &ledger.ProductParams{Name: &name},
			Recurring: &ledger.RecurringParams{Interval: "month"}})
		require.NoError(r, err)
		items = append(items, ledger.ItemParams{Price: p.ID, Quantity: &a.held[n]})
	}
	held := a.held
	sub, err := a.book.CreateSubscription(ledger.SubscriptionParams{Customer: c.ID, Items: items})
	require.NoError(r, err)
	a.sub, a.held = sub.ID, held
	return a
}

func (a *account) now() *ledger.Subscription {
	sub, ok := a.book.Subscriptions.Get(a.sub)
	require.True(a, ok)
	return sub
}

// worth is what the seats cost for a part of a period.
func (a *account) worth(seconds int64, sub *ledger.Subscription) float64 {
	return float64(a.prices[0]*a.held[0]+a.prices[1]*a.held[1]) * float64(seconds) / float64(sub.PeriodEnd-sub.PeriodStart)
}

func (a *account) pass(seconds int64) {
	for until := a.book.Time + seconds; a.book.Time < until; {
		sub, from := a.now(), a.book.Time
		to := min(until, sub.PeriodEnd)
		a.exact += a.worth(to-from, sub)
		a.book.RunTo(to)
	}
}

func (a *account) change(held [2]int64) {
	var items []ledger.ItemParams
	for n, item := range a.now().Items.Data {
		items = append(items, ledger.ItemParams{ID: item.ID, Quantity: &held[n]})
	}
	_, err := a.book.UpdateSubscription(a.sub, ledger.SubscriptionParams{Items: items, Proration: "always_invoice", PaymentBehavior: "pending_if_incomplete"})
	require.NoError(a, err)
	a.held = held
	a.changes++
}

func (a *account) invoiced() (total int64) {
	for _, inv := range a.book.Invoices.All() {
		total += inv.Total
	}
	return total
}

// settle holds all invoices against the account.
func (a *account) settle() {
	lines := 0
	for _, inv := range a.book.Invoices.All() {
		sum := int64(0)
		for _, line := range inv.Lines.Data {
			sum += line.Amount
			lines++
			if !line.Proration {
				require.Equal(a, line.Price.UnitAmount*line.Quantity, line.Amount)
			}
		}
		require.Equal(a, sum, inv.Total, "I12: lines add up")
	}
	sub := a.now()
	exact := a.exact + a.worth(sub.PeriodEnd-a.book.Time, sub)
	require.InDelta(a, exact, a.invoiced(), float64(lines), "%d changes", a.changes)
}
