package api

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"sync"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// keep is how long an answer is remembered, in seconds of the ledger's clock.
const keep = 24 * 3600

// inFlight are the idempotency keys whose first request is still running.
type inFlight struct {
	mu   sync.Mutex
	keys map[string]bool
}

func (f *inFlight) enter(key string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.keys[key] {
		return false
	}
	if f.keys == nil {
		f.keys = map[string]bool{}
	}
	f.keys[key] = true
	return true
}

func (f *inFlight) leave(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.keys, key)
}

// fingerprint is what must be equal when a key is used again: method, path and parameters.
func fingerprint(r *http.Request, form url.Values) string {
	sum := sha256.Sum256([]byte(r.Method + " " + r.URL.Path + "?" + form.Encode()))
	return hex.EncodeToString(sum[:])
}

// once runs a request the first time its key is seen and repeats the stored answer, errors of the server included,
// for 24 hours. Refusals of what the request says (400) and of its pace (409, 429) are not stored, as at Stripe.
func (h *Handler) once(key, print string, run func() reply) (answer reply, replayed bool) {
	if !h.keys.enter(key) {
		return refuse(&wire.Error{Status: 409, Type: "invalid_request_error", Code: "idempotency_key_in_use",
			Message: "There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through)."}), false
	}
	defer h.keys.leave(key)
	if stored := h.stored(key); stored != nil {
		if stored.Print != print {
			return refuse(&wire.Error{Status: 400, Type: "idempotency_error",
				Message: "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '" + key + "' if you meant to execute a different request."}), false
		}
		return reply{status: stored.Status, body: []byte(stored.Body)}, true
	}
	answer = run()
	if answer.status != http.StatusBadRequest && answer.status != http.StatusConflict && answer.status != http.StatusTooManyRequests {
		h.store(key, &ledger.Answer{Print: print, Status: answer.status, Body: string(answer.body)})
	}
	return answer, false
}

func (h *Handler) stored(key string) (found *ledger.Answer) {
	_ = h.shared.Do(func(l *ledger.Ledger) error {
		for k, a := range l.Answers {
			if l.Time-a.At >= keep {
				delete(l.Answers, k)
			}
		}
		found = l.Answers[key]
		return nil
	})
	return found
}

func (h *Handler) store(key string, a *ledger.Answer) {
	_ = h.shared.Do(func(l *ledger.Ledger) error {
		a.At = l.Time
		if l.Answers == nil {
			l.Answers = map[string]*ledger.Answer{}
		}
		l.Answers[key] = a
		return nil
	})
}
