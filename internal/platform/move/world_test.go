package move_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/pgserver"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// rig is the program on two database servers.
type rig struct {
	t        *testing.T
	one, two *pgserver.Server
	url      [3]string // of the databases, by node
	base     apptest.Base
	w        *apptest.World
}

const variable = "KITH_TEST_NODE2_URL"

// shared is the rig of this test program; the tests differ by their companies.
var shared struct {
	once sync.Once
	rig  rig
	dirs []string
	err  error
}

func start(t *testing.T) *rig {
	t.Helper()
	shared.once.Do(func() { shared.err = prepare(context.Background(), &shared.rig) })
	require.NoError(t, shared.err)
	r := shared.rig
	r.t, r.w = t, apptest.NewOn(t, r.base)
	return &r
}

func prepare(ctx context.Context, r *rig) (err error) {
	if r.one, err = server(ctx); err != nil {
		return err
	}
	if r.two, err = server(ctx); err != nil {
		return err
	}
	d, err := testdb.On(ctx, r.one.URL("postgres"))
	if err != nil {
		return err
	}
	if err := r.two.CreateDatabase(ctx, "kith"); err != nil {
		return err
	}
	r.url = [3]string{"", d.URL, r.two.URL("kith")}
	os.Setenv(variable, r.url[2]) //nolint:errcheck // the name is valid
	if r.base, err = apptest.Start(ctx, d); err != nil {
		return err
	}
	if _, err := r.base.App.AddNode(ctx, "node2", variable); err != nil {
		return err
	}
	return r.base.App.Nodes.SetState(ctx, "node2", "closed") // the companies begin on the first
}

// server is one that forgets nothing when it is killed.
func server(ctx context.Context) (*pgserver.Server, error) {
	dir, err := os.MkdirTemp("", "kith-node-")
	if err != nil {
		return nil, err
	}
	shared.dirs = append(shared.dirs, dir)
	if err := os.Chmod(dir, 0o711); err != nil { //nolint:gosec // the database's account must pass through
		return nil, err
	}
	return pgserver.Start(ctx, pgserver.Options{Dir: filepath.Join(dir, "pg"), Extra: map[string]string{"synchronous_commit": "on"}})
}

// instance is one more instance of the program.
func (r *rig) instance() *app.App {
	a, err := apptest.Instance(r.base.DB, r.base.Mail)
	require.NoError(r.t, err)
	r.t.Cleanup(func() { a.Close() }) //nolint:errcheck // the test is over
	go a.Hints.Run(r.t.Context())
	return a
}

func (r *rig) acme() caller.Tenant { return r.w.Person("acme/ana").Tenant }

// find is Acme as the registry has it.
func (r *rig) find() (t tenant.Tenant) {
	r.t.Helper()
	require.NoError(r.t, r.base.App.DB.InPlatform(r.t.Context(), func(ctx context.Context) (err error) {
		t, err = r.base.App.Tenants.Find(ctx, r.acme().ID)
		return err
	}))
	return t
}

// on runs a query of one column as superuser on a node.
func (r *rig) on(node int, sql string, args ...any) []string {
	r.t.Helper()
	c, err := pgx.Connect(r.t.Context(), r.url[node])
	require.NoError(r.t, err)
	defer c.Close(r.t.Context()) //nolint:errcheck // nothing is lost with it
	rows, err := c.Query(r.t.Context(), sql, args...)
	require.NoError(r.t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(r.t, err)
	return all
}

// contacts are the first names of Acme's contacts on a node.
func (r *rig) contacts(node int) []string {
	return r.on(node, "SELECT first_name FROM "+r.acme().Schema+".contact ORDER BY 1")
}

// grow gives Acme many contacts.
func (r *rig) grow(n int) {
	r.on(1, fmt.Sprintf(`INSERT INTO %s.contact (id, name, first_name, last_name, owner_id, version, created_at, updated_at)
		SELECT gen_random_uuid(), 'Bulk ' || n, 'Bulk', n::text, $1, 1, now() - n * interval '1 second', now() FROM generate_series(1, $2::int) n
		RETURNING ''`, r.acme().Schema), r.w.Person("acme/ana").UserID, n)
}

// load is people who write all the time. What was answered by 201 is acked; nothing else may have happened, save what was
// cut off.
type load struct {
	stop    chan struct{}
	wg      sync.WaitGroup
	mu      sync.Mutex
	acked   []string
	refused map[int]int
	longest atomic.Int64
}

func (r *rig) load(writers int, apps ...*app.App) *load {
	l := &load{stop: make(chan struct{}), refused: map[int]int{}}
	for n := range writers {
		w := r.w.On(apps[n%len(apps)])
		l.wg.Go(func() { l.write(w) })
	}
	return l
}

func (l *load) write(w *apptest.World) {
	for {
		select {
		case <-l.stop:
			return
		default:
		}
		name, begin := "W"+id.New().String(), time.Now()
		a := w.Do(apptest.Call{As: "acme/ana", Do: "POST /contacts", Body: `{"firstName":"` + name + `"}`})
		l.longest.Store(max(l.longest.Load(), int64(time.Since(begin))))
		l.mu.Lock()
		if a.Status == http.StatusCreated {
			l.acked = append(l.acked, name)
		} else {
			l.refused[a.Status]++
			w.T.Log(a.Status, a.Body)
		}
		l.mu.Unlock()
	}
}

func (l *load) end() {
	close(l.stop)
	l.wg.Wait()
}

// kith starts the program's own binary on the rig.
func (r *rig) kith(args ...string) *exec.Cmd {
	r.t.Helper()
	c := exec.Command(binary(r.t), args...)
	cfg := apptest.Config(r.base.DB, r.base.Mail)
	c.Env = append(os.Environ(), "KITH_DATABASE_URL="+cfg.DatabaseURL, "KITH_SECRET="+cfg.Secret, "KITH_SMTP_URL="+cfg.SMTPURL, "KITH_FILES="+cfg.Files,
		fmt.Sprintf("KITH_SHARDS=%d", cfg.Shards), variable+"="+r.url[2])
	return c
}

var build struct {
	once sync.Once
	path string
	err  error
}

func binary(t *testing.T) string {
	t.Helper()
	build.once.Do(func() {
		dir, err := os.MkdirTemp("", "kith-move-")
		if err != nil {
			build.err = err
			return
		}
		build.path = filepath.Join(dir, "kith")
		out, err := exec.Command("go", "build", "-o", build.path, "github.com/kith-crm/kith/cmd/kith").CombinedOutput()
		if err != nil {
			build.err = fmt.Errorf("%w: %s", err, out)
		}
	})
	require.NoError(t, build.err)
	return build.path
}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, s := range []*pgserver.Server{shared.rig.one, shared.rig.two} {
		if s != nil {
			s.Kill()
		}
	}
	for _, dir := range append(shared.dirs, filepath.Dir(build.path)) {
		if dir != "." {
			os.RemoveAll(dir) //nolint:errcheck // a temporary folder
		}
	}
	os.Exit(code)
}
