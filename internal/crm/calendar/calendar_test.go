package calendar_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/calendar"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
)

func TestPage(t *testing.T) {
	w := apptest.New(t)
	now := clock.Now()
	day := func(n int) string { return now.In(clock.Zone("Europe/Warsaw")).AddDate(0, 0, n).Format(time.DateOnly) }
	add := func(as, title string, in time.Duration, more string) string {
		return w.Make(as, "/tasks", fmt.Sprintf(`{"title":%q,"dueAt":%q%s}`, title, now.Add(in).Format(time.RFC3339), more))
	}
	add("acme/ed", "Meet Anna", 24*time.Hour, `,"kind":"meeting","minutes":60`)
	add("acme/ed", "Far away", 60*24*time.Hour, "")
	add("acme/ed", "Daily", -24*time.Hour, `,"repeat":"FREQ=DAILY;COUNT=30"`)
	add("acme/ana", "Ana's", 24*time.Hour, "")
	w.Make("acme/ed", "/deals", `{"name":"Paper","expectedOn":"`+day(2)+`"}`)
	days := "from=" + day(0) + "&to=" + day(6)
	w.Run(
		apptest.Call{Name: "own", As: "acme/ed", Do: "GET /calendar?" + days, Want: 200, Has: []string{`"Meet Anna"`, `"ahead":[{`, `"Daily"`, `"deals":[]`}, Not: []string{"Far away", "Ana's"}},
		apptest.Call{Name: "with deals", As: "acme/ed", Do: "GET /calendar?deals=true&" + days, Want: 200, Has: []string{`"Paper"`, `"expectedOn":"` + day(2) + `"`}},
		apptest.Call{Name: "everybody's", As: "acme/ana", Do: "GET /calendar?person=all&" + days, Want: 200, Has: []string{`"Meet Anna"`, "Ana's"}},
		apptest.Call{Name: "of one", As: "acme/ana", Do: "GET /calendar?person=" + w.Person("acme/ed").UserID.String() + "&" + days, Want: 200, Has: []string{`"Meet Anna"`}, Not: []string{"Ana's"}},
		apptest.Call{Name: "as far as one sees them", As: "acme/ed", Do: "GET /calendar?person=all&" + days, Want: 200, Has: []string{`"Meet Anna"`}, Not: []string{"Ana's"}},
		apptest.Call{Name: "too long", As: "acme/ed", Do: "GET /calendar?from=2026-01-01&to=2026-03-01", Want: 422, Has: []string{`"calendar.days"`}},
		apptest.Call{Name: "backwards", As: "acme/ed", Do: "GET /calendar?from=2026-01-02&to=2026-01-01", Want: 422},
		apptest.Call{Name: "nonsense", As: "acme/ed", Do: "GET /calendar?from=x&to=2026-01-01", Want: 422},
		apptest.Call{Name: "technicians have none", As: "acme/tess", Do: "GET /calendar?" + days, Want: 403},
	)
}

