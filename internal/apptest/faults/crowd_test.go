package faults

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// F10: others take every connection the database has. The program says that it is busy, and goes on by itself when they let go.
func TestF10NoConnectionLeft(t *testing.T) {
	Slow(t, "F10")
	r := startWith(t, world{db: map[string]string{"max_connections": "60"}})
	pid := r.child.Process.Pid
	require.Equal(t, http.StatusOK, r.get("/contacts"))
	let := r.hog()
	a := r.read(4 * time.Second)
	a.only(t, http.StatusOK, http.StatusServiceUnavailable)
	require.NotZero(t, a.of[http.StatusServiceUnavailable])
	require.Equal(t, http.StatusOK, r.probe("/livez"))
	let()
	r.well(pid)
	r.command("audit")
}

// hog takes all connections, those of the program as well, until it lets go.
func (r *rig) hog() (let func()) {
	r.t.Helper()
	var taken []*pgx.Conn
	take := func() {
		for {
			c, err := pgx.Connect(r.t.Context(), r.db.URL("kith"))
			if err != nil {
				return
			}
			taken = append(taken, c)
		}
	}
	take()
	for range 20 { // the program takes back some of what it loses, so it is asked to let go more than once
		_, err := taken[0].Exec(r.t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
			AND application_name NOT LIKE 'hog' AND usename <> current_user`)
		require.NoError(r.t, err)
		take()
	}
	return func() {
		for _, c := range taken {
			c.Close(context.Background()) //nolint:errcheck // nothing is lost with it
		}
	}
}

// F27: two thousand connections say one byte of a request in a second. Others are served as before, and the slow ones are cut off.
func TestF27SlowRequests(t *testing.T) {
	Slow(t, "F27")
	const many = 2000
	r := start(t)
	pid := r.child.Process.Pid
	var open atomic.Int64
	var all sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	for range many {
		c, err := net.Dial("tcp", strings.TrimPrefix(r.base, "http://"))
		require.NoError(t, err)
		open.Add(1)
		all.Go(func() {
			defer c.Close() //nolint:errcheck // nothing is lost with it
			drip(ctx, c)
			open.Add(-1)
		})
	}
	require.EqualValues(t, many, open.Load())
	r.read(5*time.Second).only(t, http.StatusOK)
	assert.Eventually(t, func() bool { return open.Load() == 0 }, 60*time.Second, time.Second, "each is cut off in time")
	stop()
	all.Wait()
	r.well(pid)
}

// drip sends a request byte by byte until the other side has had enough.
func drip(ctx context.Context, c net.Conn) {
	for _, b := range []byte("GET /livez HTTP/1.1\r\nHost: kith\r\nX-Slow: " + strings.Repeat("a", 1000)) {
		if _, err := c.Write([]byte{b}); err != nil {
			return
		}
		if err := c.SetReadDeadline(time.Now().Add(time.Second)); err != nil { //nolint:forbidigo // a pause
			return
		}
		if _, err := io.ReadAll(c); !errors.Is(err, os.ErrDeadlineExceeded) || ctx.Err() != nil {
			return
		}
	}
}
