// Package bench measures the program beside a hand-written floor that does the same SQL without rights, tenants or audit.
// Both run in the same minutes on the same database; processor time from /proc is the figure to trust, wall times depend on
// what else the machine does.
package bench

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/kith-crm/kith/cmd/dev/child"
	"github.com/kith-crm/kith/internal/kit/mail/catcher"
	"github.com/kith-crm/kith/internal/kit/pgserver"
)

const (
	floorAddress = "127.0.0.1:18701"
	database     = "kith"
	atOnce       = 8
	patience     = time.Minute // with the program's start, and with its queue
)

// rig is the program with everything around it.
type rig struct {
	out    io.Writer
	base   string // address of the program
	dir    string
	bin    string
	env    []string
	db     *pgserver.Server
	mail   *catcher.Server
	server *child.Child
	spares int
	people int      // that fill puts into the company
	comers int      // who found companies
	more   []string // of the program's environment

	mu      sync.Mutex // guards what follows
	session session
	since   time.Time
}

func (r *rig) close() {
	if r.server != nil {
		r.server.Stop() //nolint:errcheck // the measurement is over
	}
	if r.mail != nil {
		r.mail.Close()
	}
	if r.db != nil {
		r.db.Stop(context.Background()) //nolint:errcheck // the measurement is over
	}
	os.RemoveAll(r.dir) //nolint:errcheck // a temporary folder
}

func (r *rig) start(ctx context.Context, repo string) error {
	if err := r.prepare(ctx, repo); err != nil {
		return err
	}
	begin := time.Now() //nolint:forbidigo // a duration
	if err := r.command(ctx, "migrate"); err != nil {
		return err
	}
	fmt.Fprintf(r.out, "migrate, and %d spare companies: %s\n", r.spares, since(begin))
	if err := r.command(ctx, "seed"); err != nil {
		return err
	}
	return r.serve(ctx)
}

// prepare builds the program, and starts the database and the mail catcher that it needs, in a folder that close removes.
func (r *rig) prepare(ctx context.Context, repo string) (err error) {
	if r.dir, err = os.MkdirTemp("", "kith-bench-"); err != nil {
		return err
	}
	r.bin = filepath.Join(r.dir, "kith")
	if err := os.Chmod(r.dir, 0o711); err != nil { //nolint:gosec // the database's account must pass through
		return err
	}
	if r.db, err = pgserver.Start(ctx, pgserver.Options{Dir: filepath.Join(r.dir, "postgres"), Fsync: true}); err != nil {
		return err
	}
	if err := r.db.CreateDatabase(ctx, database); err != nil {
		return err
	}
	if r.mail, err = catcher.Start(ctx, "127.0.0.1:0", "127.0.0.1:0"); err != nil {
		return err
	}
	address, err := free(ctx)
	if err != nil {
		return err
	}
	r.base = "http://" + address
	r.env = append(os.Environ(), "KITH_DATABASE_URL="+r.db.URL(database), "KITH_ADDRESS="+address, "KITH_BASE_URL="+r.base,
		"KITH_SECRET="+strings.Repeat("bench", 8), "KITH_FILES="+filepath.Join(r.dir, "files"), "KITH_SMTP_URL="+r.mail.SMTPURL(), "KITH_LOG_LEVEL=warn",
		fmt.Sprintf("KITH_SPARE_TENANTS=%d", r.spares), "KITH_LOGIN_LIMIT=100000")
	r.env = append(r.env, r.more...)
	build := exec.CommandContext(ctx, "go", "build", "-o", r.bin, "./cmd/kith")
	build.Dir = repo
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, text)
	}
	return nil
}

// free is an address that nobody listens at.
func free(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func (r *rig) serve(ctx context.Context) error {
	took, err := r.launch(ctx)
	if err == nil {
		fmt.Fprintf(r.out, "start with a running database: %s\n", took.Round(time.Millisecond))
	}
	return err
}

// launch starts the program and tells how long it took until it could work.
func (r *rig) launch(ctx context.Context) (took time.Duration, err error) {
	begin := time.Now() //nolint:forbidigo // a duration
	if r.server, err = child.Start(r.dir, filepath.Join(r.dir, "kith.log"), r.env, r.bin, "serve"); err != nil {
		return 0, err
	}
	ready, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for call(ready, request{url: r.base + "/readyz"}, nil) != nil {
		select {
		case <-r.server.Done():
			return 0, r.server.Ended()
		case <-ready.Done():
			return 0, fmt.Errorf("the program did not get ready: %w", ready.Err())
		case <-time.After(2 * time.Millisecond):
		}
	}
	return time.Since(begin), nil //nolint:forbidigo // a duration
}

func (r *rig) command(ctx context.Context, args ...string) error {
	c := exec.CommandContext(ctx, r.bin, args...) //nolint:gosec // the program built above
	c.Env = r.env
	if text, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("kith %s: %w: %s", args[0], err, text)
	}
	return nil
}

func since(t time.Time) string {
	return time.Since(t).Round(time.Millisecond).String() //nolint:forbidigo // a duration
}
