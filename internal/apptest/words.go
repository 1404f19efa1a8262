package apptest

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

// Word is something that a trail says and a page has to say after it: an action, a kind of record, or a field.
type Word struct{ Action, Kind, Field string }

const wordsOf = `SELECT DISTINCT a.action, a.kind, coalesce(c ->> 'field', '') AS field FROM `

// words looks, at the end of a test, whether all that the trails of its companies say can be said on a page. So everything
// that any test makes the program write down is checked.
func (w *World) words() {
	if w.T.Failed() {
		return
	}
	for _, t := range w.tenant {
		var all []Word
		ctx := caller.With(context.Background(), caller.System("test", t)) // the test's own is over
		own := w.App.DB.InTenant(ctx, func(ctx context.Context) error {
			return db.Orm(ctx).Raw(wordsOf + `audit_log a LEFT JOIN LATERAL jsonb_array_elements(a.changes) c ON true`).Scan(&all).Error
		})
		var more []Word
		platform := w.App.DB.InPlatform(ctx, func(ctx context.Context) error {
			return db.Orm(ctx).Raw(wordsOf+`audit a LEFT JOIN LATERAL jsonb_array_elements(a.changes) c ON true WHERE a.tenant_id = ?`, t.ID).Scan(&more).Error
		})
		if own != nil || platform != nil { // the test has closed the program, or dropped the company
			continue
		}
		for _, m := range Unsaid(append(all, more...)) {
			w.T.Errorf("there is no text %s, which the audit trail says", m)
		}
	}
}

var languages = []string{"en", "hi", "pl", "fil", "ru"}

// Unsaid are the keys of texts that are missing for words, each with the language that lacks it.
func Unsaid(words []Word) (missing []string) {
	seen := map[string]bool{}
	for _, word := range words {
		for _, key := range word.keys() {
			for _, language := range languages {
				if at := language + "/" + key; !seen[at] && said()[at] == "" {
					missing = append(missing, at)
					seen[at] = true
				}
			}
		}
	}
	return missing
}

// keys are where the page looks for a word's texts; the kinds that only tests make up have none.
func (x Word) keys() []string {
	if x.Kind == "many" {
		return nil
	}
	if strings.HasPrefix(x.Field, "custom.") {
		return Word{x.Action, x.Kind, ""}.keys() // a field of the company's own has its name with it
	}
	keys := []string{"audit:action." + x.Action, "audit:kinds." + x.Kind}
	field := strings.ToLower(x.Field[:min(1, len(x.Field))]) + x.Field[min(1, len(x.Field)):]
	object, action, isRight := strings.Cut(field, ".")
	switch {
	case field == "" || noise()[field]:
		return keys
	case isRight:
		return append(keys, "access:object."+object, rightKey(object, action))
	}
	return append(keys, "audit:field."+field)
}

// rightKey is the text of the second half of a right, an action, or of a mask, a field.
func rightKey(object, part string) string {
	if strings.HasPrefix(part, "custom") {
		return "access:field.custom"
	}
	if _, is := said()["en/access:action."+part]; is {
		return "access:action." + part
	}
	return "access:field." + part
}

// said are the texts of the pages by language, file and key.
var said = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for _, language := range languages {
		for _, file := range []string{"audit", "access"} {
			raw, err := os.ReadFile(filepath.Join(frontend(), "shared/i18n/locales", language, file+".json"))
			var tree map[string]any
			if err == nil {
				err = json.Unmarshal(raw, &tree)
			}
			if err != nil {
				panic(err)
			}
			flatten(tree, language+"/"+file+":", all)
		}
	}
	return all
})

func flatten(tree map[string]any, prefix string, into map[string]string) {
	for key, value := range tree {
		switch v := value.(type) {
		case string:
			into[prefix+key] = v
		case map[string]any:
			flatten(v, prefix+key+".", into)
		}
	}
}

var noiseList = regexp.MustCompile(`(?m)^const noise = new Set\(\[(.*)\]\)`)

// noise are the fields that the page leaves out.
var noise = sync.OnceValue(func() map[string]bool {
	raw, err := os.ReadFile(filepath.Join(frontend(), "features/audit/trail/AuditItem.tsx"))
	if err != nil {
		panic(err)
	}
	all := map[string]bool{}
	for name := range strings.SplitSeq(noiseList.FindStringSubmatch(string(raw))[1], ",") {
		all[strings.Trim(name, " '")] = true
	}
	return all
})

// frontend is the folder of the pages' sources, found from any package's folder.
func frontend() string {
	dir := "."
	for range 8 {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Join(dir, "..")
	}
	return filepath.Join(dir, "frontend/src")
}
