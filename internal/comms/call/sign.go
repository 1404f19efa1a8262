package call

import (
	"crypto/hmac"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/secret"
)

// The headers of what goes between Kith and a phone system, in both directions: when it was said, in seconds since 1970, and
// the HMAC-SHA256 in hex of that time, a dot and the body, with the shared secret.
const (
	TimeHeader      = "Kith-Timestamp"
	SignatureHeader = "Kith-Signature"
)

// fresh is by how much the clocks of both sides may differ, and how long a signature counts.
const fresh = 5 * time.Minute

// Signature signs a body as it is said at a time.
func Signature(key, at string, body []byte) string {
	return hex.EncodeToString(secret.MAC([]byte(key), append([]byte(at+"."), body...)))
}

// signed refuses what was not signed with a secret just now.
func signed(key, at, signature string, body []byte) error {
	seconds, err := strconv.ParseInt(at, 10, 64)
	age := clock.Now().Sub(time.Unix(seconds, 0))
	if err != nil || age > fresh || age < -fresh || !hmac.Equal([]byte(Signature(key, at, body)), []byte(signature)) {
		return ErrSignature
	}
	return nil
}
