package reach

import (
	"strings"
	"unicode"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
)

// Way is one address or number of a record: as it is, for the program only, and as who asked may see it.
type Way struct{ Value, Shown, Label string }

// Ways are how a record's people can be reached through the program. What is hidden from who asked is left out.
type Ways struct {
	Name               string // as a letter says it
	OwnerID            *uuid.UUID
	Emails, Phones     []Way
	EmailNot, PhoneNot bool // consent was withdrawn, as far as who asked may know
}

// Shown are ways as somebody sees them to whom they are closed so far; part makes of a value what is left of it.
func Shown(all []Way, closed caller.Mask, part func(string) string) []Way {
	shown := make([]Way, 0, len(all))
	for _, w := range all {
		if w.Value == "" || closed == caller.Hide {
			continue
		}
		w.Shown = w.Value
		if closed == caller.Masked {
			w.Shown = part(w.Value)
		}
		shown = append(shown, w)
	}
	return shown
}

const dots = "•••"

// PartOfEmail is what is left of an address, such as a•••@acme.com.
func PartOfEmail(address string) string {
	first, rest := []rune(address), ""
	if at := strings.LastIndex(address, "@"); at >= 0 {
		rest = address[at:]
	}
	return string(first[:1]) + dots + rest
}

// PartOfPhone is what is left of a number, such as •••• 4321; of a short one even less.
func PartOfPhone(number string) string {
	digits := strings.Map(func(r rune) rune {
		if !unicode.IsDigit(r) || r > '9' {
			return -1
		}
		return r
	}, number)
	return dots + "• " + digits[len(digits)-min(4, len(digits)/2):]
}
