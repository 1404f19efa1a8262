package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/cmd/dev/faults"
	"github.com/kith-crm/kith/cmd/dev/mutants"
	"github.com/kith-crm/kith/cmd/dev/upgrade"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/pgserver"
)

// testOptions say what to test.
type testOptions struct {
	parts    []string // of go, page, browser
	packages []string // Go packages; all if empty
	extra    []string // arguments behind --, for go test
	short    bool
	firefox  bool // the main story in Firefox, and no other journey
}

func testCommand() *cobra.Command {
	var short, inFirefox bool
	c := &cobra.Command{
		Use:   "test [go|page|browser] [packages] [-- flags of go test]",
		Short: "run all tests, installing what they need: Go with -race, page, browser",
		RunE: func(c *cobra.Command, args []string) error {
			if inFirefox && len(args) == 0 {
				args = []string{"browser"}
			}
			o, err := parseTest(args, c.ArgsLenAtDash())
			if err != nil {
				return err
			}
			o.short, o.firefox = short, inFirefox
			return test(c.Context(), o)
		},
	}
	c.Flags().BoolVar(&short, "short", false, "leave out what takes minutes")
	c.Flags().BoolVar(&inFirefox, "firefox", false, "run the main story in Firefox ESR, and no other browser test")
	return c
}

func mutantsCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "mutants [I4 …]",
		Short:   "plant mistakes in a copy, one at a time, and demand that the tests of billing's invariants and of attacks notice",
		Example: "  go run ./cmd/dev mutants I1 S5",
		RunE:    func(c *cobra.Command, ids []string) error { return plant(c.Context(), ids) },
	}
}

func faultsCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "faults [F1 …]",
		Short:   "let things go wrong, all or those that are named: nothing that was acknowledged may be lost, and nothing be there twice",
		Example: "  go run ./cmd/dev faults F8\n\n" + strings.Join(faults.Lines(), "\n"),
		RunE:    func(c *cobra.Command, ids []string) error { return letHappen(c.Context(), ids) },
	}
}

func upgradeCommand() *cobra.Command {
	var from string
	c := &cobra.Command{
		Use:   "upgrade",
		Short: "upgrade from the previous release and back while people work: nobody may meet an error",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return tryUpgrade(c.Context(), from) },
	}
	c.Flags().StringVar(&from, "from", "", "the previous release, a tag or a commit; the newest tag before this one if it is not given")
	return c
}

func tryUpgrade(ctx context.Context, from string) error {
	r, err := findRepo()
	if err != nil {
		return err
	}
	if from == "" {
		if from, err = output(ctx, r.dir, nil, "git", "describe", "--tags", "--abbrev=0", "HEAD^"); err != nil {
			return fmt.Errorf("there is no release to upgrade from, name a commit with --from: %w", err)
		}
	}
	return onDatabase(ctx, func(t *tester) error {
		s, err := t.browserStack(ctx)
		if err != nil {
			return err
		}
		defer s.close()
		trial := upgrade.Trial{Repo: r.dir, From: strings.TrimSpace(from), Dir: t.dir, Env: s.env, Port: freeTrio()}
		return step("Upgrade from "+trial.From+", back, and again", func() error { return trial.Run(ctx) })
	})
}

// plant tries the mutants of the invariants with the ids, or all.
func plant(ctx context.Context, ids []string) error {
	r, err := findRepo()
	if err != nil {
		return err
	}
	all, err := mutants.Read(r.dir)
	if err != nil {
		return err
	}
	list, err := mutants.Chosen(all, ids)
	if err != nil {
		return err
	}
	return onDatabase(ctx, func(t *tester) error { return mutants.Check(ctx, r.dir, list, t.env) })
}

// everyFault in the environment lets happen what is too slow for each run of the tests.
const everyFault = "KITH_FAULTS=all"

