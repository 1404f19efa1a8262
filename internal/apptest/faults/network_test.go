package faults

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/id"
)

// network is what lies between the program and its database, and can be made bad.
type network struct {
	t     *testing.T
	proxy *toxiproxy.Proxy
}

// behind starts a program whose database is at the other end of a network.
func behind(t *testing.T) (*rig, *network) {
	n := &network{t: t}
	r := startWith(t, world{way: func(at string) string {
		u, err := url.Parse(at)
		require.NoError(t, err)
		socket := filepath.Join(u.Query().Get("host"), ".s.PGSQL."+u.Query().Get("port"))
		n.proxy = toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), "database", freeAddress(t), relay(t, socket))
		require.NoError(t, n.proxy.Start())
		t.Cleanup(n.proxy.Stop)
		u.Host, u.RawQuery = n.proxy.Listen, "sslmode=disable"
		return u.String()
	}})
	return r, n
}

// relay lets the server, which has a socket in a folder only, be reached over TCP.
func relay(t *testing.T, socket string) (address string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("unix", socket)
			if err != nil {
				_ = in.Close()
				continue
			}
			go pass(in, out)
			go pass(out, in)
		}
	}()
	return l.Addr().String()
}

// pass hands on what comes until one side ends, then ends the other.
func pass(from, to net.Conn) {
	_, _ = io.Copy(to, from)
	_ = to.Close()
	_ = from.Close()
}

// is makes the network bad in a way, in the words of Toxiproxy, until the returned function is called.
func (n *network) is(kind, attributes string) (well func()) {
	n.t.Helper()
	for _, stream := range []string{"upstream", "downstream"} {
		_, err := n.proxy.Toxics.AddToxicJson(strings.NewReader(`{"name":"` + stream + `","type":"` + kind + `","stream":"` + stream + `","attributes":` + attributes + `}`))
		require.NoError(n.t, err)
	}
	return func() { n.proxy.Toxics.ResetToxics(n.t.Context()) }
}

// answers are what people got to their requests: how many of each status; 0 stands for none within ten seconds.
type answers struct {
	mu sync.Mutex
	of map[int]int
}

func (a *answers) note(status int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.of[status]++
}

// read asks for a list every fifth of a second, whether earlier questions were answered or not, for as long as it lasts.
func (r *rig) read(lasts time.Duration) *answers {
	a := &answers{of: map[int]int{}}
	var all sync.WaitGroup
	for range lasts / (200 * time.Millisecond) {
		all.Go(func() { a.note(r.get("/contacts")) })
		time.Sleep(200 * time.Millisecond)
	}
	all.Wait()
	return a
}

func (r *rig) get(path string) int {
	req, err := http.NewRequest(http.MethodGet, r.base+"/api/v1"+path, http.NoBody) //nolint:noctx // bounded by the client
	if err != nil {
		return 0
	}
	req.Header.Set("Authorization", "Bearer "+r.token)
	res, err := client.Do(req)
	if err != nil {
		return 0
	}
	defer res.Body.Close() //nolint:errcheck // it is read
	_, err = io.Copy(io.Discard, res.Body)
	if err != nil {
		return 0
	}
	return res.StatusCode
}

// well waits until the program serves again by itself, and nothing of the trouble is left in the database.
func (r *rig) well(pid int) {
	r.t.Helper()
	read, wrote := 0, 0
	recovered := assert.Eventually(r.t, func() bool {
		read = r.get("/contacts")
		wrote, _ = r.post("/contacts", id.New().String(), `{"firstName":"Back"}`)
		return read == http.StatusOK && wrote == http.StatusCreated
	}, 20*time.Second, 100*time.Millisecond)
	require.True(r.t, recovered, "reading answers %d, writing %d", read, wrote)
	require.Equal(r.t, pid, r.child.Process.Pid, "nobody started it again")
	require.Nil(r.t, r.child.ProcessState)
	require.Eventually(r.t, func() bool { return r.stuck() == 0 }, 20*time.Second, 100*time.Millisecond, "no transaction is left open")
}

func (r *rig) stuck() (n int) {
	r.t.Helper()
	c, err := pgx.Connect(r.t.Context(), r.db.URL("kith"))
	require.NoError(r.t, err)
	defer c.Close(context.Background()) //nolint:errcheck // nothing is lost with it
	require.NoError(r.t, c.QueryRow(r.t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = 'kith' AND state LIKE 'idle in transaction%'").Scan(&n))
	return n
}

// only demands that every request had an answer, and one of these.
func (a *answers) only(t *testing.T, statuses ...int) {
	t.Helper()
	t.Log("answers by status:", a.of)
	for status := range a.of {
		assert.Contains(t, statuses, status) // the fault has to end, whatever is found
	}
}

// F7: the way to the database is slow, then very uneven. What is in time is served, everything else is told to try again.
func TestF7SlowNetwork(t *testing.T) {
	Slow(t, "F7")
	r, n := behind(t)
	pid := r.child.Process.Pid
	well := n.is("latency", `{"latency":150}`)
	a := r.read(5 * time.Second)
	a.only(t, http.StatusOK, http.StatusServiceUnavailable)
	require.NotZero(t, a.of[http.StatusOK])
	well()
	well = n.is("latency", `{"latency":1000,"jitter":1000}`)
	r.read(10*time.Second).only(t, http.StatusOK, http.StatusServiceUnavailable)
	well()
	r.well(pid)
}

// F8: nothing that is sent arrives, and nobody says so; then every connection is cut. No request waits without end, what
// was acknowledged is there, and the program goes on by itself.
func TestF8BlackHole(t *testing.T) {
	r, n := behind(t)
	pid := r.child.Process.Pid
	l := r.during(func() {
		well := n.is("timeout", `{"timeout":0}`)
		r.read(3*time.Second).only(t, http.StatusServiceUnavailable)
		well()
		well = n.is("reset_peer", `{"timeout":0}`)
		r.read(time.Second).only(t, http.StatusServiceUnavailable, http.StatusOK)
		well()
	})
	r.well(pid)
	require.NotEmpty(t, l.acked)
	r.settle(l)
}
