package email_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/comms/email"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/job"
)

type (
	recipients struct {
		Items     []struct{ Key, Shown, Label string }
		Withdrawn bool
		Answers   string
	}
	office struct {
		*apptest.World
		contact string // Ada, who is Ed's, at an address of this test only
		address string
	}
)

func open(t *testing.T) *office {
	o := &office{World: apptest.New(t)}
	o.address = "ada." + id.New().String() + "@customer.example"
	o.contact = o.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","lastName":"Byron","email":%q,"ownerId":%q,
		"moreEmails":[{"value":"home.%s","label":"home"}]}`, o.address, o.Person("acme/ed").UserID, o.address))
	o.Get(apptest.Call{As: "acme/ana", Do: "POST /shares", Body: fmt.Sprintf(`{"kind":"contact","id":%q,"userId":%q}`, o.contact, o.Person("acme/fred").UserID), Want: 201}, nil)
	return o
}

// mask lets a role see only a part of addresses, and waits until that counts.
func (o *office) mask(role, mask string) {
	o.T.Helper()
	for _, object := range []string{"contact", "company"} {
		o.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/" + role + "/fields", Body: fmt.Sprintf(`{"object":%q,"field":"email","mask":%q}`, object, mask)}, nil)
	}
	who := map[string]string{"employee": "acme/ed", "freelancer": "acme/fred"}[role]
	require.Eventually(o.T, func() bool {
		ctx, err := o.As(who)
		return err == nil && caller.From(ctx).Field("company", "email") == caller.Mask(strings.TrimPrefix(mask, "write"))
	}, 5*time.Second, 10*time.Millisecond)
}

func (o *office) to(as string) (r recipients) {
	o.T.Helper()
	o.Get(apptest.Call{As: as, Do: "GET /contacts/" + o.contact + "/recipients"}, &r)
	return r
}

func body(to, subject, text string) string {
	return fmt.Sprintf(`{"to":%q,"subject":%q,"text":%q}`, to, subject, text)
}

// write has somebody write to the first address; the job waits.
func (o *office) write(as, subject string) (mail string) {
	o.T.Helper()
	return o.Make(as, "/contacts/"+o.contact+"/emails", body(o.to(as).Items[0].Key, subject, "Dear Ada,\n\nyour roof holds."))
}

// work runs the job of a mail.
func (o *office) work(mail string) error {
	return o.App.Workers.Run(o.T.Context(), job.Who{Tenant: o.Person("acme/ana").Tenant.ID, System: "email"}, email.Send{ActivityID: uuid.MustParse(mail)})
}

func (o *office) send(as, subject string) (mail string) {
	o.T.Helper()
	mail = o.write(as, subject)
	require.NoError(o.T, o.work(mail))
	return mail
}

// got are the mails that came to the contact, the newest first.
func (o *office) got() (all []apptest.Message) {
	for _, m := range apptest.Shared(o.T).Mail.Messages() {
		if m.To[0] == o.address {
			all = append(all, m)
		}
	}
	return all
}

type entry struct {
	ID, Type, Text string
	Editable       bool
	Data           struct{ Via email.How }
}

func (o *office) entry(as, mail string) entry {
	o.T.Helper()
	var list struct{ Items []entry }
	o.Get(apptest.Call{As: as, Do: "GET /timeline?types=email&kind=contact&id=" + o.contact}, &list)
	for _, e := range list.Items {
		if e.ID == mail {
			return e
		}
	}
	o.T.Fatal("the mail is not on the timeline")
	return entry{}
}

// Who sees an address writes to it in their own name, and gets the answers.
func TestWrite(t *testing.T) {
	o := open(t)
	r := o.to("acme/ed")
	require.Equal(t, []string{o.address, "home." + o.address}, []string{r.Items[0].Shown, r.Items[1].Shown})
	require.Equal(t, "home", r.Items[1].Label)
	require.Equal(t, "writer", r.Answers)
	mail := o.write("acme/ed", "Your roof")
	require.Equal(t, email.Queued, o.entry("acme/ed", mail).Data.Via.State)
	require.NoError(t, o.work(mail))
	require.NoError(t, o.work(mail), "once more than it had to be")
	got := o.got()
	require.Len(t, got, 1)
	require.Equal(t, "Your roof", got[0].Subject)
	require.Contains(t, got[0].Text, "Dear Ada,\n\nyour roof holds.")
	require.Equal(t, `"Ed via Acme" <kith@example.com>`, got[0].Header.Get("From"))
	require.Equal(t, `"Ed" <`+o.Person("acme/ed").Email+`>`, got[0].Header.Get("Reply-To"))
	require.Contains(t, got[0].Header.Get("To"), "Ada Byron")
	e := o.entry("acme/ana", mail)
	require.Equal(t, []any{email.Sent, "Your roof", "Dear Ada,\n\nyour roof holds.", false, ""}, []any{e.Data.Via.State, e.Data.Via.Subject, e.Text, e.Editable, e.Data.Via.Way})
	o.Run(
		apptest.Call{Name: "what was sent stays as it is", As: "acme/ed", Do: "PATCH /activities/" + mail, Body: `{"version":2,"text":"x"}`, Want: 403, Has: []string{"activity.fixed"}},
		apptest.Call{Name: "also for the owner", As: "acme/ana", Do: "DELETE /activities/" + mail, Want: 403, Has: []string{"activity.fixed"}},
		apptest.Call{Name: "sent is sent", As: "acme/ed", Do: "POST /emails/" + mail + "/retry", Want: 409, Has: []string{"email.state"}},
		apptest.Call{Name: "the trail", As: "acme/ana", Do: "GET /audit?kind=activity", Want: 200, Has: []string{"email_sent", "Your roof"}, Not: []string{o.address}},
	)
}

// Who sees only a part of an address writes all the same. Neither they nor what the company keeps of it tell the address.
func TestWriteUnseen(t *testing.T) {
	o := open(t)
	o.mask("freelancer", "mask")
	r := o.to("acme/fred")
	require.Equal(t, "a•••@customer.example", r.Items[0].Shown)
	require.Equal(t, "company", r.Answers)
	mail := o.send("acme/fred", "Hello")
	require.Len(t, o.got(), 1)
	require.Equal(t, `"Ed" <`+o.Person("acme/ed").Email+`>`, o.got()[0].Header.Get("Reply-To"), "an answer tells the address: it goes to the record's owner")
	secret, _, _ := strings.Cut(o.address, "@")
	for _, do := range []string{"GET /contacts/" + o.contact + "/recipients", "GET /timeline?kind=contact&id=" + o.contact, "GET /contacts/" + o.contact, "POST /emails/" + mail + "/retry"} {
		a := o.Do(apptest.Call{As: "acme/fred", Do: do})
		require.NotContains(t, a.Body, secret, do)
		require.NotEmpty(t, a.Body)
	}
	for _, bad := range []string{r.Items[0].Shown, o.address, "x"} {
		a := o.Do(apptest.Call{As: "acme/fred", Do: "POST /contacts/" + o.contact + "/emails", Body: body(bad[:min(40, len(bad))], "Hello", "x")})
		require.Equal(t, http.StatusUnprocessableEntity, a.Status)
		require.Contains(t, a.Body, `"field":"to"`, "an address is named by its key only")
	}
	o.nowhere(secret, mail)
}

// nowhere looks through all that is kept of a mail outside the record itself: entries, trail, jobs, answers by key.
func (o *office) nowhere(secret, mail string) {
	o.T.Helper()
	found := map[string]string{}
	require.NoError(o.T, o.App.DB.InTenant(o.System("acme"), func(ctx context.Context) error {
		for name, q := range map[string]string{"activity": "SELECT coalesce(string_agg(activity::text, ' '), '') FROM activity WHERE type = 'email'",
			"trail":   "SELECT coalesce(string_agg(audit_log::text, ' '), '') FROM audit_log WHERE kind = 'activity'",
			"answers": "SELECT coalesce(string_agg(answer::text, ' '), '') FROM idempotency WHERE answer::text LIKE '%" + mail + "%'"} {
			var text string
			if err := db.Orm(ctx).Raw(q).Scan(&text).Error; err != nil {
				return err
			}
			found[name] = text
		}
		return nil
	}))
	found["jobs"] = o.jobs(mail)
	for name, text := range found {
		require.Contains(o.T, text, mail, "%s: there is something to look at", name)
		require.NotContains(o.T, text, secret, name)
	}
}

// jobs are the arguments and errors of the jobs of a mail.
func (o *office) jobs(mail string) (text string) {
	o.T.Helper()
	require.NoError(o.T, apptest.Shared(o.T).DB.Open(o.T).InPlatform(o.T.Context(), func(ctx context.Context) error {
		return db.Orm(ctx).Raw("SELECT coalesce(string_agg(j::text, ' '), '') FROM river.river_job j WHERE j.args::text LIKE ?", "%"+mail+"%").Scan(&text).Error
	}))
	return text
}

// Answers never reach somebody whose role hides addresses: they go to the address that the company has set, else to the
// record's owner, else to an owner of the company.
func TestAnswers(t *testing.T) {
	o := open(t)
	o.mask("freelancer", "mask")
	o.mask("employee", "mask")
	last := func() string { return o.got()[0].Header.Get("Reply-To") }
	o.send("acme/fred", "To the company's owner")
	require.Contains(t, last(), o.Person("acme/ana").Email, "Ed, whose contact it is, does not see addresses either")
	o.Run(
		apptest.Call{Name: "not an address", As: "acme/ana", Do: "PUT /settings/email", Body: `{"replyTo":"a@b.example\r\nBcc: c@d.example","version":1}`, Want: 422, Has: []string{`"field":"replyTo"`}},
		apptest.Call{Name: "set", As: "acme/ana", Do: "PUT /settings/email", Body: `{"replyTo":"Office@Acme.example","version":1}`, Want: 200, Has: []string{`"replyTo":"office@acme.example"`, `"version":2`}},
		apptest.Call{Name: "stale", As: "acme/tess", Do: "PUT /settings/email", Body: `{"replyTo":"","version":1}`, Want: 409, Has: []string{"email.stale"}},
		apptest.Call{Name: "read", As: "acme/tess", Do: "GET /settings/email", Want: 200, Has: []string{"office@acme.example"}},
		apptest.Call{Name: "told", As: "acme/ana", Do: "GET /audit?kind=tenant", Want: 200, Has: []string{"office@acme.example"}},
	)
	o.send("acme/fred", "To the company")
	require.Equal(t, `"Acme" <office@acme.example>`, last())
	o.mask("freelancer", "write")
	o.send("acme/fred", "To Fred")
	require.Contains(t, last(), o.Person("acme/fred").Email)
}

func TestWhoMayWrite(t *testing.T) {
	o := open(t)
	key := o.to("acme/ed").Items[0].Key
	path := "POST /contacts/" + o.contact + "/emails"
	other := o.Make("acme/ana", "/contacts", `{"firstName":"Eve","email":"eve@customer.example"}`)
	o.Run(
		apptest.Call{Name: "who only looks", As: "acme/vera", Do: path, Body: body(key, "a", "b"), Want: 403},
		apptest.Call{Name: "nor sees to whom", As: "acme/vera", Do: "GET /contacts/" + o.contact + "/recipients", Want: 403},
		apptest.Call{Name: "a technician", As: "acme/tess", Do: path, Body: body(key, "a", "b"), Want: 403},
		apptest.Call{Name: "not what one does not see", As: "acme/fred", Do: "POST /contacts/" + other + "/emails", Body: body(key, "a", "b"), Want: 404, Has: []string{"contact.not_found"}},
		apptest.Call{Name: "nor another's address by this one's key", As: "acme/ana", Do: "POST /contacts/" + other + "/emails", Body: body(key, "a", "b"), Want: 422, Has: []string{"email.to"}},
		apptest.Call{Name: "no second header", As: "acme/ed", Do: path, Body: body(key, "a\r\nBcc: eve@evil.example", "b"), Want: 422, Has: []string{`"field":"subject"`}},
		apptest.Call{Name: "something must be said", As: "acme/ed", Do: path, Body: body(key, " ", " "), Want: 422, Has: []string{`"field":"subject"`, `"field":"text"`}},
		apptest.Call{Name: "not too much", As: "acme/ed", Do: path, Body: body(key, strings.Repeat("s", 201), strings.Repeat("t", 10_001)), Want: 422, Has: []string{"email.subject", "email.text"}},
		apptest.Call{Name: "seen, and isolated", As: "acme/ed", Do: path, Body: body(key, "a", "b"), Want: 201},
	)
	o.mask("employee", "hide")
	require.Empty(t, o.to("acme/ed").Items, "what is hidden is not there")
	o.Run(apptest.Call{Name: "nor written to by a key of before", As: "acme/ed", Do: path, Body: body(key, "a", "b"), Want: 422, Has: []string{"email.to"}})
	var made struct{ Token string }
	o.Get(apptest.Call{As: "acme/ana", Do: "POST /api-keys", Body: `{"name":"Robot","scopes":["contact.read","activity.create"]}`, Want: 201}, &made)
	o.Program("acme/robot", made.Token)
	o.Run(apptest.Call{Name: "a program", As: "acme/robot", Do: path, Body: body(key, "a", "b"), Want: 403, Has: []string{"access.denied"}},
		apptest.Call{Name: "a program", As: "acme/robot", Do: "GET /contacts/" + o.contact + "/recipients", Want: 403})
}

// A request that is repeated is one mail.
func TestOncePerKey(t *testing.T) {
	o := open(t)
	call := apptest.Call{As: "acme/ed", Do: "POST /contacts/" + o.contact + "/emails", Body: body(o.to("acme/ed").Items[0].Key, "Once", "b"), Want: 201,
		Header: map[string]string{"Idempotency-Key": id.New().String()}}
	var first, second struct{ ID string }
	o.Get(call, &first)
	o.Get(call, &second)
	require.Equal(t, first, second)
	require.Equal(t, 1, strings.Count(o.jobs(first.ID), "email.send"))
}

// What could not be sent says so and why, and can be tried again by who wrote it.
func TestFailed(t *testing.T) {
	o := open(t)
	mail := o.write("acme/ed", "Your roof")
	o.Get(apptest.Call{As: "acme/ana", Do: "PATCH /contacts/" + o.contact, Body: `{"version":1,"email":"new@customer.example","moreEmails":[]}`}, nil)
	require.NoError(t, o.work(mail))
	require.Empty(t, o.got())
	e := o.entry("acme/ed", mail)
	require.Equal(t, []string{email.Failed, email.Gone}, []string{e.Data.Via.State, e.Data.Via.Why})
	o.Run(
		apptest.Call{Name: "not by others", As: "acme/ana", Do: "POST /emails/" + mail + "/retry", Want: 403, Has: []string{"email.foreign"}},
		apptest.Call{Name: "nor what is not seen", As: "acme/mira", Do: "POST /emails/" + mail + "/retry", Want: 404},
		apptest.Call{Name: "by who wrote it", As: "acme/ed", Do: "POST /emails/" + mail + "/retry", Want: 204},
		apptest.Call{Name: "it is on its way", As: "acme/ed", Do: "POST /emails/" + mail + "/retry", Want: 409, Has: []string{"email.state"}},
	)
	o.Get(apptest.Call{As: "acme/ana", Do: "PATCH /contacts/" + o.contact, Body: fmt.Sprintf(`{"version":2,"email":%q}`, o.address)}, nil)
	require.NoError(t, o.work(mail))
	require.Len(t, o.got(), 1)
	require.Equal(t, email.Sent, o.entry("acme/ed", mail).Data.Via.State)
	o.Run(apptest.Call{Name: "the trail", As: "acme/ana", Do: "GET /audit?kind=activity", Want: 200, Has: []string{"email_failed", "email_retried", "email_sent"}})
	note := o.Make("acme/ed", "/activities", `{"type":"email","about":{"kind":"contact","id":"`+o.contact+`"},"text":"by hand"}`)
	o.Run(apptest.Call{Name: "what was written down by hand was never sent", As: "acme/ed", Do: "POST /emails/" + note + "/retry", Want: 404})
}

// Who has left writes no more; a record that is gone gets nothing.
func TestLeft(t *testing.T) {
	o := open(t)
	first, second := o.write("acme/fred", "Bye"), o.write("acme/ed", "Gone")
	o.Get(apptest.Call{As: "acme/ana", Do: "DELETE /members/" + o.Person("acme/fred").MemberID.String(), Want: 204}, nil)
	require.NoError(t, o.work(first))
	require.Equal(t, email.Left, o.entry("acme/ana", first).Data.Via.Why)
	o.Get(apptest.Call{As: "acme/ana", Do: "DELETE /contacts/" + o.contact, Want: 204}, nil)
	require.NoError(t, o.work(second))
	require.Empty(t, o.got())
	o.Run(apptest.Call{Name: "told", As: "acme/ana", Do: "GET /audit?kind=activity", Want: 200, Has: []string{`"to":"gone"`, `"to":"left"`}})
}

func TestWithdrawnConsentWarns(t *testing.T) {
	o := open(t)
	require.False(t, o.to("acme/ed").Withdrawn)
	o.Get(apptest.Call{As: "acme/ed", Do: "PATCH /contacts/" + o.contact, Body: `{"version":1,"consent":{"channel":"email","state":"withdrawn","source":"a call"}}`}, nil)
	require.True(t, o.to("acme/ed").Withdrawn)
	o.send("acme/ed", "About your order")
	require.Len(t, o.got(), 1, "it is a personal mail")
}

// A company can be written to as well.
func TestCompany(t *testing.T) {
	o := open(t)
	firm := o.Make("acme/ed", "/companies", `{"name":"Firm","email":"office@firm.example"}`)
	var r recipients
	o.Get(apptest.Call{As: "acme/ed", Do: "GET /companies/" + firm + "/recipients"}, &r)
	require.Len(t, r.Items, 1)
	mail := o.Make("acme/ed", "/companies/"+firm+"/emails", body(r.Items[0].Key, "Offer "+firm, "b"))
	require.NoError(t, o.work(mail))
	m, err := apptest.Shared(t).Mail.WaitFor(t.Context(), "office@firm.example", func(m apptest.Message) bool { return strings.Contains(m.Subject, firm) })
	require.NoError(t, err)
	require.Contains(t, m.Header.Get("To"), "Firm")
}

// fill writes that somebody has sent n mails, the first of them ago.
func (o *office) fill(as string, n int, ago time.Duration) {
	o.T.Helper()
	require.NoError(o.T, o.App.DB.InTenant(o.System("acme"), func(ctx context.Context) error {
		return db.Orm(ctx).Exec(`INSERT INTO activity (id, type, at, owner_id, kind, record_id, data, version, created_at, updated_at)
			SELECT gen_random_uuid(), 'email', ?::timestamptz + i * interval '1 second', ?, 'contact', ?, '{"via":{"state":"sent"}}', 1, now(), now() FROM generate_series(0, ? - 1) AS i`,
			clock.Now().Add(-ago), o.Person(as).UserID, o.contact, n).Error
	}))
}

// Nobody sends advertising by hand: a person and a company on trial have a most for a day, and are told when there is more.
func TestLimits(t *testing.T) {
	o := open(t)
	path, key := "POST /contacts/"+o.contact+"/emails", o.to("acme/ed").Items[0].Key
	o.fill("acme/ed", 49, 10*time.Hour)
	o.Run(apptest.Call{Name: "the fiftieth", As: "acme/ed", Do: path, Body: body(key, "a", "b"), Want: 201},
		apptest.Call{Name: "one too many", As: "acme/ed", Do: path, Body: body(key, "a", "b"), Want: 429, Has: []string{`"of":"person"`, `"limit":50`, `"hours":14`, `"retryAfter"`}},
		apptest.Call{Name: "others can", As: "acme/ana", Do: path, Body: body(key, "a", "b"), Want: 201})
	o.fill("acme/mira", 49, 5*time.Hour)
	o.Run(apptest.Call{Name: "the whole company", As: "acme/ana", Do: path, Body: body(key, "a", "b"), Want: 429, Has: []string{`"of":"company"`, `"limit":100`, `"hours":14`}})
}

// A paying company has what its plan has for a day, until midnight where it is; a mail that was not sent does not count.
func TestPlanLimit(t *testing.T) {
	apptest.Shared(t).DB.Own(t, 1)
	o := open(t)
	require.NoError(t, o.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		tenant := o.Person("acme/ana").Tenant.ID
		return errors.Join(o.App.Tenants.SetState(ctx, tenant, "active"), o.App.Tenants.SetPlan(ctx, tenant, "starter", 0, nil))
	}))
	path, key := "POST /contacts/"+o.contact+"/emails", o.to("acme/ed").Items[0].Key
	o.fill("acme/ed", 60, time.Hour)
	use := func(n int) {
		require.NoError(t, o.App.DB.InTenant(o.System("acme"), func(ctx context.Context) error {
			return db.Orm(ctx).Exec("UPDATE usage SET used = ? WHERE name = 'emailsDay'", n).Error
		}))
	}
	mail := ""
	require.Eventually(t, func() bool { // the new state counts
		a := o.Do(apptest.Call{As: "acme/ed", Do: path, Body: body(key, "a", "b")})
		var m struct{ ID string }
		if a.Status == http.StatusCreated {
			a.JSON(o.World, &m)
		}
		mail = m.ID
		return mail != ""
	}, 5*time.Second, 20*time.Millisecond)
	use(1000)
	o.Run(apptest.Call{Name: "one too many", As: "acme/ed", Do: path, Body: body(key, "a", "b"), Want: 402, Has: []string{"email.plan", `"limit":1000`, `"plan":"business"`, `"hours"`, `"retryAfter"`}})
	require.NoError(t, o.App.DB.InTenant(o.System("acme"), func(ctx context.Context) error {
		return db.Orm(ctx).Exec("UPDATE activity SET data = jsonb_set(data, '{via,way}', '\"none\"') WHERE id = ?", mail).Error
	}))
	require.NoError(t, o.work(mail))
	o.Run(apptest.Call{Name: "one was not sent", As: "acme/ed", Do: path, Body: body(key, "a", "b"), Want: 201})
}
