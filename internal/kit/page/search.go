package page

import (
	"strings"

	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/text"
)

// maxWords is how many words of a search count.
const maxWords = 8

// Matching adds a search to a query: each word must be part of the text in a column, an SQL identifier, that holds lower
// case. Of what looks like a telephone number only the digits count.
func Matching(q *gorm.DB, column, search string) *gorm.DB {
	for _, word := range words(text.Line(search)) {
		q = q.Where(column+" LIKE lower(?)", db.Like(word))
	}
	return q
}

func words(search string) []string {
	if number := digits(search); len(number) > 3 {
		return []string{number}
	}
	all := strings.Fields(search)
	return all[:min(len(all), maxWords)]
}

// digits are those of something written like a telephone number, without the zeros that are dialled before it.
func digits(s string) string {
	if strings.Trim(s, "+0123456789 ()-./") != "" {
		return ""
	}
	s = strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	return strings.TrimLeft(s, "0")
}
