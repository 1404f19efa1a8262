package arch

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ranks say who may import whom: a group may import itself and the groups of lower ranks.
var ranks = map[string]int{
	"kit":        0,
	"platform":   1,
	"identity":   2,
	"access":     3,
	"audit":      4,
	"notify":     4,
	"crm":        5,
	"team":       5,
	"comms":      6,
	"automation": 7,
	"analytics":  7,
	"data":       7,
	"app":        8,
	"apptest":    9,
}

// unranked folders hold no code of the product.
var unranked = map[string]string{
	"arch":  "these checks",
	"adr":   "decisions, one page each",
	"tools": "the module file of the linter",
}

func TestEveryFolderHasARank(t *testing.T) {
	entries, err := os.ReadDir("..")
	require.NoError(t, err)
	for _, e := range entries {
		_, ranked := ranks[e.Name()]
		if e.IsDir() && !ranked && unranked[e.Name()] == "" {
			t.Errorf("internal/%s is in no rank: a new capability belongs into one of the groups, or into this table", e.Name())
		}
	}
}

func TestImportsPointDown(t *testing.T) {
	var found []string
	for _, f := range sources(t, ".go") {
		from := group(f.dir())
		if _, ranked := ranks[from]; !ranked || f.test() {
			continue // tests use the composition root
		}
		for _, i := range f.tree.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			require.NoError(t, err)
			ours, ok := strings.CutPrefix(p, module)
			if to := group(ours); ok && !mayImport(from, to, ours) {
				found = append(found, fmt.Sprintf("%s imports %s, which is not below internal/%s", f.name, ours, from))
			}
		}
	}
	none(t, found)
}

// mayImport rules on one import; to is "" for packages outside internal/, whose path is ours.
func mayImport(from, to, ours string) bool {
	if to == "" {
		return ours == "migrations" || ours == "frontend" && ranks[from] >= ranks["app"]
	}
	rank, ranked := ranks[to]
	return ranked && (to == from || rank < ranks[from])
}

func TestMayImport(t *testing.T) {
	for _, c := range []struct {
		from, to, ours string
		want           bool
	}{
		{"crm", "identity", "internal/identity/user", true},
		{"crm", "crm", "internal/crm/company", true},
		{"crm", "team", "internal/team/schedule", false},
		{"identity", "access", "internal/access/role", false},
		{"kit", "platform", "internal/platform/tenant", false},
		{"data", "analytics", "internal/analytics/report", false},
		{"crm", "", "frontend", false},
		{"app", "", "frontend", true},
		{"crm", "", "cmd/kith", false},
	} {
		require.Equal(t, c.want, mayImport(c.from, c.to, c.ours), "%s imports %s", c.from, c.ours)
	}
}

// TestPackagesSayWhatTheyOwn: every package begins with a comment.
func TestPackagesSayWhatTheyOwn(t *testing.T) {
	documented := map[string]bool{}
	for _, f := range sources(t, ".go") {
		documented[f.dir()] = documented[f.dir()] || f.tree.Doc != nil
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s has no package comment: say what it owns and what not", dir)
		}
	}
}

// pageless domains have routes but no screen of their own: where they are seen instead.
var pageless = map[string]string{
	"crm/pipeline": "the board of deals",
	"data/bulk":    "the bar over the chosen rows of every list",
	"crm/search":   "the command palette",
	"crm/view":     "over each list, in shared/ui/views",
}

// TestRecordsHaveAPage: the page's features have the same path as their packages, so that both are found.
func TestRecordsHaveAPage(t *testing.T) {
	for _, f := range sources(t, ".go") {
		dir, ok := strings.CutPrefix(f.dir(), "internal/")
		rank := ranks[group(f.dir())]
		if f.base() != "http.go" || !ok || rank < ranks["crm"] || rank >= ranks["app"] || pageless[dir] != "" {
			continue
		}
		if _, err := os.Stat(filepath.Join("..", "..", "frontend", "src", "features", filepath.FromSlash(dir))); err != nil {
			t.Errorf("internal/%s has routes, but there is no frontend/src/features/%s", dir, dir)
		}
	}
}

// TestPagesHaveAGroup: a feature of the page belongs to a group of the program.
func TestPagesHaveAGroup(t *testing.T) {
	entries, err := os.ReadDir(filepath.Join("..", "..", "frontend", "src", "features"))
	require.NoError(t, err)
	for _, e := range entries {
		if _, ranked := ranks[e.Name()]; e.IsDir() && !ranked {
			t.Errorf("frontend/src/features/%s is named after no group of internal/", e.Name())
		}
	}
}
