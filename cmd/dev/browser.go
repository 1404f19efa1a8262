package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
)

// browserTests drive the program as people do: page, API and workers in one process, on a database of their own, with the
// mail catcher and the Stripe stand-in around it.
func (t *tester) browserTests(ctx context.Context) error {
	if err := t.repo.buildPage(ctx); err != nil {
		return err
	}
	s, seeded, err := t.startBrowserStack(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	env := append(t.env, "KITH_PAGE="+s.page(), "KITH_MAIL_PAGE=http://"+local(s.opts.port+1), "KITH_STRIPE_PAGE=http://"+local(s.opts.port+2),
		"KITH_LOGINS="+seeded)
	if t.opts.short {
		env = append(env, "KITH_TEST_SHORT=1")
	}
	err = loud(ctx, t.repo.frontend(), env, t.journeys()...)
	if err != nil {
		fmt.Print(endOf(s.state.log(), 30))
	}
	return err
}

// findBrowser tells the journeys where their browser is: Chromium, or Firefox for the main story.
func (t *tester) findBrowser(ctx context.Context) error {
	if t.opts.firefox {
		return t.find(ctx, firefox)
	}
	return t.find(ctx, chromium)
}

func (t *tester) find(ctx context.Context, b browser) error {
	path, err := b.find(ctx)
	if err == nil {
		t.env = append(t.env, b.setting+"="+path)
	}
	return err
}

// journeys is the command that goes through them: all, or those that Firefox is for.
func (t *tester) journeys() []string {
	command := []string{"npm", "run", "--silent", "test:e2e"}
	if t.opts.firefox {
		command = append(command, "--", "--firefox")
	}
	return command
}

// startBrowserStack starts the program with a demo company and what it needs around it; seeded are the log-ins.
func (t *tester) startBrowserStack(ctx context.Context) (s *stack, seeded string, err error) {
	if s, err = t.browserStack(ctx); err != nil {
		return nil, "", err
	}
	if err = t.repo.build(ctx, s.state.program(), nil); err == nil {
		seeded, err = s.furnish(ctx)
	}
	if err == nil {
		_, err = s.serve(ctx)
	}
	if err != nil {
		s.close()
	}
	return s, seeded, err
}

// browserStack starts what the program needs around it.
func (t *tester) browserStack(ctx context.Context) (*stack, error) {
	s := &stack{repo: t.repo, opts: upOptions{language: "en", port: freeTrio()}}
	var err error
	if s.state, err = openState(filepath.Join(t.dir, "browser")); err != nil {
		return nil, err
	}
	address, err := t.freshDatabase(ctx, "kith_browser")
	if err != nil {
		return nil, err
	}
	s.env = append(s.env, "KITH_DATABASE_URL="+address)
	return s, errors.Join(s.startMail(ctx), s.startStripe(ctx), s.configure(ctx))
}

// freshDatabase makes an empty database on the tests' server and returns its address.
func (t *tester) freshDatabase(ctx context.Context, name string) (string, error) {
	server := os.Getenv("KITH_TEST_DATABASE_URL")
	for _, e := range t.env {
		if v, ok := strings.CutPrefix(e, "KITH_TEST_DATABASE_URL="); ok {
			server = v
		}
	}
	c, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing is lost with it
	for _, statement := range []string{`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`, `CREATE DATABASE ` + name} {
		if _, err := c.Exec(ctx, statement); err != nil {
			return "", err
		}
	}
	u, err := url.Parse(server)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}

// freeTrio finds three ports in a row that nobody uses.
func freeTrio() int {
	port := 18400
	for freePorts(port, port+1, port+2) != nil {
		port += 3
	}
	return port
}

// endOf returns the last lines of a file, for the error that its writer caused.
func endOf(file string, n int) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	lines := strings.SplitAfter(string(data), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "")
}
