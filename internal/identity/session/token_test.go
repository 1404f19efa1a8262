package session

import (
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/clock"
)

const base = "https://crm.example"

func newKey(state string) key {
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		panic(err)
	}
	return key{id: uuid.New(), state: state, private: private}
}

func signer(ks ...key) *tokens {
	return &tokens{issuer: base, load: func(context.Context) ([]key, error) { return ks, nil }}
}

func claims() Claims { return Claims{UserID: uuid.New(), SessionID: uuid.New(), TenantID: 7} }

var b64 = base64.RawURLEncoding

// forge signs any header and payload with a key.
func forge(k key, header, body map[string]any) string {
	text := part(header) + "." + part(body)
	return text + "." + b64.EncodeToString(ed25519.Sign(k.private, []byte(text)))
}

func part(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b64.EncodeToString(data)
}

func good(k key) (header, body map[string]any) {
	now := clock.Now().Unix()
	return map[string]any{"alg": "EdDSA", "typ": "at+jwt", "kid": k.id.String()},
		map[string]any{"iss": base, "aud": []string{"kith"}, "sub": uuid.NewString(), "sid": uuid.NewString(), "tid": 7, "jti": "1",
			"iat": now, "nbf": now - 60, "exp": now + 300}
}

func TestTokenRoundTrip(t *testing.T) {
	s, c := signer(newKey("active"), newKey("next")), claims()
	token, err := s.sign(t.Context(), c)
	require.NoError(t, err)
	got, err := s.verify(token)
	require.NoError(t, err)
	require.NotEmpty(t, got.ID)
	got.ID = ""
	require.Equal(t, c, got)
	require.Less(t, len(token), 800)
	back := clock.Advance(tokenLife + time.Second)
	_, err = s.verify(token)
	back()
	require.ErrorIs(t, err, ErrRequired, "it is over after five minutes")
	_, err = (&tokens{issuer: "https://other.example", load: s.load}).verify(token)
	require.ErrorIs(t, err, ErrRequired)
}

// The forger makes good tokens, so that each refusal below is due to the one thing that it changes.
func TestForgedTokenIsGoodWhenNothingIsChanged(t *testing.T) {
	k := newKey("active")
	h, b := good(k)
	_, err := signer(k).verify(forge(k, h, b))
	require.NoError(t, err)
}

// S5: algorithm, key and extensions come from us, never from the token.
func TestTokenHeaders(t *testing.T) {
	k, foreign := newKey("active"), newKey("active")
	s := signer(k)
	for name, change := range map[string]map[string]any{
		"none": {"alg": "none"}, "None": {"alg": "None"}, "nOnE": {"alg": "nOnE"}, "no alg": {"alg": nil}, "HS256": {"alg": "HS256"}, "RS256": {"alg": "RS256"},
		"eddsa": {"alg": "eddsa"}, "kid path": {"kid": "../../dev/null"}, "kid sql": {"kid": "' OR 1=1 --"}, "kid url": {"kid": "https://evil.example/k"},
		"kid unknown": {"kid": foreign.id.String()}, "no kid": {"kid": nil}, "kid list": {"kid": []string{k.id.String()}}, "empty kid": {"kid": ""},
		"jku": {"jku": "https://evil.example/jwks"}, "x5u": {"x5u": "https://evil.example/x"}, "crit": {"crit": []string{"exp"}},
		"jwk": {"jwk": map[string]any{"kty": "OKP", "crv": "Ed25519", "x": b64.EncodeToString(foreign.private.Public().(ed25519.PublicKey))}},
		"typ": {"typ": "JWT"}, "other typ": {"typ": "invite+jwt"}, "no typ": {"typ": nil}, "b64": {"b64": false},
	} {
		h, b := good(k)
		for x, v := range change {
			if h[x] = v; v == nil {
				delete(h, x)
			}
		}
		for _, signedWith := range []key{k, foreign} {
			_, err := s.verify(forge(signedWith, h, b))
			require.ErrorIs(t, err, ErrRequired, name)
		}
	}
}

