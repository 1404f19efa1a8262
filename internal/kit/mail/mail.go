// Package mail owns how a letter of the product looks and how it leaves by SMTP. It does not own what letters say (the
// domains write them, in the reader's language), when they are sent, nor their retries: those are jobs.
package mail

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"unicode"
)

// Address is a mailbox; Name may be empty.
type Address struct{ Name, Email string }

// Letter is one mail to one person, in plain words: no field may hold HTML, each is escaped where it is shown.
// Control characters in it, line breaks included, become spaces.
type Letter struct {
	// Key names the reason of the letter, such as the id of its job: letters with the same key have the same
	// Message-ID, so that a retry after a lost answer is recognised as the same mail. Empty means unique.
	Key        string
	To         Address
	Language   string // BCP 47 code of the texts below
	Subject    string
	Heading    string
	Paragraphs []string
	Button     *Button // what the reader is asked to do; nil if nothing
	Footnote   string  // small print, such as why the reader gets this
	// Personal makes it the mail of a person, which the product only carries; nil for one of the product's own.
	Personal *Personal
}

// Personal is what one person writes to another. Of the Letter only Key, To, Language and Subject count beside it. Other
// than in the product's own letters the lines of the text stay as they are; it is sent as plain text.
type Personal struct {
	From    string  // the name that stands before the product's own address
	ReplyTo Address // where answers go
	Text    string
}

// Button is a link that stands out; the plain text version shows its URL on a line of its own.
type Button struct{ Text, URL string }

// Sender delivers letters. Send returns when the server has taken the letter over, or an error that Permanent judges.
type Sender interface {
	Send(ctx context.Context, l Letter) error
}

// Permanent tells whether sending the same letter again is pointless: the server refused it for good, or it cannot be
// written down. A failed log-in, an unreachable server and a server too busy are not permanent.
func Permanent(err error) bool {
	var f *failure
	return errors.As(err, &f) && f.permanent
}

// failure is an error of Send with its verdict.
type failure struct {
	permanent bool
	cause     error
}

func (f *failure) Error() string { return "mail: " + f.cause.Error() }
func (f *failure) Unwrap() error { return f.cause }

func unsendable(format string, args ...any) error {
	return &failure{permanent: true, cause: fmt.Errorf(format, args...)}
}

// parse returns a as a header can carry it.
func (a Address) parse() (*netmail.Address, error) {
	parsed, err := netmail.ParseAddress(a.Email)
	if err != nil || parsed.Address != a.Email || a.Email != line(a.Email) {
		return nil, unsendable("%q is not an e-mail address", a.Email)
	}
	parsed.Name = line(a.Name)
	return parsed, nil
}

// line makes s fit for a header and for one line of text: whoever chose a name or a subject must not be able to start
// a new header (CR, LF, NUL) nor to reverse the text around it (bidirectional controls). Joiners stay, Hindi needs them.
func line(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Join(strings.FieldsFunc(s, breaks), " ")
}

func breaks(r rune) bool {
	return unicode.IsControl(r) || unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' || unicode.Is(unicode.Bidi_Control, r)
}

// block is line for a text of several lines.
func block(s string) string {
	all := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, l := range all {
		all[i] = strings.TrimRight(strings.Map(printed, strings.ToValidUTF8(l, "\uFFFD")), " ")
	}
	return strings.TrimSpace(strings.Join(all, "\n")) + "\n"
}

// printed makes of a control character a space.
func printed(r rune) rune {
	if unicode.IsControl(r) && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
		return ' '
	}
	return r
}
