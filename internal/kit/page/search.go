package page

import (
	"strings"

	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/phone"
	"github.com/kith-crm/kith/internal/kit/text"
)

// maxWords is how many words of a search count.
const maxWords = 8

// Matching adds a search to a query: each word must be part of the text in a column, an SQL identifier, that holds lower
// case and phone numbers as digits only. A text that looks like a phone number is compared by its digits.
func Matching(q *gorm.DB, column, search string) *gorm.DB {
	for _, word := range words(text.Line(search)) {
		q = q.Where(column+" LIKE lower(?)", db.Like(word))
	}
	return q
}

func words(search string) []string {
	if digits := phone.Digits(search); len(digits) > 3 && strings.Trim(search, "0123456789 +()-./") == "" {
		return []string{strings.TrimLeft(digits, "0")} // 0 before a number is dialled, not stored
	}
	ws := strings.Fields(search)
	return ws[:min(len(ws), maxWords)]
}
