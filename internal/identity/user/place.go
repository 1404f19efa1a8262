package user

import (
	"net/netip"

	"github.com/phuslu/iploc"
)

// nowhere is what the library answers for an address that no country has.
const nowhere = "ZZ"

// Country is where an internet address is used: an ISO 3166-1 code by the registries' lists as they were when the program was
// built; empty for addresses of inner networks and of nobody.
func Country(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil || !addr.Unmap().IsGlobalUnicast() || addr.IsPrivate() {
		return ""
	}
	if code := iploc.IPCountry(addr.Unmap().WithZone("")); len(code) == 2 && code != nowhere {
		return code
	}
	return ""
}
