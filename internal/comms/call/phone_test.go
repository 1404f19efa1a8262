package call_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/comms/call"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
)

// asked is what Kith has asked a phone system.
type asked struct {
	Event, CallID, From, To string
}

// phone is a phone system on this machine: it checks who asks, calls each call once, and tells how it goes.
type phone struct {
	o            *office
	server       *httptest.Server
	mu           sync.Mutex
	secret, hook string
	calls        map[string]asked // by their ids: what is asked for once more is the same call
	requests     int              // that were signed well
	forged       int              // that were not
	answers      []int            // statuses of the next answers; 200 when there are none
	slow         time.Duration    // before an answer, after the call was begun
}

func startPhone(o *office) *phone {
	p := &phone{o: o, calls: map[string]asked{}}
	p.server = httptest.NewServer(p)
	o.T.Cleanup(p.server.Close)
	return p
}

// connect has Acme use the phone system.
func (p *phone) connect() {
	p.o.T.Helper()
	var c struct {
		Secret, Hook string
		Version      int
	}
	p.o.Get(apptest.Call{As: "acme/ana", Do: "GET /settings/phone"}, &c)
	p.o.Get(apptest.Call{As: "acme/ana", Do: "PUT /settings/phone", Body: `{"url":"` + p.server.URL + `/ask?key=s3cr3t","version":` + strconv.Itoa(c.Version) + `}`, Has: []string{`"secret":"`}}, &c)
	p.secret, p.hook = c.Secret, c.Hook
}

// ServeHTTP implements http.Handler.
func (p *phone) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	p.mu.Lock()
	defer p.mu.Unlock()
	at := r.Header.Get(call.TimeHeader)
	if r.Header.Get(call.SignatureHeader) != call.Signature(p.secret, at, body) {
		p.forged++
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	p.requests++
	status := http.StatusOK
	if len(p.answers) > 0 {
		status, p.answers = p.answers[0], p.answers[1:]
	}
	var a asked
	_ = json.Unmarshal(body, &a)
	if a.Event == "call" && status == http.StatusOK {
		p.calls[a.CallID] = a
	}
	time.Sleep(p.slow)
	w.WriteHeader(status)
	_, _ = w.Write([]byte("no line free for " + a.To)) // what it says is never shown
}

func (p *phone) seen() (requests, calls int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.requests, len(p.calls)
}

// event is what the phone system tells.
func event(what, callID string, seconds int) map[string]any {
	return map[string]any{"event": what, "id": id.New().String(), "callId": callID, "seconds": seconds}
}

// telling is how something is told; spoil changes it on the way.
type telling struct {
	token, at, signature string
	body                 []byte
}

func (p *phone) telling(e map[string]any) telling {
	p.o.T.Helper()
	body, err := json.Marshal(e)
	require.NoError(p.o.T, err)
	at := strconv.FormatInt(clock.Now().Unix(), 10)
	return telling{p.hook[len("http://localhost:8080/api/v1/hooks/call/"):], at, call.Signature(p.secret, at, body), body}
}

// tell tells it, and returns the status and body of the answer.
func (p *phone) tell(t telling) (int, string) {
	a := p.o.Do(apptest.Call{Do: "POST /hooks/call/" + t.token, Raw: bytes.Clone(t.body), Header: map[string]string{call.TimeHeader: t.at, call.SignatureHeader: t.signature}})
	return a.Status, a.Body
}

func (p *phone) told(e map[string]any) {
	p.o.T.Helper()
	status, body := p.tell(p.telling(e))
	require.Equal(p.o.T, http.StatusNoContent, status, body)
}

var _ http.Handler = (*phone)(nil)

// The form of a signature is a promise to those who wrote a phone system for it.
func TestSignature(t *testing.T) {
	require.Equal(t, "e6a22eb66e93669c75e7a035a110d9a2ccfa7cdef62d0ecb361671b92718ee9f", call.Signature("secret", "1700000000", []byte(`{"event":"test"}`)))
}