func TestTokenSignatures(t *testing.T) {
	k := newKey("active")
	s := signer(k)
	h, b := good(k)
	h["alg"] = "HS256"
	text := part(h) + "." + part(b)
	mac := hmac.New(sha256.New, k.private.Public().(ed25519.PublicKey))
	mac.Write([]byte(text))
	_, err := s.verify(text + "." + b64.EncodeToString(mac.Sum(nil)))
	require.ErrorIs(t, err, ErrRequired, "HS256 with the public key")

	token, err := s.sign(t.Context(), claims())
	require.NoError(t, err)
	parts := strings.Split(token, ".")
	_, err = s.verify(parts[0] + "." + parts[1] + ".")
	require.ErrorIs(t, err, ErrRequired, "no signature")
	other, err := s.sign(t.Context(), claims())
	require.NoError(t, err)
	_, err = s.verify(parts[0] + "." + strings.Split(other, ".")[1] + "." + parts[2])
	require.ErrorIs(t, err, ErrRequired, "claims of another token")
	_, err = s.verify(token + "." + parts[2])
	require.ErrorIs(t, err, ErrRequired, "two signatures")
}

// S6, S8: a token of another kind, for somebody else, or without an end is none.
func TestTokenClaims(t *testing.T) {
	k := newKey("active")
	s, now := signer(k), clock.Now().Unix()
	for name, change := range map[string]map[string]any{
		"no exp": {"exp": nil}, "past exp": {"exp": now - 1}, "exp text": {"exp": "tomorrow"}, "no nbf": {"nbf": nil}, "future nbf": {"nbf": now + 61},
		"no aud": {"aud": nil}, "other aud": {"aud": []string{"invite"}}, "no iss": {"iss": nil}, "other iss": {"iss": base + ".evil.example"},
		"no sub": {"sub": nil}, "sub": {"sub": "1"}, "no sid": {"sid": nil}, "sid": {"sid": "x"}, "tid text": {"tid": "7"}, "tid half": {"tid": 7.5},
	} {
		h, b := good(k)
		for x, v := range change {
			if b[x] = v; v == nil {
				delete(b, x)
			}
		}
		_, err := s.verify(forge(k, h, b))
		require.ErrorIs(t, err, ErrRequired, name)
	}
	for _, behind := range []time.Duration{-skew, skew} { // clocks of two instances
		token, err := s.sign(t.Context(), claims())
		require.NoError(t, err)
		back := clock.Advance(behind)
		_, err = s.verify(token)
		back()
		require.NoError(t, err, behind)
	}
}

// S7: every character of a token counts.
func TestTokenSpelling(t *testing.T) {
	s := signer(newKey("active"))
	token, err := s.sign(t.Context(), claims())
	require.NoError(t, err)
	for n := range token {
		_, err := s.verify(token[:n])
		require.ErrorIs(t, err, ErrRequired, "cut to %d", n)
	}
	for i := range token {
		changed := []byte(token)
		changed[i] ^= 0x20 // the other case of a letter, something else of the rest
		_, err := s.verify(string(changed))
		require.ErrorIs(t, err, ErrRequired, "case of character %d", i)
	}
	last := token[len(token)-1]
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" { // spare bits of the last character
		if byte(c) == last {
			continue
		}
		_, err := s.verify(token[:len(token)-1] + string(c))
		require.ErrorIs(t, err, ErrRequired, "ends in %c", c)
	}
	for _, odd := range []string{token + "=", token + "A", " " + token, token + "\n", "Bearer " + token, strings.ReplaceAll(token, ".", ".\n"),
		strings.Repeat(".", 1<<20), strings.Repeat("a", maxToken+1), token + strings.Repeat("A", maxToken), ""} {
		_, err := s.verify(odd)
		require.ErrorIs(t, err, ErrRequired)
	}
}

// S5: a token is as long as ours are, whoever has signed it: nothing is decoded of a longer one.
func TestTokenLength(t *testing.T) {
	k := newKey("active")
	for length, want := range map[int]error{maxToken / 2: nil, maxToken: ErrRequired} {
		h, b := good(k)
		b["pad"] = strings.Repeat("x", length)
		_, err := signer(k).verify(forge(k, h, b))
		require.ErrorIs(t, err, want, "padded with %d", length)
	}
}

