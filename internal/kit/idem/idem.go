// Package idem makes a repeated request have one effect: the answer is stored under the caller's key in the transaction
// that had the effect, in the table idempotency of the schema the unit works on.
package idem

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"time"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/errs"
)

// ErrMismatch is returned when a key comes back with another request.
var ErrMismatch = errs.New(errs.Invalid, "idempotency.mismatch", "This Idempotency-Key was used for another request.")

// Request is a caller's key with the fingerprint of what was asked.
type Request struct {
	Key   string
	Print []byte
}

// Print is the fingerprint of a request.
func Print(method, path string, asked []byte) []byte {
	h := sha256.New()
	for _, part := range [][]byte{[]byte(method), []byte(path), asked} {
		h.Write(part)
		h.Write([]byte{0})
	}
	return h.Sum(nil)
}

type idempotency struct {
	Print  []byte
	Answer string
}

// Do runs f in a unit of work and stores its answer. When the key was used before, also by a request still running, it
// returns the stored answer instead; a nil answer means that f ran now. The key is looked up only when f or the
// commit fails: the first use, by far the most frequent, pays one deferred INSERT and no round trip.
func Do(ctx context.Context, unit func(context.Context, func(context.Context) error) error, r Request,
	f func(context.Context) ([]byte, error)) ([]byte, error) {
	failed := unit(ctx, func(ctx context.Context) error {
		answer, err := f(ctx)
		if err != nil {
			return err
		}
		return db.Defer(ctx, `INSERT INTO idempotency (user_id, key, print, answer, created_at) VALUES ($1, $2, $3, $4, $5)`,
			caller.From(ctx).UserID, r.Key, r.Print, json.RawMessage(answer), clock.Now())
	})
	if failed == nil {
		return nil, nil
	}
	var stored []idempotency
	err := unit(ctx, func(ctx context.Context) error {
		return db.Orm(ctx).Where("user_id = ? AND key = ?", caller.From(ctx).UserID, r.Key).Limit(1).Find(&stored).Error // all rows: the caller's own keys
	})
	switch {
	case err != nil || len(stored) == 0:
		return nil, failed
	case string(stored[0].Print) != string(r.Print):
		return nil, ErrMismatch
	default:
		return []byte(stored[0].Answer), nil
	}
}

// Forget frees a key of the caller's that was used before a moment, in their unit of work: for requests that are the same
// for a short while only.
func Forget(ctx context.Context, key string, before time.Time) error {
	return db.Orm(ctx).Where("user_id = ? AND key = ? AND created_at < ?", caller.From(ctx).UserID, key, before).Delete(&idempotency{}).Error // all rows: the caller's own keys
}
