package user

import (
	"net/mail"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// The longest address and mailbox name that mail servers carry (RFC 5321).
const (
	maxEmail = 254
	maxLocal = 64
)

// Email returns an address in the one spelling in which it is stored and compared: compatibility forms resolved, lower
// case. ErrEmail for everything that is not a plain address: display names, comments, quoted mailboxes, hosts without a
// dot, and addresses outside ASCII, which most mail servers can't deliver to and which can look like somebody else's.
func Email(text string) (string, error) {
	if len(text) > 4*maxEmail {
		return "", ErrEmail
	}
	e := strings.ToLower(norm.NFKC.String(strings.TrimSpace(text)))
	a, err := mail.ParseAddress(e)
	if err != nil || a.Address != e || len(e) > maxEmail || !plain(e) {
		return "", ErrEmail
	}
	local, host, _ := strings.Cut(e, "@")
	if len(local) > maxLocal || !hostname(host) {
		return "", ErrEmail
	}
	return e, nil
}

// plain tells whether an address is made of printable ASCII without the marks of quoting and grouping.
func plain(e string) bool {
	for i := range len(e) {
		if e[i] <= ' ' || e[i] >= 0x7f {
			return false
		}
	}
	return strings.Count(e, "@") == 1 && !strings.ContainsAny(e, `"\()<>[]:;,`)
}

func hostname(host string) bool {
	labels := strings.Split(host, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
	}
	return len(labels) > 1
}