func TestKeyRotation(t *testing.T) {
	a, b := newKey("active"), newKey("next")
	ks := []key{a, b}
	s := &tokens{issuer: base, load: func(context.Context) ([]key, error) { return ks, nil }}
	old, err := s.sign(t.Context(), claims())
	require.NoError(t, err)

	retired := clock.Now()
	ks = []key{{a.id, "retired", a.private, &retired}, {b.id, "active", b.private, nil}, newKey("next")}
	early, err := signer(ks...).sign(t.Context(), claims()) // another instance signs with the new key at once
	require.NoError(t, err)
	_, err = s.verify(early)
	require.NoError(t, err, "this instance has known the next key")

	defer clock.Advance(ringLife + time.Second)()
	_, err = s.verify(old)
	require.NoError(t, err, "tokens of a retired key live on")
	fresh, err := s.sign(t.Context(), claims())
	require.NoError(t, err)
	require.Contains(t, header(t, fresh), b.id.String())

	h, body := good(a)
	body["exp"] = clock.Now().Add(time.Hour).Unix() // whoever has the old key can't use it for ever
	defer clock.Advance(tokenLife + ringLife + skew)()
	_, err = s.verify(forge(a, h, body))
	require.ErrorIs(t, err, ErrRequired)
}

// A token that was good is checked again for what changes by itself: its times and its key.
func TestProvenTokenIsStillChecked(t *testing.T) {
	k := newKey("active")
	ks := []key{k}
	s := &tokens{issuer: base, load: func(context.Context) ([]key, error) { return ks, nil }}
	h, b := good(k)
	b["exp"] = clock.Now().Add(time.Hour).Unix()
	token := forge(k, h, b)
	at := func(later time.Duration, want error) {
		defer clock.Advance(later)()
		first, err := s.verify(token)
		require.ErrorIs(t, err, want, later)
		again, err := s.verify(token)
		require.ErrorIs(t, err, want, later)
		require.Equal(t, first, again)
	}
	at(0, nil)
	require.Len(t, s.proven.all, 1)
	at(59*time.Minute, nil)
	at(time.Hour+time.Second, ErrRequired)
	at(-2*time.Minute, ErrRequired)
	retired := clock.Now()
	ks = []key{{k.id, "retired", k.private, &retired}}
	at(ringLife+time.Second, nil)
	at(tokenLife+ringLife+skew+time.Second, ErrRequired)
	ks = []key{newKey("active")}
	at(2*ringLife, ErrRequired)
	require.Len(t, s.proven.all, 1)
	for sum := range s.proven.all {
		require.NotContains(t, token, string(sum[:]), "a token opens the company: it is not kept")
	}
}

func TestProvenTokensAreNotTooMany(t *testing.T) {
	var k proven
	for n := range maxProven + 1 {
		k.add([32]byte{byte(n), byte(n >> 8)}, proof{})
	}
	require.Len(t, k.all, 1)
}

func header(t *testing.T, token string) string {
	text, err := b64.DecodeString(strings.Split(token, ".")[0])
	require.NoError(t, err)
	return string(text)
}

func TestUnknownKeyIsLookedForOnce(t *testing.T) {
	loads := 0
	k, foreign := newKey("active"), newKey("active")
	s := &tokens{issuer: base, load: func(context.Context) ([]key, error) { loads++; return []key{k}, nil }}
	h, b := good(foreign)
	for range 50 {
		_, err := s.verify(forge(foreign, h, b))
		require.ErrorIs(t, err, ErrRequired)
	}
	require.Equal(t, 1, loads, "made-up key ids cost no query each")
}

func TestKeysOutliveTheDatabase(t *testing.T) {
	k, down := newKey("active"), false
	s := &tokens{issuer: base, load: func(context.Context) ([]key, error) {
		if down {
			return nil, errors.New("gone")
		}
		return []key{k}, nil
	}}
	token, err := s.sign(t.Context(), claims())
	require.NoError(t, err)
	down = true
	defer clock.Advance(2 * time.Minute)()
	_, err = s.verify(token)
	require.NoError(t, err)
	_, err = signer().sign(t.Context(), claims())
	require.ErrorIs(t, err, errNoKey)
}
