package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v3"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/web"
)

type largeIn struct {
	RawBody []byte `contentType:"application/octet-stream"`
}

// crowd is a server with little room, and a route that answers when it is told to.
type crowd struct {
	t     *testing.T
	base  string
	came  chan struct{}
	leave [10]chan struct{} // of each request, by its body's first byte
	next  byte
}

func newCrowd(t *testing.T, bytes, heavy int, wait time.Duration) *crowd {
	c := &crowd{t: t, came: make(chan struct{}, 10)}
	for n := range c.leave {
		c.leave[n] = make(chan struct{})
	}
	s := web.NewServer(web.Config{BaseURL: "http://localhost", Timeout: requestTime}, web.Edge{})
	s.Crowd(bytes, heavy, wait)
	need := web.Need{Access: web.Public, In: web.Outside, MaxBytes: 8 << 20}
	slow := func(_ context.Context, in *largeIn) (said, error) {
		c.came <- struct{}{}
		<-c.leave[in.RawBody[0]]
		return said{"ok"}, nil
	}
	web.Handle(s.Router, "POST", "/large", need, 200, slow)
	need.Heavy = true
	web.Handle(s.Router, "POST", "/heavy", need, 200, slow)
	web.Handle(s.Router, "GET", "/light", web.Need{Access: web.Public, In: web.Outside}, 200, func(context.Context, *nothing) (said, error) { return said{"ok"}, nil })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go s.App.Listener(l, fiber.ListenConfig{DisableStartupMessage: true}) //nolint:errcheck // it ends with the test
	t.Cleanup(func() { s.App.Shutdown() })                                //nolint:errcheck // it ends with the test
	c.base = "http://" + l.Addr().String() + "/api/v1"
	return c
}

// post sends a body and tells the status, and of a refusal that it says when to come again.
func (c *crowd) post(path string, body io.Reader) int {
	res, err := http.Post(c.base+path, "application/octet-stream", body) //nolint:noctx // the server answers
	if err != nil {
		c.t.Error(err)
		return 0
	}
	defer res.Body.Close() //nolint:errcheck // it is read
	if res.StatusCode != http.StatusServiceUnavailable {
		return res.StatusCode
	}
	var p web.Problem
	if err := json.NewDecoder(res.Body).Decode(&p); err != nil || p.Code != "unavailable" || res.Header.Get("Retry-After") != "10" {
		c.t.Errorf("%v: %+v, %v", err, p, res.Header)
	}
	return res.StatusCode
}

// within sends a body that comes as far as the handler, and gives back how to end it.
func (c *crowd) within(path string, size int) (end func() int) {
	c.t.Helper()
	status := make(chan int)
	c.next++
	n := c.next
	go func() { status <- c.post(path, body(size, n)) }()
	<-c.came
	return func() int { close(c.leave[n]); return <-status }
}

// body is one that begins with a byte.
func body(size int, first byte) io.Reader {
	b := make([]byte, size)
	b[0] = first
	return bytes.NewReader(b)
}

const mebi = 1 << 20

// Where there is no room for another large body the sender waits, and is told to come again. Others are served, and so is who
// comes when there is room again.
func TestLargeBodiesNeedRoom(t *testing.T) {
	c := newCrowd(t, 5*mebi, 10, 50*time.Millisecond)
	end := c.within("/large", 4*mebi)
	require.Equal(t, http.StatusServiceUnavailable, c.post("/large", body(2*mebi, 0)))
	require.Equal(t, http.StatusServiceUnavailable, c.post("/large", io.MultiReader(body(2*mebi, 0))), "nobody says how long it is")
	small := c.within("/large", mebi/2)
	require.Equal(t, http.StatusOK, small())
	res, err := http.Get(c.base + "/light") //nolint:noctx // the server answers
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusOK, res.StatusCode)
	require.Equal(t, http.StatusOK, end())
	require.Equal(t, http.StatusOK, c.within("/large", 5*mebi)())
}

// Who waits for room comes in as soon as there is some.
func TestLargeBodiesComeInTurn(t *testing.T) {
	c := newCrowd(t, 5*mebi, 10, time.Minute)
	end := c.within("/large", 4*mebi)
	waits := make(chan int)
	go func() { waits <- c.post("/large", body(4*mebi, 9)) }()
	require.Equal(t, http.StatusOK, end())
	<-c.came
	close(c.leave[9])
	require.Equal(t, http.StatusOK, <-waits)
}

// A body that never comes does not keep its room.
func TestRoomOfWhoIsGoneIsGivenBack(t *testing.T) {
	c := newCrowd(t, 5*mebi, 10, time.Minute)
	for range 3 {
		gone, err := net.Dial("tcp", strings.TrimPrefix(strings.TrimSuffix(c.base, "/api/v1"), "http://"))
		require.NoError(t, err)
		_, err = gone.Write([]byte("POST /api/v1/large HTTP/1.1\r\nHost: kith\r\nContent-Type: application/octet-stream\r\nContent-Length: 5000000\r\n\r\nhalf"))
		require.NoError(t, err)
		require.NoError(t, gone.Close())
	}
	require.Equal(t, http.StatusOK, c.within("/large", 5*mebi)())
}

// Of what needs much memory only so much is done at a time.
func TestHeavyRequestsTakeTurns(t *testing.T) {
	c := newCrowd(t, 50*mebi, 2, 50*time.Millisecond)
	first, second := c.within("/heavy", 10), c.within("/heavy", 10)
	require.Equal(t, http.StatusServiceUnavailable, c.post("/heavy", body(10, 0)))
	require.Equal(t, http.StatusOK, c.within("/large", 10)(), "others need no turn")
	require.Equal(t, http.StatusOK, first())
	require.Equal(t, http.StatusOK, c.within("/heavy", 10)())
	require.Equal(t, http.StatusOK, second())
}
