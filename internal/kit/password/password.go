// Package password owns what a password must be like and how it is kept: the strength check that works without a
// network, and hashing by Argon2id. It does not own accounts, log-in, nor the words in which a refusal is told.
package password

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// The length of a password in characters (code points after NFKC).
const (
	MinLength = 10
	MaxLength = 256
)

// Why a password is refused. The codes are part of the API.
const (
	Short    = "short"    // fewer than MinLength characters
	Long     = "long"     // more than MaxLength characters
	Common   = "common"   // on the list of leaked passwords, or one of these barely disguised
	Personal = "personal" // contains the person's name, mailbox or company
	Pattern  = "pattern"  // repeats, runs, keyboard rows, or otherwise predictable for its length
)

// Verdict is what Check thinks of a password.
type Verdict struct {
	OK      bool     // no reason to refuse it
	Score   int      // 0 useless, 1 weak, 2 fair, 3 good, 4 strong; 2 or more only if OK
	Reasons []string // the codes above, each at most once, in that order; never nil
}

// Check judges pw for a person whose e-mail address, name, company and the like are given as personal. Nothing leaves
// the process.
func Check(pw string, personal ...string) Verdict {
	if utf8.RuneCountInString(pw) > 4*MaxLength { // too long to spend time on, however it normalises
		return verdict(0, []string{Long})
	}
	plain := []rune(norm.NFKC.String(pw))
	if len(plain) > MaxLength {
		return verdict(0, []string{Long})
	}
	guess := estimate(plain)
	reasons := slices.Concat(
		when(len(plain) < MinLength, Short),
		when(guess.common(), Common),
		when(mentions(pw, personal), Personal),
	)
	if guess.predictable() || guess.bits < fair && len(reasons) == 0 {
		reasons = append(reasons, Pattern)
	}
	return verdict(guess.bits, reasons)
}

// Length is how many characters of a password count.
func Length(pw string) int { return utf8.RuneCountInString(norm.NFKC.String(pw)) }

func when(holds bool, code string) []string {
	if holds {
		return []string{code}
	}
	return nil
}

// The bits of entropy from which a password is fair, good and strong.
const fair, good, strong = 35, 50, 65

func verdict(bits float64, reasons []string) Verdict {
	score := 0
	for _, limit := range []float64{fair - 10, fair, good, strong} {
		if bits >= limit {
			score++
		}
	}
	if len(reasons) > 0 {
		return Verdict{Score: min(score, 1), Reasons: reasons}
	}
	return Verdict{OK: true, Score: score, Reasons: []string{}}
}

// mentions tells whether pw contains a word of at least four letters out of personal, whatever its case and accents.
func mentions(pw string, personal []string) bool {
	plain, disguised := bare(pw), unleet(bare(pw))
	return slices.ContainsFunc(names(personal), func(word string) bool {
		return strings.Contains(plain, word) || strings.Contains(disguised, word)
	})
}

// names takes names and addresses apart. The domain of an address is left out: half the world is at the same few.
func names(personal []string) (found []string) {
	for _, p := range personal {
		if at := strings.LastIndexByte(p, '@'); at >= 0 {
			p = p[:at]
		}
		parts := strings.FieldsFunc(bare(p), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
		for _, word := range append(parts, strings.Join(parts, "")) {
			if utf8.RuneCountInString(word) >= 4 {
				found = append(found, word)
			}
		}
	}
	return found
}

// fold makes spellings of a password comparable that keyboards and systems tell apart.
func fold(s string) string { return cases.Fold().String(norm.NFKC.String(s)) }

var unaccent = strings.NewReplacer("ł", "l", "đ", "d", "ø", "o", "æ", "ae")

// bare is fold without accents.
func bare(s string) string {
	return unaccent.Replace(strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36f { // the marks of Latin, Greek and Cyrillic; those of Hindi are vowels
			return -1
		}
		return r
	}, norm.NFKD.String(fold(s))))
}

var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "9", "g", "@", "a", "$", "s", "!", "i", "+", "t")

// unleet undoes the usual look-alikes; every character stays one character.
func unleet(s string) string { return leet.Replace(s) }
