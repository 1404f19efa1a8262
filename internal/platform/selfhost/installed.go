package selfhost

import (
	"context"
	"slices"
	"time"
)

// What an installed file counts for.
const (
	Main     = "main"     // it says the plan and everything else
	Added    = "added"    // its seats come on top
	Replaced = "replaced" // a newer one counts in its place
	Invalid  = "invalid"  // it was changed, or is none of ours: it counts for nothing
)

// File is an installed licence. The Payload of one that is not valid is empty.
type File struct {
	Payload     Payload
	InstalledAt time.Time
	Use         string
}

// Files are the installed licences, the newest first.
func (s *Service) Files(ctx context.Context) ([]File, error) {
	rows, err := installed(ctx)
	if err != nil {
		return nil, err
	}
	var valid []Payload
	all := make([]File, len(rows))
	for i, r := range rows {
		all[i] = File{InstalledAt: r.InstalledAt, Use: Invalid}
		if p, err := Read(r.Text, s.Keys); err == nil {
			all[i].Payload, all[i].Use = p, Replaced
			valid = append(valid, p)
		}
	}
	main, more := choose(valid)
	for i, f := range all {
		switch {
		case f.Use == Invalid:
		case main != nil && same(f.Payload, *main):
			all[i].Use = Main
		case slices.ContainsFunc(more, func(p Payload) bool { return same(p, f.Payload) }):
			all[i].Use = Added
		}
	}
	slices.Reverse(all)
	return all, nil
}

func same(a, b Payload) bool { return a.ID == b.ID && a.Issued.Equal(b.Issued) }
