package main

import (
	"context"
	"fmt"

	"github.com/kith-crm/kith/internal/kit/mail/catcher"
)

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

func (s *stack) startStripe(context.Context) error { return nil }
