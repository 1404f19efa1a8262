// Package testdb gives each test program a database of its own, made in about a second from a template that is built once:
// roles, hardening, platform, job queue, and spare tenant schemas to claim.
package testdb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/db/setup"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/pgserver"
	"github.com/kith-crm/kith/internal/platform/tenant"
	"github.com/kith-crm/kith/migrations"
)

// Shards is the number of login roles in tests: few, so that tenants share connections.
const Shards = 4

const spares = 16

// Database is a fresh database.
type Database struct {
	Config db.Config       // to open it with
	Setup  *setup.Database // for work on structures
	Maker  *tenant.Maker
	URL    string // of its superuser
}

var (
	once   sync.Once
	shared *Database
	failed error
)

// Shared returns the database of this test program.
func Shared(t testing.TB) *Database {
	t.Helper()
	once.Do(func() { shared, failed = New(context.Background()) })
	if failed != nil {
		t.Fatal("no database for tests: ", failed)
	}
	return shared
}

// Own makes the next n companies of the database ones whose roles no other database of the server has. The spare ones that
// came with the template have theirs in all its copies: they are given up. For tests that drop a company.
func (d *Database) Own(t testing.TB, n int) {
	t.Helper()
	err := exec(t.Context(), d.URL, `UPDATE platform.tenant SET state = 'purged' WHERE state = 'spare' AND abs(id - (SELECT last_value FROM platform.tenant_id_seq)) > 1000`)
	if err == nil {
		err = d.Maker.Fill(t.Context(), n)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// New makes one more database.
func New(ctx context.Context) (*Database, error) {
	server, err := serverURL(ctx)
	if err != nil {
		return nil, err
	}
	return On(ctx, server)
}

// On makes one more database on a server of the test's own.
func On(ctx context.Context, server string) (*Database, error) {
	template, err := makeTemplate(ctx, server)
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("kith_test_%d_%x", os.Getpid(), rand.Uint32())
	if err := exec(ctx, server, fmt.Sprintf(`CREATE DATABASE "%s" TEMPLATE "%s"`, name, template)); err != nil {
		return nil, err
	}
	d, err := at(server, name)
	if err != nil {
		return nil, err
	}
	if err := d.Setup.Admit(ctx); err != nil {
		return nil, err
	}
	// Roles belong to the cluster: ids start at random, so that databases of several test programs never make the same one.
	first := rand.Int64N(1e15) + 1e6
	return d, exec(ctx, d.URL, fmt.Sprintf(`ALTER SEQUENCE platform.tenant_id_seq RESTART WITH %d`, first))
}

// Open opens the database as the program does.
func (d *Database) Open(t testing.TB) *db.DB {
	t.Helper()
	o, err := db.Open(d.Config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() }) //nolint:errcheck // the test is over
	return o
}

func at(server, name string) (*Database, error) {
	u, err := url.Parse(server)
	if err != nil {
		return nil, err
	}
	u.Path = "/" + name
	d := &Database{URL: u.String()}
	d.Config = db.Config{URL: d.URL, Shards: Shards, PoolSize: 8, WriteJobs: job.Write}
	d.Setup = setup.New(d.Config)
	d.Maker, err = tenant.NewMaker(d.Setup.Migrator, migrations.Files, Shards)
	return d, err
}

// makeTemplate builds the template once for each state of the migrations; other test programs wait for it.
func makeTemplate(ctx context.Context, server string) (string, error) {
	print, err := fingerprint()
	if err != nil {
		return "", err
	}
	name := "kith_template_" + print
	c, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", err
	}
	defer c.Close(ctx) //nolint:errcheck // closing releases the lock
	if _, err := c.Exec(ctx, `SELECT pg_advisory_lock(727450003)`); err != nil {
		return "", err
	}
	var exists bool
	if err := c.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&exists); err != nil || exists {
		return name, err
	}
	building := name + "_building"
	for _, s := range []string{`DROP DATABASE IF EXISTS "` + building + `"`, `CREATE DATABASE "` + building + `"`} {
		if _, err := c.Exec(ctx, s); err != nil {
			return "", err
		}
	}
	if err := build(ctx, server, building); err != nil {
		return "", err
	}
	_, err = c.Exec(ctx, fmt.Sprintf(`ALTER DATABASE "%s" RENAME TO "%s"`, building, name))
	return name, err
}

func build(ctx context.Context, server, name string) error {
	d, err := at(server, name)
	if err != nil {
		return err
	}
	files, err := fs.Sub(migrations.Files, "platform")
	if err != nil {
		return err
	}
	if err := d.Setup.Run(ctx, files, true); err != nil {
		return err
	}
	if err := exec(ctx, d.URL, fmt.Sprintf(`ALTER SEQUENCE platform.tenant_id_seq RESTART WITH %d`, rand.Int64N(1e15)+1e6)); err != nil {
		return err
	}
	return d.Maker.Fill(ctx, spares)
}

// fingerprint changes with anything that goes into the template.
func fingerprint() (string, error) {
	h := sha256.New()
	err := fs.WalkDir(migrations.Files, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(migrations.Files, path)
		h.Write([]byte(path)) //nolint:errcheck // a hash takes everything
		h.Write(data)         //nolint:errcheck // a hash takes everything
		return err
	})
	h.Write([]byte(setup.Fingerprint)) //nolint:errcheck // a hash takes everything
	return hex.EncodeToString(h.Sum(nil))[:12], err
}

func exec(ctx context.Context, url, statement string) error {
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing is lost with it
	_, err = c.Exec(ctx, statement)
	return err
}

// serverURL is KITH_TEST_DATABASE_URL or, when a single package is tested by hand, a server of this test program.
func serverURL(ctx context.Context) (string, error) {
	if u := os.Getenv("KITH_TEST_DATABASE_URL"); u != "" {
		return u, nil
	}
	sweep()
	s, err := pgserver.Start(ctx, pgserver.Options{Dir: filepath.Join(os.TempDir(), fmt.Sprintf("%s%d", prefix, os.Getpid()))})
	if err != nil {
		return "", errors.Join(err, errors.New("start one with: go run ./cmd/dev test"))
	}
	u := s.URL("postgres")
	os.Setenv("KITH_TEST_DATABASE_URL", u) //nolint:errcheck // the name is valid
	return u, nil
}

const prefix = "kith-test-pg-"

// sweep removes what test programs that have ended left behind; their servers ended with them.
func sweep() {
	old, _ := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*")) //nolint:errcheck // the pattern is valid
	for _, dir := range old {
		pid, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(dir), prefix))
		if err == nil && syscall.Kill(pid, 0) != nil {
			os.RemoveAll(dir) //nolint:errcheck // the next run tries again
		}
	}
}
