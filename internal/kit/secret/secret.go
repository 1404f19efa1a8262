// Package secret makes tokens and keys, and seals what must be stored unreadable. Everything derives from the one secret
// in the configuration.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
)

// Keys derives purpose-bound keys from the configured secret.
type Keys struct{ root []byte }

// NewKeys takes the configured secret, at least 32 characters of it.
func NewKeys(root string) (Keys, error) {
	if len(root) < 32 {
		return Keys{}, errors.New("the secret is shorter than 32 characters")
	}
	return Keys{[]byte(root)}, nil
}

// Derive returns 32 bytes for one purpose (HKDF-SHA256, RFC 5869): the same purpose gives the same bytes.
func (k Keys) Derive(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, k.root, nil, "kith/"+purpose, 32)
	if err != nil {
		panic(err) // only for impossible lengths
	}
	return key
}

// Password derives a password for a login role of the database.
func (k Keys) Password(role string) string {
	return base64.RawURLEncoding.EncodeToString(k.Derive("db/" + role))
}

// Token returns 256 random bits for a link, and the hash under which it is stored.
func Token() (token string, hash []byte) {
	raw := make([]byte, 32)
	rand.Read(raw) //nolint:errcheck // crypto/rand never fails since Go 1.24: it stops the program instead
	token = base64.RawURLEncoding.EncodeToString(raw)
	return token, Hash(token)
}

// Hash is the form in which a token is stored.
func Hash(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

// Sign returns a MAC of data for one purpose.
func (k Keys) Sign(purpose string, data []byte) []byte {
	return MAC(k.Derive(purpose), data)
}

// Verify checks a MAC in constant time.
func (k Keys) Verify(purpose string, data, mac []byte) bool {
	return hmac.Equal(k.Sign(purpose, data), mac)
}

// Seal encrypts data (AES-256-GCM) for one purpose.
func (k Keys) Seal(purpose string, data []byte) ([]byte, error) {
	g, err := k.gcm(purpose)
	if err != nil {
		return nil, err
	}
	return g.Seal(nil, nil, data, nil), nil
}

// ErrUnreadable is returned for sealed data that was damaged or sealed with another secret.
var ErrUnreadable = errors.New("secret: the data was not sealed with this secret")

// Open decrypts what Seal made.
func (k Keys) Open(purpose string, sealed []byte) ([]byte, error) {
	g, err := k.gcm(purpose)
	if err != nil {
		return nil, err
	}
	data, err := g.Open(nil, nil, sealed, nil)
	if err != nil {
		return nil, ErrUnreadable
	}
	return data, nil
}

func (k Keys) gcm(purpose string) (cipher.AEAD, error) {
	b, err := aes.NewCipher(k.Derive("seal/" + purpose))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(b)
}

// MAC is HMAC-SHA256 with a derived key.
func MAC(key, data []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(data)
	return m.Sum(nil)
}