// letHappen runs the tests of faults one after the other, each anew, and goes on after one that fails.
func letHappen(ctx context.Context, ids []string) error {
	chosen, err := faults.Chosen(ids)
	if err != nil {
		return err
	}
	return onDatabase(ctx, func(t *tester) (err error) {
		for _, f := range chosen {
			fmt.Printf("\n== %s: %s\n", f.ID, f.Says)
			command := []string{"go", "test", "-count", "1", "-timeout", "30m", "-run", "^" + f.Test + "$", f.Package}
			if f.ID == faults.Rolling {
				command = []string{"go", "run", "./cmd/dev", "upgrade", "--from", "HEAD"}
			}
			failed := loud(ctx, t.repo.dir, append(slices.Clone(t.env), everyFault), command...)
			if failed != nil {
				err = errors.Join(err, fmt.Errorf("%s: %w", f.ID, failed))
			}
		}
		return err
	})
}

var testParts = []string{"go", "page", "browser"}

// parseTest reads parts, then packages, then what stands behind the dash (dash is its place, -1 if there is none).
func parseTest(args []string, dash int) (o testOptions, err error) {
	if dash >= 0 {
		args, o.extra = args[:dash], args[dash:]
	}
	for _, a := range args {
		switch {
		case slices.Contains(testParts, a):
			o.parts = append(o.parts, a)
		case strings.ContainsAny(a, "./"):
			o.packages = append(o.packages, a)
		default:
			return o, fmt.Errorf("%q is neither a part (%s) nor a package such as ./internal/kit/...", a, strings.Join(testParts, ", "))
		}
	}
	switch {
	case len(o.parts) == 0 && len(o.packages)+len(o.extra) > 0:
		o.parts = []string{"go"}
	case len(o.parts) == 0:
		o.parts = testParts
	}
	return o, nil
}

// tester runs the parts; all of them run, even when an earlier one fails.
type tester struct {
	repo repo
	opts testOptions
	dir  string // for what the tests make, removed at the end
	env  []string
}

// newTester makes the folder for what the tests make; end removes it.
func newTester(o testOptions) (t *tester, end func(), err error) {
	r, err := findRepo()
	if err != nil {
		return nil, nil, err
	}
	dir, err := os.MkdirTemp("", "kith-test-")
	return &tester{repo: r, opts: o, dir: dir}, func() { _ = os.RemoveAll(dir) }, err
}

// onDatabase runs f with the tests' database; both are gone afterwards.
func onDatabase(ctx context.Context, f func(*tester) error) error {
	t, end, err := newTester(testOptions{})
	if err != nil {
		return err
	}
	defer end()
	stop, err := t.startDatabase(ctx)
	defer stop()
	if err != nil {
		return err
	}
	return f(t)
}

func test(ctx context.Context, o testOptions) error {
	t, end, err := newTester(o)
	if err != nil {
		return err
	}
	defer end()
	fmt.Println("Testing Kith")
	stop, err := t.prepare(ctx)
	defer stop()
	if err != nil {
		return err
	}
	return t.run(ctx)
}

// prepare installs what the chosen parts need and starts their database.
func (t *tester) prepare(ctx context.Context) (stop func(), err error) {
	stop = func() {}
	if t.has("page") || t.has("browser") {
		if err := t.repo.installPackages(ctx); err != nil {
			return stop, err
		}
	}
	if t.has("browser") {
		if err := t.findBrowser(ctx); err != nil {
			return stop, err
		}
	}
	if t.has("go") {
		ensurePooler(ctx)
	}
	if !t.has("go") && !t.has("browser") {
		return stop, nil
	}
	return t.startDatabase(ctx)
}

