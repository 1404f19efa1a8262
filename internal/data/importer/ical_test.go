package importer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

type taskView struct {
	ID, Title, Note, Kind, Repeat, AssigneeName string
	DueAt, DoneAt                               *time.Time
	AllDay                                      bool
	Minutes, RemindBefore                       *int
	About                                       *struct{ Kind, Name string }
}

func tasks(w *apptest.World) map[string]taskView {
	w.T.Helper()
	var all struct{ Items []taskView }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /tasks?status=all&limit=100"}, &all)
	byTitle := map[string]taskView{}
	for _, t := range all.Items {
		byTitle[t.Title] = t
	}
	require.Len(w.T, byTitle, len(all.Items))
	return byTitle
}

func calendarFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("format", "testdata", name))
	require.NoError(t, err)
	return string(data)
}

func counts(v view) []int { return []int{v.Created, v.Updated, v.Skipped, v.Failed, v.Remarked} }

// TestCalendarFiles: what Google, Outlook and Apple give away comes in as tasks and meetings, once however often it is brought, and its
// undo takes it back.
func TestCalendarFiles(t *testing.T) {
	w := apptest.New(t)
	w.Make("acme/ana", "/contacts", `{"firstName":"Ada","lastName":"Lovelace","email":"ada@home.io","moreEmails":[{"value":"ada@x.io","label":"work"}]}`)
	want := map[string][]int{"google.ics": {3, 0, 1, 0, 0}, "outlook.ics": {2, 0, 0, 0, 1}, "apple.ics": {4, 0, 0, 0, 0}}
	for name, n := range want {
		v := upload(w, "acme/ana", calendarFile(t, name))
		require.Equal(t, []string{"task", "icalendar"}, []string{v.Object, v.Source}, name)
		require.Equal(t, n, counts(v), "what would happen with "+name)
		v = run(w, v)
		require.Equal(t, append([]int{}, n...), counts(v), "and so it did with "+name)
		again := run(w, upload(w, "acme/ana", calendarFile(t, name)))
		require.Equal(t, []int{0, 0, n[0] + n[2], 0, 0}, counts(again), "nothing changes the second time: "+name)
	}
	all := tasks(w)
	at := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return at
	}
	weekly := all["Team meeting, weekly"]
	require.Equal(t, []any{"meeting", "FREQ=WEEKLY;BYDAY=MO", 30, "Ana", at("2099-10-19T07:00:00Z")}, []any{weekly.Kind, weekly.Repeat, *weekly.Minutes, weekly.AssigneeName, weekly.DueAt.UTC()})
	require.Equal(t, "Numbers, then questions.\n<b>Bring</b> coffee.\nRoom 2, ul. Prosta 1", weekly.Note)
	shown := all["Show it to Ada"]
	require.Equal(t, []any{"Ada Lovelace", 30, 60}, []any{shown.About.Name, *shown.RemindBefore, *shown.Minutes})
	require.True(t, all["Święto Niepodległości"].AllDay)
	once := all["Stand-up with a very long line that a program has folded after seventy-five octets"]
	require.Equal(t, []any{"", 15, at("2099-11-04T09:00:00Z")}, []any{once.Repeat, *once.RemindBefore, once.DueAt.UTC()}, "a series of which some times are called off comes once")
	require.Equal(t, "Microsoft Teams Meeting\nRRULE:FREQ=WEEKLY;COUNT=10;BYDAY=WE", once.Note)
	require.Equal(t, at("2099-11-18T14:00:00Z"), all["Stand-up, in the afternoon"].DueAt.UTC())
	require.Equal(t, []any{at("2099-11-05T12:00:00Z"), 60, 30}, []any{all["योग"].DueAt.UTC(), *all["योग"].Minutes, *all["योग"].RemindBefore})
	require.Equal(t, []any{90, at("2099-11-06T07:00:00Z")}, []any{*all["Dentist"].Minutes, all["Dentist"].DueAt.UTC()}, "on the company's clock")
	require.Equal(t, []any{"todo", at("2026-09-12T10:15:00Z")}, []any{all["Send the offer"].Kind, all["Send the offer"].DoneAt.UTC()})
	require.Nil(t, all["Buy flowers"].DueAt)
	var imports struct{ Items []view }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /imports"}, &imports)
	for _, v := range imports.Items {
		if v.Created > 0 {
			require.Equal(t, "undone", undo(w, v).State)
		}
	}
	require.Empty(t, tasks(w))
}

func calendarOf(entries ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + strings.Join(entries, "") + "END:VCALENDAR\r\n"
}

func event(uid, lines string) string {
	return "BEGIN:VEVENT\r\nUID:" + uid + "\r\n" + strings.ReplaceAll(lines, "\n", "\r\n") + "\r\nEND:VEVENT\r\n"
}

