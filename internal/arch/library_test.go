package arch

import (
	"go/ast"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// floors are the versions below which a library has a hole that is known; one that is not used has nothing to show.
var floors = map[string]string{
	"github.com/gofiber/fiber/v3": "v3.4.0", "github.com/valyala/fasthttp": "v1.70.0", "github.com/jackc/pgx/v5": "v5.9.2",
	"github.com/golang-jwt/jwt/v5": "v5.2.2", "github.com/xuri/excelize/v2": "v2.11.0", "github.com/microcosm-cc/bluemonday": "v1.0.16",
}

// Libraries are newer than the holes that were found in them. What was found lately only a scanner knows, which the
// README says when to run; this holds on every change.
func TestLibrariesAreAboveTheirFloors(t *testing.T) {
	used := 0
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) (v\S+)`).FindAllStringSubmatch(text(t, "go.mod"), -1) {
		floor, known := floors[m[1]]
		if !known {
			continue
		}
		used++
		require.False(t, older(m[2], floor), "%s %s is older than %s", m[1], m[2], floor)
	}
	require.GreaterOrEqual(t, used, 4)
	require.True(t, older("v3.1.0", "v3.4.0") && older("v1.9.9", "v1.10.0") && !older("v3.4.0", "v3.4.0"))
	require.Contains(t, text(t, "README.md"), "check --security` after each release")
}

// older compares two versions.
func older(a, b string) bool {
	x, y := strings.Split(strings.TrimPrefix(a, "v"), "."), strings.Split(strings.TrimPrefix(b, "v"), ".")
	for i := range x {
		m, _ := strconv.Atoi(strings.Split(x[i], "-")[0])
		n, _ := strconv.Atoi(strings.Split(y[i], "-")[0])
		if m != n {
			return m < n
		}
	}
	return false
}

// The program that serves runs no other programs, and nothing of ours goes round the checks of memory that Go makes.
func TestNothingIsRunOrUnsafe(t *testing.T) {
	for _, f := range sources(t, ".go") {
		developers := strings.HasPrefix(f.name, "cmd/dev/") || strings.HasPrefix(f.name, "internal/kit/pgserver/") || strings.HasPrefix(f.name, "internal/apptest/")
		if f.test() || developers {
			continue
		}
		for _, i := range f.tree.Imports {
			require.NotContains(t, []string{`"os/exec"`, `"unsafe"`, `"C"`}, i.Path.Value, f.name)
		}
		if strings.HasPrefix(f.name, "cmd/kith/") {
			require.False(t, imports(f.tree, "internal/kit/pgserver"), "%s would bring programs along", f.name)
		}
	}
}

func imports(tree *ast.File, path string) bool {
	for _, i := range tree.Imports {
		if strings.HasSuffix(strings.Trim(i.Path.Value, `"`), path) {
			return true
		}
	}
	return false
}

var (
	passwordInput = regexp.MustCompile(`(?s)<(?:New)?PasswordInput\b.*?/>`)
	plainPassword = regexp.MustCompile(`<(?:TextInput|input)\b[^>]*(?:name|label|field)[=(][^>]{0,12}[pP]assword`)
)

// What is typed as a password is hidden, in every form; managers are told which one is meant, and pasting is nowhere stopped.
func TestPasswordsAreTypedHidden(t *testing.T) {
	n := 0
	for _, f := range sources(t, ".tsx") {
		if strings.Contains(f.name, ".test.") {
			continue
		}
		require.NotContains(t, f.text, "onPaste", "%s: people paste passwords", f.name)
		require.False(t, plainPassword.MatchString(f.text), "%s shows a password that is typed", f.name)
		for _, input := range passwordInput.FindAllString(f.text, -1) {
			n++
			told := strings.HasPrefix(input, "<New") || strings.Contains(input, `autoComplete="current-password"`) || strings.Contains(input, `autoComplete="new-password"`)
			require.True(t, told, "%s: managers do not know what this is: %s", f.name, input)
		}
	}
	require.Greater(t, n, 8, "the check has found the forms")
}
