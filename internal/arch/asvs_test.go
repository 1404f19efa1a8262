package arch

import (
	"fmt"
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
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
	all, tests, levels := requirements(t), testNames(t), levels(t)
	seen := map[string]bool{}
	for _, r := range all {
		require.Regexp(t, requirementID, r.ID)
		require.False(t, seen[r.ID], "%s twice", r.ID)
		seen[r.ID] = true
		require.Equal(t, levels[r.ID], r.Level, r.ID)
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
	for id, level := range levels {
		if level < 3 || slices.Contains(beyond, id) {
			require.True(t, seen[id], "%s is missing", id)
		}
	}
}

// beyond are the requirements of level 3 that a service for many companies with billing needs all the same.
var beyond = strings.Fields("1.3.12 2.3.5 3.4.8 3.5.7 3.5.8 4.1.4 4.2.2 5.2.4 5.2.5 5.2.6 5.3.3 6.3.7 6.3.8 6.4.6 7.5.3 8.3.2 8.3.3 8.4.2 11.2.4 13.1.2 13.1.3 14.2.5 14.2.6 14.2.7 15.4.1 15.4.2 15.4.3 15.4.4 16.5.4")

// levels are all requirements of the standard with their levels: how many there are of each is known.
func levels(t *testing.T) map[string]int {
	all, count := map[string]int{}, map[int]int{}
	for _, line := range strings.Split(text(t, "internal/arch/testdata/asvs_levels.txt"), "\n") {
		section, digits, ok := strings.Cut(line, " ")
		if !ok || section == "#" {
			continue
		}
		for n, digit := range digits {
			level := int(digit - '0')
			all[fmt.Sprint(section, ".", n+1)] = level
			count[level]++
		}
	}
	require.Equal(t, map[int]int{1: 70, 2: 183, 3: 92}, count)
	return all
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
