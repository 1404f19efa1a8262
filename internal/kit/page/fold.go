package page

import (
	"strings"
	"unicode/utf8"

	"github.com/kith-crm/kith/internal/kit/text"
)

// What a search takes for the same: small letters with their marks and without, ё and е, the signs by which Hindi nasalizes,
// digits of both scripts; signs between words are spaces. Of the first string each letter stands for the one in its place in
// the second; those beyond its end are left out. Migrations have both in their indexes.
const (
	marked = `ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-` + "\u093c\u200c\u200d"
	plain  = `acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        `
)

var folds = func() map[rune]rune {
	to, all := []rune(plain), map[rune]rune{}
	for i, r := range []rune(marked) {
		if i < len(to) {
			all[r] = to[i]
		} else {
			all[r] = -1
		}
	}
	return all
}()

// Fold is text as it is looked for: what Folded makes of it in the database, in one line.
func Fold(s string) string {
	return strings.Join(strings.Fields(foldRunes(text.Line(s))), " ")
}

func foldRunes(s string) string {
	return strings.Map(func(r rune) rune {
		if to, ok := folds[r]; ok {
			return to
		}
		return r
	}, strings.ToLower(s))
}

// Folded is the SQL of an expression as it is searched.
func Folded(expr string) string {
	return "translate(lower(" + expr + "), '" + marked + "', '" + plain + "')"
}

const aroundRunes = 60

// Around is the piece of a longer text in which a search fits first, with some letters before and after it.
func Around(s, search string) string {
	line, at := []rune(text.Line(s)), 0
	for _, w := range Words(search) {
		before, _, fits := strings.Cut(" "+foldRunes(string(line)), " "+w) // letters stay in their places, but for the few left out
		if fits {
			at = utf8.RuneCountInString(before)
			break
		}
	}
	from, to := max(0, at-aroundRunes), min(len(line), at+2*aroundRunes)
	piece := strings.TrimSpace(string(line[from:to]))
	if from > 0 {
		piece = "…" + piece
	}
	if to < len(line) {
		piece += "…"
	}
	return piece
}
