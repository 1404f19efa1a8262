package backup

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/pgserver"
)

// rig is a server with a ledger, whose lines name files, and the backups of both.
type rig struct {
	t     *testing.T
	dir   string
	db    *pgserver.Server
	files blob.Store
	s     *Service
	last  int
}

// shared is the server of this test program: making one takes longer than a test. Each test has a ledger, files and a place of its own.
var shared struct {
	once sync.Once
	db   *pgserver.Server
	dir  string
	err  error
}

func TestMain(m *testing.M) {
	if os.Getenv(crashVariable) != "" {
		crash()
	}
	code := m.Run()
	if shared.db != nil {
		shared.db.Kill()
		os.RemoveAll(shared.dir) //nolint:errcheck // a temporary folder
	}
	os.Exit(code)
}

func newRig(t *testing.T) *rig {
	t.Helper()
	shared.once.Do(func() {
		if shared.dir, shared.err = os.MkdirTemp("", "kith-backup-"); shared.err != nil {
			return
		}
		os.Chmod(shared.dir, 0o711) //nolint:errcheck,gosec // the database's account must pass through
		shared.db, shared.err = pgserver.Start(context.Background(), pgserver.Options{Dir: filepath.Join(shared.dir, "pg"), Extra: map[string]string{"synchronous_commit": "on"}})
	})
	require.NoError(t, shared.err)
	r := &rig{t: t, db: shared.db, dir: filepath.Join(shared.dir, t.Name())}
	require.NoError(t, os.MkdirAll(filepath.Join(r.dir, "back"), 0o711)) //nolint:gosec // the database's account must pass through
	var err error
	r.files, err = blob.Open(filepath.Join(r.dir, "files"))
	require.NoError(t, err)
	r.s = r.service(filepath.Join(r.dir, "place"))
	r.run(`DROP TABLE IF EXISTS ledger; CREATE TABLE ledger (n int, file text, at timestamptz NOT NULL DEFAULT clock_timestamp())`)
	t.Cleanup(func() {
		r.run(`SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = 'kith_backup'`)
	})
	return r
}

func (r *rig) service(place string) *Service {
	r.t.Helper()
	s, err := NewService(Settings{Place: place, URL: r.db.URL("postgres"), Files: filepath.Join(r.dir, "files"), Version: "test", Daily: 7, Weekly: 4, Every: 20 * time.Millisecond})
	require.NoError(r.t, err)
	s.part = 1 << 20
	return s
}

func (r *rig) run(sql string, args ...any) {
	r.t.Helper()
	c, err := pgx.Connect(context.Background(), r.db.URL("postgres"))
	require.NoError(r.t, err)
	_, err = c.Exec(context.Background(), sql, args...)
	require.NoError(r.t, errors.Join(err, c.Close(context.Background())), sql)
}

// write adds a line: its file first, as the program does.
func (r *rig) write() error {
	key := "acme/" + id.New().String()
	if err := r.files.Put(r.t.Context(), key, strings.NewReader(key), int64(len(key))); err != nil {
		return err
	}
	c, err := pgx.Connect(r.t.Context(), r.db.URL("postgres"))
	if err != nil {
		return err
	}
	defer c.Close(context.Background()) //nolint:errcheck // nothing is lost with it
	if _, err = c.Exec(r.t.Context(), `INSERT INTO ledger VALUES ($1, $2)`, r.last+1, key); err == nil {
		r.last++
	}
	return err
}

func (r *rig) add(lines int) {
	r.t.Helper()
	for range lines {
		require.NoError(r.t, r.write())
	}
}

// load writes until it is ended.
func (r *rig) load() (end func()) {
	stop, done := make(chan struct{}), make(chan error)
	go func() {
		for {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			if err := r.write(); err != nil {
				done <- err
				return
			}
		}
	}()
	return func() { r.t.Helper(); close(stop); require.NoError(r.t, <-done) }
}

// follow has the log followed until the returned function is called, which first waits until everything is in the place.
func (r *rig) follow() (end func()) {
	r.t.Helper()
	ctx, cancel := context.WithCancel(r.t.Context())
	done := make(chan error, 1)
	go func() { done <- r.s.follow(ctx) }()
	return func() {
		r.t.Helper()
		defer func() { cancel(); require.ErrorIs(r.t, <-done, context.Canceled) }()
		now := time.Now()
		require.Eventually(r.t, func() bool {
			st, err := r.s.Status(r.t.Context())
			return err == nil && st.Log.At.After(now)
		}, 10*time.Second, 10*time.Millisecond)
	}
}

func (r *rig) take() Manifest {
	r.t.Helper()
	m, err := r.s.Take(r.t.Context())
	require.NoError(r.t, err)
	return m
}

// back restores and stops what was restored at the end of the test.
func (r *rig) back(t Target) *Restored {
	r.t.Helper()
	t.Folder, t.Scratch = filepath.Join(r.dir, "back", id.New().String()), true
	b, err := r.s.Restore(r.t.Context(), t)
	require.NoError(r.t, err)
	r.t.Cleanup(b.Server.Kill)
	return b
}

// ledger are the numbers and files of the lines, in order, and a sum of everything in them.
func ledger(t *testing.T, url string) (numbers []int, files []string, sum string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	rows, err := c.Query(t.Context(), `SELECT n, file, at::text FROM ledger ORDER BY n, file`)
	require.NoError(t, err)
	h := sha256.New()
	var n int
	var file, at string
	_, err = pgx.ForEachRow(rows, []any{&n, &file, &at}, func() error {
		numbers, files = append(numbers, n), append(files, file)
		_, err := fmt.Fprintln(h, n, file, at)
		return err
	})
	require.NoError(t, err)
	return numbers, files, fmt.Sprintf("%x", h.Sum(nil))
}

// look compares a restored server with the lines 1 to n, each once and with its file.
func (r *rig) look(b *Restored, n int) {
	r.t.Helper()
	numbers, files, _ := ledger(r.t, b.Server.URL("postgres"))
	require.Len(r.t, numbers, n)
	for i, have := range numbers {
		require.Equal(r.t, i+1, have)
	}
	store, err := blob.Open(b.Files)
	require.NoError(r.t, err)
	for _, f := range files {
		i, err := store.Stat(r.t.Context(), f)
		require.NoError(r.t, err, "a line without its file")
		require.EqualValues(r.t, len(f), i.Size)
	}
}
