package reminder_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/access/team"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/automation/reminder"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/job"
)

type story struct{ *apptest.World }

// add makes a task of Ed's that is due so long from now, and returns its id.
func (s story) add(title string, in time.Duration, more string) string {
	due := clock.Now().Add(in).Truncate(time.Second).Format(time.RFC3339)
	return s.Make("acme/ed", "/tasks", fmt.Sprintf(`{"title":%q,"dueAt":%q%s}`, title, due, more))
}

// jobs are those of a kind that wait, each with whom it works for; they are taken away.
func jobs[A job.Args](s story) (all []A) {
	s.T.Helper()
	var rows []struct{ Args string }
	var a A
	require.NoError(s.T, s.App.DB.InPlatform(s.T.Context(), func(ctx context.Context) error {
		return db.Orm(ctx).Raw(`DELETE FROM river.river_job WHERE args->>'name' = ? AND args->>'tenant' = ?::text AND state IN ('available', 'scheduled')
			RETURNING args->>'args' AS args`, a.Kind(), s.Person("acme/ed").Tenant.ID).Scan(&rows).Error
	}))
	for _, r := range rows {
		require.NoError(s.T, json.Unmarshal([]byte(r.Args), &a))
		all = append(all, a)
	}
	return all
}

func (s story) work(user uuid.UUID, a job.Args) {
	s.T.Helper()
	who := job.Who{Tenant: s.Person("acme/ed").Tenant.ID, User: user}
	if user == uuid.Nil {
		who.System = "reminder"
	}
	require.NoError(s.T, s.App.Workers.Run(s.T.Context(), who, a))
}

// subjects are those of the letters that somebody got, in order.
func (s story) subjects(name string) (all []string) {
	for _, m := range apptest.Shared(s.T).Mail.Messages() {
		if slices.Contains(m.To, s.Person(name).Email) {
			all = append(all, m.Subject)
		}
	}
	return all
}

func (s story) loud(name string) {
	s.Run(apptest.Call{Name: "no quiet hours", As: name, Do: "PATCH /me/preferences", Body: `{"quietFrom":3,"quietTo":3}`, Want: 200})
}

// TestLetters: a reminder and a notice of being late come by mail at their moments, if they still stand then.
func TestLetters(t *testing.T) {
	s := story{apptest.New(t)}
	s.loud("acme/ed")
	id := s.add("Call Anna", 2*time.Hour, `,"remindBefore":60`)
	s.Run(apptest.Call{Name: "saved again: planned once", As: "acme/ed", Do: "PATCH /tasks/" + id, Body: `{"version":1,"remindBefore":60,"note":"x"}`, Want: 200})
	planned := jobs[reminder.Letter](s)
	require.Len(t, planned, 2)
	slices.SortFunc(planned, func(a, b reminder.Letter) int { return a.At.Compare(b.At) })
	require.Equal(t, reminder.Due, planned[0].What)
	require.WithinDuration(t, clock.Now().Add(time.Hour), planned[0].At, time.Minute)
	for _, p := range planned {
		s.work(p.To, p)
	}
	require.ElementsMatch(t, []string{"Reminder: Call Anna", "Overdue: Call Anna"}, s.subjects("acme/ed"))

	s.Run(apptest.Call{Name: "moved", As: "acme/ed", Do: "PATCH /tasks/" + id, Body: `{"version":2,"dueAt":"2030-12-02T15:00:00Z"}`, Want: 200})
	for _, p := range planned {
		s.work(p.To, p)
	}
	require.Len(t, s.subjects("acme/ed"), 2, "what was planned before says nothing any more")
	moved := jobs[reminder.Letter](s)
	require.Len(t, moved, 2)
	s.Run(apptest.Call{Name: "given away", As: "acme/ana", Do: "PATCH /tasks/" + id, Body: `{"version":3,"assigneeId":"` + s.Person("acme/mira").UserID.String() + `"}`, Want: 200})
	for _, p := range moved {
		s.work(p.To, p)
	}
	require.Len(t, s.subjects("acme/ed"), 2, "it is somebody else's now")
	s.loud("acme/mira")
	for _, p := range jobs[reminder.Letter](s) {
		require.Equal(t, s.Person("acme/mira").UserID, p.To)
		s.work(p.To, p)
	}
	require.Len(t, s.subjects("acme/mira"), 2)
	s.Run(apptest.Call{Name: "no mails, please", As: "acme/ed", Do: "PATCH /me/preferences", Body: `{"mail":false}`, Want: 200, Has: []string{`"mail":false`, `"digestHour":8`}})
	s.add("Quiet", time.Hour, "")
	for _, p := range jobs[reminder.Letter](s) {
		s.work(p.To, p)
	}
	require.Len(t, s.subjects("acme/ed"), 2)
}

