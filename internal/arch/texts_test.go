package arch

import (
	"encoding/json"
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Programs meet these codes, or an operator at the command line; nobody does on a screen.
var unseen = []string{"billing.signature", "call.event", "call.hook", "call.hook_many", "call.repeated", "call.signature", "operator.not_found", "operator.taken"}

// computed codes: the part that the source spells out, and what stands before it at run time.
var computed = map[string][]string{".not_found": {"contact", "company", "deal"}}

// frontOnly are texts that the screens need without an error from a service.
var frontOnly = regexp.MustCompile(`^(network|unknown|passkey\.cancelled|status\..*|field\..*)$`)

// TestErrorCodesAreTranslated: an error that a person can meet is said in their language.
func TestErrorCodesAreTranslated(t *testing.T) {
	codes := errorCodes(t)
	require.Greater(t, len(codes), 100, "the check has found the codes")
	for _, language := range []string{"en", "hi", "pl", "fil", "ru"} {
		texts := problemTexts(t, language)
		for _, code := range codes {
			if strings.TrimSpace(texts[code]) == "" && !slices.Contains(unseen, code) {
				t.Errorf("%s/problem.json has no text for %s", language, code)
			}
		}
		for code := range texts {
			if !slices.Contains(codes, code) && !frontOnly.MatchString(code) {
				t.Errorf("%s/problem.json: no error has the code %s", language, code)
			}
		}
	}
}

// TestTrailIsTranslated: what an event calls an act, where the source spells it out, can be said on the page of the audit
// trail. Fields, and what is worked out at run time, are looked at in what tests make the program write (apptest).
func TestTrailIsTranslated(t *testing.T) {
	acts := map[string]string{}
	for _, f := range sources(t, ".go") {
		if f.test() || !strings.HasPrefix(f.name, "internal/") || strings.HasPrefix(f.name, "internal/identity/console/") {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if c, ok := n.(*ast.CompositeLit); ok {
				actOf(t, f, c, acts)
			}
			return true
		})
	}
	require.Greater(t, len(acts), 15, "the check has found the acts")
	for _, language := range []string{"en", "hi", "pl", "fil", "ru"} {
		texts := textsOf(t, language, "audit")
		for act, where := range acts {
			if texts["action."+act] == "" {
				t.Errorf("%s/audit.json has no action.%s, which %s says", language, act, where)
			}
		}
	}
}

// unheard are acts that concern no company: nobody reads them on a page.
var unheard = []string{"job_retried", "pool_filled"}

// actOf finds the act that a literal of an event names.
func actOf(t *testing.T, f file, c *ast.CompositeLit, into map[string]string) {
	for _, e := range c.Elts {
		pair, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, isName := pair.Key.(*ast.Ident)
		value, isText := pair.Value.(*ast.BasicLit)
		if !isName || !isText || key.Name != "Action" || called(&ast.CallExpr{Fun: c.Type}) == "web.Need" {
			continue
		}
		act, err := strconv.Unquote(value.Value)
		require.NoError(t, err)
		if !slices.Contains(unheard, act) {
			into[act] = f.name
		}
	}
}

// TestImportReasonsAreTranslated: what can be wrong with a row of an import is written into its file of errors.
func TestImportReasonsAreTranslated(t *testing.T) {
	raw, err := os.ReadFile(filepath.FromSlash("../data/importer/texts/en.json"))
	require.NoError(t, err)
	var texts map[string]string
	require.NoError(t, json.Unmarshal(raw, &texts))
	for _, code := range errorCodes(t) {
		if group, _, _ := strings.Cut(code, "."); group == "contact" && code != "contact.stale" && code != "contact.not_found" {
			require.Contains(t, texts, "reason."+code)
		}
	}
}

// errorCodes are the codes of all errors that the services make, and of what the edge says itself.
func errorCodes(t *testing.T) (codes []string) {
	for _, f := range sources(t, ".go") {
		if f.test() || !strings.HasPrefix(f.name, "internal/") || strings.Contains(f.name, "/stripefake/") || strings.HasPrefix(f.name, "internal/kit/errs/") {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && called(call) == "errs.New" {
				codes = append(codes, codesOf(t, f, call.Args[1])...)
			}
			return true
		})
		if strings.HasPrefix(f.name, "internal/kit/web/") {
			codes = append(codes, spelled(f)...)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func codesOf(t *testing.T, f file, code ast.Expr) []string {
	switch e := code.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		require.NoError(t, err)
		return []string{text}
	case *ast.BinaryExpr:
		var all []string
		for _, end := range codesOf(t, f, e.Y) {
			for _, begin := range computed[end] {
				all = append(all, begin+end)
			}
		}
		require.NotEmpty(t, all, "%s: a code that can't be read from the source", positions.Position(code.Pos()))
		return all
	default:
		t.Errorf("%s: a code that can't be read from the source", positions.Position(code.Pos()))
		return nil
	}
}

var edgeCode = regexp.MustCompile(`"((?:field|request|route)\.[a-z_]+)"`)

// spelled are the codes that a file of the edge gives to input that does not fit a route.
func spelled(f file) (codes []string) {
	for _, found := range edgeCode.FindAllStringSubmatch(f.text, -1) {
		codes = append(codes, found[1])
	}
	return codes
}

// problemTexts are the texts of one language by code.
func problemTexts(t *testing.T, language string) map[string]string {
	all := textsOf(t, language, "problem")
	for _, part := range []string{"problemWork", "problemSettings"} {
		for code, text := range textsOf(t, language, part) {
			require.NotContains(t, all, code, "%s is said twice", code)
			all[code] = text
		}
	}
	return all
}

func textsOf(t *testing.T, language, name string) map[string]string {
	raw, err := os.ReadFile(filepath.FromSlash("../../frontend/src/shared/i18n/locales/" + language + "/" + name + ".json"))
	require.NoError(t, err)
	var tree map[string]any
	require.NoError(t, json.Unmarshal(raw, &tree))
	flat := map[string]string{}
	flatten(tree, "", flat)
	return flat
}

var pluralForm = regexp.MustCompile(`_(zero|one|two|few|many|other)$`)

func flatten(tree map[string]any, prefix string, into map[string]string) {
	for key, value := range tree {
		switch v := value.(type) {
		case string:
			if cut := pluralForm.ReplaceAllString(key, ""); tree[cut+"_other"] != nil {
				key = cut
			}
			into[prefix+key] = v
		case map[string]any:
			flatten(v, prefix+key+".", into)
		}
	}
}

// called is the name of a function of another package that is called: errs.New.
func called(call *ast.CallExpr) string {
	if s, ok := call.Fun.(*ast.SelectorExpr); ok {
		if pkg, ok := s.X.(*ast.Ident); ok {
			return pkg.Name + "." + s.Sel.Name
		}
	}
	return ""
}
