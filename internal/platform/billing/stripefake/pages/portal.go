package pages

import (
	"net/http"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
)

// portalView is the data of the customer portal.
type portalView struct {
	Session  *ledger.PortalSession
	Customer *ledger.Customer
	Subs     []portalSub
	Invoices []*ledger.Invoice
	Card     string
	Cards    any
	Problem  string
}

// portalSub is a subscription as its payer sees it.
type portalSub struct {
	*ledger.Subscription
	Lines []string
}

func (s *Site) visit(l *ledger.Ledger, r *http.Request) (*ledger.PortalSession, error) {
	row, ok := l.Portals.Get(r.PathValue("id"))
	return found(row, ok, "billing_portal.session", r)
}

func (s *Site) portal(l *ledger.Ledger, r *http.Request) (page, error) {
	visit, err := s.visit(l, r)
	if err != nil {
		return page{}, err
	}
	return s.portalPage(l, visit, nil), nil
}

func (s *Site) portalPage(l *ledger.Ledger, visit *ledger.PortalSession, problem error) page {
	c, _ := l.Customers.Get(visit.Customer)
	v := portalView{Session: visit, Customer: c, Cards: ledger.Cards, Card: "none", Problem: said(problem)}
	if m := l.CardOf(c); m != nil {
		v.Card = m.Label()
	}
	for _, sub := range l.Live(c.ID) {
		row := portalSub{Subscription: sub}
		for _, item := range sub.Items.Data {
			row.Lines = append(row.Lines, l.Describe(sub, item))
		}
		v.Subs = append(v.Subs, row)
	}
	v.Invoices = l.Invoices.Where(func(i *ledger.Invoice) bool { return i.Customer == c.ID && i.Status != "draft" })
	p := page{name: "portal", data: v}
	if problem != nil {
		p.status = status(problem)
	}
	return p
}

// then runs a change and shows the portal again, with the problem when there was one.
func (s *Site) then(l *ledger.Ledger, r *http.Request, change func(*ledger.PortalSession) error) (page, error) {
	visit, err := s.visit(l, r)
	if err != nil {
		return page{}, err
	}
	if err := change(visit); err != nil {
		return s.portalPage(l, visit, err), nil
	}
	return redirect("/portal/" + visit.ID), nil
}

func (s *Site) changeCard(l *ledger.Ledger, r *http.Request) (page, error) {
	return s.then(l, r, func(visit *ledger.PortalSession) error {
		m, err := l.CreateMethod(ledger.Typed(r.PostFormValue("number")))
		if err != nil {
			return err
		}
		return l.UseCard(visit.Customer, m.ID)
	})
}

func (s *Site) cancel(l *ledger.Ledger, r *http.Request) (page, error) {
	return s.setCancel(l, r, true)
}

func (s *Site) resume(l *ledger.Ledger, r *http.Request) (page, error) {
	return s.setCancel(l, r, false)
}

func (s *Site) setCancel(l *ledger.Ledger, r *http.Request, wish bool) (page, error) {
	return s.then(l, r, func(visit *ledger.PortalSession) error {
		for _, sub := range l.Live(visit.Customer) {
			if sub.ID != r.PostFormValue("subscription") {
				continue
			}
			_, err := l.UpdateSubscription(sub.ID, ledger.SubscriptionParams{CancelAtEnd: &wish})
			return err
		}
		_, err := found(0, false, "subscription", r)
		return err
	})
}