// TestBadCalendarEntries: what can't be taken stands in the file of errors by its line, its property and the reason; so does what
// was taken but for something.
func TestBadCalendarEntries(t *testing.T) {
	w := apptest.New(t)
	v := run(w, upload(w, "acme/ana", calendarOf(
		event("1", "SUMMARY:Never\nDTSTART:20991345T100000"),
		event("2", "SUMMARY:No time"),
		event("3", "SUMMARY:Backwards\nDTSTART:20991105T100000Z\nDTEND:20991105T090000Z"),
		event("4", "DTSTART:20991105T100000Z"),
		event("5", "SUMMARY:Hourly\nDTSTART:20991105T100000Z\nRRULE:FREQ=HOURLY"),
		event("6", "SUMMARY:Three days\nDTSTART:20991105T100000Z\nDTEND:20991108T100000Z"),
		event("7", "SUMMARY:Fine\nDTSTART:20991105T100000Z\nDTEND:20991105T100000Z"),
		event("8", "SUMMARY:Elsewhere\nDTSTART;TZID=America/New_York:20991102T230000\nRRULE:FREQ=WEEKLY;BYDAY=MO"),
		"BEGIN:VTODO\r\nSUMMARY:Cut",
	)))
	require.Equal(t, []int{4, 0, 0, 5, 3}, counts(v))
	w.Run(apptest.Call{Name: "the errors", As: "acme/ana", Do: "GET /imports/" + v.ID + "/errors", Want: 200, Has: []string{
		"3,DTSTART,This is no day and no time.", "8,DTSTART,A meeting needs the time at which it begins.", "12,DTEND,", "18,SUMMARY,", `22,RRULE,"It comes again in a way that tasks can`,
		"28,DTEND,This takes longer than a day", "40,RRULE,", "46,BEGIN,"}})
	all := tasks(w)
	require.Nil(t, all["Three days"].Minutes)
	require.Nil(t, all["Fine"].Minutes)
	require.Equal(t, "RRULE:FREQ=HOURLY", all["Hourly"].Note)
}

// TestCalendarOfThePast: meetings that are over are done; a series goes on with the next time, and is the same series when it is brought
// again later, or when somebody has done one of its times.
func TestCalendarOfThePast(t *testing.T) {
	w := apptest.New(t)
	from := time.Now().UTC().AddDate(0, 0, -21).Truncate(24 * time.Hour).Add(10 * time.Hour) //nolint:forbidigo // a day of a calendar
	file := calendarOf(
		event("a", fmt.Sprintf("SUMMARY:Long ago\nDTSTART:%s\nDURATION:PT1H", from.Format("20060102T150405Z"))),
		event("b", fmt.Sprintf("SUMMARY:Every day\nDTSTART:%s\nRRULE:FREQ=DAILY;COUNT=90", from.Format("20060102T150405"))),
		event("c", fmt.Sprintf("SUMMARY:It has ended\nDTSTART:%s\nRRULE:FREQ=DAILY;COUNT=3", from.Format("20060102T150405"))))
	v := run(w, upload(w, "acme/ana", file))
	require.Equal(t, []int{3, 0, 0, 0, 0}, counts(v))
	all := tasks(w)
	require.Equal(t, from.Add(time.Hour), all["Long ago"].DoneAt.UTC())
	require.NotNil(t, all["It has ended"].DoneAt)
	daily := all["Every day"]
	require.Nil(t, daily.DoneAt)
	require.True(t, daily.DueAt.After(time.Now().Add(-time.Minute)), "the next time") //nolint:forbidigo // what is to come
	require.Contains(t, daily.Repeat, "FREQ=DAILY;COUNT=")
	require.NotContains(t, daily.Repeat, "COUNT=90", "those that are over are used up")
	w.Run(apptest.Call{Name: "somebody does it", As: "acme/ana", Do: "POST /tasks/" + daily.ID + "/done", Want: 200})
	again := run(w, upload(w, "acme/ana", file))
	require.Equal(t, []int{0, 0, 3, 0, 0}, counts(again))
	require.Equal(t, 4, count(w, "/tasks/count?status=all"), "the next of the series, once")
}

// TestCalendarAgain: a calendar that somebody has changed meanwhile changes what it brought; a colleague's calendar with the same
// meeting is theirs; what Kith's own calendar has is there already.
func TestCalendarAgain(t *testing.T) {
	w := apptest.New(t)
	own := w.Make("acme/ana", "/tasks", `{"title":"Ours","dueAt":"2099-11-05T10:00:00Z"}`)
	file := func(hour int) string {
		return calendarOf(event("same", fmt.Sprintf("SUMMARY:Review\nDTSTART:20991105T%d0000Z", hour)), event(own+"@kith", "SUMMARY:Ours (Ada)\nDTSTART:20991105T100000Z"))
	}
	require.Equal(t, []int{1, 0, 1, 0, 0}, counts(run(w, upload(w, "acme/ana", file(10)))))
	require.Equal(t, []int{0, 1, 1, 0, 0}, counts(run(w, upload(w, "acme/ana", file(11)))))
	require.Equal(t, 11, tasks(w)["Review"].DueAt.UTC().Hour())
	mira := upload(w, "acme/mira", file(11))
	require.Equal(t, 2, mira.Created, "a meeting of two people is a task of each, and so is one that she does not see")
	v := upload(w, "acme/ana", "Task,Due date,Task type,Assignee,Status\nRing,31.12.2099 14:30,call,Mira,\nOld,2020-01-31,,,done\n,2020-01-31,,,\n")
	require.Equal(t, []any{"task", 2, 1}, []any{v.Object, v.Created, v.Failed}, "a table of tasks")
	run(w, v)
	ring := tasks(w)["Ring"]
	require.Equal(t, []any{"call", "Mira", "2099-12-31T13:30:00Z"}, []any{ring.Kind, ring.AssigneeName, ring.DueAt.UTC().Format(time.RFC3339)})
	w.Run(apptest.Call{Name: "not for those who may not", As: "acme/fred", Do: "POST /imports?fileName=a.ics", Raw: []byte(file(10)), Want: 403})
}
