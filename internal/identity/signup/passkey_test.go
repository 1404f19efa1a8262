package signup_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

// key is a device that holds one passkey and answers as browsers do.
type key struct {
	*testing.T
	id, handle []byte
	private    *ecdsa.PrivateKey
	origin     string
	flags      byte // of the authenticator: 0x01 somebody touched it, 0x04 it knows who
	counter    uint32
}

func newKey(t *testing.T) *key {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	id := make([]byte, 16)
	rand.Read(id) //nolint:errcheck // never fails
	return &key{T: t, id: id, private: private, origin: base, flags: 0x05}
}

var b64 = base64.RawURLEncoding.EncodeToString

func (k *key) client(kind, challenge string) []byte {
	data, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": k.origin, "crossOrigin": false})
	require.NoError(k, err)
	return data
}

func (k *key) authenticator(flags byte) []byte {
	host := sha256.Sum256([]byte("localhost"))
	return binary.BigEndian.AppendUint32(append(host[:], k.flags|flags), k.counter)
}

// create answers navigator.credentials.create.
func (k *key) create(asked call) string {
	options := asked.get(k.T, "options").(map[string]any)
	handle, err := base64.RawURLEncoding.DecodeString(options["user"].(map[string]any)["id"].(string))
	require.NoError(k, err)
	k.handle = handle
	point, err := k.private.PublicKey.Bytes()
	require.NoError(k, err)
	public, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	require.NoError(k, err)
	data := append(k.authenticator(0x40), make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(k.id))), k.id...)
	object, err := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": append(data, public...)})
	require.NoError(k, err)
	return k.answer(asked, map[string]any{"clientDataJSON": b64(k.client("webauthn.create", options["challenge"].(string))), "attestationObject": b64(object)})
}

