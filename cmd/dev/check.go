package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/cmd/dev/scan"
)

func checkCommand() *cobra.Command {
	var security bool
	c := &cobra.Command{
		Use:   "check",
		Short: "format, linters, types, generated files, translations, size budgets",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if security {
				return checkSecurity(c.Context())
			}
			return check(c.Context())
		},
	}
	c.Flags().BoolVar(&security, "security", false, "the scanners instead: known vulnerabilities, secrets, the API's description, SQL injection (minutes; before a release)")
	return c
}

// inspection is one thing that check looks at.
type inspection struct {
	title string
	run   func(context.Context) error
}

// check runs every inspection, whatever the others say, and shows the findings at the end.
func check(ctx context.Context) error {
	r, err := findRepo()
	if err != nil {
		return err
	}
	fmt.Println("Checking Kith")
	if err := r.installPackages(ctx); err != nil {
		return err
	}
	if err := r.buildPage(ctx); err != nil { // the budgets are of the built page
		return err
	}
	return inspect(ctx, r.inspections())
}

// inspect runs all, and ends with what they found.
func inspect(ctx context.Context, all []inspection) error {
	var findings []string
	for _, i := range all {
		if err := step(i.title, func() error { return i.run(ctx) }); err != nil {
			findings = append(findings, fmt.Sprintf("== %s\n%s", i.title, err))
		}
	}
	if len(findings) > 0 {
		return fmt.Errorf("%s\n\n%d checks failed", strings.Join(findings, "\n\n"), len(findings))
	}
	return nil
}

// checkSecurity runs the scanners. gosec is one of the linters of every check.
func checkSecurity(ctx context.Context) error {
	r, err := findRepo()
	if err != nil {
		return err
	}
	fmt.Println("Looking for ways into Kith")
	in := func(scanner func(context.Context, string) error) func(context.Context) error {
		return func(ctx context.Context) error { return scanner(ctx, r.dir) }
	}
	err = inspect(ctx, []inspection{
		{"Known vulnerabilities (govulncheck)", in(scan.Vulnerabilities)},
		{"Secrets in the history (gitleaks)", in(scan.Secrets)},
		{"Description of the API (Spectral, OWASP)", in(scan.Description)},
	})
	return errors.Join(err, attackRunning(ctx))
}

// attackRunning starts the program on a database of its own and has it attacked.
func attackRunning(ctx context.Context) error {
	if _, err := exec.LookPath("sqlmap"); err != nil {
		if err := install(ctx, "sqlmap", "sqlmap"); err != nil {
			return err
		}
	}
	return onDatabase(ctx, func(t *tester) error { return t.attack(ctx) })
}

// attack has the program attacked that it starts, after the scanner has found a way in where there is one.
func (t *tester) attack(ctx context.Context) error {
	err := step("sqlmap finds a way in where there is one", func() error {
		address, err := t.freshDatabase(ctx, "kith_open")
		if err != nil {
			return err
		}
		return scan.Control(ctx, address)
	})
	if err != nil {
		return err
	}
	s, seeded, err := t.startBrowserStack(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	owner := strings.Split(seeded, "\t")
	if len(owner) < 3 {
		return fmt.Errorf("the seed names no log-in: %q", seeded)
	}
	return step("SQL injection (sqlmap)", func() error { return scan.Injection(ctx, s.page(), owner[1], owner[2]) })
}

func (r repo) inspections() []inspection {
	page := func(script string) func(context.Context) error {
		return func(ctx context.Context) error {
			return quiet(ctx, r.frontend(), nil, "npm", "run", "--silent", script)
		}
	}
	tool := func(args ...string) func(context.Context) error {
		return func(ctx context.Context) error { return quiet(ctx, r.dir, nil, args...) }
	}
	return []inspection{
		{"Format (gofmt)", r.checkFormat},
		{"Modules (go mod tidy)", tool("go", "mod", "tidy", "-diff")},
		{"Go linters (golangci-lint, with go vet)", tool("go", "tool", "-modfile=internal/tools/go.mod", "golangci-lint", "run")},
		{"Helm chart (helm, kubeconform)", tool("go", "test", "-C", "internal/tools/chart", "./...")},
		{"Alerts and dashboard (Prometheus)", tool("go", "test", "-C", "internal/tools/alerts", ".")},
		{"Architecture (internal/arch)", tool("go", "test", "./internal/arch")},
		{"Page linter (oxlint)", page("lint")},
		{"Page types (tsc)", page("typecheck")},
		{"Page styles", page("css")},
		{"Translations", page("i18n")},
		{"Page size budgets", page("budget")},
		{"Generated files are current", r.checkGenerated},
	}
}

func (r repo) checkFormat(ctx context.Context) error {
	args := []string{"gofmt", "-l"}
	for _, top := range []string{"cmd", "internal", "migrations", "frontend/embed.go"} { // not the packages of npm
		if _, err := os.Stat(r.path(top)); err == nil {
			args = append(args, top)
		}
	}
	names, err := output(ctx, r.dir, nil, args...)
	if err == nil && names != "" {
		err = errors.New("not formatted, run gofmt -w:\n" + names)
	}
	return err
}

// checkGenerated makes the generated files again and refuses a difference.
func (r repo) checkGenerated(ctx context.Context) error {
	var stale []string
	for _, g := range r.generated() {
		before, err := fingerprint(r.path(g.file))
		if err != nil {
			return err
		}
		if err := g.run(ctx); err != nil {
			return err
		}
		after, err := fingerprint(r.path(g.file))
		if err != nil {
			return err
		}
		if before != after {
			stale = append(stale, g.file)
		}
	}
	if len(stale) > 0 {
		return fmt.Errorf("was not current, commit what `go run ./cmd/dev gen` makes: %s", strings.Join(stale, ", "))
	}
	return nil
}
