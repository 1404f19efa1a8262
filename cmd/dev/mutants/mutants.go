// Package mutants shows that the tests of billing's invariants, and those of attacks, can fail: it changes one line of the
// program at a time, in a copy of the working copy, and demands that the test which is said to notice it does. The
// invariants and attacks, their tests and the changes are tables in testdata; whether these are true of the tree is an
// ordinary test of this package.
package mutants

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Tables are where the invariants and the attacks are, from the top of the working copy.
var Tables = []string{"cmd/dev/mutants/testdata/invariants.json", "cmd/dev/mutants/testdata/attacks.json"}

// Invariant is something that must be true of billing at any time, a property of random histories, or something that must
// hold against an attack. One without a test says by Reason why it needs none.
type Invariant struct {
	ID      string   `json:"id"` // I4, P7, S12
	Says    string   `json:"says"`
	Reason  string   `json:"reason,omitempty"`
	Tests   []string `json:"tests"` // as of Test in Mutant
	Mutants []Mutant `json:"mutants"`
}

// Mutant is one mistake. Text occurs exactly once in File, a path from the top of the working copy, and is replaced by With.
type Mutant struct {
	File string `json:"file"`
	Text string `json:"text"`
	With string `json:"with"`
	Test string `json:"test"` // a package and the name of a test in it: internal/platform/plan.TestCatalogue
}

// Read reads the tables of the working copy at top.
func Read(top string) (all []Invariant, err error) {
	for _, name := range Tables {
		raw, err := os.ReadFile(filepath.Join(top, name))
		if err != nil {
			return nil, err
		}
		var some []Invariant
		if err := json.Unmarshal(raw, &some); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, some...)
	}
	return all, nil
}

// Chosen are the mutants of the invariants with the ids; of all of them without any.
func Chosen(all []Invariant, ids []string) (list []Named, err error) {
	for _, id := range ids {
		if !slices.ContainsFunc(all, func(i Invariant) bool { return i.ID == id }) {
			return nil, fmt.Errorf("there is no invariant %s", id)
		}
	}
	for _, i := range all {
		for _, m := range i.Mutants {
			if len(ids) == 0 || slices.Contains(ids, i.ID) {
				list = append(list, Named{i.ID, m})
			}
		}
	}
	return list, nil
}

// Named is a mutant with the invariant that it breaks.
type Named struct {
	ID string
	Mutant
}

// Check tries mutants one after the other and fails with those that no test noticed. Env are settings for the tests.
func Check(ctx context.Context, top string, list []Named, env []string) error {
	dir, err := os.MkdirTemp("", "kith-mutants-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	if err := copyTree(ctx, top, dir); err != nil {
		return err
	}
	r := runner{dir, append(os.Environ(), env...)}
	if err := r.healthy(ctx, list); err != nil {
		return err
	}
	var alive []string
	for _, m := range list {
		if err := r.try(ctx, m); err != nil {
			alive = append(alive, err.Error())
		}
	}
	fmt.Printf("%d mutants, %d noticed\n", len(list), len(list)-len(alive))
	if len(alive) > 0 {
		return errors.New(strings.Join(alive, "\n"))
	}
	return nil
}

// copyTree copies what git knows or would take, as it is in the working copy.
func copyTree(ctx context.Context, top, dir string) error {
	list := exec.CommandContext(ctx, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = top
	out, err := list.Output()
	if err != nil {
		return err
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if err := copyFile(filepath.Join(top, name), filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) error {
	raw, err := os.ReadFile(from)
	if errors.Is(err, fs.ErrNotExist) { // it was deleted and that is not committed
		return nil
	}
	if err == nil {
		err = os.MkdirAll(filepath.Dir(to), 0o700)
	}
	if err != nil {
		return err
	}
	return os.WriteFile(to, raw, 0o600)
}

// runner runs tests in the copy.
type runner struct {
	dir string
	env []string
}

// healthy runs every test without a mutant: one that fails then shows nothing.
func (r runner) healthy(ctx context.Context, list []Named) error {
	done := map[string]bool{}
	for _, m := range list {
		if done[m.Test] {
			continue
		}
		done[m.Test] = true
		if out, err := r.test(ctx, m.Test); err != nil {
			return fmt.Errorf("%s fails without any mutant: %w\n%s", m.Test, err, out)
		}
	}
	return ctx.Err()
}

// try plants a mutant and runs its test; it fails when the test does not, or fails for not compiling.
func (r runner) try(ctx context.Context, m Named) error {
	path := filepath.Join(r.dir, m.File)
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	mutated, err := m.plant(string(raw))
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, []byte(mutated), 0o600); err != nil {
		return err
	}
	out, failed := r.test(ctx, m.Test)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		return err
	}
	_, name := split(m.Test)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case failed == nil:
		return fmt.Errorf("%s: %s does not notice «%s» in %s", m.ID, m.Test, m.With, m.File)
	case !strings.Contains(out, "--- FAIL: "+name):
		return fmt.Errorf("%s: %s did not get to run with «%s»:\n%s", m.ID, m.Test, m.With, out)
	}
	fmt.Printf("  %-3s noticed by %s\n", m.ID, m.Test)
	return nil
}

func (m Mutant) plant(text string) (string, error) {
	if n := strings.Count(text, m.Text); n != 1 {
		return "", fmt.Errorf("%s has «%s» %d times", m.File, m.Text, n)
	}
	return strings.Replace(text, m.Text, m.With, 1), nil
}

func split(test string) (pkg, name string) {
	at := strings.LastIndex(test, ".")
	return test[:at], test[at+1:]
}

// test runs one test, short: a mistake that only thousands of histories find is not worth a mutant.
func (r runner) test(ctx context.Context, test string) (string, error) {
	pkg, name := split(test)
	cmd := exec.CommandContext(ctx, "go", "test", "-short", "-trimpath", "-count=1", "-run", "^"+name+"$", "./"+pkg)
	cmd.Dir, cmd.Env = r.dir, r.env
	out, err := cmd.CombinedOutput()
	if err == nil && strings.Contains(string(out), "no tests to run") {
		err = errors.New("there is no such test")
	}
	return string(out), err
}
