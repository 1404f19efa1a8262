package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sinks are the ways in which text becomes a page's markup or code.
var sinks = regexp.MustCompile(`dangerouslySetInnerHTML|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(|srcDoc=`)

// S13: whatever people type stays text: no part of the page makes markup or code of it.
func TestS13NoMarkupOfText(t *testing.T) {
	n := 0
	for _, f := range sources(t, ".ts", ".tsx", ".html") {
		if !strings.HasPrefix(f.name, "frontend/") || strings.Contains(f.name, ".test.") {
			continue
		}
		n++
		if at := sinks.FindString(f.text); at != "" {
			t.Errorf("%s uses %s: text of people would become markup or code", f.name, at)
		}
	}
	require.Greater(t, n, 100, "the check has found the sources")
}

// decoders turn bytes into more than data: types, entities, programs.
var decoders = []string{"encoding/gob", "encoding/xml", "plugin", "text/template", "html/template", "gopkg.in/yaml.v2"}

// S15, S19, S22: what comes from outside is read as JSON or CSV. Nothing reads types, XML entities or templates from it.
func TestS22NoDecodersOfMoreThanData(t *testing.T) {
	for _, f := range sources(t, ".go") {
		if f.test() || !strings.HasPrefix(f.name, "internal/") || strings.Contains(f.name, "/stripefake/") || strings.HasPrefix(f.name, "internal/kit/mail/") {
			continue
		}
		for _, i := range f.tree.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			require.NoError(t, err)
			require.NotContains(t, decoders, path, f.name)
		}
	}
}

// S17: no pattern of a user is ever compiled, neither here nor by the database.
func TestS17NoPatternsOfUsers(t *testing.T) {
	matches := regexp.MustCompile(`(~\*?|SIMILAR TO|regexp_\w+\()\s*(CAST\()?(\?|@\w)|regexp_\w+\([^)]*, *@\w`)
	for _, sql := range []string{"name ~ ?", "name ~* @words", "regexp_replace(name::text, @words, '')", "name SIMILAR TO CAST(@p AS text)"} {
		require.True(t, matches.MatchString(sql), sql)
	}
	quoted := regexp.MustCompile(`^internal/(data/privacy/(store_erase|inventory)|audit/trail/store_erase)\.go$`) // of words that privacy/person.go quotes one by one
	require.Contains(t, text(t, "internal/data/privacy/person.go"), "regexp.QuoteMeta(w)")
	for _, f := range sources(t, ".go") {
		if f.test() || !strings.HasPrefix(f.name, "internal/") {
			continue
		}
		for i, line := range strings.Split(f.text, "\n") {
			at := f.name + ":" + strconv.Itoa(i+1)
			require.False(t, matches.MatchString(line) && !quoted.MatchString(f.name), "%s gives the database a pattern", at)
			if strings.Contains(line, "regexp.Compile(") || strings.Contains(line, "regexp.MustCompile(") && !regexp.MustCompile("MustCompile\\([`\"]").MatchString(line) {
				t.Errorf("%s compiles a pattern that is no constant", at)
			}
		}
	}
}

// S60: packages come from lock files and run no scripts when they are installed; the program runs as nobody.
func TestS60Supply(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "Dockerfile"))
	require.NoError(t, err)
	docker := string(raw)
	require.Contains(t, docker, "npm ci --ignore-scripts")
	require.NotContains(t, docker, "npm install")
	require.NotContains(t, docker, "curl ")
	last := docker[strings.LastIndex(docker, "\nFROM "):]
	require.True(t, strings.Contains(last, ":nonroot") || strings.Contains(last, "\nUSER "), "the program would run as root")
	for _, lock := range []string{"go.sum", "frontend/package-lock.json"} {
		_, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(lock)))
		require.NoError(t, err)
	}
	require.Contains(t, text(t, "cmd/dev/page.go"), `"ci", "--ignore-scripts"`)
}

// An entry of the audit trail is kept as long as its company is, on every plan: there is nothing that removes one. What a
// plan may promise at least, a year, needs no date in the program.
func TestNobodyPrunesTheTrail(t *testing.T) {
	removes := regexp.MustCompile(`(?i)(DELETE\s+FROM|TRUNCATE(\s+TABLE)?|DROP\s+TABLE)\s+("?\w+"?\.)?"?audit(_log|_head|_anchor)?\b`)
	require.Regexp(t, removes, "DELETE FROM platform.audit WHERE at < ?")
	for _, f := range sources(t, ".go", ".sql") {
		if strings.HasSuffix(f.name, "_test.go") {
			continue
		}
		require.False(t, removes.MatchString(f.text), "%s removes entries of the audit trail", f.name)
	}
}

func text(t *testing.T, name string) string {
	raw, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	require.NoError(t, err)
	return string(raw)
}
