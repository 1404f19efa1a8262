package faults

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/pgserver"
)

// rig is one program with its own database server, both of which can be killed.
type rig struct {
	t     *testing.T
	db    *pgserver.Server
	env   []string
	bin   string
	base  string
	child *exec.Cmd
	token string
	name  string // of the company that is looked at; empty for the one of the demonstration
}

func start(t *testing.T) *rig { return startWith(t, world{}) }

// world is in what way a program's surroundings differ from the usual ones.
type world struct {
	way func(url string) string // by which address it reaches its database
	dir string                  // of the database
	db  map[string]string       // its settings
	env []string                // of the program
}

// startWith starts a program in a world.
func startWith(t *testing.T, w world) *rig {
	t.Helper()
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	dir, err := os.MkdirTemp("", "kith-faults-")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })  //nolint:errcheck // a temporary folder
	require.NoError(t, os.Chmod(dir, 0o711)) //nolint:gosec // the database's account must pass through
	r := &rig{t: t, bin: filepath.Join(dir, "kith")}
	r.db, err = pgserver.Start(t.Context(), pgserver.Options{Dir: cmp.Or(w.dir, filepath.Join(dir, "pg")), Fsync: true, Extra: w.db})
	require.NoError(t, err)
	t.Cleanup(r.db.Kill)
	require.NoError(t, r.db.CreateDatabase(t.Context(), "kith"))
	r.base = "http://" + freeAddress(t)
	database := r.db.URL("kith")
	if w.way != nil {
		database = w.way(database)
	}
	r.env = append(os.Environ(), "KITH_DATABASE_URL="+database, "KITH_ADDRESS="+strings.TrimPrefix(r.base, "http://"),
		"KITH_BASE_URL="+r.base, "KITH_SECRET="+strings.Repeat("fault", 8), "KITH_SMTP_URL=smtp://127.0.0.1:9?tls=none", "KITH_SPARE_TENANTS=2", "KITH_REQUEST_TIMEOUT=4s",
		"KITH_FILES="+t.TempDir())
	r.env = append(r.env, w.env...) // the last one counts
	build := exec.Command("go", "build", "-o", r.bin, "github.com/kith-crm/kith/cmd/kith")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	r.command("migrate")
	r.command("seed")
	r.serve()
	t.Cleanup(r.kill)
	r.logIn()
	return r
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close() //nolint:errcheck // the port is wanted, not the listener
	return l.Addr().String()
}

func (r *rig) command(args ...string) {
	r.t.Helper()
	c := exec.Command(r.bin, args...)
	c.Env = r.env
	out, err := c.CombinedOutput()
	require.NoError(r.t, err, string(out))
}

// serve starts the program and waits until it is ready.
func (r *rig) serve() {
	r.t.Helper()
	r.child = exec.Command(r.bin, "serve")
	r.child.Env = r.env
	require.NoError(r.t, r.child.Start())
	require.Eventually(r.t, func() bool {
		res, err := http.Get(r.base + "/readyz") //nolint:noctx // a probe on this machine
		if err != nil {
			return false
		}
		defer res.Body.Close() //nolint:errcheck // only the status counts
		return res.StatusCode == http.StatusOK
	}, 20*time.Second, 50*time.Millisecond)
}

func (r *rig) kill() {
	r.child.Process.Kill() //nolint:errcheck // it may have ended
	r.child.Wait()         //nolint:errcheck // it was killed
}

func (r *rig) logIn() {
	r.t.Helper()
	var s struct{ AccessToken string }
	status, body := r.post("/auth/login", "", `{"email":"ana@en.demo.example","password":"Harbour-Lantern-27"}`)
	require.Equal(r.t, http.StatusOK, status, string(body))
	require.NoError(r.t, json.Unmarshal(body, &s))
	r.token = s.AccessToken
}

// post returns status 0 when nobody can know what became of the request.
func (r *rig) post(path, key, body string) (int, []byte) {
	req, err := http.NewRequest(http.MethodPost, r.base+"/api/v1"+path, strings.NewReader(body)) //nolint:noctx // bounded by the client
	if err != nil {
		return 0, nil
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Kith", "1")
	req.Header.Set("Authorization", "Bearer "+r.token)
	req.Header.Set("Idempotency-Key", key)
	res, err := client.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close() //nolint:errcheck // it is read
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		return 0, nil
	}
	return res.StatusCode, b.Bytes()
}

var client = &http.Client{Timeout: 10 * time.Second}

