package company

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/kith-crm/kith/internal/kit/text"
)

// Alike is a company that may be the one somebody is about to add, and why: the same domain, or a near name.
type Alike struct {
	Company
	Reasons []string
}

const (
	maxAlike  = 5
	near      = 0.55 // similarity of names from which on somebody is told of it
	shortName = 3    // characters; shorter names are near to too many
)

// Alike finds the companies, among those that the caller may see, that a new one may double; the most certain ones first.
// site is a web address or a domain.
func (s *Service) Alike(ctx context.Context, name, site string) ([]Alike, error) {
	name, domain := text.Line(name), host(site)
	same, nigh, err := alike(ctx, name, domain)
	if err != nil {
		return nil, err
	}
	all := []Alike{}
	for _, c := range slices.Concat(same, nigh) {
		var reasons []string
		if domain != "" && (c.Domain == domain || host(c.Website) == domain) { // the rows only say where to look
			reasons = append(reasons, "domain")
		}
		if slices.ContainsFunc(nigh, c.is) {
			reasons = append(reasons, "name")
		}
		if len(reasons) > 0 && !slices.ContainsFunc(all, func(a Alike) bool { return a.is(c) }) {
			all = append(all, Alike{c, reasons})
		}
	}
	slices.SortStableFunc(all, func(a, b Alike) int { return cmp.Compare(len(b.Reasons), len(a.Reasons)) })
	return all[:min(len(all), maxAlike)], nil
}

func (c Company) is(other Company) bool { return c.ID == other.ID }

// host is the domain of a web address, or of what is none, without www; empty when there is none.
func host(site string) string {
	site = strings.ToLower(strings.TrimSpace(site))
	if site != "" && !strings.Contains(site, "://") {
		site = "https://" + site
	}
	u, err := url.Parse(site)
	if err != nil || !strings.Contains(u.Hostname(), ".") {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}