// TestQuietHours: a letter waits for the end of the quiet hours on the person's own clock.
func TestQuietHours(t *testing.T) {
	s := story{apptest.New(t)}
	manila := clock.Now().In(clock.Zone("Asia/Manila"))
	s.Run(
		apptest.Call{Name: "lives in Manila", As: "acme/ed", Do: "PATCH /me", Body: `{"timezone":"Asia/Manila"}`, Want: 200},
		apptest.Call{Name: "quiet now", As: "acme/ed", Do: "PATCH /me/preferences", Want: 200, Body: fmt.Sprintf(`{"quietFrom":%d,"quietTo":%d}`, manila.Hour(), (manila.Hour()+2)%24)},
		apptest.Call{Name: "there", As: "acme/ed", Do: "GET /me", Want: 200, Has: []string{`"timezone":"Asia/Manila"`, `"timezone":"Europe/Warsaw"`}},
		apptest.Call{Name: "nowhere", As: "acme/ed", Do: "PATCH /me", Body: `{"timezone":"Mars/Base"}`, Want: 422, Has: []string{`"user.timezone"`}},
		apptest.Call{Name: "no such hour", As: "acme/ed", Do: "PATCH /me/preferences", Body: `{"quietFrom":24,"lateDays":8}`, Want: 422, Has: []string{`"quietFrom"`, `"lateDays"`}})
	s.add("Call", time.Hour, "")
	p := jobs[reminder.Letter](s)
	require.Len(t, p, 1)
	s.work(p[0].To, p[0])
	require.Empty(t, s.subjects("acme/ed"))
	later := jobs[reminder.Letter](s)
	require.Equal(t, p, later, "it waits")
}

// TestEscalation: who leads the assignee is told after the days they chose, once, and nobody else.
func TestEscalation(t *testing.T) {
	s := story{apptest.New(t)}
	title := "Sales"
	members := []team.Member{{UserID: s.Person("acme/mira").UserID, Manager: true}, {UserID: s.Person("acme/ed").UserID}, {UserID: s.Person("acme/fred").UserID}}
	require.NoError(t, s.App.DB.InTenant(s.System("acme"), func(ctx context.Context) error {
		_, err := s.App.Teams.Create(ctx, team.Draft{Name: &title, Members: &members})
		return err
	}))
	s.loud("acme/mira")
	s.add("Proposal", time.Hour, "")
	waiting := jobs[reminder.Escalate](s)
	require.Len(t, waiting, 1)
	s.add("Old", -3*24*time.Hour, "")
	s.Run(
		apptest.Call{Name: "in the app too", As: "acme/mira", Do: "GET /notices", Want: 200, Has: []string{`"kind":"team"`, `"Old"`, `"unread":1`}, Not: []string{"Proposal"}},
		apptest.Call{Name: "not to those beside", As: "acme/fred", Do: "GET /notices", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "never, if so chosen", As: "acme/mira", Do: "PATCH /me/preferences", Body: `{"lateDays":0}`, Want: 200},
		apptest.Call{Name: "then not", As: "acme/mira", Do: "GET /notices", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "after two", As: "acme/mira", Do: "PATCH /me/preferences", Body: `{"lateDays":2}`, Want: 200})
	back := clock.Advance(2*24*time.Hour + 2*time.Hour)
	defer back()
	for day := 1; day <= 3; day++ {
		s.work(uuid.Nil, waiting[0])
		for _, e := range jobs[reminder.Escalation](s) {
			require.Equal(t, s.Person("acme/mira").UserID, e.To)
			s.work(e.To, e)
		}
		waiting = jobs[reminder.Escalate](s)
		require.Len(t, waiting, 1)
		require.Equal(t, day+1, waiting[0].Days)
	}
	require.Equal(t, []string{"Late by 2 days: Proposal"}, s.subjects("acme/mira"))
}

