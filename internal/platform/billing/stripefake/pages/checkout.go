package pages

import (
	"net/http"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
)

// payView is the data of the Checkout page and of an invoice's page.
type payView struct {
	Session  *ledger.CheckoutSession
	Invoice  *ledger.Invoice
	Payer    string // company or name
	Email    string
	Name     string
	Problem  string // why the last try failed
	Renews   string
	Back     string
	Cards    any
	Open     bool
	Asked    bool // 3-D Secure is waiting
	Action   string
	ForTrial bool
}

func (s *Site) session(l *ledger.Ledger, r *http.Request) (*ledger.CheckoutSession, error) {
	row, ok := l.Sessions.Get(r.PathValue("id"))
	return found(row, ok, "checkout.session", r)
}

func (s *Site) checkout(l *ledger.Ledger, r *http.Request) (page, error) {
	cs, err := s.session(l, r)
	if err != nil {
		return page{}, err
	}
	return page{name: "checkout", data: s.checkoutView(l, cs, r)}, nil
}

func (s *Site) checkoutView(l *ledger.Ledger, cs *ledger.CheckoutSession, r *http.Request) payView {
	v := payView{Session: cs, Email: cs.CustomerEmail, Cards: ledger.Cards, Open: cs.Status == "open", Back: cs.CancelURL,
		Renews: cs.Lines.Data[0].Price.Recurring.Interval, ForTrial: cs.AmountTotal == 0}
	if cs.Status == "complete" {
		v.Back = cs.Landing()
	}
	if c, ok := l.Customers.Get(cs.Customer); ok {
		v.Email, v.Payer = c.Email, c.Name
	}
	if r.Method == http.MethodPost {
		v.Email, v.Name = r.PostFormValue("email"), r.PostFormValue("name")
	}
	return v
}

func (s *Site) pay(l *ledger.Ledger, r *http.Request) (page, error) {
	cs, err := s.session(l, r)
	if err != nil {
		return page{}, err
	}
	form := ledger.PayForm{Email: r.PostFormValue("email"), Name: r.PostFormValue("name"), Number: r.PostFormValue("number"), Code: r.PostFormValue("code"), TaxID: r.PostFormValue("vat")}
	if country := r.PostFormValue("country"); country != "" {
		form.Address = map[string]string{"country": country}
	}
	switch outcome, err := l.PaySession(cs.ID, form); {
	case err != nil:
		v := s.checkoutView(l, cs, r)
		v.Problem = said(err)
		return page{name: "checkout", data: v, status: status(err)}, nil
	case outcome == ledger.NeedsAction:
		return redirect("/checkout/" + cs.ID + "/secure"), nil
	}
	return redirect(cs.Landing()), nil
}

// secureView is the data of the 3-D Secure page.
type secureView struct {
	Action   string
	Amount   int64
	Currency string
	Waiting  bool
	Back     string
}

func (s *Site) secureCheckout(l *ledger.Ledger, r *http.Request) (page, error) {
	cs, err := s.session(l, r)
	if err != nil {
		return page{}, err
	}
	here := "/checkout/" + cs.ID
	return page{name: "secure", data: secureView{Action: here + "/secure", Amount: cs.AmountTotal, Currency: cs.Currency,
		Waiting: cs.Asked.Number != "" && cs.Status == "open", Back: here}}, nil
}

func (s *Site) answerCheckout(l *ledger.Ledger, r *http.Request) (page, error) {
	cs, err := s.session(l, r)
	if err != nil {
		return page{}, err
	}
	if err := l.AnswerSession(cs.ID, r.PostFormValue("answer") == "complete"); err != nil {
		v := s.checkoutView(l, cs, r)
		v.Problem = said(err)
		if cs.CustomerDetails != nil {
			v.Email = cs.CustomerDetails.Email
		}
		return page{name: "checkout", data: v, status: status(err)}, nil
	}
	return redirect(cs.Landing()), nil
}