// startDatabase starts a server that forgets everything, unless KITH_TEST_DATABASE_URL names one.
func (t *tester) startDatabase(ctx context.Context) (stop func(), err error) {
	stop = func() {}
	if given("KITH_TEST_DATABASE_URL") {
		return stop, nil
	}
	// The server's account has to reach its folder, also when this tool runs as root.
	if err := os.Chmod(t.dir, 0o711); err != nil {
		return stop, err
	}
	var db *pgserver.Server
	err = step("Start PostgreSQL", func() (err error) {
		db, err = pgserver.Start(ctx, pgserver.Options{
			Dir:   filepath.Join(t.dir, "postgres"),
			Extra: map[string]string{"max_connections": "400"}, // several packages, each with several instances of the program
		})
		return err
	})
	if err != nil {
		return stop, err
	}
	t.env = append(t.env, "KITH_TEST_DATABASE_URL="+db.URL("postgres"))
	return func() { _ = db.Stop(context.WithoutCancel(ctx)) }, nil
}

func (t *tester) has(part string) bool { return slices.Contains(t.opts.parts, part) }

// run runs the chosen parts and ends with a line for each.
func (t *tester) run(ctx context.Context) error {
	var summary strings.Builder
	failed := 0
	for _, part := range testParts {
		if !t.has(part) {
			continue
		}
		begin, verdict := clock.Now(), "ok"
		fmt.Printf("\n== %s\n", part)
		if err := t.runPart(ctx, part); err != nil {
			fmt.Println(err)
			failed, verdict = failed+1, "FAILED"
		}
		fmt.Fprintf(&summary, "  %-9s %-8s %s\n", part, verdict, took(begin))
	}
	fmt.Print("\nTests\n", summary.String())
	if failed > 0 {
		return fmt.Errorf("%d of %d parts failed", failed, len(t.opts.parts))
	}
	return nil
}

func (t *tester) runPart(ctx context.Context, part string) error {
	switch part {
	case "go":
		return t.goTests(ctx)
	case "page":
		return t.pageTests(ctx)
	default:
		return t.browserTests(ctx)
	}
}

// histories are the properties that are held against many random histories, questions or rows, and what is too dear under the race
// detector, where they run few.
var histories = []string{"-run", "^(TestP[0-9]|TestF15|TestAnyHistory|TestNonInterference|TestQuestionsNeverBecomeSQL|TestUndoOfManyRows|TestWholeServerIsRestored)",
	"./internal/platform/...", "./internal/identity/signup", "./internal/app", "./internal/data/importer"}

// readers are tests that read the sources: nothing runs in them that could race.
const readers = "./internal/arch"

// goTests runs the Go tests under the race detector, two packages at a time because they share one database server; all of
// them also run the properties in full, without it. go vet is part of the linters that check runs.
func (t *tester) goTests(ctx context.Context) error {
	if err := ensureCompiler(ctx); err != nil {
		return err
	}
	env, all := append(t.env, "CGO_ENABLED=1"), []string{"go", "test", "-vet", "off", "-p", "2", "-timeout", "30m"}
	args := append(slices.Clone(all), "-race")
	if t.opts.short {
		args = append(args, "-short")
	}
	args = append(args, t.opts.extra...)
	if len(t.opts.packages) > 0 {
		return loud(ctx, t.repo.dir, env, append(args, t.opts.packages...)...)
	}
	packages, err := t.repo.packagesBut(ctx, readers)
	if err != nil {
		return err
	}
	err = errors.Join(loud(ctx, t.repo.dir, env, append(args, packages...)...), loud(ctx, t.repo.dir, env, append(slices.Clone(all), readers)...))
	if t.opts.short {
		return err
	}
	return errors.Join(err, loud(ctx, t.repo.dir, env, append(all, histories...)...))
}

// pageTests runs the page's tests; its types are looked at by check.
func (t *tester) pageTests(ctx context.Context) error {
	return loud(ctx, t.repo.frontend(), nil, "npm", "run", "--silent", "test")
}

// ensureCompiler makes sure that there is the C compiler that the race detector needs.
func ensureCompiler(ctx context.Context) error {
	for _, name := range []string{os.Getenv("CC"), "gcc", "clang"} {
		if _, err := exec.LookPath(name); err == nil {
			return nil
		}
	}
	return install(ctx, "a C compiler, which Go's race detector needs", "gcc", "libc6-dev")
}
