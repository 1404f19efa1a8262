package importer

import (
	"embed"

	"github.com/kith-crm/kith/internal/kit/i18n"
)

//go:embed texts
var textFiles embed.FS

// texts are what the file of errors says.
var texts = i18n.Embedded(textFiles, "texts")

// reason says in words of the reader's language why a row was refused; the reason kept with the row is the last resort.
func reason(language string, p importProblem) string {
	if key := "reason." + p.Code; texts.Has(key) {
		return texts.Say(language, key, nil)
	}
	return p.Reason
}
