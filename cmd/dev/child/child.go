// Package child runs a program as a child of this one and ties their lives together: the child is asked to stop, then made to,
// and it does not outlive a parent that was killed. It does not know what the child does.
package child

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

const (
	stopPatience  = 20 * time.Second // for running requests and jobs of the child
	readyPatience = time.Minute
	readyPoll     = 100 * time.Millisecond
)

// Child is a started program.
type Child struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // why, once done
	log  string
}

// Start starts a program that writes to the file log, which is begun anew. It runs in a process group of its own, so that a
// Ctrl-C reaches the parent alone, and on a thread of its own, so that the kernel can end it if the parent is killed.
func Start(dir, log string, env []string, args ...string) (*Child, error) {
	out, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }() // the child has its own handle
	c := &Child{cmd: exec.Command(args[0], args[1:]...), done: make(chan struct{}), log: log}
	c.cmd.Dir, c.cmd.Env = dir, append(os.Environ(), env...)
	c.cmd.Stdout, c.cmd.Stderr = out, out
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	endWithParent(c.cmd.SysProcAttr)
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the kernel watches this thread
		err := c.cmd.Start()
		started <- err
		if err == nil {
			c.err = c.cmd.Wait()
			close(c.done)
		}
	}()
	return c, <-started
}

// Done is closed when the child has ended.
func (c *Child) Done() <-chan struct{} { return c.done }

// PID is the process id of the child.
func (c *Child) PID() int { return c.cmd.Process.Pid }

// AwaitReady returns when url answers 200. It fails when the child ends first, or after a minute.
func (c *Child) AwaitReady(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, readyPatience)
	defer cancel()
	for !answers(ctx, url) {
		select {
		case <-c.done:
			return c.Ended()
		case <-ctx.Done():
			return fmt.Errorf("the program did not get ready (%w); its log is %s\n%s", ctx.Err(), c.log, c.lastWords())
		case <-time.After(readyPoll):
		}
	}
	return nil
}

func answers(ctx context.Context, url string) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return false
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	_ = a.Body.Close()
	return a.StatusCode == http.StatusOK
}

// Stop asks the child to finish its work, and ends it after twenty seconds, which is an error. It may be called twice.
func (c *Child) Stop() error {
	select {
	case <-c.done:
		return nil
	default:
	}
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-c.done:
		return nil
	case <-time.After(stopPatience):
		_ = c.cmd.Process.Kill()
		<-c.done
		return errors.New("the program had to be killed")
	}
}

// Ended says that the child ended by itself, and shows the end of its log.
func (c *Child) Ended() error {
	how := "with status 0"
	if c.err != nil {
		how = c.err.Error()
	}
	return fmt.Errorf("the program ended by itself (%s); its log is %s\n%s", how, c.log, c.lastWords())
}

func (c *Child) lastWords() string {
	raw, _ := os.ReadFile(c.log) // without a log there are no words
	lines := strings.Split(strings.TrimRight(string(raw), "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}
