//go:build unix

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// The majors of PostgreSQL that Kith is tested with.
const (
	oldestMajor = 15
	newestMajor = 18
)

// BinariesVariable names the environment variable that points to the folder with the postgres binary to use.
const BinariesVariable = "KITH_POSTGRES_BIN"

// binaries is a folder with initdb and postgres of one version.
type binaries struct {
	dir   string
	major int
}

func (b binaries) path(name string) string { return filepath.Join(b.dir, name) }

// find returns the binaries to use. A named folder is taken or refused, never replaced; otherwise the first folder wins that
// the server's account can run and whose major is want (0: any supported one). The last resort is a package of the npm registry.
func find(ctx context.Context, owner *account, want int) (binaries, error) {
	if dir := os.Getenv(BinariesVariable); dir != "" {
		b, err := inspect(ctx, dir, owner, want)
		if err != nil {
			err = fmt.Errorf("%s: %w", BinariesVariable, err)
		}
		return b, err
	}
	var refused []error
	for _, dir := range candidates() {
		b, err := inspect(ctx, dir, owner, want)
		if err == nil {
			return b, nil
		}
		if !errors.Is(err, os.ErrNotExist) {
			refused = append(refused, err)
		}
	}
	dir, err := download(ctx, owner)
	if err == nil {
		var b binaries
		if b, err = inspect(ctx, dir, owner, want); err == nil {
			return b, nil
		}
	}
	return binaries{}, missing(want, append(refused, err))
}

// Supports tells in a sentence why data of a version of PostgreSQL can't be served from a folder on this machine, which need not be there
// yet.
func Supports(ctx context.Context, dir string, major int) error {
	owner, err := serverAccount()
	if err != nil {
		return err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	for _, err = os.Stat(dir); errors.Is(err, os.ErrNotExist); _, err = os.Stat(dir) {
		dir = filepath.Dir(dir)
	}
	if err := owner.canReach(dir); err != nil {
		return err
	}
	_, err = find(ctx, owner, major)
	return err
}

func missing(want int, refused []error) error {
	versions := fmt.Sprintf("PostgreSQL %d to %d", oldestMajor, newestMajor)
	if want != 0 {
		versions = fmt.Sprintf("PostgreSQL %d, which made the data that is already there,", want)
	}
	return fmt.Errorf("%s was not found on this machine: install it, point %s to the folder of its postgres binary, "+
		"or give KITH_DATABASE_URL: %w", versions, BinariesVariable, errors.Join(refused...))
}

// candidates lists the folders to look at, the better first.
func candidates() []string {
	var dirs []string
	if p, err := exec.LookPath("postgres"); err == nil {
		if p, err = filepath.EvalSymlinks(p); err == nil {
			dirs = append(dirs, filepath.Dir(p))
		}
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
	} {
		dirs = append(dirs, newestFirst(pattern)...)
	}
	if top := moduleRoot(); top != "" {
		dirs = append(dirs, filepath.Join(top, "frontend", "node_modules", npmPackage(), "native", "bin"))
	}
	return dirs
}

var number = regexp.MustCompile(`\d+`)

func newestFirst(pattern string) []string {
	dirs, _ := filepath.Glob(pattern) // only a malformed pattern is an error
	slices.SortFunc(dirs, func(a, b string) int { return lastNumber(b) - lastNumber(a) })
	return dirs
}

// lastNumber is the version in a folder's name, which may stand below folders with other numbers.
func lastNumber(dir string) int {
	all := number.FindAllString(dir, -1)
	if len(all) == 0 {
		return 0
	}
	return firstNumber(all[len(all)-1])
}

func firstNumber(s string) int {
	n, _ := strconv.Atoi(number.FindString(s))
	return n
}

// moduleRoot returns the nearest folder above the working directory that has a go.mod, or "".
func moduleRoot() string {
	dir, err := os.Getwd()
	for err == nil {
		if _, e := os.Stat(filepath.Join(dir, "go.mod")); e == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

// inspect checks that dir has a server that can be used. The error is os.ErrNotExist when there is none at all.
func inspect(ctx context.Context, dir string, owner *account, want int) (binaries, error) {
	b := binaries{dir: dir}
	for _, name := range []string{"postgres", "initdb"} {
		if _, err := os.Stat(b.path(name)); err != nil {
			return b, err
		}
	}
	if err := owner.canReach(dir); err != nil {
		return b, err
	}
	if err := linkLibraries(filepath.Dir(filepath.Dir(dir))); err != nil {
		return b, err
	}
	out, err := exec.CommandContext(ctx, b.path("postgres"), "--version").Output()
	if err != nil {
		return b, fmt.Errorf("%s --version: %w", b.path("postgres"), err)
	}
	b.major = versionMajor(string(out))
	switch {
	case want != 0 && b.major != want:
		return b, fmt.Errorf("%s has version %d, the data are of version %d", dir, b.major, want)
	case b.major < oldestMajor || b.major > newestMajor:
		return b, fmt.Errorf("%s has version %d, supported are %d to %d", dir, b.major, oldestMajor, newestMajor)
	}
	return b, nil
}

// versionMajor reads "postgres (PostgreSQL) 15.20 (Debian 15.20-1)"; 0 if it is something else.
func versionMajor(s string) int {
	_, after, _ := strings.Cut(s, "(PostgreSQL) ")
	return firstNumber(after)
}

// npmPackage is the npm package that holds the binaries for this machine.
func npmPackage() string {
	arch := map[string]string{"amd64": "x64", "arm64": "arm64"}[runtime.GOARCH]
	return "@embedded-postgres/" + runtime.GOOS + "-" + arch
}
