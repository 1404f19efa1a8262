package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// repo is the working copy that the tool works on.
type repo struct{ dir string }

// findRepo looks for the working copy at and above the current folder.
func findRepo() (repo, error) {
	dir, err := os.Getwd()
	for err == nil {
		if raw, e := os.ReadFile(filepath.Join(dir, "go.mod")); e == nil && strings.Contains(string(raw), "github.com/kith-crm/kith\n") {
			return repo{dir}, nil
		}
		if dir == filepath.Dir(dir) {
			err = errors.New("this is not a working copy of Kith: run the command in its folder")
		}
		dir = filepath.Dir(dir)
	}
	return repo{}, err
}

func (r repo) path(parts ...string) string {
	return filepath.Join(append([]string{r.dir}, parts...)...)
}

func (r repo) frontend() string { return r.path("frontend") }

// command prepares a program that runs in dir and is asked to stop when ctx ends.
func command(ctx context.Context, dir string, env []string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// quiet runs a program and shows what it wrote only if it fails.
func quiet(ctx context.Context, dir string, env []string, args ...string) error {
	out, err := command(ctx, dir, env, args...).CombinedOutput()
	return explain(ctx, err, args, out)
}

// output runs a program and returns what it wrote to its standard output.
func output(ctx context.Context, dir string, env []string, args ...string) (string, error) {
	cmd := command(ctx, dir, env, args...)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	return string(out), explain(ctx, err, args, []byte(complaint.String()))
}

// packagesBut are all Go packages of the repository but one.
func (r repo) packagesBut(ctx context.Context, one string) ([]string, error) {
	out, err := output(ctx, r.dir, nil, "go", "list", "./...")
	return slices.DeleteFunc(strings.Fields(out), func(p string) bool { return strings.HasSuffix(p, strings.TrimPrefix(one, ".")) }), err
}

// loud runs a program with its output on the screen.
func loud(ctx context.Context, dir string, env []string, args ...string) error {
	cmd := command(ctx, dir, env, args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return explain(ctx, cmd.Run(), args, nil)
}

func explain(ctx context.Context, err error, args []string, out []byte) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return errors.New("interrupted")
	case errors.Is(err, exec.ErrNotFound):
		return fmt.Errorf("%s is not installed on this machine", args[0])
	case len(out) == 0:
		return fmt.Errorf("%s: %w", strings.Join(args, " "), err)
	}
	return fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, lastLines(string(out), 200))
}

func lastLines(s string, n int) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// fingerprint sums up the contents of files and folders; what does not exist counts as empty.
func fingerprint(paths ...string) (string, error) {
	sum := sha256.New()
	for _, top := range paths {
		err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			fmt.Fprintln(sum, path)
			return pour(sum, path)
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func pour(w io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	_, err = io.Copy(w, f)
	return err
}
