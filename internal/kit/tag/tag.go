// Package tag holds the rules of tags, the words by which people sort their records.
package tag

import (
	"strings"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/text"
)

const (
	most    = 20 // of one record
	longest = 40 // characters
)

// What can go wrong with tags.
var (
	ErrMany = errs.New(errs.Invalid, "tag.many", "At most twenty tags.").On("tags")
	ErrLong = errs.New(errs.Invalid, "tag.long", "A tag has at most 40 characters.").On("tags")
)

// Tidy makes each tag one line, without a comma, and drops empty ones and those that stand twice, whatever their case.
func Tidy(all []string) (tags jsonb.List[string], err error) {
	seen := map[string]bool{}
	for _, t := range all {
		t = text.Line(strings.ReplaceAll(t, ",", " "))
		if low := strings.ToLower(t); t != "" && !seen[low] {
			seen[low] = true
			tags = append(tags, t)
		}
		if text.Long(t, longest) {
			err = ErrLong
		}
	}
	if len(tags) > most {
		err = ErrMany
	}
	return tags, err
}
