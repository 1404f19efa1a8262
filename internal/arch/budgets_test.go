package arch

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"
)

// The budgets. What outgrows one is split by topic within its role, or wants to be a package of its own.
const (
	functionLines = 60
	goLines       = 400
	testLines     = 600
	tsxLines      = 250
	tsLines       = 400
	parameters    = 5
	packageFiles  = 14
)

// wide functions may take more parameters, each for its reason.
var wide = map[string]string{
	"internal/kit/web.Handle":     "a route is one line that says everything about it",
	"internal/kit/web.HandleNone": "as Handle",
	"internal/kit/web.HandleFull": "as Handle",
}

func TestFilesAreSmall(t *testing.T) {
	var found []string
	for _, f := range sources(t, ".go", ".ts", ".tsx", ".mjs") {
		if n, limit := len(f.lines()), lineBudget(f); n > limit {
			found = append(found, fmt.Sprintf("%s has %d lines, the limit is %d", f.name, n, limit))
		}
	}
	none(t, found)
}

func lineBudget(f file) int {
	switch {
	case f.test() || strings.HasPrefix(f.name, "frontend/e2e/"):
		return testLines
	case strings.HasSuffix(f.name, ".tsx"):
		return tsxLines
	case strings.HasSuffix(f.name, ".go"):
		return goLines
	default:
		return tsLines
	}
}

func TestFunctionsAreSmall(t *testing.T) {
	var found []string
	for _, f := range sources(t, ".go") {
		for _, d := range f.tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && !f.test() {
				found = append(found, oversize(f, fn)...)
			}
		}
	}
	none(t, found)
}

func oversize(f file, fn *ast.FuncDecl) (found []string) {
	name := f.dir() + "." + fn.Name.Name
	if n := positions.Position(fn.End()).Line - positions.Position(fn.Pos()).Line + 1; n > functionLines {
		found = append(found, fmt.Sprintf("%s (%s) has %d lines, the limit is %d", name, f.base(), n, functionLines))
	}
	if n := fn.Type.Params.NumFields(); n > parameters && wide[name] == "" {
		found = append(found, fmt.Sprintf("%s (%s) has %d parameters, the limit is %d: take a struct", name, f.base(), n, parameters))
	}
	return found
}

func TestPackagesAreSmall(t *testing.T) {
	files := map[string]int{}
	for _, f := range sources(t, ".go") {
		if !f.test() {
			files[f.dir()]++
		}
	}
	for dir, n := range files {
		if n > packageFiles {
			t.Errorf("%s has %d files, the limit is %d: a second domain may hide in it", dir, n, packageFiles)
		}
	}
}
