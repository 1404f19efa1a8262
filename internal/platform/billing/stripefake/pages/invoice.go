package pages

import (
	"errors"
	"net/http"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

func (s *Site) bill(l *ledger.Ledger, r *http.Request) (*ledger.Invoice, error) {
	row, ok := l.Invoices.Get(r.PathValue("id"))
	return found(row, ok, "invoice", r)
}

func (s *Site) invoice(l *ledger.Ledger, r *http.Request) (page, error) {
	inv, err := s.bill(l, r)
	if err != nil {
		return page{}, err
	}
	return page{name: "invoice", data: invoiceView(l, inv, nil)}, nil
}

func invoiceView(l *ledger.Ledger, inv *ledger.Invoice, problem error) payView {
	pi, ok := l.Intents.Get(inv.PaymentIntent)
	return payView{Invoice: inv, Payer: inv.CustomerName, Email: inv.CustomerEmail, Cards: ledger.Cards,
		Open: inv.Status == "open", Asked: ok && pi.Status == "requires_action", Problem: said(problem)}
}

func (s *Site) payInvoice(l *ledger.Ledger, r *http.Request) (page, error) {
	inv, err := s.bill(l, r)
	if err != nil {
		return page{}, err
	}
	m, err := l.CreateMethod(ledger.Typed(r.PostFormValue("number")))
	if err == nil {
		_, err = l.PayInvoice(inv.ID, ledger.InvoicePayParams{PaymentMethod: m.ID}, true)
	}
	var e *wire.Error
	if errors.As(err, &e) && e.Code == "invoice_payment_intent_requires_action" {
		return redirect("/invoice/" + inv.ID + "/secure"), nil
	}
	if err != nil {
		return page{name: "invoice", data: invoiceView(l, inv, err), status: status(err)}, nil
	}
	return redirect("/invoice/" + inv.ID), nil
}

func (s *Site) secureInvoice(l *ledger.Ledger, r *http.Request) (page, error) {
	inv, err := s.bill(l, r)
	if err != nil {
		return page{}, err
	}
	here := "/invoice/" + inv.ID
	return page{name: "secure", data: secureView{Action: here + "/secure", Amount: inv.AmountDue, Currency: inv.Currency,
		Waiting: invoiceView(l, inv, nil).Asked, Back: here}}, nil
}

func (s *Site) answerInvoice(l *ledger.Ledger, r *http.Request) (page, error) {
	inv, err := s.bill(l, r)
	if err != nil {
		return page{}, err
	}
	if err := l.Authenticate(inv.PaymentIntent, r.PostFormValue("answer") == "complete"); err != nil {
		return page{}, err
	}
	if inv.Status != "paid" {
		refused := wire.Invalid("", "", "We are unable to authenticate your payment method. Please choose a different one and try again.")
		return page{name: "invoice", data: invoiceView(l, inv, refused), status: http.StatusPaymentRequired}, nil
	}
	return redirect("/invoice/" + inv.ID), nil
}
