package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// forbidden words, and what to do instead. Some letters stand in brackets, so that this list does not find itself.
var forbidden = []struct {
	what    *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`\b(TOD[O]|FIXM[E]|XX[X])\b`), "finish it, or open an issue"},
	{regexp.MustCompile(`(?i)not yet implemente[d]|not implemente[d]|coming soo[n]|lorem ipsu[m]`), "finish it"},
	{regexp.MustCompile(`(^|[\s"'(=])/(wor[k]|roo[t])/[a-z.]`), "no path of one machine"},
	{regexp.MustCompile(`\.\./share[d]/[a-z-]+\.md`), "the repository explains itself"},
	{regexp.MustCompile(`registry\.npmj[s]|proxy\.golan[g]|deb\.debia[n]`), "the ordinary clients know their registries"},
	{regexp.MustCompile(`\b(describe|it|test)\.(onl[y]|ski[p]|tod[o])\(`), "every test runs"},
}

func TestForbiddenWords(t *testing.T) {
	var found []string
	for _, f := range sources(t, ".go", ".ts", ".tsx", ".mjs", ".css", ".sql", ".md", ".html", ".yml", ".yaml", "Dockerfile", ".ci/run") {
		for n, line := range f.lines() {
			for _, rule := range forbidden {
				if word := rule.what.FindString(line); word != "" {
					found = append(found, fmt.Sprintf("%s:%d: %q: %s", f.name, n+1, strings.TrimSpace(word), rule.instead))
				}
			}
		}
	}
	none(t, found)
}

var (
	skip  = regexp.MustCompile(`\bt\.Ski[p](f|Now)?\(`)
	short = regexp.MustCompile(`testing\.Short\(\)`)
)

// TestTestsAreNotSkipped: a test without its database fails; only what takes minutes may be left out by -short.
func TestTestsAreNotSkipped(t *testing.T) {
	for _, f := range sources(t, "_test.go") {
		lines := f.lines()
		for n, line := range lines {
			if skip.MatchString(line) && !short.MatchString(line) && !short.MatchString(lines[max(0, n-1)]) {
				t.Errorf("%s:%d skips a test", f.name, n+1)
			}
		}
	}
}

var star = regexp.MustCompile(`(?i)\b(select|returning)\s+([a-z_]+\.)?\*`)

// TestNoStar: tenants differ by a migration for a while, so every column is named.
func TestNoStar(t *testing.T) {
	for _, f := range sources(t, ".sql") {
		for n, line := range f.lines() {
			if star.MatchString(line) {
				t.Errorf("%s:%d selects all columns", f.name, n+1)
			}
		}
	}
	for _, f := range sources(t, ".go") {
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && star.MatchString(lit.Value) {
				t.Errorf("%s selects all columns", positions.Position(lit.Pos()))
			}
			return true
		})
	}
}

var migration = regexp.MustCompile(`^(\d{4})_[a-z0-9_]+\.sql$`)

func TestMigrationsAreNumberedWithoutGaps(t *testing.T) {
	numbers := map[string][]int{}
	for _, f := range sources(t, ".sql") {
		if !strings.HasPrefix(f.name, "migrations/") || strings.Count(f.name, "/") < 2 {
			continue
		}
		m := migration.FindStringSubmatch(f.base())
		require.NotNil(t, m, "%s is not named 0001_owner.sql", f.name)
		n, err := strconv.Atoi(m[1])
		require.NoError(t, err)
		numbers[f.dir()] = append(numbers[f.dir()], n)
	}
	require.Len(t, numbers, 2, "platform and tenant")
	for dir, ns := range numbers {
		slices.Sort(ns)
		for i, n := range ns {
			require.Equal(t, i+1, n, "%s has a gap, or a number twice", dir)
		}
	}
}

// TestAllRowsSayWhy: in the domains with row rights, a query past the rights is an insert or carries its reason.
func TestAllRowsSayWhy(t *testing.T) {
	var found []string
	for _, f := range sources(t, ".go") {
		if ranks[group(f.dir())] < ranks["crm"] || ranks[group(f.dir())] >= ranks["app"] || f.test() {
			continue
		}
		lines := f.lines()
		for _, d := range f.tree.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || strings.HasPrefix(fn.Name.Name, "insert") {
				continue
			}
			for n := positions.Position(fn.Pos()).Line - 1; n < positions.Position(fn.End()).Line; n++ {
				if strings.Contains(lines[n], "db.Orm(") && !strings.Contains(lines[n]+lines[n-1], "// all rows: ") {
					found = append(found, fmt.Sprintf("%s:%d reads past the row rights without `// all rows: reason`", f.name, n+1))
				}
			}
		}
	}
	none(t, found)
}

// TestJobKinds: the name of a job begins with its package and is used once.
func TestJobKinds(t *testing.T) {
	owner := map[string]string{}
	for _, f := range sources(t, ".go") {
		if group(f.dir()) == "kit" || f.test() {
			continue
		}
		for _, kind := range jobKinds(f.tree) {
			if !strings.HasPrefix(kind, path.Base(f.dir())+".") {
				t.Errorf("%s: the job %q does not begin with its package's name", f.name, kind)
			}
			if owner[kind] != "" {
				t.Errorf("%s: the job %q is also in %s", f.name, kind, owner[kind])
			}
			owner[kind] = f.name
		}
	}
}

// jobKinds finds the literals that methods Kind() return, if they look like the name of a job.
func jobKinds(tree *ast.File) (kinds []string) {
	for _, d := range tree.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Recv == nil || fn.Name.Name != "Kind" || fn.Body == nil || len(fn.Body.List) != 1 {
			continue
		}
		ret, ok := fn.Body.List[0].(*ast.ReturnStmt)
		if !ok || len(ret.Results) != 1 {
			continue
		}
		if lit, ok := ret.Results[0].(*ast.BasicLit); ok && strings.Contains(lit.Value, ".") {
			kinds = append(kinds, strings.Trim(lit.Value, `"`))
		}
	}
	return kinds
}
