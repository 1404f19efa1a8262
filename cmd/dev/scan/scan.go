// Package scan runs other people's security scanners over Kith: known vulnerabilities in what it is built of, secrets in
// its history, the description of its API, and SQL injection tried on the running program. Each scanner is fetched in the
// version named here when it runs; gosec is not among them because it is one of the linters of every check.
package scan

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	vulncheck = "golang.org/x/vuln/cmd/govulncheck@v1.8.0"
	gitleaks  = "github.com/zricethezav/gitleaks/v8@v8.30.1"

	liveVulnerabilities = "https://vuln.go.dev"
)

// Vulnerabilities fails when the code in dir calls something with a known vulnerability. The database is Go's own, or,
// without a network, the copy that is kept beside the tools (its state is told).
func Vulnerabilities(ctx context.Context, dir string) error {
	db := liveVulnerabilities
	if !reachable(ctx, db+"/index/db.json") {
		unpacked, err := unpack(ctx, filepath.Join(dir, "internal", "tools", "vulndb.tgz"))
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(unpacked) }()
		db = "file://" + filepath.Join(unpacked, "vdb")
	}
	return run(ctx, dir, "go", "run", vulncheck, "-db", db, "./...")
}

func reachable(ctx context.Context, address string) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

func unpack(ctx context.Context, archive string) (dir string, err error) {
	dir, err = os.MkdirTemp("", "kith-vulndb-")
	if err != nil {
		return "", err
	}
	return dir, run(ctx, dir, "tar", "-xzf", archive)
}

// Secrets fails when a key or a password stands anywhere in the history of dir; .gitleaks.toml says what is none.
func Secrets(ctx context.Context, dir string) error {
	return run(ctx, dir, "go", "run", gitleaks, "git", "--no-banner", "--redact", "--verbose", ".")
}

// Description fails when the description of the API breaks one of OWASP's rules that internal/tools/spectral keeps.
func Description(ctx context.Context, dir string) error {
	tools := filepath.Join(dir, "internal", "tools", "spectral")
	if err := run(ctx, tools, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"); err != nil {
		return err
	}
	return run(ctx, tools, "npx", "--no-install", "spectral", "lint", "-r", "ruleset.yaml", "../../../frontend/src/shared/api/openapi.json")
}

// run runs a scanner; what it wrote is the error when it finds something.
func run(ctx context.Context, dir string, args ...string) error {
	_, err := output(ctx, dir, args...)
	return err
}

func output(ctx context.Context, dir string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	c.Dir = dir
	out, err := c.CombinedOutput()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", fmt.Errorf("%s is not installed on this machine", args[0])
	case err != nil:
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return string(out), nil
}
