package privacy_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/data/archive"
	"github.com/kith-crm/kith/internal/data/privacy"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

// canaries are what is to be found nowhere once the person is forgotten: parts of all that the company knows of them.
var canaries = []string{"zqcanary", "601999888", "601 999 888", "1977-03-09"}

// full is somebody of whom the company knows as much as it can.
const full = `{"firstName":"Zqcanaryfirst","lastName":"Zqcanarylast \"Q\"","preferredName":"Zqcanarypref","email":"zqcanary@one.example","phone":"+48601999888","jobTitle":"Zqcanaryjob",
	"moreEmails":[{"value":"zqcanary@two.example","label":"home"}],"street":"Zqcanarystreet","city":"Zqcanarycity","postcode":"zqcanary1","birthday":"1977-03-09","source":"zqcanaryfair",
	"tags":["zqcanarytag"],"consent":{"channel":"email","state":"given","source":"zqcanary form"}}`

// person is a company with somebody it knows everything of, and somebody else.
type person struct {
	*apptest.World
	id, other, deal, firm string
}

func known(t *testing.T) person {
	t.Helper()
	w := apptest.New(t)
	p := person{World: w, id: w.Make("acme/ana", "/contacts", full), other: w.Make("acme/ana", "/contacts", `{"firstName":"Bea","lastName":"Zq","email":"bea@one.example"}`), firm: w.Make("acme/ana", "/companies", `{"name":"Acorn"}`)}
	text := w.Make("acme/ana", "/fields", `{"object":"contact","type":"text","label":"Allergies"}`)
	who := w.Make("acme/ana", "/fields", `{"object":"deal","type":"contact","label":"Signs"}`)
	twin := w.Make("acme/ana", "/contacts", `{"firstName":"Zqcanarytwin","email":"zqcanary@twin.example"}`)
	p.deal = w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"Roof for Zqcanaryfirst Zqcanarylast \"Q\"","custom":{%q:%q}}`, who, p.id))
	about := func(kind, id string) string { return fmt.Sprintf(`"about":{"kind":%q,"id":%q}`, kind, id) }
	w.Make("acme/ana", "/tasks", `{"title":"zqcanary call","note":"zqcanary note",`+about("contact", p.id)+`}`)
	w.Make("acme/ana", "/tasks", `{"title":"Ask zqcanary@two.example",`+about("deal", p.deal)+`}`)
	w.Make("acme/ana", "/activities", `{"type":"note","text":"zqcanary likes tea",`+about("contact", p.id)+`}`)
	w.Make("acme/ana", "/activities", `{"type":"note","text":"ZQCANARYFIRST ZQCANARYLAST \"Q\" (+48 601 999 888) signs for Bea Zq",`+about("company", p.firm)+`}`)
	w.Run(
		apptest.Call{Name: "a field of the company's own", As: "acme/ana", Do: "PATCH /contacts/" + p.id, Body: fmt.Sprintf(`{"version":1,"custom":{%q:"zqcanary nuts"}}`, text), Want: 200},
		apptest.Call{Name: "the same one", As: "acme/ana", Do: "POST /contacts/" + p.id + "/merge/" + twin, Body: `{"version":2,"otherVersion":1,"take":{}}`, Want: 200},
		apptest.Call{Name: "a file", As: "acme/ana", Do: "POST /contacts/" + p.id + "/attachments?fileName=zqcanary.txt", Raw: []byte("zqcanary's letter"), Want: 201},
		apptest.Call{Name: "on the deal", As: "acme/ana", Do: "PUT /deals/" + p.deal + "/contacts", Body: fmt.Sprintf(`{"items":[{"contactId":%q,"role":"decider"}]}`, p.id), Want: 200},
		apptest.Call{Name: "how they decide", As: "acme/ana", Do: "PUT /deals/" + p.deal + "/buying/people/" + p.id, Body: `{"influence":"high","attitude":"for"}`, Want: 200},
		apptest.Call{Name: "a list of them", As: "acme/ana", Do: "POST /views", Body: `{"object":"contact","name":"Mine","kind":"table","q":"zqcanary@one.example","sharing":"own"}`, Want: 201},
	)
	return p
}

// found names the tables in which something is found, with how often, and the files.
func (p person) found() (all []string) {
	p.T.Helper()
	tables := map[string]bool{}
	for _, c := range catalog(p.World) {
		tables[c.TableName] = true
	}
	pattern := strings.Join(canaries, "|")
	ctx := caller.With(p.T.Context(), caller.System("test", p.Person("acme/ana").Tenant))
	require.NoError(p.T, p.App.DB.InTenant(ctx, func(ctx context.Context) error {
		for name := range tables {
			var n int
			if err := db.Orm(ctx).Raw(`SELECT count(*) FROM "`+name+`" t WHERE t::text ~* ?`, pattern).Scan(&n).Error; err != nil {
				return err
			}
			if n > 0 {
				all = append(all, name)
			}
		}
		return nil
	}))
	require.NoError(p.T, p.App.DB.InPlatform(p.T.Context(), func(ctx context.Context) error {
		var n int
		err := db.Orm(ctx).Raw(`SELECT count(*) FROM river.river_job j WHERE j::text ~* ? AND args->>'tenant' = ?::text`, pattern, p.Person("acme/ana").Tenant.ID).Scan(&n).Error
		if n > 0 {
			all = append(all, "river_job")
		}
		return err
	}))
	if p.files() > 0 {
		all = append(all, "files")
	}
	slices.Sort(all)
	return all
}

// files counts those of the company that hold something of the person.
func (p person) files() (n int) {
	p.T.Helper()
	require.NoError(p.T, p.App.Files.List(p.T.Context(), p.Person("acme/ana").Tenant.UID.String(), func(i blob.Item) error {
		r, err := p.App.Files.Get(p.T.Context(), i.Key, 0, -1)
		if err != nil {
			return err
		}
		data, err := io.ReadAll(r)
		if strings.Contains(string(data), "zqcanary") {
			n++
		}
		return err
	}))
	return n
}

// erase has the person forgotten.
func (p person) erase() {
	p.T.Helper()
	p.Get(apptest.Call{As: "acme/ana", Do: "POST /contacts/" + p.id + "/erasure", Body: `{"confirm":"Zqcanaryfirst Zqcanarylast \"Q\""}`, Want: 201, Has: []string{`"state":"waiting"`}}, nil)
	require.Len(p.T, apptest.Waiting[privacy.Fulfil](p.World, "acme", "privacy"), 1)
}

// S55: once somebody is forgotten, nothing of them is in any row of any table, in any file, or in what jobs left; the trail is
// whole, and what is about others stays.
func TestForgottenEverywhere(t *testing.T) {
	p := known(t)
	require.Subset(t, p.found(), []string{"activity", "attachment", "audit_log", "contact", "deal", "files", "idempotency", "list_view", "task"}, "the search finds what is there")
	p.Run(
		apptest.Call{Name: "what goes", As: "acme/ana", Do: "GET /contacts/" + p.id + "/erasure", Want: 200, Has: []string{`{"kind":"contact","count":2}`, `{"kind":"files","count":1}`, `{"kind":"deals","count":1}`, `{"kind":"tasks","count":1}`, `"shared":[]`}},
		apptest.Call{Name: "not by mistake", As: "acme/ana", Do: "POST /contacts/" + p.id + "/erasure", Body: `{"confirm":"Bea Zq"}`, Want: 422, Has: []string{"privacy.confirm"}},
		apptest.Call{Name: "not by everybody", As: "acme/mira", Do: "POST /contacts/" + p.id + "/erasure", Body: `{"confirm":"x"}`, Want: 403},
	)
	p.erase()
	require.Empty(t, p.found())
	p.Run(
		apptest.Call{Name: "gone", As: "acme/ana", Do: "GET /contacts/" + p.id, Want: 404},
		apptest.Call{Name: "also from the trash", As: "acme/ana", Do: "POST /contacts/" + p.id + "/restore", Want: 404},
		apptest.Call{Name: "nobody else", As: "acme/ana", Do: "GET /contacts/" + p.other, Want: 200, Has: []string{"Bea", "bea@one.example"}},
		apptest.Call{Name: "the deal stays", As: "acme/ana", Do: "GET /deals/" + p.deal, Want: 200, Has: []string{`"name":"Roof for ***"`}},
		apptest.Call{Name: "what was said of others", As: "acme/ana", Do: "GET /timeline?kind=company&id=" + p.firm, Want: 200, Has: []string{`*** (***) signs for Bea Zq`}},
		apptest.Call{Name: "noted", As: "acme/ana", Do: "GET /privacy/requests", Want: 200, Has: []string{`"act":"erase"`, `"state":"done"`, `"name":""`, `"forgotten":1`}},
		apptest.Call{Name: "and in the trail", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200, Has: []string{`"action":"erased"`, `"action":"erase_asked"`}},
	)
	trails, err := p.App.VerifyTrails(t.Context(), p.Person("acme/ana").Tenant.Slug)
	require.NoError(t, err, trails)
	require.Empty(t, apptest.Waiting[privacy.Fulfil](p.World, "acme", "privacy"))
}

// A company that is made of an archive from before does not have those who were forgotten since.
func TestForgottenAfterRestore(t *testing.T) {
	p := known(t)
	acme := p.Person("acme/ana").Tenant
	as := caller.With(t.Context(), caller.System("archive", acme))
	var old bytes.Buffer
	_, err := p.App.Archives.Pack(as, &old)
	require.NoError(t, err)
	p.erase()
	f, err := archive.Open(bytes.NewReader(old.Bytes()), int64(old.Len()))
	require.NoError(t, err)
	r, err := p.App.Archives.Restore(t.Context(), f)
	require.NoError(t, err)
	var again bytes.Buffer
	_, err = p.App.Archives.Pack(caller.With(t.Context(), caller.System("archive", r.Tenant.Caller())), &again)
	require.NoError(t, err)
	z, err := zip.NewReader(bytes.NewReader(again.Bytes()), int64(again.Len()))
	require.NoError(t, err)
	for _, part := range z.File {
		body := unzip(t, part)
		require.NotContains(t, strings.ToLower(body), "zqcanary", part.Name)
		if part.Name == "tables/contact.jsonl" {
			require.Contains(t, body, "bea@one.example")
		}
	}
	trails, err := p.App.VerifyTrails(t.Context(), *r.Tenant.Slug)
	require.NoError(t, err, trails)
}

func unzip(t *testing.T, f *zip.File) string {
	t.Helper()
	r, err := f.Open()
	require.NoError(t, err)
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(data)
}

// What is also somebody else's name or address stays in texts, and whoever asks is told.
func TestSharedAddressStays(t *testing.T) {
	w := apptest.New(t)
	id := w.Make("acme/ana", "/contacts", `{"firstName":"Ada","lastName":"Lovelace","email":"office@one.example"}`)
	w.Make("acme/ana", "/companies", `{"name":"One","email":"office@one.example"}`)
	deal := w.Make("acme/ana", "/deals", `{"name":"Write to office@one.example, not to Ada Lovelace"}`)
	p := person{World: w, id: id}
	p.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts/" + id + "/erasure", Has: []string{`"shared":["office@one.example"]`, `{"kind":"texts","count":2}`}}, nil) // the deal's name, and its timeline
	p.Get(apptest.Call{As: "acme/ana", Do: "POST /contacts/" + id + "/erasure", Body: `{"confirm":"Ada Lovelace"}`, Want: 201}, nil)
	apptest.Waiting[privacy.Fulfil](w, "acme", "privacy")
	p.Get(apptest.Call{As: "acme/ana", Do: "GET /deals/" + deal, Has: []string{`"name":"Write to office@one.example, not to ***"`}}, nil)
}

// S54: the report has everything of the person, and their files; only they who may give it out can take it, in the company.
func TestReport(t *testing.T) {
	p := known(t)
	var r struct{ ID string }
	p.Get(apptest.Call{As: "acme/ana", Do: "POST /contacts/" + p.id + "/data-report", Want: 201}, &r)
	file := "GET /privacy/requests/" + r.ID + "/file"
	p.Get(apptest.Call{Name: "not made yet", As: "acme/ana", Do: file, Want: 410, Has: []string{"privacy.gone"}}, nil)
	apptest.Waiting[privacy.Fulfil](p.World, "acme", "privacy")
	p.Run(
		apptest.Call{Name: "made", As: "acme/ana", Do: "GET /privacy/requests/" + r.ID, Want: 200, Has: []string{`"state":"done"`, `"until":"`}},
		apptest.Call{Name: "not for everybody", As: "acme/mira", Do: file, Want: 403},
	)
	a := p.Get(apptest.Call{As: "acme/ana", Do: file}, nil)
	z, err := zip.NewReader(strings.NewReader(a.Body), int64(len(a.Body)))
	require.NoError(t, err)
	parts := map[string]string{}
	for _, f := range z.File {
		parts[strings.Split(f.Name, "/")[0]] = unzip(t, f)
	}
	require.Equal(t, "zqcanary's letter", parts["files"])
	for _, has := range []string{"zqcanary@two.example", "zqcanary nuts", "zqcanary likes tea", "zqcanary call", "1977-03-09", "zqcanary form", "Zqcanarytwin", "decider", "high"} {
		require.Contains(t, parts["data.json"], has)
		require.Contains(t, parts["report.html"], has)
	}
	for _, not := range []string{"bea@one.example", "owner_id", "actor_name"} {
		require.NotContains(t, parts["data.json"], not)
	}
	p.erase()
	p.Get(apptest.Call{Name: "gone with the person", As: "acme/ana", Do: file, Want: 404}, nil)
	require.Empty(t, p.found())
}

