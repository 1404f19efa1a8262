//go:build unix

// Package bouncer runs the real PgBouncer in transaction mode before a database of the tests.
package bouncer

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/db"
)

// nobody is who PgBouncer runs as where this program is root: it refuses to be that.
const nobody = 65534

// Start puts a PgBouncer before a database, with so many connections to the server for each login role, and returns the
// database's address through it. Without the program the test is skipped, except in CI: `go run ./cmd/dev test` installs it.
func Start(t *testing.T, d *testdb.Database, size int) string {
	t.Helper()
	program := find(t)
	dir, err := os.MkdirTemp("", "kith-bouncer-")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })  //nolint:errcheck // a temporary folder
	require.NoError(t, os.Chmod(dir, 0o711)) //nolint:gosec // PgBouncer's account must pass through
	port := freePort(t)
	users := write(t, dir, "users.txt", logins())
	cfg := pgConfig(t, d.URL)
	ini := write(t, dir, "pgbouncer.ini", fmt.Sprintf(`[databases]
%[1]s = host=%[2]s port=%[3]d dbname=%[1]s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %[4]d
unix_socket_dir =
auth_type = trust
auth_file = %[5]s
pool_mode = transaction
default_pool_size = %[6]d
max_client_conn = 500
`, cfg.Database, cfg.Host, cfg.Port, port, users, size))
	var log bytes.Buffer
	c := exec.Command(program, ini)
	c.Stdout, c.Stderr = &log, &log
	c.SysProcAttr = &syscall.SysProcAttr{Credential: account(cfg)}
	require.NoError(t, c.Start())
	t.Cleanup(func() {
		c.Process.Kill() //nolint:errcheck // it may have ended
		c.Wait()         //nolint:errcheck // it was killed
	})
	address := url.URL{Scheme: "postgres", User: url.User(cfg.User), Host: fmt.Sprintf("127.0.0.1:%d", port), Path: "/" + cfg.Database, RawQuery: "sslmode=disable"}
	wait(t, address, &log)
	return address.String()
}

func find(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"pgbouncer", "/usr/sbin/pgbouncer"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("PgBouncer is not installed")
	}
	t.Skip("PgBouncer is not installed: apt-get install pgbouncer")
	return ""
}

func pgConfig(t *testing.T, address string) *pgx.ConnConfig {
	t.Helper()
	cfg, err := pgx.ParseConfig(address)
	require.NoError(t, err)
	return cfg
}

// logins are the program's login roles, in the form of PgBouncer's file.
func logins() string {
	var b strings.Builder
	names := []string{db.PlatformLogin, db.MigratorLogin}
	for n := range testdb.Shards {
		names = append(names, db.ShardLogin(n))
	}
	for _, n := range names {
		fmt.Fprintf(&b, "%q \"\"\n", n)
	}
	return b.String()
}

// account is who may open the server's socket.
func account(cfg *pgx.ConnConfig) *syscall.Credential {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(filepath.Join(cfg.Host, fmt.Sprintf(".s.PGSQL.%d", cfg.Port)))
	if err != nil {
		return &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	owner := info.Sys().(*syscall.Stat_t)
	return &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644)) //nolint:gosec // PgBouncer's account must read it
	return path
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close() //nolint:errcheck // the port is wanted, not the listener
	return l.Addr().(*net.TCPAddr).Port
}

// wait returns when statements get through.
func wait(t *testing.T, address url.URL, log *bytes.Buffer) {
	t.Helper()
	address.User = url.User(db.PlatformLogin)
	var err error
	for range 500 {
		var c *pgx.Conn
		if c, err = pgx.Connect(context.Background(), address.String()); err == nil {
			c.Close(context.Background()) //nolint:errcheck // nothing is lost with it
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal(err, log.String())
}
