// Package trial owns who has had a trial: everybody gets one, once, and a company that gets none is told
// why. It does not own what a trial gives (plan, licence),
// nor how it ends (billing).
package trial

import (
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/kith-crm/kith/internal/kit/secret"
)

// What has had a trial, when a company is refused another.
const (
	Domain  = "domain"  // the founder's mail domain
	Address = "address" // the founder's address at a public provider
	Card    = "card"    // the card that was to pay
)

// lent are the mail providers whose domain says nothing about who somebody is: there everybody is their own address.
var lent = strings.Fields(`aol.com duck.com fastmail.com gmail.com gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.com icloud.com
	inbox.ru bk.ru list.ru mail.ru internet.ru rambler.ru yandex.ru yandex.com ya.ru interia.pl o2.pl onet.pl op.pl poczta.onet.pl wp.pl tlen.pl
	live.com mac.com mail.com me.com msn.com outlook.com pm.me proton.me protonmail.com rediffmail.com in.com t-online.de tuta.com tutanota.com
	web.de yahoo.com yahoo.co.in yahoo.co.uk yahoo.com.ph yahoo.de ymail.com zoho.com zohomail.com zohomail.in zohomail.eu`)

// reserved are domains that exist for tests and manuals only: nobody has them.
var reserved = []string{"test", "example", "invalid", "localhost", "example.com", "example.net", "example.org"}

// holder names who has a trial: a domain that a company registered, or an address without what its provider ignores. ok
// is false for those that nobody can have.
func holder(email string) (name string, ok bool) {
	local, domain, _ := strings.Cut(strings.ToLower(strings.TrimSpace(email)), "@")
	for _, r := range reserved {
		if domain == r || strings.HasSuffix(domain, "."+r) {
			return "", false
		}
	}
	if slices.Contains(lent, domain) {
		local, _, _ = strings.Cut(local, "+")
		if domain == "gmail.com" || domain == "googlemail.com" {
			local, domain = strings.ReplaceAll(local, ".", ""), "gmail.com"
		}
		return local + "@" + domain, true
	}
	if own, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil {
		domain = own
	}
	return domain, domain != ""
}

// kindOf tells what a holder is.
func kindOf(holder string) string {
	if strings.Contains(holder, "@") {
		return Address
	}
	return Domain
}

func hash(holder string) []byte { return secret.Hash("trial:" + holder) }
