package arch

import (
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// requirement is one of OWASP's ASVS 5.0.0: with tests that show it, or a reason why there is nothing to show.
type requirement struct {
	ID     string   `yaml:"id"`
	Level  int      `yaml:"level"`
	Says   string   `yaml:"says"`
	Tests  []string `yaml:"tests"`
	Reason string   `yaml:"reason"`
}

var requirementID = regexp.MustCompile(`^\d{1,2}\.\d{1,2}\.\d{1,2}$`)

// TestEveryRequirementIsShown: each requirement of security that applies names what shows it, all that is named is there,
// and one that does not apply says why.
func TestEveryRequirementIsShown(t *testing.T) {
	all, tests := requirements(t), testNames(t)
	seen := map[string]bool{}
	for _, r := range all {
		require.Regexp(t, requirementID, r.ID)
		require.False(t, seen[r.ID], "%s twice", r.ID)
		seen[r.ID] = true
		require.Contains(t, []int{1, 2, 3}, r.Level, r.ID)
		require.NotEmpty(t, r.Says, r.ID)
		if (len(r.Tests) > 0) == (r.Reason != "") {
			t.Errorf("%s needs what shows it, or a reason why it does not apply", r.ID)
		}
		for _, name := range r.Tests {
			if !shown(t, name, tests) {
				t.Errorf("%s names %s, which is not there", r.ID, name)
			}
		}
	}
	for _, id := range []string{"1.2.4", "2.3.4", "3.3.1", "4.2.1", "5.2.2", "6.3.1", "7.4.1", "8.4.1", "9.1.2", "10.2.2", "11.5.1", "12.2.1", "13.4.4", "14.3.2", "15.3.3", "16.4.2"} {
		require.True(t, seen[id], "%s is a chapter's heart and is missing", id)
	}
	require.GreaterOrEqual(t, len(all), 260)
}

func requirements(t *testing.T) (all []requirement) {
	raw, err := os.ReadFile("testdata/asvs.yaml")
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(raw, &all))
	return all
}

// testNames are all tests of the tree, as package below internal and name.
func testNames(t *testing.T) map[string]bool {
	names := map[string]bool{}
	for _, f := range sources(t, ".go") {
		if !f.test() {
			continue
		}
		for _, d := range f.tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Test") {
				names[strings.TrimPrefix(path.Dir(f.name), "internal/")+"."+fn.Name.Name] = true
			}
		}
	}
	require.Greater(t, len(names), 300, "the check has found the tests")
	return names
}

// shown tells whether what a requirement names is there: a Go test, a journey in the browser (e2e:), a test of the page
// (web: with its file and title), or something written down (file:).
func shown(t *testing.T, name string, tests map[string]bool) bool {
	top := filepath.Join("..", "..")
	kind, rest, marked := strings.Cut(name, ":")
	if !marked {
		return tests[name]
	}
	switch kind {
	case "e2e":
		raw, err := os.ReadFile(filepath.Join(top, "frontend", "e2e", rest+".journey.mjs"))
		return err == nil && strings.Contains(string(raw), "export async function run")
	case "web":
		file, title, _ := strings.Cut(rest, ": ")
		raw, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(file)))
		return err == nil && title != "" && strings.Contains(string(raw), "('"+title+"'")
	case "file":
		_, err := os.Stat(filepath.Join(top, filepath.FromSlash(rest)))
		return err == nil
	}
	t.Errorf("%s: nobody knows what %s is", name, kind)
	return false
}