// ledger is what the client knows: which intents were acknowledged and of which it can't know.
type ledger struct {
	mu             sync.Mutex
	sent           map[string]bool
	acked, unknown []string
	of             map[int]int // answers by status
}

func (l *ledger) note(key string, status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.of[status]++
	if status == http.StatusCreated {
		l.acked = append(l.acked, key)
	} else {
		l.unknown = append(l.unknown, key)
	}
}

func (r *rig) create(key string) int {
	status, _ := r.post("/contacts", key, fmt.Sprintf(`{"firstName":%q}`, key))
	return status
}

// load writes with several clients until stop is closed.
func (r *rig) load(stop chan struct{}) *ledger {
	l := &ledger{sent: map[string]bool{}, of: map[int]int{}}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				key := id.New().String()
				l.mu.Lock()
				l.sent[key] = true
				l.mu.Unlock()
				l.note(key, r.create(key))
			}
		})
	}
	wg.Wait()
	return l
}

// settle repeats what nobody knows the outcome of, with the same keys, then compares with the database.
func (r *rig) settle(l *ledger) {
	r.t.Helper()
	for _, key := range l.unknown {
		require.Equal(r.t, http.StatusCreated, r.create(key), "a retry with the same key succeeds")
	}
	counts, audits := r.rows(`SELECT first_name, count(*) FROM %s.contact WHERE first_name ~ '^[0-9a-f]{8}-' GROUP BY 1`),
		r.rows(`SELECT record_name, count(*) FROM %s.audit_log WHERE kind = 'contact' AND action = 'created' AND record_name ~ '^[0-9a-f]{8}-' GROUP BY 1`)
	for key := range l.sent {
		require.EqualValues(r.t, 1, counts[key], "each intent is there exactly once")
		require.EqualValues(r.t, 1, audits[key], "with exactly one entry in the trail")
	}
	require.Equal(r.t, len(l.sent), len(counts), "nothing is there that nobody sent") //nolint:testifylint // thousands of them would be printed
	r.command("audit")                                                                // fails unless all that has to be true of the data is
	r.t.Logf("%d acknowledged, %d unknown, 0 lost, 0 doubled", len(l.acked), len(l.unknown))
}

func (r *rig) rows(query string) map[string]int64 {
	r.t.Helper()
	c, err := pgx.Connect(r.t.Context(), r.db.URL("kith"))
	require.NoError(r.t, err)
	defer c.Close(r.t.Context()) //nolint:errcheck // nothing is lost with it
	var schema string
	require.NoError(r.t, c.QueryRow(r.t.Context(), `SELECT schema_name FROM platform.tenant WHERE slug IS NOT NULL AND $1 IN ('', name) ORDER BY claimed_at LIMIT 1`, r.name).Scan(&schema))
	all := map[string]int64{}
	rows, err := c.Query(r.t.Context(), fmt.Sprintf(query, schema))
	require.NoError(r.t, err)
	for rows.Next() {
		var key string
		var n int64
		require.NoError(r.t, rows.Scan(&key, &n))
		all[key] = n
	}
	require.NoError(r.t, rows.Err())
	return all
}

// during runs a fault while clients write.
func (r *rig) during(fault func()) *ledger {
	stop := make(chan struct{})
	go func() {
		defer close(stop)
		for range 3 {
			time.Sleep(time.Second)
			fault()
		}
		time.Sleep(time.Second)
	}()
	return r.load(stop)
}

// F1: the server is killed three times under load.
func TestF1KillServer(t *testing.T) {
	r := start(t)
	l := r.during(func() {
		r.kill()
		r.serve()
	})
	require.NotEmpty(t, l.acked)
	r.settle(l)
}

// F4: all processes of the database are killed three times under load; the program itself never restarts.
func TestF4KillDatabase(t *testing.T) {
	r := start(t)
	pid := r.child.Process.Pid
	l := r.during(func() {
		r.db.Kill()
		if err := r.db.Restart(t.Context()); err != nil {
			t.Error(err)
		}
	})
	require.Equal(t, pid, r.child.Process.Pid)
	require.Nil(t, r.child.ProcessState, "the program is still the same process")
	require.NotEmpty(t, l.acked)
	require.Eventually(t, func() bool { return r.create(l.first()) == http.StatusCreated }, 10*time.Second, 100*time.Millisecond)
	r.settle(l)
}

func (l *ledger) first() string { return l.acked[0] }