func TestOthers(t *testing.T) {
	w := apptest.New(t)
	at := clock.Now().Add(time.Hour).Truncate(time.Second)
	file := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261001T120000Z\r\nDTSTART:" + at.Format("20060102T150405Z") +
		"\r\nDURATION:PT1H\r\nSUMMARY:Secret doctor\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	var c struct{ ID string }
	w.Get(apptest.Call{As: "acme/ed", Do: "POST /calendars/import?name=Home", Raw: []byte(file), Want: 201}, &c)
	day := at.In(clock.Zone("Europe/Warsaw")).Format(time.DateOnly)
	days := "GET /calendar?from=" + day + "&to=" + day
	w.Run(
		apptest.Call{Name: "busy", As: "acme/ed", Do: days, Want: 200, Has: []string{"Secret doctor"}},
		apptest.Call{Name: "nobody else's business", As: "acme/ana", Do: days + "&person=" + w.Person("acme/ed").UserID.String(), Want: 200, Not: []string{"Secret"}},
		apptest.Call{Name: "nor all's", As: "acme/ana", Do: days + "&person=all", Want: 200, Not: []string{"Secret"}},
		apptest.Call{Name: "listed", As: "acme/ed", Do: "GET /calendars", Want: 200, Has: []string{`"name":"Home"`, `"times":1`, `"host":""`}},
		apptest.Call{Name: "to oneself", As: "acme/ana", Do: "GET /calendars", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "no file", As: "acme/ed", Do: "POST /calendars/import?name=X", Raw: []byte("hello"), Want: 422, Has: []string{`"calendar.file"`}},
		apptest.Call{Name: "others remove nothing", As: "acme/ana", Do: "DELETE /calendars/" + c.ID, Want: 404},
		apptest.Call{Name: "removed", As: "acme/ed", Do: "DELETE /calendars/" + c.ID, Want: 204},
		apptest.Call{Name: "viewers add none", As: "acme/vera", Do: "POST /calendars", Body: `{"name":"X","url":"https://x.example/a.ics"}`, Want: 403},
	)
	for _, bad := range []string{"http://x.example/a.ics", "file:///etc/passwd", "https://u:p@x.example", "x"} {
		w.Run(apptest.Call{Name: bad, As: "acme/ed", Do: "POST /calendars", Body: `{"name":"X","url":"` + bad + `"}`, Want: 422, Has: []string{`"calendar.address"`}})
	}
	var s struct{ ID, Host string }
	w.Get(apptest.Call{As: "acme/ed", Do: "POST /calendars", Body: `{"name":"X","url":"webcal://127.0.0.1/secret.ics"}`, Want: 201}, &s)
	require.Equal(t, "127.0.0.1", s.Host)
	id := w.Person("acme/ed").Tenant.ID
	require.NoError(t, w.App.Workers.Run(t.Context(), job.Who{Tenant: id, System: "calendar"}, calendar.Fetch{CalendarID: uuid.MustParse(s.ID)}))
	w.Run(apptest.Call{Name: "said why", As: "acme/ed", Do: "GET /calendars", Want: 200, Has: []string{`"problem":"inside"`, `"fetchedAt":null`}, Not: []string{"secret.ics"}})
	for n := range 9 {
		w.Run(apptest.Call{Name: "more", As: "acme/ed", Do: "POST /calendars/import?name=" + fmt.Sprint(n), Raw: []byte(file), Want: 201})
	}
	w.Run(apptest.Call{Name: "ten are enough", As: "acme/ed", Do: "POST /calendars/import?name=X", Raw: []byte(file), Want: 409, Has: []string{`"calendar.many"`}})
}

// TestFeed: the secret address shows what its person would see now, and ends with the address or the membership.
func TestFeed(t *testing.T) {
	w := apptest.New(t)
	add := func(as, title string) {
		w.Make(as, "/tasks", fmt.Sprintf(`{"title":%q,"dueAt":%q}`, title, clock.Now().Add(time.Hour).Format(time.RFC3339)))
	}
	add("acme/fred", "Call Anna")
	add("acme/ana", "Secret")
	open := func() string {
		var f struct{ URL string }
		w.Get(apptest.Call{As: "acme/fred", Do: "POST /me/calendar-feed", Want: 200}, &f)
		_, path, ok := strings.Cut(f.URL, "/api/v1")
		require.True(t, ok, f.URL)
		return path
	}
	first := open()
	feed := func(name, path string, want int, has ...string) {
		t.Helper()
		w.Run(apptest.Call{Name: name, Do: "GET " + path, Want: want, Has: has, Not: []string{"Secret"}})
	}
	feed("without logging in", first, 200, "BEGIN:VEVENT", "SUMMARY:Call Anna")
	feed("as to-dos", first+"?todos=true", 200, "BEGIN:VTODO")
	feed("made up", "/calendar-feed/"+strings.Repeat("A", 43)+".ics", 410, "token.gone")
	w.Run(apptest.Call{Name: "said when", As: "acme/fred", Do: "GET /me/preferences", Want: 200, Has: []string{`"feedAt":"2`}})
	second := open()
	feed("the earlier one is void", first, 410)
	feed("the new one", second, 200)
	w.Run(apptest.Call{Name: "taken away", As: "acme/fred", Do: "DELETE /me/calendar-feed", Want: 204})
	feed("gone", second, 410)
	third := open()
	w.Run(apptest.Call{Name: "Fred leaves", As: "acme/ana", Do: "DELETE /members/" + w.Person("acme/fred").MemberID.String(), Want: 204})
	feed("with his membership", third, 410)
}

func TestFeedIsNotAskedForTooOften(t *testing.T) {
	w := apptest.New(t)
	var f struct{ URL string }
	w.Get(apptest.Call{As: "acme/ed", Do: "POST /me/calendar-feed", Want: 200}, &f)
	_, path, _ := strings.Cut(f.URL, "/api/v1")
	for range 60 {
		w.Get(apptest.Call{Do: "GET " + path, Want: 200}, nil)
	}
	w.Run(apptest.Call{Name: "one too many", Do: "GET " + path, Want: 429})
}
