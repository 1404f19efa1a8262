package password

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// kind is what a guesser sees in a piece of a password.
type kind int

const (
	character kind = iota // nothing: it must try them all
	word                  // one of the list of leaked passwords
	pattern               // a repeat, a run such as 4567, a keyboard row, a year
)

// piece is a part of a password with what it costs to guess.
type piece struct {
	kind   kind
	length int
	bits   float64
}

// guess is what a password costs somebody who knows how people choose them.
type guess struct {
	bits   float64
	length int
	chars  map[kind]int // characters by the kind of their piece
	listed bool         // the whole of it is on the list
	cycle  bool         // it is a shorter password over and over
}

// common: a leaked password, or one dressed up so little that a guesser's rules undress it.
func (g guess) common() bool { return g.listed || g.chars[word] > 0 && g.bits < fair+5 }

// predictable: most of it is patterns.
func (g guess) predictable() bool { return g.cycle || 2*g.chars[pattern] > g.length }

// estimate finds the cheapest way to take a password apart.
func estimate(plain []rune) guess {
	folded := make([]rune, len(plain)) // same positions as plain
	for i, r := range plain {
		folded[i] = unicode.ToLower(r)
	}
	disguised := []rune(unleet(string(folded)))
	g := guess{length: len(plain), chars: map[kind]int{}, cycle: cycle(folded)}
	g.listed = rank(fold(string(plain))) > 0 || rank(string(disguised)) > 0
	first, costs := cheapest(folded, disguised, charBits(plain))
	for i := 0; i < len(plain); i += first[i].length {
		g.chars[first[i].kind] += first[i].length
	}
	g.bits = costs[0]
	if g.cycle {
		g.bits /= 2
	}
	return g
}

// cheapest returns, for each position, the piece to begin with there and the cost from there to the end.
func cheapest(folded, disguised []rune, each float64) (first []piece, costs []float64) {
	first, costs = make([]piece, len(folded)), make([]float64, len(folded)+1)
	for i := len(folded) - 1; i >= 0; i-- {
		first[i] = piece{character, 1, each}
		costs[i] = each + costs[i+1]
		for _, p := range pieces(folded[i:], disguised[i:], each) {
			if cost := p.bits + costs[i+p.length]; cost < costs[i] {
				first[i], costs[i] = p, cost
			}
		}
	}
	return first, costs
}

// pieces lists what rest may begin with.
func pieces(rest, disguised []rune, each float64) []piece {
	return slices.Concat(runs(rest, each), keys(rest), years(rest), words(rest, 0), words(disguised, 1))
}

// charBits is the cost of one character when all that is known are the kinds of characters in use.
func charBits(plain []rune) float64 {
	sizes := map[int]bool{}
	for _, r := range plain {
		switch {
		case r > unicode.MaxASCII:
			sizes[64] = true
		case unicode.IsDigit(r):
			sizes[10] = true
		case unicode.IsLower(r):
			sizes[26] = true
		case unicode.IsUpper(r):
			sizes[27] = true // 26, but apart from the lower ones
		default:
			sizes[33] = true
		}
	}
	total := 1
	for size := range sizes {
		total += size
	}
	return math.Log2(float64(total))
}

// runs finds three or more characters that repeat or count up or down.
func runs(rest []rune, each float64) (found []piece) {
	for n := 2; n <= len(rest); n++ {
		step := rest[1] - rest[0]
		if step < -1 || step > 1 || rest[n-1]-rest[n-2] != step {
			break
		}
		if n >= 3 {
			found = append(found, piece{pattern, n, each + math.Log2(float64(n))})
		}
	}
	return found
}

var rows = func() (all []string) {
	for row := range strings.FieldsSeq(`1234567890 qwertyuiop asdfghjkl zxcvbnm qwertzuiop yxcvbnm azertyuiop qsdfghjklm wxcvbn
		1qaz2wsx3edc4rfv5tgb6yhn7ujm qazwsxedcrfvtgbyhnujm !@#$%^&*() йцукенгшщзхъ фывапролджэ ячсмитьбю`) {
		backward := []rune(row)
		slices.Reverse(backward)
		all = append(all, row, string(backward))
	}
	return all
}()

// keys finds four or more keys that lie side by side.
func keys(rest []rune) (found []piece) {
	for _, row := range rows {
		for n := 4; n <= len(rest) && strings.Contains(row, string(rest[:n])); n++ {
			found = append(found, piece{pattern, n, 7 + math.Log2(float64(n))})
		}
	}
	return found
}

// years finds the years that people live in.
func years(rest []rune) []piece {
	if len(rest) < 4 || string(rest[:2]) != "19" && string(rest[:2]) != "20" || !unicode.IsDigit(rest[2]) || !unicode.IsDigit(rest[3]) {
		return nil
	}
	return []piece{{pattern, 4, math.Log2(200)}}
}

// words finds entries of the list; extra is what their disguise adds to their place in it, capitals count one bit.
func words(rest []rune, extra float64) (found []piece) {
	for n := shortestWord; n <= min(len(rest), longestWord); n++ {
		if r := rank(string(rest[:n])); r > 0 {
			found = append(found, piece{word, n, math.Log2(float64(r)) + 1 + extra})
		}
	}
	return found
}

// cycle tells whether a beginning of at most half the length is repeated to the end.
func cycle(folded []rune) bool {
	for n := 1; n <= len(folded)/2; n++ {
		if slices.Equal(folded[n:], folded[:len(folded)-n]) {
			return true
		}
	}
	return false
}
