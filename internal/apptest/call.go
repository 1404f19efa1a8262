package apptest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"time"

	"github.com/gofiber/fiber/v3"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/id"
)

const requestTimeout = 20 * time.Second

// Call is one request and what has to come back.
type Call struct {
	Name     string            // what is shown by it
	As       string            // company/person; empty for nobody
	Do       string            // method and path below /api/v1
	Body     string            // JSON
	Raw      []byte            // a body that is not JSON
	Header   map[string]string // more headers; Idempotency-Key is made for each call unless given
	Want     int               // status
	Has, Not []string          // what the answer's body must and must not contain
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// JSON reads the body into v.
func (a Answer) JSON(w *World, v any) {
	w.T.Helper()
	require.NoError(w.T, json.Unmarshal([]byte(a.Body), v), a.Body)
}

// Run makes calls in order and checks their answers. Every call that names a record of Acme by its id and succeeds is
// repeated as Globex's owner, who must get 404: so each domain has its isolation test without writing one.
func (w *World) Run(calls ...Call) {
	w.T.Helper()
	for _, c := range calls {
		if c.Want < 300 && strings.HasPrefix(c.As, "acme/") {
			w.neighbour(c)
		}
		w.check(c)
	}
}

var recordPath = regexp.MustCompile(`/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// neighbour tries a call as the other company's owner, before it is made: it must find nothing to do it to.
func (w *World) neighbour(c Call) {
	w.T.Helper()
	if !recordPath.MatchString(strings.SplitN(c.Do, "?", 2)[0]) {
		return
	}
	c.As, c.Header = "globex/gus", nil
	a := w.Do(c)
	require.Equal(w.T, http.StatusNotFound, a.Status, "%s: the neighbour gets %s", c.Do, a.Body)
}

func (w *World) check(c Call) Answer {
	w.T.Helper()
	a := w.Do(c)
	require.Equal(w.T, c.Want, a.Status, "%s: %s as %s answers %s", c.Name, c.Do, c.As, a.Body)
	for _, has := range c.Has {
		require.Contains(w.T, a.Body, has, c.Name)
	}
	for _, not := range c.Not {
		require.NotContains(w.T, a.Body, not, c.Name)
	}
	return a
}

// Get makes a call that has to succeed and reads its answer into v, which may be nil.
func (w *World) Get(c Call, v any) Answer {
	w.T.Helper()
	if c.Want == 0 {
		c.Want = http.StatusOK
	}
	a := w.check(c)
	if v != nil {
		a.JSON(w, v)
	}
	return a
}

// Do makes a call and returns its answer, whatever it is.
func (w *World) Do(c Call) Answer {
	w.T.Helper()
	method, path, _ := strings.Cut(c.Do, " ")
	body := io.Reader(strings.NewReader(c.Body))
	if c.Raw != nil {
		body = strings.NewReader(string(c.Raw))
	}
	r := httptest.NewRequest(method, "/api/v1"+path, body)
	if c.Body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.Raw != nil {
		r.Header.Set("Content-Type", "application/octet-stream")
	}
	if c.As != "" {
		r.Header.Set("Authorization", "Bearer "+w.Person(c.As).Token)
	}
	if method == http.MethodPost {
		r.Header.Set("Idempotency-Key", id.New().String())
	}
	for k, v := range c.Header {
		r.Header.Set(k, v)
	}
	res, err := w.App.Server.App.Test(r, fiber.TestConfig{Timeout: requestTimeout, FailOnTimeout: true})
	require.NoError(w.T, err, c.Do)
	defer res.Body.Close() //nolint:errcheck // it was read
	data, err := io.ReadAll(res.Body)
	require.NoError(w.T, err)
	return Answer{res.StatusCode, res.Header, string(data)}
}

// Make makes a record by POST and returns its id.
func (w *World) Make(as, path, body string) string {
	w.T.Helper()
	var made struct{ ID string }
	w.Get(Call{Name: "makes", As: as, Do: "POST " + path, Body: body, Want: http.StatusCreated}, &made)
	return made.ID
}
