package billing

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/platform/licence"
)

func (w *world) give(kind licence.Kind, n int, d time.Duration) {
	w.must(w.platform(func(ctx context.Context) error {
		return w.seats.Gift(ctx, w.tenant, licence.Allotment{Kind: kind, Granted: n}, clock.Now().Add(d), "thanks")
	}))
}

// Seats given for nothing are on top of the paid ones through every change, and are never on an invoice.
func TestB30GivenSeatsAreNeverPaid(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 1), visa)
	w.give(licence.Full, 3, 50*day)
	require.Equal(t, []int{8, 3}, []int{w.view().Seats[0].Licensed, w.view().Seats[0].Given})
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{5, 2}, key()))
	require.Equal(t, Seats{8, 2}, w.licensed())
	require.Equal(t, eur(5*2400+2*900), w.view().NextInvoice.Total)
	w.take(licence.Full, 7)
	require.ErrorIs(t, w.svc.ChangeSeats(t.Context(), w.tenant, Seats{3, 2}, key()), licence.ErrBelowUse)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{4, 2}, key())) // seven are used, three of them given
	require.Equal(t, 7, *w.view().Seats[0].Scheduled)
	w.sync()
	require.Equal(t, 7, *w.view().Seats[0].Scheduled)
	w.pass(35 * day)
	w.sync()
	require.Equal(t, Seats{7, 2}, w.licensed())
	require.Equal(t, eur(4*2400+2*900), w.view().NextInvoice.Total)
	w.pass(20 * day)
	w.must(w.platform(w.seats.EndGifts))
	require.Equal(t, Seats{4, 2}, w.licensed())
	require.Equal(t, 7, w.view().Seats[0].Used)
}

// A gift that ends while a cut is announced takes its seats from both numbers.
func TestGiftEndsDuringACut(t *testing.T) {
	w := newWorld(t)
	w.buy(order(5, 0), visa)
	w.give(licence.Full, 2, 5*day)
	w.must(w.svc.ChangeSeats(t.Context(), w.tenant, Seats{4, 0}, key()))
	require.Equal(t, []int{7, 6}, []int{w.licensed().Full, *w.view().Seats[0].Scheduled})
	w.pass(6 * day)
	w.must(w.platform(w.seats.EndGifts))
	require.Equal(t, []int{5, 4}, []int{w.licensed().Full, *w.view().Seats[0].Scheduled})
}

// A trial's gift does not stand in the way of buying fewer seats than are used.
func TestGiftHelpsToBuy(t *testing.T) {
	w := newWorld(t)
	w.take(licence.Full, 4)
	w.give(licence.Full, 2, 50*day)
	w.buy(order(2, 0), visa)
	require.Equal(t, Seats{4, 0}, w.licensed())
}