// At night reports go that are a week old, and what somebody wrote about a person while they were being forgotten.
func TestNight(t *testing.T) {
	p := known(t)
	var r struct{ ID string }
	p.Get(apptest.Call{As: "acme/ana", Do: "POST /contacts/" + p.other + "/data-report", Want: 201}, &r)
	apptest.Waiting[privacy.Fulfil](p.World, "acme", "privacy")
	p.erase()
	ctx := p.System("acme")
	require.NoError(t, p.App.DB.InTenant(ctx, func(ctx context.Context) error {
		return db.Orm(ctx).Exec(`INSERT INTO activity (id, type, at, kind, record_id, contact_id, text, version, created_at, updated_at) VALUES (gen_random_uuid(), 'note', now(), 'contact', ?, ?, 'zqcanary again', 1, now(), now())`, p.id, p.id).Error
	}))
	require.Equal(t, []string{"activity"}, p.found())
	require.NoError(t, p.App.Privacy.Prune(ctx, clock.Now()))
	require.Empty(t, p.found())
	p.Get(apptest.Call{Name: "still there", As: "acme/ana", Do: "GET /privacy/requests/" + r.ID + "/file"}, nil)
	require.NoError(t, p.App.Privacy.Prune(ctx, clock.Now().Add(privacy.Keep+time.Hour)))
	p.Get(apptest.Call{Name: "too old", As: "acme/ana", Do: "GET /privacy/requests/" + r.ID + "/file", Want: 410}, nil)
}
