package calendar

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/outbound"
)

var november = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func lines(t *testing.T, file string) (all []string) {
	t.Helper()
	f, err := os.Open("testdata/" + file)
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	bs, err := read(f, november, clock.Zone("Europe/Warsaw"))
	require.NoError(t, err)
	for _, b := range bs {
		form := time.RFC3339
		if b.AllDay {
			form = time.DateOnly
		}
		all = append(all, b.From.Format(form)+" "+b.To.Format(form)+" "+b.Title)
	}
	return all
}

// TestReal: what Google, Outlook and Apple write is understood, each with its own habits.
func TestReal(t *testing.T) {
	require.Equal(t, []string{
		"2026-10-19T07:00:00Z 2026-10-19T07:30:00Z Team meeting, weekly",
		"2026-10-26T08:00:00Z 2026-10-26T08:30:00Z Team meeting, weekly", // clocks went back; the 2nd was called off
		"2026-11-09T14:00:00Z 2026-11-09T14:30:00Z Team meeting, in the afternoon",
		"2026-11-11 2026-11-12 Święto Niepodległości",
	}, lines(t, "google.ics"))
	standUp := "Stand-up with a very long line that a program has folded after seventy-five octets"
	require.Equal(t, []string{
		"2026-11-04T09:00:00Z 2026-11-04T09:15:00Z " + standUp, "2026-11-05T09:00:00Z 2026-11-05T09:15:00Z " + standUp, "2026-11-06T09:00:00Z 2026-11-06T09:15:00Z " + standUp,
	}, lines(t, "outlook.ics"))
	require.Equal(t, []string{"2026-11-05T12:00:00Z 2026-11-05T12:45:00Z योग", "2026-11-06T07:00:00Z 2026-11-06T08:00:00Z Dentist"}, lines(t, "apple.ics"))
}

func one(event string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261001T120000Z\r\n" + event + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

// TestHostile: what somebody else has written costs little, whatever it says.
func TestHostile(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "a page": "<!doctype html><p>log in</p>", "half": "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "too long": strings.Repeat(one("DTSTART:20261105T100000Z"), 20_000),
	} {
		_, err := read(strings.NewReader(text), november, time.UTC)
		require.ErrorIs(t, err, ErrFile, name)
	}
	began := clock.Now()
	for _, event := range []string{
		"DTSTART:20261105T100000Z\r\nRRULE:FREQ=SECONDLY", "DTSTART:20261105T100000Z\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "DTSTART:20261105T100000Z\r\nRRULE:nonsense",
		"DTSTART;TZID=Mars/Base:20261105T110000\r\nDTEND;TZID=Mars/Base:20261105T120000",
	} {
		bs, err := read(strings.NewReader(one(event)), november, clock.Zone("Europe/Warsaw"))
		require.NoError(t, err, event)
		require.Len(t, bs, 1, event)
		require.Equal(t, "2026-11-05T10:00:00Z", bs[0].From.Format(time.RFC3339), event)
	}
	bs, err := read(strings.NewReader(one("DTSTART:18010105T100000Z\r\nRRULE:FREQ=DAILY")), november, time.UTC)
	require.NoError(t, err)
	require.Empty(t, bs, "a rule is not followed for ever")
	for _, event := range []string{"SUMMARY:no time", "DTSTART:20261105T100000Z\r\nDTEND:20261104T100000Z"} {
		bs, err := read(strings.NewReader(one(event)), november, time.UTC)
		require.NoError(t, err)
		require.Empty(t, bs, event)
	}
	require.Less(t, clock.Since(began), 10*time.Second)
}

// TestWritten: what goes out can be read by the same rules, moments in UTC and whole days as days.
func TestWritten(t *testing.T) {
	warsaw := clock.Zone("Europe/Warsaw")
	at, whole, minutes := november.Add(48*time.Hour), clock.Midnight(november, warsaw, 3), 90
	done := november
	ts := []task.Seen{
		{Task: task.Task{ID: id.New(), Title: "Meet; Anna, at 5", Kind: task.Meeting, DueAt: &at, Minutes: &minutes, Note: "line\nline"}, AboutName: "Tata"},
		{Task: task.Task{ID: id.New(), Title: "Whole", Kind: task.Todo, DueAt: &whole, AllDay: true, DoneAt: &done}},
		{Task: task.Task{ID: id.New(), Title: "Weekly", Kind: task.Call, DueAt: &at, Repeat: "FREQ=WEEKLY;COUNT=3", RepeatFrom: &at}},
	}
	body, err := write("Acme", ts, false, november, warsaw)
	require.NoError(t, err)
	for line := range strings.Lines(string(body)) {
		require.True(t, strings.HasSuffix(line, "\r\n") && len(line) <= 77, line)
	}
	bs, err := read(bytes.NewReader(body), november, time.UTC)
	require.NoError(t, err)
	var titles []string
	for _, b := range bs {
		titles = append(titles, b.Title)
	}
	require.Equal(t, []string{"Meet; Anna, at 5 (Tata)", "Weekly", "Weekly", "Weekly"}, titles, "a whole day takes no time")
	require.Equal(t, 90*time.Minute, bs[0].To.Sub(bs[0].From))
	require.Contains(t, string(body), "DTSTART;VALUE=DATE:20261104")
	body, err = write("Acme", ts, true, november, warsaw)
	require.NoError(t, err)
	require.Contains(t, string(body), "BEGIN:VTODO")
	require.Contains(t, string(body), "STATUS:COMPLETED")
	require.Contains(t, string(body), "DUE;VALUE=DATE:20261104")
	body, err = write("Acme", nil, false, november, warsaw)
	require.NoError(t, err)
	_, err = ical.NewDecoder(bytes.NewReader(body)).Decode()
	require.NoError(t, err, "an empty calendar is one too")
}

// TestFetched: why a calendar can't be had is told apart.
func TestFetched(t *testing.T) {
	page := map[string]http.HandlerFunc{
		"/ok":       func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(one("DTSTART:20261105T100000Z"))) },
		"/html":     func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<p>hello")) },
		"/moved":    func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/ok", http.StatusFound) },
		"/locked":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
		"/too-long": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(bytes.Repeat([]byte("X"), maxSize+10)) },
	}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { page[r.URL.Path](w, r) }))
	defer server.Close()
	client := server.Client()
	client.CheckRedirect = outbound.Public(time.Second).CheckRedirect
	s := NewService(Deps{Client: client})
	for path, want := range map[string]string{"/ok": "", "/html": unreadable, "/moved": refused, "/locked": refused, "/too-long": tooLong} {
		times, problem := s.get(t.Context(), server.URL+path, november)
		require.Equal(t, want, problem, path)
		require.Equal(t, want == "", len(times) == 1, path)
	}
	_, problem := NewService(Deps{Client: outbound.Public(time.Second)}).get(t.Context(), server.URL+"/ok", november)
	require.Equal(t, inside, problem, "nothing inside is reached")
	server.Close()
	_, problem = s.get(t.Context(), server.URL+"/ok", november)
	require.Equal(t, unreachable, problem)
}
