package stripefake_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
)

func TestProrationOfPolarsExample(t *testing.T) {
	w := newWorld(t, newYear)
	// Three seats for 30.00, eight for 64.00, four for 40.00: the price changes with the quantity.
	small, large := w.price("small", 1000, "month"), w.price("large", 800, "month")
	sub := w.subscribe(w.customer("pm_card_visa").ID, small.ID, 3)
	require.EqualValues(t, "active", sub.Status)

	w.fake.Advance(days(15)) // 16 January: 16 of 31 days are left
	p := seats(sub, 8, "always_invoice", "pending_if_incomplete")
	p.Items[0].Price = &large.ID
	preview, err := w.api.Invoices.Upcoming(&stripe.InvoiceUpcomingParams{Subscription: &sub.ID,
		SubscriptionItems: p.Items, SubscriptionProrationBehavior: stripe.String("always_invoice")})
	w.must(err)
	_, err = w.api.Subscriptions.Update(sub.ID, p)
	w.must(err)
	inv := w.sub(sub.ID).LatestInvoice
	require.Equal(t, []int64{-1548, 3303}, amounts(inv)) // 3000×16/31 = 1548.39 and 6400×16/31 = 3303.23, each rounded
	require.EqualValues(t, 1755, inv.Total)              // 3400×16/31 = 1754.84
	require.EqualValues(t, 1755, inv.AmountPaid)
	require.Equal(t, amounts(preview), amounts(inv))
	require.Equal(t, "Unused time on 3 × small after 16 Jan 2026", inv.Lines.Data[0].Description)
	require.Equal(t, "Remaining time on 8 × large after 16 Jan 2026", inv.Lines.Data[1].Description)

	w.fake.Advance(days(30)) // 15 February: half of the period is left
	p = seats(sub, 4, "always_invoice", "")
	p.Items[0].Price = &small.ID
	_, err = w.api.Subscriptions.Update(sub.ID, p)
	w.must(err)
	inv = w.sub(sub.ID).LatestInvoice
	require.Equal(t, []int64{-3200, 2000}, amounts(inv))
	require.EqualValues(t, -1200, inv.Total)
	require.EqualValues(t, 0, inv.AmountDue)
	c, err := w.api.Customers.Get(sub.Customer.ID, nil)
	w.must(err)
	require.EqualValues(t, -1200, c.Balance) // the credit

	w.fake.Advance(days(15))
	inv = w.sub(sub.ID).LatestInvoice // March: four seats, minus the credit
	require.EqualValues(t, 4000, inv.Total)
	require.EqualValues(t, 2800, inv.AmountPaid)
	require.EqualValues(t, -1200, inv.StartingBalance)
}

func amounts(inv *stripe.Invoice) []int64 {
	out := make([]int64, len(inv.Lines.Data))
	for i, line := range inv.Lines.Data {
		out[i] = line.Amount
	}
	return out
}

func TestRenewalHappensOnTheAnchorsDay(t *testing.T) {
	for _, c := range []struct {
		start, interval string
		ends            []string
	}{
		{"2026-01-31", "month", []string{"2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"}},
		{"2026-01-29", "month", []string{"2026-02-28", "2026-03-29"}},
		{"2024-02-29", "year", []string{"2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"}},
	} {
		start, err := time.Parse(time.DateOnly, c.start)
		require.NoError(t, err)
		w := newWorld(t, start)
		sub := w.subscribe(w.customer("pm_card_visa").ID, w.price("seat", 1200, c.interval).ID, 2)
		for _, want := range c.ends {
			end := time.Unix(w.sub(sub.ID).CurrentPeriodEnd, 0).UTC()
			require.Equal(t, want, end.Format(time.DateOnly))
			w.fake.Advance(end.Sub(w.fake.Now()) + 2*time.Hour)
			require.EqualValues(t, 2400, w.sub(sub.ID).LatestInvoice.AmountPaid)
		}
	}
}
