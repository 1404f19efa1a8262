// Package provider is a small OpenID Connect provider on this machine, for tests: it keeps to the protocol, and can be told
// to break it in one place at a time. It asks nobody for a password: who logs in is said beforehand.
package provider

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// The client that the provider knows.
const (
	ClientID = "kith"
	Secret   = "a secret & more: of the client"
)

// Provider is one provider.
type Provider struct {
	URL    string
	server *httptest.Server
	key    *ecdsa.PrivateKey

	mu     sync.Mutex
	codes  map[string]grant
	claims map[string]any // of who logs in
	change map[string]any // claims of the token that are written differently; nil leaves one out
	forge  func(claims []byte) string
}

type grant struct{ challenge, redirect, nonce string }

// New starts a provider that ends with the test.
func New(t testing.TB) *Provider {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	p := &Provider{key: key, codes: map[string]grant{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	p.server = httptest.NewServer(mux)
	p.URL = p.server.URL
	t.Cleanup(p.server.Close)
	return p
}

// As says who logs in from now on.
func (p *Provider) As(claims map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.claims, p.change, p.forge = claims, nil, nil
}

// Write has the next tokens say something else than they should; nil leaves a claim out.
func (p *Provider) Write(change map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.change = change
}

// Forge has the next tokens made of their claims by f instead of signed.
func (p *Provider) Forge(f func(claims []byte) string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forge = f
}

// Close ends the provider: nobody answers from now on.
func (p *Provider) Close() { p.server.Close() }

// Token signs claims with the provider's key.
func (p *Provider) Token(claims []byte) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: p.key, KeyID: "one"}}, nil)
	if err != nil {
		panic(err)
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		panic(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return text
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	answer(w, 200, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token",
		"jwks_uri": p.URL + "/keys", "id_token_signing_alg_values_supported": []string{"ES256", "HS256", "none"},
		"authorization_response_iss_parameter_supported": true})
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	answer(w, 200, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "one", Algorithm: "ES256", Use: "sig"}}})
}

// authorize lets whoever was said log in at once, and sends the browser back with a code.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != ClientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" {
		http.Error(w, "not a request that this provider takes", http.StatusBadRequest)
		return
	}
	code := rand.Text()
	p.mu.Lock()
	p.codes[code] = grant{q.Get("code_challenge"), q.Get("redirect_uri"), q.Get("nonce")}
	p.mu.Unlock()
	back := url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {p.URL}}
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

// token changes a code for a token, once, for who proves that the code is theirs.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	} else if plain, err := url.QueryUnescape(secret); err == nil {
		secret = plain
	}
	if id != ClientID || secret != Secret {
		answer(w, 401, map[string]any{"error": "invalid_client"})
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || g.redirect != r.PostFormValue("redirect_uri") || g.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
		answer(w, 400, map[string]any{"error": "invalid_grant"})
		return
	}
	answer(w, 200, map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 300, "id_token": p.idToken(g)})
}

func (p *Provider) idToken(g grant) string {
	now := clock.Now()
	claims := map[string]any{"iss": p.URL, "aud": ClientID, "nonce": g.nonce, "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	maps.Copy(claims, p.claims)
	for k, v := range p.change {
		if claims[k] = v; v == nil {
			delete(claims, k)
		}
	}
	data, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	if p.forge != nil {
		return p.forge(data)
	}
	return p.Token(data)
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
