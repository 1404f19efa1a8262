package page

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Days told from today are those of the asker's calendar, whatever day it is elsewhere.
func TestSpans(t *testing.T) {
	now := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC) // a Sunday; in Asia it is Monday
	for _, c := range []struct{ zone, op, value, from, until string }{
		{"UTC", "within", "today", "2026-11-22", "2026-11-23"},
		{"Asia/Kolkata", "within", "today", "2026-11-23", "2026-11-24"},
		{"UTC", "within", "yesterday", "2026-11-21", "2026-11-22"},
		{"UTC", "within", "tomorrow", "2026-11-23", "2026-11-24"},
		{"UTC", "within", "thisWeek", "2026-11-16", "2026-11-23"},
		{"Asia/Kolkata", "within", "thisWeek", "2026-11-23", "2026-11-30"},
		{"UTC", "within", "lastWeek", "2026-11-09", "2026-11-16"},
		{"UTC", "within", "nextWeek", "2026-11-23", "2026-11-30"},
		{"UTC", "within", "nextMonth", "2026-12-01", "2027-01-01"},
		{"UTC", "within", "lastMonth", "2026-10-01", "2026-11-01"},
		{"UTC", "within", "nextQuarter", "2027-01-01", "2027-04-01"},
		{"UTC", "within", "lastQuarter", "2026-07-01", "2026-10-01"},
		{"UTC", "within", "thisYear", "2026-01-01", "2027-01-01"},
		{"UTC", "within", "last:7", "2026-11-16", "2026-11-23"},
		{"UTC", "within", "next:1", "2026-11-22", "2026-11-23"},
		{"UTC", "is", "2026-02-28", "2026-02-28", "2026-03-01"},
	} {
		zone, err := time.LoadLocation(c.zone)
		require.NoError(t, err)
		s, ok := asker{zone: zone, now: now}.span(c.op, c.value)
		require.True(t, ok, c.value)
		require.Equal(t, []string{c.from, c.until}, []string{s.from.Format(time.DateOnly), s.until.Format(time.DateOnly)}, c.value)
	}
	older, ok := asker{zone: time.UTC, now: now}.span("older", "30")
	require.True(t, ok)
	require.Equal(t, "2026-10-23", older.from.Format(time.DateOnly))
	for _, bad := range []string{"", "last", "thisweek", "last:0", "last:-1", "next:99999", "last:x", "lastDay", "next:", ":7"} {
		_, ok := asker{zone: time.UTC, now: now}.span("within", bad)
		require.False(t, ok, bad)
	}
}

func TestValues(t *testing.T) {
	for in, want := range map[string][]string{"": nil, "a": {"a"}, "a|b": {"a", "b"}, `a\|b|c\\`: {"a|b", `c\`}, "a||b": {"a", "", "b"}, "|": {"", ""}} {
		require.Equal(t, want, Values(in), in)
	}
}

// A tree says how it is wrong, and is never larger than it may be.
func TestTrees(t *testing.T) {
	for _, bad := range []string{`{`, `[]`, `{}`, `{"all":[]}`, `{"all":["a:is:b"],"any":["a:is:b"]}`, `"a"`, `"a:b"`, `":is:x"`, `{"none":["a:is:b"]}`, `7`, `{"all":"a:is:b"}`, `null`,
		`{"any":[{"all":[{"any":[{"all":["a:is:b"]}]}]}]}`} {
		_, err := Query{Where: bad}.Tree()
		require.ErrorIs(t, err, ErrList, bad)
	}
	many := `{"any":["a:is:b"`
	for range maxConditions {
		many += `,"a:is:b"`
	}
	_, err := Query{Where: many + `]}`}.Tree()
	require.ErrorIs(t, err, ErrList, "more conditions than a person reads")
	tree, err := Query{Filter: []string{"city:is:Oslo"}, Where: `{"any":["a:is:b:c",{"all":["d:empty:"]}]}`}.Tree()
	require.NoError(t, err)
	require.Equal(t, Tree{Of: []Tree{{Field: "city", Op: "is", Value: "Oslo"},
		{Any: true, Of: []Tree{{Field: "a", Op: "is", Value: "b:c"}, {Of: []Tree{{Field: "d", Op: "empty"}}}}}}}, tree)
}
