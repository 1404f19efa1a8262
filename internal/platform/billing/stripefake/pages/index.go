package pages

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
)

const shown = 50 // rows of each table on the index

// indexView is the data of the page for trying things out.
type indexView struct {
	Now           int64
	Customers     []*ledger.Customer
	Subscriptions []portalSub
	Invoices      []*ledger.Invoice
	Sessions      []*ledger.CheckoutSession
	Events        []*ledger.Event
	Names         map[string]string // of customers, by id
	Cards         any
}

func (s *Site) index(l *ledger.Ledger, _ *http.Request) (page, error) {
	v := indexView{Now: l.Time, Names: map[string]string{}, Cards: ledger.Cards, Customers: newest(l.Customers.All()),
		Invoices: newest(l.Invoices.All()), Sessions: newest(l.Sessions.All()), Events: newest(l.Events.All())}
	for _, c := range l.Customers.All() {
		v.Names[c.ID] = c.Name
		if c.Name == "" {
			v.Names[c.ID] = c.Email
		}
	}
	for _, sub := range newest(l.Subscriptions.All()) {
		row := portalSub{Subscription: sub}
		for _, item := range sub.Items.Data {
			row.Lines = append(row.Lines, l.Describe(sub, item))
		}
		v.Subscriptions = append(v.Subscriptions, row)
	}
	return page{name: "index", data: v}, nil
}

func newest[T any](rows []T) []T {
	last := slices.Clone(rows[max(len(rows)-shown, 0):])
	slices.Reverse(last)
	return last
}

// moveClock is no action: moving the clock needs the ledger for itself.
func (s *Site) moveClock(w http.ResponseWriter, r *http.Request) {
	days, err := strconv.Atoi(r.PostFormValue("days"))
	if err != nil || days < 0 || days > 366 {
		http.Error(w, "Days forward must be a number from 0 to 366.", http.StatusBadRequest)
		return
	}
	s.advance(time.Duration(days) * 24 * time.Hour)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
