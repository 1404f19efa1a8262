package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
)

const (
	stopPatience  = 20 * time.Second // for running requests and jobs of the program
	readyPatience = time.Minute
	readyPoll     = 100 * time.Millisecond
)

// child is the running program.
type child struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // why, once done
	log  string
}

// serve starts the program and returns when it is ready for requests.
func (s *stack) serve(ctx context.Context) (c *child, err error) {
	err = step("Start the program", func() error {
		if c, err = s.launch(); err != nil {
			return err
		}
		s.atEnd("Stop the program", c.stop)
		return c.awaitReady(ctx, "http://"+local(s.opts.port)+"/readyz")
	})
	return c, err
}

// launch starts the program in a process group of its own, so that a Ctrl-C reaches this tool alone, and on a thread of its
// own, so that the kernel can end it if this tool is killed.
func (s *stack) launch() (*child, error) {
	log, err := os.Create(s.state.log())
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }() // the child has its own handle
	c := &child{cmd: exec.Command(s.state.program(), "serve"), done: make(chan struct{}), log: s.state.log()}
	c.cmd.Dir, c.cmd.Env = s.repo.dir, append(os.Environ(), s.env...)
	c.cmd.Stdout, c.cmd.Stderr = log, log
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	endWithParent(c.cmd.SysProcAttr)
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := c.cmd.Start()
		started <- err
		if err == nil {
			c.err = c.cmd.Wait()
			close(c.done)
		}
	}()
	return c, <-started
}

func (c *child) awaitReady(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, readyPatience)
	defer cancel()
	for {
		if answers(ctx, url) {
			return nil
		}
		select {
		case <-c.done:
			return c.ended()
		case <-ctx.Done():
			return fmt.Errorf("the program is not ready after %s; its log is %s\n%s", readyPatience, c.log, c.lastWords())
		case <-time.After(readyPoll):
		}
	}
}

func answers(ctx context.Context, url string) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
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

// stop asks the program to finish its work, and ends it when that takes too long.
func (c *child) stop() error {
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
		return errors.New("it had to be killed")
	}
}

func (c *child) ended() error {
	return fmt.Errorf("the program ended by itself (%v); its log is %s\n%s", c.err, c.log, c.lastWords())
}

func (c *child) lastWords() string {
	raw, _ := os.ReadFile(c.log)
	return lastLines(string(raw), 20)
}

// watch returns when ctx ends or the program does. A database server that dies is started again.
func (s *stack) watch(ctx context.Context, c *child) error {
	for {
		var dbDone <-chan struct{}
		if s.db != nil {
			dbDone = s.db.Done()
		}
		select {
		case <-ctx.Done():
			return nil
		case <-c.done:
			return c.ended()
		case <-dbDone:
			begin := clock.Now()
			if err := s.db.Restart(ctx); err != nil {
				return err
			}
			fmt.Printf("  PostgreSQL had ended and was started again in %s\n", took(begin))
		}
	}
}
