package format

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func calendar(t *testing.T, text string) (numbers []int, rows []map[string]string) {
	t.Helper()
	table, err := Read([]byte(text), "en")
	require.NoError(t, err)
	require.Equal(t, ICal, table.Format)
	for _, l := range table.Lines {
		row := map[string]string{}
		for c, head := range table.Headers {
			if l.Cell(c) != "" {
				row[head] = l.Cell(c)
			}
		}
		numbers, rows = append(numbers, l.Row), append(rows, row)
	}
	return numbers, rows
}

func exported(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return string(data)
}

// TestCalendars: what Google, Outlook and Apple write, each with its own habits.
func TestCalendars(t *testing.T) {
	numbers, rows := calendar(t, exported(t, "google.ics"))
	require.Equal(t, []int{26, 41, 60, 68}, numbers, "the lines on which they begin")
	require.Equal(t, []map[string]string{
		{"BEGIN": "VEVENT", "UID": "4hqm7o@google.com", "SUMMARY": "Team meeting, weekly", "DTSTART": "2099-10-19T09:00:00+02:00", "DTEND": "2099-10-19T09:30:00+02:00", "STATUS": "CONFIRMED",
			"RRULE": "FREQ=WEEKLY;BYDAY=MO", "TZID": "Europe/Warsaw", "DESCRIPTION": "Numbers, then questions.\n<b>Bring</b> coffee.", "LOCATION": "Room 2, ul. Prosta 1"},
		{"BEGIN": "VEVENT", "UID": "demo@google.com", "SUMMARY": "Show it to Ada", "DTSTART": "2099-11-12T10:00:00Z", "DTEND": "2099-11-12T11:00:00Z", "STATUS": "CONFIRMED",
			"ORGANIZER": "ana@acme.example", "ATTENDEE": "ana@acme.example; ada@x.io", "TRIGGER": "30"},
		{"BEGIN": "VEVENT", "UID": "holiday@google.com", "SUMMARY": "Święto Niepodległości", "DTSTART": "2099-11-11", "DTEND": "2099-11-12"},
		{"BEGIN": "VEVENT", "UID": "off@google.com", "SUMMARY": "Called off", "DTSTART": "2099-11-13T10:00:00Z", "DTEND": "2099-11-13T11:00:00Z", "STATUS": "CANCELLED"},
	}, rows)

	_, rows = calendar(t, exported(t, "outlook.ics"))
	const uid = "040000008200E00074C5B7101A82E0080000000010A5C1D2F3D9DC01"
	require.Equal(t, []map[string]string{
		{"BEGIN": "VEVENT", "UID": uid, "SUMMARY": "Stand-up with a very long line that a program has folded after seventy-five octets", "DTSTART": "2099-11-04T10:00:00+01:00", "DTEND": "2099-11-04T10:15:00+01:00",
			"RRULE": "FREQ=WEEKLY;COUNT=10;BYDAY=WE", "TZID": "Europe/Berlin", "EXDATE": "2099-11-11T10:00:00+01:00, 2099-11-18T10:00:00+01:00", "LOCATION": "Microsoft Teams Meeting", "TRIGGER": "15"},
		{"BEGIN": "VEVENT", "UID": uid + " 2099-11-18T10:00:00+01:00", "SUMMARY": "Stand-up, in the afternoon", "DTSTART": "2099-11-18T15:00:00+01:00", "DTEND": "2099-11-18T15:15:00+01:00"},
	}, rows)

	_, rows = calendar(t, exported(t, "apple.ics"))
	require.Equal(t, []map[string]string{
		{"BEGIN": "VEVENT", "UID": "8E3B2F0A-0D9C-4A52-9D0B-2A51A8F7D1C4", "SUMMARY": "योग", "DTSTART": "2099-11-05T17:30:00+05:30", "DTEND": "2099-11-05T18:30:00+05:30", "URL": "https://yoga.example", "TRIGGER": "30"},
		{"BEGIN": "VEVENT", "UID": "7E3B2F0A-0D9C-4A52-9D0B-2A51A8F7D1C4", "SUMMARY": "Dentist", "DTSTART": "2099-11-06T08:00:00", "DURATION": "90"},
		{"BEGIN": "VTODO", "UID": "6E3B2F0A-0D9C-4A52-9D0B-2A51A8F7D1C4", "SUMMARY": "Send the offer", "DUE": "2026-09-12T12:00:00+02:00", "STATUS": "COMPLETED", "COMPLETED": "2026-09-12T10:15:00Z"},
		{"BEGIN": "VTODO", "UID": "5E3B2F0A-0D9C-4A52-9D0B-2A51A8F7D1C4", "SUMMARY": "Buy flowers", "STATUS": "NEEDS-ACTION"},
	}, rows)
}

// TestBrokenCalendar: what is wrong in one entry is no harm to the others, and stays as it is written.
func TestBrokenCalendar(t *testing.T) {
	numbers, rows := calendar(t, strings.ReplaceAll(`BEGIN:VCALENDAR
no line at all
BEGIN:VEVENT
DTSTART:20261345T990000
DURATION:long
SUMMARY:Never
BEGIN:VALARM
TRIGGER:soon
END:VALARM
END:VEVENT
BEGIN:VEVENT
SUMMARY:Cut off
BEGIN:VEVENT
DTSTART;TZID=Mars/Base:20991105T100000
SUMMARY:On Mars
END:VEVENT
BEGIN:VTODO
DTSTART:20991105T100000Z
DUE:20991105T120000Z
SUMMARY:Before the end
BEGIN:VALARM
TRIGGER;RELATED=END:-PT1H
END:VALARM
END:VTODO
`, "\n", "\r\n"))
	require.Equal(t, []int{3, 11, 13, 17}, numbers)
	require.Equal(t, []map[string]string{
		{"BEGIN": "VEVENT", "SUMMARY": "Never", "DTSTART": "20261345T990000", "DURATION": "long", "TRIGGER": "soon"},
		{"BEGIN": "VEVENT …", "SUMMARY": "Cut off"},
		{"BEGIN": "VEVENT", "SUMMARY": "On Mars", "DTSTART": "2099-11-05T10:00:00"},
		{"BEGIN": "VTODO", "SUMMARY": "Before the end", "DUE": "2099-11-05T12:00:00Z", "TRIGGER": "60"},
	}, rows)
	_, err := Read([]byte("BEGIN:VCALENDAR\nEND:VCALENDAR\n"), "en")
	require.ErrorIs(t, err, ErrEmpty)
}
