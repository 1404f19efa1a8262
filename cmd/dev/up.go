package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/pgserver"
)

var languages = []string{"en", "hi", "pl", "fil", "ru"}

// upOptions are the flags of dev up.
type upOptions struct {
	language string
	port     int
	state    *string
}

func upCommand() *cobra.Command {
	var o upOptions
	c := &cobra.Command{
		Use:   "up",
		Short: "start Kith with a database, a mail catcher, a Stripe stand-in and a demo company",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return up(c.Context(), o) },
	}
	c.Flags().StringVar(&o.language, "language", "en", "language of the demo company: "+strings.Join(languages, ", "))
	c.Flags().IntVar(&o.port, "port", 8080, "port of the page; mail catcher and Stripe stand-in take the next two")
	o.state = stateFlag(c)
	return c
}

// stack is everything that up has started; close ends it in reverse order.
type stack struct {
	repo   repo
	state  state
	opts   upOptions
	env    []string // configuration of the program
	lines  []string // what the closing block says, beside the page and the log-ins
	ending []func()
	db     *pgserver.Server // nil with a given database
}

// up starts the whole of Kith and keeps it running until ctx ends or a part of it fails.
func up(ctx context.Context, o upOptions) error {
	begin := clock.Now()
	if !slices.Contains(languages, o.language) {
		return fmt.Errorf("there is no language %q: choose one of %s", o.language, strings.Join(languages, ", "))
	}
	s, err := newStack(o)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.prepare(ctx); err != nil {
		return err
	}
	seeded, err := s.furnish(ctx)
	if err != nil {
		return err
	}
	server, err := s.serve(ctx)
	if err != nil {
		return err
	}
	s.announce(seeded, took(begin))
	return s.watch(ctx, server)
}

func newStack(o upOptions) (*stack, error) {
	s := &stack{opts: o}
	err := freePorts(o.port, o.port+1, o.port+2)
	if err == nil {
		s.repo, err = findRepo()
	}
	if err == nil {
		s.state, err = openState(*o.state)
	}
	return s, err
}

// prepare makes everything ready that the program needs around it, then builds the program. Its packages are compiled
// meanwhile: on a new machine that takes as long as the rest.
func (s *stack) prepare(ctx context.Context) error {
	fmt.Println("Starting Kith")
	compiled := make(chan struct{})
	go func() {
		defer close(compiled)
		_ = quiet(ctx, s.repo.dir, nil, "go", "build", "./internal/...") // an error comes again in the step that builds
	}()
	build := func(ctx context.Context) error { return s.repo.build(ctx, s.state.program(), compiled) }
	for _, part := range []func(context.Context) error{
		s.repo.installPackages, s.repo.buildPage, s.startDatabase, s.startMail, s.startStripe, s.configure, build,
	} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// startDatabase starts the private server, unless KITH_DATABASE_URL names another.
func (s *stack) startDatabase(ctx context.Context) error {
	if given("KITH_DATABASE_URL") {
		return nil
	}
	err := step("Start PostgreSQL", func() (err error) {
		s.db, err = pgserver.Start(ctx, pgserver.Options{Dir: s.state.postgres(), Fsync: true})
		if errors.Is(err, pgserver.ErrInUse) {
			err = fmt.Errorf("%w\nAnother `dev up` is running; stop it, or choose another folder with --state", err)
		}
		if err != nil {
			return err
		}
		s.atEnd("Stop PostgreSQL", func() error { return s.db.Stop(context.WithoutCancel(ctx)) })
		return s.db.CreateDatabase(ctx, database)
	})
	if err == nil {
		s.set("KITH_DATABASE_URL", s.db.URL(database))
		s.set("KITH_BACKUPS", s.state.backups())
	}
	return err
}

// configure fills in what the user has not set.
func (s *stack) configure(context.Context) error {
	secret, err := s.state.secret()
	s.set("KITH_SECRET", secret)
	s.set("KITH_FILES", s.state.files())
	s.set("KITH_ADDRESS", local(s.opts.port))
	s.set("KITH_BASE_URL", s.page())
	s.set("KITH_MAIL_FROM", "Kith <no-reply@localhost>")
	s.set("KITH_LOG_FORMAT", "text")
	return err
}

// furnish brings the schema up to date and makes the demo company. Both can be repeated.
func (s *stack) furnish(ctx context.Context) (seeded string, err error) {
	err = step("Migrate the database", func() error {
		return quiet(ctx, s.repo.dir, s.env, s.state.program(), "migrate")
	})
	if err != nil {
		return "", err
	}
	if !given("KITH_STRIPE_KEY") {
		err = step("Put the plans into the Stripe stand-in", func() error {
			return quiet(ctx, s.repo.dir, s.env, s.state.program(), "billing", "sync")
		})
		if err != nil {
			return "", err
		}
	}
	err = step("Seed the demo company ("+s.opts.language+")", func() (err error) {
		seeded, err = output(ctx, s.repo.dir, s.env, s.state.program(), "seed", "--language", s.opts.language)
		return err
	})
	return seeded, err
}

func (s *stack) page() string { return fmt.Sprintf("http://localhost:%d", s.opts.port) }

// set gives the program a setting; one from the user's environment wins.
func (s *stack) set(name, value string) {
	if !given(name) {
		s.env = append(s.env, name+"="+value)
	}
}

func given(name string) bool { return os.Getenv(name) != "" || os.Getenv(name+"_FILE") != "" }

func (s *stack) atEnd(title string, end func() error) {
	s.ending = append(s.ending, func() { _ = step(title, end) }) // step shows a failure; the rest is ended all the same
}

func (s *stack) close() {
	if len(s.ending) > 0 {
		fmt.Println("\nStopping Kith")
	}
	for _, end := range slices.Backward(s.ending) {
		end()
	}
}

// announce prints where everything is.
func (s *stack) announce(seeded, total string) {
	fmt.Printf("\nKith is running (started in %s)\n\n", total)
	fmt.Printf("  %-16s %s\n", "Page", s.page())
	for _, line := range s.lines {
		fmt.Println("  " + line)
	}
	fmt.Printf("  %-16s %s\n", "Log", s.state.log())
	fmt.Print("\n" + logins(seeded))
	fmt.Println("  Ctrl-C stops everything.")
}

// logins turns the seed's lines "login<TAB>email<TAB>password<TAB>role<TAB>company" into a table.
func logins(seeded string) string {
	var b strings.Builder
	for line := range strings.Lines(seeded) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 5 || f[0] != "login" {
			continue
		}
		if b.Len() == 0 {
			b.WriteString("  Log in as\n")
		}
		fmt.Fprintf(&b, "    %-28s %-20s %-11s %s\n", f[1], f[2], f[3], f[4])
	}
	if b.Len() > 0 {
		b.WriteString("\n")
	}
	return b.String()
}
