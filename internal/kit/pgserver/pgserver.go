//go:build unix

// Package pgserver runs a private PostgreSQL server as a child of this program: for developers, for tests and for small
// installations that have no database server of their own.
//
// It owns the choice of binaries, the data directory, the settings and the life of the processes. It does not own what is in the
// databases: schemas, roles and rows belong to the migrations. The server listens on a Unix socket in a closed directory only,
// so it needs no password and no port, and it is never visible from the network.
package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// superuser is the name of the database role that owns the cluster.
const superuser = "postgres"

// ErrInUse says that another running program already has the directory.
var ErrInUse = errors.New("the database directory is in use by another running program")

// Options says where a server lives and how careful it is.
type Options struct {
	// Dir holds everything of this server: data, lock, socket and log. It is made if absent.
	Dir string
	// Fsync makes commits survive a power cut. Tests leave it off; everybody else wants it.
	Fsync bool
	// Log receives what the server writes to its log; nil means the file postgres.log in Dir.
	Log io.Writer
	// Extra adds or overrides settings of postgresql.conf.
	Extra map[string]string
	// Patience is how long a start may take; two minutes when it is zero.
	Patience time.Duration
}

// Server is a running PostgreSQL that belongs to this program. Its methods may be called from several goroutines.
type Server struct {
	opts   Options
	bin    binaries
	owner  *account
	data   string
	socket string
	lock   *os.File
	log    io.Writer

	mu   sync.Mutex
	proc *process
}

// Start brings up the server of o.Dir and returns once it accepts connections. The first start creates the data; later starts
// recover whatever a crash left. ctx limits the start only: the server runs until Stop, or until this program ends.
func Start(ctx context.Context, o Options) (*Server, error) {
	s, err := prepare(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := s.boot(ctx); err != nil {
		s.release()
		return nil, err
	}
	return s, nil
}

// prepare takes the directory for this program and makes it ready for boot.
func prepare(ctx context.Context, o Options) (*Server, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil || o.Dir == "" {
		return nil, fmt.Errorf("a database directory is needed: %w", errors.Join(err, os.ErrInvalid))
	}
	s := &Server{opts: o, data: filepath.Join(dir, "data")}
	if s.owner, err = serverAccount(); err != nil {
		return nil, err
	}
	if err := s.owner.makeDir(dir); err != nil {
		return nil, err
	}
	if s.lock, err = takeLock(dir); err != nil {
		return nil, err
	}
	if err := s.furnish(ctx, dir); err != nil {
		s.release()
		return nil, err
	}
	return s, nil
}

// furnish finds the binaries, stops what a killed program left behind, and creates socket directory, log and data.
func (s *Server) furnish(ctx context.Context, dir string) (err error) {
	if s.bin, err = find(ctx, s.owner, dataMajor(s.data)); err != nil {
		return err
	}
	if err := reap(s.data); err != nil {
		return err
	}
	if s.socket, err = socketDir(dir, s.owner); err != nil {
		return err
	}
	if s.log, err = openLog(dir, s.opts.Log); err != nil {
		return err
	}
	return s.initdb(ctx)
}

// URL returns the address of a database on this server, as its superuser, for pgx and libpq.
func (s *Server) URL(database string) string { return address(s.socket, database) }

func address(socket, database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/" + database}
	u.RawQuery = url.Values{"host": {socket}, "port": {port}}.Encode()
	return u.String()
}

// PID returns the process number of the postmaster.
func (s *Server) PID() int { return s.current().pid }

// Done is closed when the postmaster that runs now has ended, for whatever reason.
func (s *Server) Done() <-chan struct{} { return s.current().done }

// Stop ends the server in good order: open transactions are rolled back, everything committed is on disk. When that takes
// longer than twenty seconds, or longer than ctx allows, it is ended the hard way, which costs a recovery at the next start.
func (s *Server) Stop(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.proc.stop(ctx)
	s.release()
	return err
}

// Kill ends all processes of the server at once, as a power cut would. It is meant for fault tests; Restart or Stop follows.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.proc.kill()
}

// Restart stops the server if it still runs and brings it up again on the same address. After Stop it is an error.
func (s *Server) Restart(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lock == nil {
		return errors.New("the database server was stopped for good")
	}
	if err := s.proc.stop(ctx); err != nil {
		return err
	}
	return s.boot(ctx)
}

func (s *Server) current() *process {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.proc
}

// release gives the directory back; it may be called twice.
func (s *Server) release() {
	if s.lock == nil {
		return
	}
	_ = s.lock.Close() // closing frees the flock; there is nothing to do about an error
	s.lock = nil
	if filepath.Dir(s.socket) != filepath.Dir(s.data) {
		_ = os.RemoveAll(s.socket)
	}
	if f, ok := s.log.(*os.File); ok && s.opts.Log == nil {
		_ = f.Close()
	}
}

// CreateDatabase makes an empty database of that name unless there is one.
func (s *Server) CreateDatabase(ctx context.Context, name string) error {
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	var exists bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&exists); err != nil || exists {
		return err
	}
	_, err = conn.Exec(ctx, `CREATE DATABASE `+pgx.Identifier{name}.Sanitize())
	return err
}
