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
	found, err := alike(ctx, name, domain)
	if err != nil {
		return nil, err
	}
	all := []Alike{}
	for _, f := range found {
		var reasons []string
		if domain != "" && (f.Domain == domain || host(f.Website) == domain) {
			reasons = append(reasons, "domain")
		}
		if f.Near >= near {
			reasons = append(reasons, "name")
		}
		if known := slices.ContainsFunc(all, func(a Alike) bool { return a.ID == f.ID }); len(reasons) > 0 && !known {
			all = append(all, Alike{f.Company, reasons})
		}
	}
	slices.SortStableFunc(all, func(a, b Alike) int { return cmp.Compare(len(b.Reasons), len(a.Reasons)) })
	return all[:min(len(all), maxAlike)], nil
}

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
