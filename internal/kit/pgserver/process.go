//go:build unix

package pgserver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	poll         = 25 * time.Millisecond
	stopGently   = 20 * time.Second
	stopHard     = 5 * time.Second
	bootPatience = 2 * time.Minute // recovery after a crash replays the log written since the last checkpoint
	bootRetry    = 250 * time.Millisecond
	bootRetries  = 40
)

// process is one life of the postmaster.
type process struct {
	pid  int
	done chan struct{} // closed when it has ended and was waited for
	last *tail
}

// boot starts the postmaster and waits until it answers. Processes of a killed predecessor may hold the shared memory for a
// moment; then the start is tried again.
func (s *Server) boot(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.opts.Patience, bootPatience))
	defer cancel()
	for try := 0; ; try++ {
		p, err := launch(s.command(context.WithoutCancel(ctx), "postgres", append([]string{"-D", s.data}, s.settings()...)...), s.log)
		if err != nil {
			return fmt.Errorf("starting postgres: %w", err)
		}
		s.proc = p
		if err = s.awaitReady(ctx, p); err == nil {
			return nil
		}
		_ = p.stop(context.WithoutCancel(ctx))
		if try == bootRetries || !p.last.predecessorAlive() {
			return fmt.Errorf("postgres did not start: %w: %s", err, p.last)
		}
		if err := sleep(ctx, bootRetry); err != nil {
			return err
		}
	}
}

// launch starts the command on a thread of its own that lives as long as the child: Linux ends the child with that thread, and
// so with this program even if it is killed.
func launch(cmd *exec.Cmd, log io.Writer) (*process, error) {
	p := &process{done: make(chan struct{}), last: &tail{}}
	cmd.Stderr = io.MultiWriter(p.last, log)
	cmd.Stdout = cmd.Stderr
	cmd.WaitDelay = time.Second // children of a killed postmaster hold the pipe a little longer
	endWithParent(cmd.SysProcAttr)
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread must not outlive, nor end before, the child
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ended is in its log
			close(p.done)
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	p.pid = cmd.Process.Pid
	return p, nil
}

// awaitReady returns when the server answers a query, when it has ended, or when ctx is over.
func (s *Server) awaitReady(ctx context.Context, p *process) error {
	for {
		err := ping(ctx, s.URL("postgres"))
		if err == nil {
			return nil
		}
		select {
		case <-p.done:
			return errors.New("it ended at once")
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(poll):
		}
	}
}

func ping(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	return conn.Ping(ctx)
}

// stop ends the postmaster with growing force; a nil or ended process is already stopped.
func (p *process) stop(ctx context.Context) error {
	if p == nil {
		return nil
	}
	gently, cancel := context.WithTimeout(ctx, stopGently)
	defer cancel()
	if p.signal(gently, syscall.SIGINT) {
		return nil
	}
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopHard)
	defer cancel()
	if p.signal(hard, syscall.SIGQUIT) {
		return nil
	}
	p.kill()
	return nil
}

// signal sends sig and reports whether the process ended before ctx.
func (p *process) signal(ctx context.Context, sig syscall.Signal) bool {
	select {
	case <-p.done:
		return true
	default:
		_ = syscall.Kill(p.pid, sig) // fails only if it has just ended
	}
	select {
	case <-p.done:
		return true
	case <-ctx.Done():
		return false
	}
}

// kill ends the postmaster and its children, each by its number, and waits for the postmaster.
func (p *process) kill() {
	select {
	case <-p.done:
		return
	default:
	}
	pids := append([]int{p.pid}, children(p.pid)...)
	for _, pid := range pids {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	<-p.done
}

// reap ends a postmaster that a killed program left on these data. A process that merely got the same number is left alone.
func reap(data string) error {
	pid, _, ok := running(data)
	if !ok {
		return nil
	}
	for _, step := range []struct {
		sig  syscall.Signal
		wait time.Duration
	}{{syscall.SIGINT, stopGently}, {syscall.SIGQUIT, stopHard}, {syscall.SIGKILL, stopHard}} {
		_ = syscall.Kill(pid, step.sig)
		if gone(pid, data, step.wait) {
			return nil
		}
	}
	return fmt.Errorf("process %d holds the database in %s and cannot be ended", pid, data)
}

// gone waits until the process no longer serves the data, but no longer than patience.
func gone(pid int, data string, patience time.Duration) bool {
	end := time.After(patience)
	for serves(pid, data) {
		select {
		case <-end:
			return false
		case <-time.After(poll):
		}
	}
	return true
}

// Running returns the address of a database on the server that runs in dir, whichever program started it.
func Running(dir, database string) (url string, ok bool) {
	_, socket, ok := running(filepath.Join(dir, "data"))
	return address(socket, database), ok
}

// running reads postmaster.pid: the process number in line 1, the socket's folder in line 5.
func running(data string) (pid int, socket string, ok bool) {
	raw, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return 0, "", false
	}
	lines := strings.Split(string(raw), "\n")
	if pid, err = strconv.Atoi(lines[0]); err != nil || pid <= 1 || len(lines) < 5 {
		return 0, "", false
	}
	return pid, lines[4], serves(pid, data)
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// tail keeps the end of what was written to it, for error messages.
type tail struct {
	mu  sync.Mutex
	end []byte
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end = append(t.end, b...)
	if over := len(t.end) - 2048; over > 0 {
		t.end = t.end[over:]
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.end))
}

// predecessorAlive tells from the server's own words that something of an earlier server still runs.
func (t *tail) predecessorAlive() bool {
	s := t.String()
	return strings.Contains(s, "lock file") || strings.Contains(s, "shared memory block")
}
