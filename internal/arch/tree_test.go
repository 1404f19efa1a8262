// Package arch checks the rules of the repository that no linter knows: who may import whom, how large things may grow,
// what no file may say. It owns no code of the product.
package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/kith-crm/kith/"

// file is a source file that people write.
type file struct {
	name string // from the top of the repository, with slashes
	text string
	tree *ast.File // of a Go file, else nil
}

func (f file) dir() string  { return path.Dir(f.name) }
func (f file) base() string { return path.Base(f.name) }
func (f file) test() bool {
	return strings.HasSuffix(f.name, "_test.go") || strings.Contains(f.base(), ".test.ts")
}
func (f file) lines() []string { return strings.Split(strings.TrimSuffix(f.text, "\n"), "\n") }

var (
	positions = token.NewFileSet()
	generated = regexp.MustCompile(`(?m)^( \*|//|/\*|--).*([Cc]ode generated|auto-generated|automatically generated)`)
	// skipped folders hold what others wrote or what programs made.
	skipped = regexp.MustCompile(`(^|/)(node_modules|dist|artefacts|testdata|\.git|\.kith)$`)
)

// sources returns the written files below the top whose names end in one of the endings.
func sources(t *testing.T, endings ...string) []file {
	t.Helper()
	top := os.DirFS(filepath.Join("..", ".."))
	var found []file
	err := fs.WalkDir(top, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && skipped.MatchString(name) {
			return fs.SkipDir
		}
		if !d.Type().IsRegular() || !ends(name, endings) {
			return nil
		}
		raw, err := fs.ReadFile(top, name)
		if head := raw[:min(len(raw), 2000)]; err != nil || generated.Match(head) {
			return err
		}
		f := file{name: name, text: string(raw)}
		if strings.HasSuffix(name, ".go") {
			f.tree, err = parser.ParseFile(positions, name, raw, parser.ParseComments)
		}
		found = append(found, f)
		return err
	})
	require.NoError(t, err)
	require.NotEmpty(t, found, "the check has something to look at")
	return found
}

func ends(name string, endings []string) bool {
	for _, e := range endings {
		if strings.HasSuffix(name, e) {
			return true
		}
	}
	return false
}

// none fails with every finding at once.
func none(t *testing.T, findings []string) {
	t.Helper()
	if len(findings) > 0 {
		t.Errorf("%d findings:\n%s", len(findings), strings.Join(findings, "\n"))
	}
}

// group is the first folder below internal/, "" for files elsewhere.
func group(dir string) string {
	rest, ok := strings.CutPrefix(dir, "internal/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}
