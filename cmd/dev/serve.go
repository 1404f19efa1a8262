package main

import (
	"context"
	"fmt"

	"github.com/kith-crm/kith/cmd/dev/child"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/mail/catcher"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake"
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

// startMail starts the mail catcher, unless KITH_SMTP_URL names a real server.
func (s *stack) startMail(ctx context.Context) error {
	if given("KITH_SMTP_URL") {
		return nil
	}
	return step("Start the mail catcher", func() error {
		c, err := catcher.Start(context.WithoutCancel(ctx), local(0), local(s.opts.port+1))
		if err != nil {
			return err
		}
		s.atEnd("Stop the mail catcher", func() error { c.Close(); return nil })
		s.set("KITH_SMTP_URL", c.SMTPURL())
		s.lines = append(s.lines, fmt.Sprintf("%-16s %s", "Mail catcher", c.HTTPURL()))
		return nil
	})
}

// Credentials of the Stripe stand-in: they open nothing outside this machine.
const (
	standInKey    = "sk_test_stand_in"
	standInSecret = "whsec_stand_in"
)

// startStripe starts the Stripe stand-in, unless KITH_STRIPE_KEY is a key of the real one.
func (s *stack) startStripe(ctx context.Context) error {
	if given("KITH_STRIPE_KEY") {
		return nil
	}
	return step("Start the Stripe stand-in", func() error {
		fake, err := stripefake.Start(context.WithoutCancel(ctx), stripefake.Options{
			Address:       local(s.opts.port + 2),
			WebhookURL:    "http://" + local(s.opts.port) + "/api/v1/webhooks/stripe",
			WebhookSecret: standInSecret,
			Key:           standInKey,
			StateFile:     s.state.stripe(), // what the demo companies bought is still bought after a restart
		})
		if err != nil {
			return err
		}
		s.atEnd("Stop the Stripe stand-in", func() error { fake.Close(); return nil })
		s.set("KITH_STRIPE_API_URL", fake.URL())
		s.set("KITH_STRIPE_KEY", standInKey)
		s.set("KITH_STRIPE_WEBHOOK_SECRET", standInSecret)
		s.lines = append(s.lines, fmt.Sprintf("%-16s %s", "Stripe stand-in", fake.URL()))
		return nil
	})
}
