package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sqlMethods take a piece of SQL as their first argument.
var sqlMethods = []string{"Raw", "Exec", "Where", "Or", "Not", "Order", "Joins", "Having", "Group", "Table", "Query", "QueryRow"}

// TestSQLIsConstant: SQL is written down, never put together from values at run time. An exception says why it is safe.
func TestSQLIsConstant(t *testing.T) {
	known := map[string]map[string]bool{} // constants of each package
	files := sources(t, ".go")
	for _, f := range files {
		if known[f.dir()] == nil {
			known[f.dir()] = map[string]bool{}
		}
		constants(f.tree, known[f.dir()])
	}
	for _, f := range files {
		if f.test() || !strings.HasPrefix(f.base(), "store") {
			continue
		}
		lines := f.lines()
		for _, at := range builtSQL(f.tree, known[f.dir()]) {
			if strings.Contains(lines[positions.Position(at).Line-1], "sql: ") {
				continue
			}
			t.Errorf("%s puts SQL together from values: use a parameter, or say why it is safe (// sql: reason)", positions.Position(at))
		}
	}
}

// constants collects the names of constants anywhere in a file.
func constants(tree *ast.File, into map[string]bool) {
	ast.Inspect(tree, func(n ast.Node) bool {
		if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
			for _, s := range d.Specs {
				for _, name := range s.(*ast.ValueSpec).Names {
					into[name.Name] = true
				}
			}
		}
		return true
	})
}

// builtSQL finds calls whose SQL is a concatenation with something that is no constant, or comes from fmt.
func builtSQL(tree *ast.File, known map[string]bool) (found []token.Pos) {
	ast.Inspect(tree, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		fn, ok := call.Fun.(*ast.SelectorExpr)
		if ok && slices.Contains(sqlMethods, fn.Sel.Name) && built(call.Args[0], known) {
			found = append(found, call.Pos())
		}
		return true
	})
	return found
}

func built(e ast.Expr, known map[string]bool) bool {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return !constant(e, known)
	case *ast.CallExpr:
		fn, ok := e.Fun.(*ast.SelectorExpr)
		return ok && strings.HasPrefix(fn.Sel.Name, "Sprint")
	}
	return false
}

func constant(e ast.Expr, known map[string]bool) bool {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return constant(e.X, known) && constant(e.Y, known)
	case *ast.ParenExpr:
		return constant(e.X, known)
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return known[e.Name]
	}
	return false
}

func TestBuiltSQLIsFound(t *testing.T) {
	for code, want := range map[string]int{
		`db.Where("name = ?", name)`:                 0,
		`db.Where("name = '" + name + "'")`:          1,
		`db.Raw(fmt.Sprintf("SELECT %s", x)).Row()`:  1,
		`db.Raw("SELECT " + columns + " FROM deal")`: 0,
		`db.Order(column + " DESC")`:                 1,
	} {
		tree, err := parser.ParseFile(token.NewFileSet(), "", "package p\nconst columns = \"id\"\nfunc f() { "+code+" }", 0)
		require.NoError(t, err)
		known := map[string]bool{}
		constants(tree, known)
		require.Len(t, builtSQL(tree, known), want, code)
	}
}

// doors are what opens a way to the database past units of work, and the folders that may.
var doors = map[string][]string{
	"gorm.Open(":                  {"internal/kit/db"},
	"sql.OpenDB(":                 {"internal/kit/db"},
	"sql.Open(":                   {},
	"stdlib.OpenDB(":              {"internal/kit/db/setup"},
	"QueryExecModeSimpleProtocol": {},
	"PrepareStmt: true":           {},
	"AutoMigrate(":                {},
	"pgxpool.NewWithConfig(":      {"internal/kit/db/setup", "internal/app", "cmd/dev/bench"},
}

// TestOneDoor is case 6 of the isolation list: nothing but the door opens the database, and nothing lets statements be
// stacked or plans be reused from one tenant to the next.
func TestOneDoor(t *testing.T) {
	for _, f := range sources(t, ".go") {
		if f.test() {
			continue
		}
		for n, line := range f.lines() {
			for what, allowed := range doors {
				if strings.Contains(line, what) && !slices.Contains(allowed, f.dir()) {
					t.Errorf("%s:%d: %s is for %v only", f.name, n+1, what, allowed)
				}
			}
		}
	}
}