// TestInbox: what is told in the app is what stands, once, and is seen when it was looked at.
func TestInbox(t *testing.T) {
	s := story{apptest.New(t)}
	id := s.add("Call Anna", 30*time.Minute, `,"remindBefore":60`)
	s.add("Far", 48*time.Hour, `,"remindBefore":60`)
	late := s.add("Late", -time.Hour, "")
	mine := apptest.Call{As: "acme/ed", Do: "GET /notices", Want: 200}
	mine.Name, mine.Has, mine.Not = "two", []string{`"kind":"late"`, `"kind":"due"`, `"Call Anna"`, `"unread":2`}, []string{"Far"}
	s.Run(mine,
		apptest.Call{Name: "nobody else's", As: "acme/ana", Do: "GET /notices", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "technicians have none", As: "acme/tess", Do: "GET /notices", Want: 403},
		apptest.Call{Name: "seen", As: "acme/ed", Do: "POST /notices/seen", Want: 204})
	mine.Name, mine.Has = "seen ones stay", []string{`"Call Anna"`, `"unread":0`}
	s.Run(mine,
		apptest.Call{Name: "done", As: "acme/ed", Do: "POST /tasks/" + late + "/done", Want: 200},
		apptest.Call{Name: "put off", As: "acme/ed", Do: "POST /tasks/" + id + "/snooze", Body: `{"until":"` + clock.Now().Add(time.Hour).Format(time.RFC3339) + `"}`, Want: 200})
	mine.Name, mine.Has, mine.Not = "gone", []string{`"items":[]`}, nil
	s.Run(mine)
}

// TestDigest: the day's work comes once a day, at the person's hour, on working days, only when there is some; by two workers
// at once, and until its link was pressed.
func TestDigest(t *testing.T) {
	s := story{apptest.New(t)}
	warsaw := clock.Zone("Europe/Warsaw")
	monday := clock.Now().In(warsaw)
	for monday.Weekday() != time.Monday || !monday.After(clock.Now()) {
		monday = time.Date(monday.Year(), monday.Month(), monday.Day()+1, 8, 5, 0, 0, warsaw)
	}
	s.add("Call Anna", time.Minute, "")
	s.Make("acme/ed", "/deals", `{"name":"Paper"}`)
	at := func(when time.Time) (mine []reminder.Digest) {
		t.Helper()
		back := clock.Advance(when.Sub(clock.Now()))
		defer back()
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				_ = s.App.Workers.Run(context.Background(), job.Who{System: "reminder.digests"}, reminder.Digests{})
			})
		}
		wg.Wait()
		for _, d := range jobs[reminder.Digest](s) {
			s.work(d.To, d)
			if d.To == s.Person("acme/ed").UserID {
				mine = append(mine, d)
			}
		}
		return mine
	}
	require.Empty(t, at(monday.Add(-24*time.Hour)), "it is Sunday")
	require.Empty(t, at(monday.Add(-10*time.Minute)), "it is not yet eight")
	require.Len(t, at(monday), 1)
	require.Empty(t, at(monday.Add(time.Hour)), "once a day")
	require.Equal(t, []string{"Your day at " + s.Person("acme/ed").Tenant.Name}, s.subjects("acme/ed"))
	require.Empty(t, s.subjects("acme/mira"), "there is nothing to do")
	text := s.letter("acme/ed").Text
	require.Contains(t, text, "1 task is overdue: Call Anna")
	require.Contains(t, text, "1 deal has no next step: Paper")
	_, token, _ := strings.Cut(text, "/digest-stop#")
	token = strings.Fields(token)[0]
	s.Run(apptest.Call{Name: "a made-up link", Do: "POST /digest/stop", Body: `{"token":"` + token[:len(token)-4] + `AAAA"}`, Want: 410},
		apptest.Call{Name: "without logging in", Do: "POST /digest/stop", Body: `{"token":"` + token + `"}`, Want: 204},
		apptest.Call{Name: "twice", Do: "POST /digest/stop", Body: `{"token":"` + token + `"}`, Want: 204})
	require.Empty(t, at(monday.Add(24*time.Hour)), "it was stopped")
	require.Len(t, s.subjects("acme/ed"), 1)
}

func (s story) letter(name string) (m apptest.Message) {
	for _, x := range apptest.Shared(s.T).Mail.Messages() {
		if slices.Contains(x.To, s.Person(name).Email) {
			return x
		}
	}
	return m
}
