package selfhost

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// The kinds of licence.
const (
	Subscription = "subscription" // ends, and a while after it everything can only be read
	Perpetual    = "perpetual"    // runs for ever those versions of the program that were built in its update window
)

// Payload is what a licence says. Times are UTC; Seats count for each of the first MaxTenants companies.
type Payload struct {
	ID           string           `json:"id"`
	Customer     string           `json:"customer"`
	Kind         string           `json:"kind"`
	Issued       time.Time        `json:"issued"`
	NotBefore    time.Time        `json:"notBefore"`
	Expires      *time.Time       `json:"expires,omitempty"`      // of a subscription
	UpdatesUntil *time.Time       `json:"updatesUntil,omitempty"` // of a perpetual licence
	Plan         string           `json:"plan"`
	Seats        map[string]int   `json:"seats"`
	Features     []string         `json:"features,omitempty"` // beside those of the plan
	Limits       map[string]int64 `json:"limits,omitempty"`   // in place of those of the plan
	MaxTenants   int              `json:"maxTenants"`
	GraceDays    int              `json:"graceDays"`
	Supersedes   []string         `json:"supersedes,omitempty"`
	Additive     bool             `json:"additive,omitempty"` // adds its seats to those of another licence
}

// ErrFile is returned for what is no licence of ours: nothing in it is believed.
var ErrFile = errs.New(errs.Invalid, "licence.file", "This is not a valid licence file.")

func bad(format string, args ...any) error { return ErrFile.Because(fmt.Errorf(format, args...)) }

const (
	head   = "-----BEGIN CRM LICENCE-----"
	foot   = "-----END CRM LICENCE-----"
	signed = "crm-licence/v1\n" // before the payload, so that a signature of anything else means nothing here
	width  = 64
)

type envelope struct {
	Payload string `json:"payload"` // base64, signed exactly as carried
	Sig     string `json:"sig"`
	Kid     string `json:"kid"`
}

// Keys are the public keys that licences may be signed with, by id: two at least, so that one can be replaced.
type Keys map[string]ed25519.PublicKey

//go:embed keys.txt
var keyText string

// Vendor are the keys that the program carries.
var Vendor = readKeys(keyText)

func readKeys(text string) Keys {
	keys := Keys{}
	for line := range strings.Lines(text) {
		var id, key string
		if n, _ := fmt.Sscan(line, &id, &key); n != 2 { //nolint:errcheck // the count says it
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(key)
		if err != nil || len(raw) != ed25519.PublicKeySize {
			panic("selfhost: keys.txt: " + line)
		}
		keys[id] = raw
	}
	return keys
}

// ReadPrivate reads a private key as openssl genpkey -algorithm ed25519 writes it.
func ReadPrivate(text []byte) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("this is not a private key in PEM form")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if k, ok := key.(ed25519.PrivateKey); ok {
		return k, nil
	}
	return nil, errors.Join(errors.New("this is not an Ed25519 key"), err)
}

// Issue signs a licence with the private half of the key kid.
func Issue(p Payload, kid string, key ed25519.PrivateKey) (string, error) {
	if err := p.check(); err != nil {
		return "", err
	}
	payload, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	e := envelope{base64.StdEncoding.EncodeToString(payload), base64.StdEncoding.EncodeToString(ed25519.Sign(key, append([]byte(signed), payload...))), kid}
	whole, err := json.Marshal(e)
	if err != nil {
		return "", err
	}
	text := base64.StdEncoding.EncodeToString(whole)
	var b strings.Builder
	b.WriteString(head + "\n")
	for ; len(text) > width; text = text[width:] {
		b.WriteString(text[:width] + "\n")
	}
	b.WriteString(text + "\n" + foot + "\n")
	return b.String(), nil
}

const maxFile = 1 << 16

// Read checks a licence file and returns what it says; everything that is wrong with it is ErrFile.
func Read(text string, keys Keys) (p Payload, err error) {
	if len(text) > maxFile {
		return p, bad("%d bytes", len(text))
	}
	rest, ok := strings.CutPrefix(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")), head+"\n")
	rest, end := strings.CutSuffix(rest, "\n"+foot)
	if !ok || !end {
		return p, bad("no frame")
	}
	whole, err := base64.StdEncoding.Strict().DecodeString(strings.ReplaceAll(rest, "\n", ""))
	if err != nil {
		return p, bad("frame: %w", err)
	}
	var e envelope
	if err := json.Unmarshal(whole, &e); err != nil {
		return p, bad("envelope: %w", err)
	}
	if same, err := json.Marshal(e); err != nil || !bytes.Equal(same, whole) { // a name in other letters, one more field
		return p, bad("envelope: not as it was issued")
	}
	payload, err := base64.StdEncoding.Strict().DecodeString(e.Payload)
	if err != nil {
		return p, bad("payload: %w", err)
	}
	sig, err := base64.StdEncoding.Strict().DecodeString(e.Sig)
	key, known := keys[e.Kid]
	if err != nil || !known || !ed25519.Verify(key, append([]byte(signed), payload...), sig) {
		return p, bad("signature of key %q", e.Kid)
	}
	if err := json.Unmarshal(payload, &p); err != nil {
		return Payload{}, bad("terms: %w", err)
	}
	return p, p.check()
}

// check tells whether a licence makes sense.
func (p Payload) check() error {
	switch {
	case p.ID == "" || p.Customer == "" || p.Issued.IsZero():
		return bad("no id, customer or date")
	case p.Kind == Subscription && p.Expires == nil:
		return bad("a subscription without an end")
	case p.Kind == Perpetual && p.UpdatesUntil == nil:
		return bad("a perpetual licence without an update window")
	case p.Kind != Subscription && p.Kind != Perpetual:
		return bad("kind %q", p.Kind)
	case !p.Additive && !plan.Of(p.Plan).Paid():
		return bad("plan %q", p.Plan)
	case p.MaxTenants < 1 || p.GraceDays < 0:
		return bad("%d companies, %d days of grace", p.MaxTenants, p.GraceDays)
	}
	for kind, n := range p.Seats {
		if n < 0 || n > maxSeats || kind != plan.Full && kind != plan.Light && kind != plan.Viewer {
			return bad("%d seats of kind %q", n, kind)
		}
	}
	return nil
}

const maxSeats = 100_000
