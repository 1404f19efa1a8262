// Package pages owns what people see of the Stripe stand-in: the Checkout page, invoices, the customer portal and an
// index for trying things out. It holds no rules; every button calls the ledger.
package pages

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"time"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

//go:embed templates/*.html
var files embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"money": ledger.Money,
	"day":   func(at int64) string { return time.Unix(at, 0).UTC().Format("2 Jan 2006") },
	"time":  func(at int64) string { return time.Unix(at, 0).UTC().Format("2 Jan 2006 15:04:05") },
}).ParseFS(files, "templates/*.html"))

// Site serves the pages.
type Site struct {
	book    *ledger.Shared
	advance func(time.Duration)
}

// New makes the pages over a ledger; advance moves its clock.
func New(book *ledger.Shared, advance func(time.Duration)) http.Handler {
	s := &Site{book: book, advance: advance}
	mux := http.NewServeMux()
	for pattern, run := range map[string]action{
		"GET /{$}":                   s.index,
		"GET /checkout/{id}":         s.checkout,
		"POST /checkout/{id}":        s.pay,
		"GET /checkout/{id}/secure":  s.secureCheckout,
		"POST /checkout/{id}/secure": s.answerCheckout,
		"GET /invoice/{id}":          s.invoice,
		"POST /invoice/{id}":         s.payInvoice,
		"GET /invoice/{id}/secure":   s.secureInvoice,
		"POST /invoice/{id}/secure":  s.answerInvoice,
		"GET /portal/{id}":           s.portal,
		"POST /portal/{id}/card":     s.changeCard,
		"POST /portal/{id}/cancel":   s.cancel,
		"POST /portal/{id}/resume":   s.resume,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, run) })
	}
	mux.HandleFunc("POST /clock", s.moveClock)
	return mux
}

// page is what a request leads to: a template with its data, or a redirect.
type page struct {
	name   string
	data   any
	to     string
	status int
}

func redirect(to string) page { return page{to: to, status: http.StatusSeeOther} }

// action answers a request, alone with the ledger.
type action func(*ledger.Ledger, *http.Request) (page, error)

func (s *Site) serve(w http.ResponseWriter, r *http.Request, run action) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "The form could not be read.", http.StatusBadRequest)
		return
	}
	var body bytes.Buffer
	var p page
	err := s.book.Do(func(l *ledger.Ledger) (err error) {
		if p, err = run(l, r); err != nil || p.to != "" {
			return err
		}
		return templates.ExecuteTemplate(&body, p.name, p.data)
	})
	if err != nil {
		http.Error(w, said(err), status(err))
		return
	}
	if p.to != "" {
		http.Redirect(w, r, p.to, p.status)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(max(p.status, http.StatusOK))
	_, _ = body.WriteTo(w)
}

// said is the sentence of an error that people may read.
func said(err error) string {
	if err == nil {
		return ""
	}
	var e *wire.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}

func status(err error) int {
	var e *wire.Error
	if errors.As(err, &e) {
		return e.Status
	}
	return http.StatusInternalServerError
}

// found is the object of a table that the path names, or Stripe's "no such …".
func found[T any](row T, ok bool, kind string, r *http.Request) (T, error) {
	if !ok {
		return row, wire.Missing(kind, "id", r.PathValue("id"))
	}
	return row, nil
}
