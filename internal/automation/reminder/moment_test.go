package reminder

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/crm/today"
	"github.com/kith-crm/kith/internal/identity/preference"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/kit/secret"
)

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return at
}

func TestMoments(t *testing.T) {
	warsaw := clock.Zone("Europe/Warsaw")
	hour, now := 60, moment(t, "2026-11-05T12:00:00Z")
	due, whole := moment(t, "2026-11-06T10:00:00Z"), moment(t, "2026-10-24T22:00:00Z") // the 25th has 25 hours in Warsaw
	told := func(x task.Task) (all []string) {
		for _, m := range moments(x, warsaw) {
			all = append(all, m.Kind+" "+m.At.Format(time.RFC3339))
		}
		return all
	}
	require.Equal(t, []string{"due 2026-11-06T09:00:00Z", "late 2026-11-06T10:00:00Z"}, told(task.Task{DueAt: &due, RemindBefore: &hour}))
	require.Equal(t, []string{"due 2026-10-25T07:00:00Z", "late 2026-10-25T23:00:00Z"}, told(task.Task{DueAt: &whole, AllDay: true, RemindBefore: &hour}), "eight in the morning, and the end of the day")
	require.Equal(t, []string{"late 2026-11-06T10:00:00Z"}, told(task.Task{DueAt: &due}))
	late := moment(t, "2026-11-07T10:00:00Z")
	require.Equal(t, []string{"due 2026-11-07T10:00:00Z"}, told(task.Task{DueAt: &due, RemindBefore: &hour, SnoozedUntil: &late}), "what is put off is told when it is back")
	require.Empty(t, told(task.Task{DueAt: &due, DoneAt: &now}))
	require.Empty(t, told(task.Task{}))
}

func TestQuiet(t *testing.T) {
	warsaw := clock.Zone("Europe/Warsaw")
	for _, c := range []struct {
		from, to    int
		now, quiets string
	}{
		{20, 7, "2026-11-05T12:00:00Z", ""},
		{20, 7, "2026-11-05T19:00:00Z", "2026-11-06T06:00:00Z"},
		{20, 7, "2026-11-06T05:59:00Z", "2026-11-06T06:00:00Z"},
		{20, 7, "2026-11-06T06:00:00Z", ""},
		{20, 7, "2026-10-24T20:00:00Z", "2026-10-25T06:00:00Z"}, // clocks go back that night
		{12, 14, "2026-11-05T12:30:00Z", "2026-11-05T13:00:00Z"},
		{5, 5, "2026-11-05T04:30:00Z", ""},
	} {
		until, quiet := preference.Preference{QuietFrom: c.from, QuietTo: c.to}.Quiet(moment(t, c.now), warsaw)
		require.Equal(t, c.quiets != "", quiet, c.now)
		if quiet {
			require.Equal(t, c.quiets, until.Format(time.RFC3339))
		}
	}
}

// TestLettersInEveryLanguage: each letter can be said in each language, without a hole.
func TestLettersInEveryLanguage(t *testing.T) {
	keys, err := secret.NewKeys(strings.Repeat("k", 64))
	require.NoError(t, err)
	s := NewService(Deps{Letters: user.Tools{BaseURL: "https://crm.example"}.Letters, Preferences: preference.NewService(nil, keys)})
	require.Empty(t, i18n.CheckComplete(s.letters.Texts))
	due := moment(t, "2026-11-06T10:00:00Z")
	x := task.Seen{Task: task.Task{ID: id.New(), Title: "Offer", DueAt: &due}, AssigneeName: "Ed", AboutName: "Paper"}
	for _, language := range i18n.Languages {
		r := reader{zone: time.UTC, home: time.UTC}
		r.Language, r.company.Name = language, "Żółw & Syn"
		all := []mail.Letter{s.letters.Write(s.writeDigest(r, "2026-11-06", today.Day{Today: []task.Seen{x}})), s.letters.Write(s.writeDigest(r, "2026-11-06", today.Day{Overdue: []task.Seen{x, x}}))}
		for _, what := range []string{Due, Late, Team} {
			all = append(all, s.letters.Write(s.write(r, x, what, due)))
		}
		for _, m := range all {
			for _, p := range append(m.Paragraphs, m.Subject, m.Heading, m.Footnote) {
				require.NotRegexp(t, `^(due|late|team|digest|none_|today|overdue|idle|days)\b[._a-z0-9]*$|{{`, p)
			}
		}
	}
}