// get answers navigator.credentials.get.
func (k *key) get(asked call) string {
	client := k.client("webauthn.get", asked.get(k.T, "options").(map[string]any)["challenge"].(string))
	hash := sha256.Sum256(client)
	data := k.authenticator(0)
	sum := sha256.Sum256(append(data[:len(data):len(data)], hash[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, k.private, sum[:])
	require.NoError(k, err)
	return k.answer(asked, map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(sig), "userHandle": b64(k.handle)})
}

func (k *key) answer(asked call, response map[string]any) string {
	body, err := json.Marshal(map[string]any{"ticket": asked.get(k.T, "ticket"), "credential": map[string]any{"id": b64(k.id), "rawId": b64(k.id), "type": "public-key", "response": response}})
	require.NoError(k, err)
	return string(body)
}

func (w *world) addKey(p *who, k *key, name string) call {
	w.Helper()
	body := k.create(w.want(200, p, "POST /me/passkeys/begin", ""))
	return w.do(p, "POST /me/passkeys", fmt.Sprintf(`{"name":%q,%s`, name, body[1:]))
}

func TestPasskey(t *testing.T) {
	w := newWorld(t)
	ana, eve := w.found(), w.found()
	k := newKey(t)
	c := w.addKey(ana, k, "  My   phone ")
	require.Equal(t, 201, c.status, c.text)
	id := c.get(t, "id").(string)
	w.want(200, ana, "GET /me/passkeys", "", `"name":"My phone"`, `"lastUsedAt":null`)
	require.Equal(t, 409, w.addKey(eve, &key{T: t, id: k.id, private: k.private, origin: base, flags: 5}, "stolen").status)

	w.secure(ana) // a passkey is both steps in one
	phone := &who{email: ana.email, agent: "phone"}
	asked := w.want(200, phone, "POST /auth/passkey/begin", "")
	answer := k.get(asked)
	require.Equal(t, 200, w.as(phone, "POST /auth/passkey", answer).status)
	w.want(200, phone, "GET /me/sessions", "", `"method":"passkey"`)
	w.want(410, &who{}, "POST /auth/passkey", answer, `"code":"challenge.gone"`) // replayed

	w.want(404, eve, "PATCH /me/passkeys/"+id, `{"name":"mine"}`, `"code":"passkey.not_found"`)
	w.want(200, ana, "PATCH /me/passkeys/"+id, `{"name":"Old phone"}`, `"name":"Old phone"`)
	w.want(422, ana, "PATCH /me/passkeys/"+id, `{"name":" "}`, `"code":"passkey.nameless"`)
	w.want(404, eve, "DELETE /me/passkeys/"+id, "")
	w.want(204, ana, "DELETE /me/passkeys/"+id, "")
	w.want(401, &who{}, "POST /auth/passkey", k.get(w.want(200, &who{}, "POST /auth/passkey/begin", "")), `"code":"passkey.unknown"`)
	require.Contains(t, w.letter(ana.email).Paragraphs, "z Twojego konta usunięto klucz dostępu.")
}

// Nothing but the right device, at our page, with its person present, opens a session.
func TestPasskeyForgeries(t *testing.T) {
	w := newWorld(t)
	ana, eve := w.found(), w.found()
	k := newKey(t)
	require.Equal(t, 201, w.addKey(ana, k, "phone").status)
	require.Equal(t, 201, w.addKey(eve, newKey(t), "hers").status)
	try := func(k key) int {
		return w.do(&who{}, "POST /auth/passkey", k.get(w.want(200, &who{}, "POST /auth/passkey/begin", ""))).status
	}
	require.Equal(t, 200, try(*k))
	otherPage, untouched, unknown, otherKey, otherPerson := *k, *k, *k, *k, *k
	otherPage.origin = "https://kith.evil.example"
	untouched.flags = 0x01
	unknown.handle = make([]byte, 16)
	otherKey.private = newKey(t).private
	c, err := w.sessions.Verify(eve.token)
	require.NoError(t, err)
	otherPerson.handle = c.UserID[:]
	require.Equal(t, []int{422, 422, 401, 422, 401}, []int{try(otherPage), try(untouched), try(unknown), try(otherKey), try(otherPerson)})
	counted := *k
	counted.counter = 7
	require.Equal(t, 200, try(counted))
	counted.counter = 5
	require.Equal(t, 422, try(counted), "a counter that goes back is a copied key")
	mine, err := w.sessions.Verify(ana.token)
	require.NoError(t, err)
	require.Equal(t, 4, w.count("SELECT coalesce(sum(tries), 0) FROM platform.login_refusal WHERE reason = 'wrong_passkey' AND user_id = $1", mine.UserID),
		"the trail will tell whose key was tried")
	late := w.want(200, &who{}, "POST /auth/passkey/begin", "")
	defer clock.Advance(6 * time.Minute)()
	w.want(410, &who{}, "POST /auth/passkey", k.get(late))
}

// That the keys can't be read is not said of the key: who has it would throw it away.
func TestFaultIsNoUnknownKey(t *testing.T) {
	w := newWorld(t)
	ana, k := w.found(), newKey(t)
	require.Equal(t, 201, w.addKey(ana, k, "phone").status)
	answer := k.get(w.want(200, &who{}, "POST /auth/passkey/begin", ""))
	_, err := w.raw.Exec(t.Context(), "ALTER TABLE platform.passkey RENAME TO passkey_away")
	require.NoError(t, err)
	status := w.do(&who{}, "POST /auth/passkey", answer).status
	_, err = w.raw.Exec(t.Context(), "ALTER TABLE platform.passkey_away RENAME TO passkey")
	require.NoError(t, err)
	require.GreaterOrEqual(t, status, 500)
}

// What makes an account safer, or less safe, is known at once in all sessions of the person, not only where it was done.
func TestSafetyIsToldToEverySession(t *testing.T) {
	w := newWorld(t)
	ana := w.found()
	phone := &who{email: ana.email, agent: "phone"}
	require.Equal(t, 200, w.as(phone, "POST /auth/login", creds(ana.email, pw)).status)
	c, err := w.sessions.Verify(phone.token)
	require.NoError(t, err)
	_, err = w.raw.Exec(t.Context(), "LISTEN "+db.HintChannel)
	require.NoError(t, err)
	told := func(what string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		for {
			n, err := w.raw.WaitForNotification(ctx)
			require.NoError(t, err, what)
			if n.Payload == "session:"+c.SessionID.String() {
				return
			}
		}
	}
	id := w.addKey(ana, newKey(t), "phone").get(t, "id").(string)
	told("a passkey was added")
	w.want(204, ana, "DELETE /me/passkeys/"+id, "")
	told("a passkey was removed")
	w.secure(ana)
	told("a second step was added")
	w.want(204, ana, "DELETE /me/second-factor", "")
	told("a second step was removed")
}

func TestProveByPasskey(t *testing.T) {
	w := newWorld(t)
	ana, eve := w.found(), w.found()
	k, hers := newKey(t), newKey(t)
	require.Equal(t, 201, w.addKey(ana, k, "phone").status)
	require.Equal(t, 201, w.addKey(eve, hers, "phone").status)
	defer clock.Advance(11 * time.Minute)()
	w.as(ana, "POST /auth/refresh", "")
	w.want(403, ana, "POST /me/passkeys/begin", "", `"code":"auth.step_up"`)
	w.want(401, ana, "POST /me/prove/passkey", hers.get(w.want(200, ana, "POST /auth/passkey/begin", "")), `"code":"passkey.unknown"`)
	w.want(403, ana, "POST /me/passkeys/begin", "")
	w.want(204, ana, "POST /me/prove/passkey", k.get(w.want(200, ana, "POST /auth/passkey/begin", "")))
	w.want(200, ana, "POST /me/passkeys/begin", "")
}
