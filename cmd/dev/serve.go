package main

import (
	"context"
	"fmt"

	"github.com/kith-crm/kith/cmd/dev/child"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// serve starts the program and returns when it is ready for requests.
func (s *stack) serve(ctx context.Context) (c *child.Child, err error) {
	err = step("Start the program", func() error {
		c, err = child.Start(s.repo.dir, s.state.log(), s.env, s.state.program(), "serve")
		if err != nil {
			return err
		}
		s.atEnd("Stop the program", c.Stop)
		return c.AwaitReady(ctx, "http://"+local(s.opts.port)+"/readyz")
	})
	return c, err
}

// watch returns when ctx ends or the program does. A database server that dies is started again.
func (s *stack) watch(ctx context.Context, c *child.Child) error {
	for {
		var dbDone <-chan struct{}
		if s.db != nil {
			dbDone = s.db.Done()
		}
		select {
		case <-ctx.Done():
			return nil
		case <-c.Done():
			return c.Ended()
		case <-dbDone:
			begin := clock.Now()
			if err := s.db.Restart(ctx); err != nil {
				return err
			}
			fmt.Printf("  PostgreSQL had ended and was started again in %s\n", took(begin))
		}
	}
}
