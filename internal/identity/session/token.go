package session

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Access tokens are EdDSA-signed JWTs. Whoever checks one knows algorithm, kind, issuer and audience beforehand; the
// header only says which of our own keys was used.
const (
	tokenLife = 5 * time.Minute
	skew      = time.Minute // by which the clocks of two instances may differ
	maxToken  = 4 << 10
	tokenType = "at+jwt"
	audience  = "kith"
)

// Claims is what an access token says.
type Claims struct {
	UserID, SessionID uuid.UUID
	TenantID          int64 // 0 for a person without a company
	ID                string
}

type payload struct {
	jwt.RegisteredClaims
	SID string `json:"sid"`
	TID int64  `json:"tid"`
}

// key is one signing key, opened.
type key struct {
	id        uuid.UUID
	state     string
	private   ed25519.PrivateKey
	retiredAt *time.Time
}

// accepts tells whether signatures of the key still count: those of a retired one until the last token made with it has
// expired, also by an instance that learned late of the retirement.
func (k key) accepts(now time.Time) bool {
	return k.retiredAt == nil || now.Before(k.retiredAt.Add(tokenLife+ringLife+skew))
}

// ring holds all keys at one moment.
type ring struct {
	keys   []key
	loaded time.Time
}

func (r *ring) active() (key, bool) {
	i := slices.IndexFunc(r.keys, func(k key) bool { return k.state == "active" })
	if i < 0 {
		return key{}, false
	}
	return r.keys[i], true
}

func (r *ring) find(kid string, now time.Time) (key, bool) {
	i := slices.IndexFunc(r.keys, func(k key) bool { return k.id.String() == kid })
	if i < 0 || !r.keys[i].accepts(now) {
		return key{}, false
	}
	return r.keys[i], true
}

// ringLife is how long an instance uses its copy of the keys; ringPause is how long it waits before it looks for a key it
// does not know, so that made-up key ids cost nothing.
const (
	ringLife  = time.Minute
	ringPause = 5 * time.Second
)

// tokens signs and checks access tokens.
type tokens struct {
	issuer string
	load   func(ctx context.Context) ([]key, error)
	mu     sync.Mutex
	ring   atomic.Pointer[ring]
	proven proven
}

var errNoKey = errors.New("session: no signing key; the program was not prepared")

// keys returns the keys, read again when the copy is older than age. When they can't be read, an old copy has to do.
func (t *tokens) keys(ctx context.Context, age time.Duration) (*ring, error) {
	fresh := func(r *ring) bool { return r != nil && clock.Since(r.loaded).Abs() < age }
	if r := t.ring.Load(); fresh(r) {
		return r, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	old := t.ring.Load()
	if fresh(old) {
		return old, nil
	}
	ks, err := t.load(ctx)
	if err != nil && old != nil {
		return old, nil
	}
	if err != nil {
		return nil, err
	}
	r := &ring{ks, clock.Now()}
	t.ring.Store(r)
	return r, nil
}

// sign makes an access token. It may look for the keys: call it outside of units of work.
func (t *tokens) sign(ctx context.Context, c Claims) (string, error) {
	r, err := t.keys(ctx, ringLife)
	if err != nil {
		return "", err
	}
	k, ok := r.active()
	if !ok {
		return "", errNoKey
	}
	now := clock.Now()
	j := jwt.NewWithClaims(jwt.SigningMethodEdDSA, payload{SID: c.SessionID.String(), TID: c.TenantID,
		RegisteredClaims: jwt.RegisteredClaims{Issuer: t.issuer, Audience: jwt.ClaimStrings{audience}, Subject: c.UserID.String(),
			ID: id.New().String(), IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now.Add(-skew)),
			ExpiresAt: jwt.NewNumericDate(now.Add(tokenLife))}})
	j.Header["kid"], j.Header["typ"] = k.id.String(), tokenType
	return j.SignedString(k.private)
}

// verify checks an access token. Every failure is ErrRequired; which one it was is for the log only. Most requests bring a
// token that was checked before: what can't change about it is not checked again, its times and its key are.
func (t *tokens) verify(token string) (Claims, error) {
	if len(token) > maxToken || strings.ContainsAny(token, "\r\n") { // Go's base64 reads over line ends, even a strict one
		return Claims{}, ErrRequired.Because(errors.New("not a token that we write"))
	}
	sum := sha256.Sum256([]byte(token))
	if p, ok := t.proven.find(sum); ok && t.still(p) {
		return p.claims, nil
	}
	p, err := t.prove(token)
	if err != nil {
		return Claims{}, ErrRequired.Because(err)
	}
	t.proven.add(sum, p)
	return p.claims, nil
}

// prove checks everything about a token, and reads what it says.
func (t *tokens) prove(token string) (proof, error) {
	parser := jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithIssuer(t.issuer), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithNotBeforeRequired(), jwt.WithStrictDecoding(), jwt.WithTimeFunc(clock.Now))
	var p payload
	j, err := parser.ParseWithClaims(token, &p, t.keyOf)
	if err != nil {
		return proof{}, err
	}
	c := Claims{TenantID: p.TID, ID: p.ID}
	var err2 error
	c.UserID, err = uuid.Parse(p.Subject)
	c.SessionID, err2 = uuid.Parse(p.SID)
	kid, _ := j.Header["kid"].(string) // keyOf has seen that it is one
	return proof{c, kid, p.NotBefore.Time, p.ExpiresAt.Time}, errors.Join(err, err2)
}

// still tells whether a token that was good before is so now.
func (t *tokens) still(p proof) bool {
	now := clock.Now()
	if now.Before(p.from) || !now.Before(p.until) {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	r, err := t.keys(ctx, ringLife)
	if err != nil {
		return false
	}
	_, ok := r.find(p.key, now)
	return ok
}

// proof is what was found of a good token: what it says, the id of the key that signed it, and from when until when it counts.
type proof struct {
	claims      Claims
	key         string
	from, until time.Time
}

// maxProven is how many tokens an instance remembers.
const maxProven = 4096

// proven are good tokens, by a hash of them: a token opens the company, so none is kept.
type proven struct {
	mu  sync.RWMutex
	all map[[sha256.Size]byte]proof
}

func (k *proven) find(sum [sha256.Size]byte) (proof, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	p, ok := k.all[sum]
	return p, ok
}

// add remembers one more. When they are too many it forgets all, which costs each client one more check.
func (k *proven) add(sum [sha256.Size]byte, p proof) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.all == nil || len(k.all) >= maxProven {
		k.all = map[[sha256.Size]byte]proof{}
	}
	k.all[sum] = p
}

var errHeader = errors.New("not a header that we write")

// keyOf finds the key that a token names. Its header may say nothing else than ours do: no key of its own, no address of
// one, no extension that we would have to understand.
func (t *tokens) keyOf(j *jwt.Token) (any, error) {
	kid, ok := j.Header["kid"].(string)
	if !ok || len(j.Header) != 3 || j.Header["typ"] != tokenType {
		return nil, errHeader
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	r, err := t.keys(ctx, ringLife)
	if err != nil {
		return nil, err
	}
	k, ok := r.find(kid, clock.Now())
	if !ok {
		if r, err = t.keys(ctx, ringPause); err != nil {
			return nil, err
		}
		if k, ok = r.find(kid, clock.Now()); !ok {
			return nil, errors.New("unknown or retired key")
		}
	}
	return k.private.Public(), nil
}
