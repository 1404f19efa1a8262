package diet

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var fields = map[string][]string{"contact": {"email", "address", "tags", "consent"}, "deal": {"value", "expectedOn"}}

func fieldIn(kind, part string) string {
	parts := map[string]string{"city": "address", "email": "email", "tags": "tags", "consent": "consent", "value": "value"}
	if kind != "contact" && kind != "deal" {
		return ""
	}
	return parts[part]
}

func TestWhatAReadUses(t *testing.T) {
	for _, c := range []struct {
		name string
		seen Seen
		want []use
	}{
		{"a plain list", Seen{Kind: "contact"}, nil},
		{"filters and sorts", Seen{Kind: "contact", Filters: []string{"city:is:Kraków", "tag:is:vip", "owner:is:me"}, Sorts: []string{"-email"}},
			[]use{{"contact", "address", Filter}, {"contact", "tags", Filter}, {"contact", "email", Sort}}},
		{"one deal", Seen{Kind: "deal", One: true}, []use{{"deal", "value", Page}, {"deal", "expectedOn", Page}}},
		{"a program", Seen{Kind: "deal", One: true, Program: true}, []use{{"deal", "value", Key}, {"deal", "expectedOn", Key}}},
		{"a file", Seen{Kind: "deal", Export: true, Sorts: []string{"value"}}, []use{{"deal", "value", Export}, {"deal", "expectedOn", Export}, {"deal", "value", Sort}}},
		{"a report", Seen{Kind: "report", Report: true}, []use{{"deal", "value", Report}}},
		{"something else", Seen{Kind: "task", One: true}, nil},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, c.seen.uses(fields, fieldIn)) })
	}
}

// Counts are gathered: nothing is written within a minute, and nothing is lost.
func TestCountsAreGathered(t *testing.T) {
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	tally, u := &tally{since: start, n: map[use]int64{}}, use{"deal", "value", Page}
	require.Nil(t, tally.add([]use{u}, start))
	require.Nil(t, tally.add([]use{u}, start.Add(59*time.Second)))
	require.Equal(t, map[use]int64{u: 3}, tally.add([]use{u}, start.Add(time.Minute)))
	require.Nil(t, tally.add([]use{u}, start.Add(119*time.Second)))
	require.Equal(t, map[use]int64{u: 2}, tally.add([]use{u}, start.Add(2*time.Minute)))
}

// Flush has a company's counts written with its next use, as if a minute were over.
func (s *Service) Flush(tenantID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tallies[tenantID]; t != nil {
		t.since = time.Time{}
	}
}
