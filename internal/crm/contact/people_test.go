package contact_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

const ada = `{"firstName":"Ada","email":"ADA@x.io","emailLabel":"work","moreEmails":[{"value":" Ada@Home.io","label":"home"},{"value":"ada@x.io","label":""}],` +
	`"phone":"501 234 567","morePhones":[{"value":"(22) 123 45 67","label":"work"}]}`

// A person has several addresses and numbers, one of each the primary one; all of them find the person.
func TestSeveralChannels(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ana", ada)
	path := "/contacts/" + c.ID
	w.Run(
		apptest.Call{Name: "in one form, each once", As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{`"email":"ada@x.io","emailLabel":"work","moreEmails":[{"value":"ada@home.io","label":"home"}]`,
			`"phone":"+48501234567","phoneLabel":"","morePhones":[{"value":"+48221234567","label":"work"}]`}},
		apptest.Call{Name: "wrong ones are told on their fields", As: "acme/ana", Do: "PATCH " + path, Want: 422,
			Body: `{"version":1,"moreEmails":[{"value":"nowhere","label":""}],"morePhones":[{"value":"call me","label":""}]}`,
			Has:  []string{`"field":"moreEmails","code":"contact.bad_email"`, `"field":"morePhones","code":"contact.bad_phone"`}},
		apptest.Call{Name: "unknown label", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"emailLabel":"fax"}`, Want: 422, Has: []string{`"field":"emailLabel","code":"contact.bad_label"`}},
		apptest.Call{Name: "without a primary one the next is it", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"email":null}`, Want: 200,
			Has: []string{`"email":"ada@home.io","emailLabel":"home","moreEmails":[]`}},
		apptest.Call{Name: "the trail tells it", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200, Has: []string{`"field":"moreEmails","from":"ada@home.io (home)"`}},
	)
	for _, q := range []string{"home.io", "221234567", "22+123+45", "501234567"} {
		require.Equal(t, []string{"Ada"}, names(w, "acme/ana", "q="+q), q)
	}
	require.Empty(t, names(w, "acme/ana", "q=56722"), "numbers do not run into each other")
}

func TestTooManyChannels(t *testing.T) {
	w := apptest.New(t)
	more := `{"value":"a0@x.io","label":""}`
	for i := range 9 {
		more += fmt.Sprintf(`,{"value":"b%d@x.io","label":""}`, i)
	}
	w.Run(apptest.Call{Name: "ten", As: "acme/ana", Do: "POST /contacts", Body: `{"email":"a@x.io","moreEmails":[` + more + `]}`, Want: 422, Has: []string{`"field":"moreEmails","code":"contact.many"`}})
}

// A person works for several companies, each with a title and dates; a company that the reader may not see has no name.
func TestPositions(t *testing.T) {
	w := apptest.New(t)
	old, now := w.Make("acme/ana", "/companies", `{"name":"Old Firm"}`), w.Make("acme/ana", "/companies", `{"name":"New Firm"}`)
	body := fmt.Sprintf(`{"firstName":"Ada","companyId":%q,"companySince":"2024-05-01","jobTitle":"Boss","ownerId":%q,"positions":[{"companyId":%q,"jobTitle":" Clerk ","from":"2019-01-01","to":"2024-04-30"}]}`,
		now, w.Person("acme/ed").UserID, old)
	c := create(w, "acme/ana", body)
	path := "/contacts/" + c.ID
	w.Run(
		apptest.Call{Name: "all of them", As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{`"companyName":"New Firm","companySince":"2024-05-01"`,
			`"jobTitle":"Clerk","from":"2019-01-01","to":"2024-04-30","companyName":"Old Firm"`}},
		apptest.Call{Name: "no names of strangers' companies", As: "acme/ed", Do: "GET " + path, Want: 200, Has: []string{`"jobTitle":"Clerk"`}, Not: []string{"Old Firm", "New Firm"}},
		apptest.Call{Name: "nor in the timeline", As: "acme/ed", Do: "GET /timeline?kind=contact&id=" + c.ID, Want: 200, Not: []string{"Old Firm", "New Firm", old}},
		apptest.Call{Name: "those who were there stay", As: "acme/ed", Do: "PATCH " + path, Want: 200,
			Body: fmt.Sprintf(`{"version":1,"positions":[{"companyId":%q,"jobTitle":"Head clerk","from":"2019-01-01","to":null}]}`, old), Has: []string{`"to":null`}},
		apptest.Call{Name: "a stranger's can't be added", As: "acme/ed", Do: "POST /contacts", Want: 422,
			Body: fmt.Sprintf(`{"firstName":"X","positions":[{"companyId":%q,"jobTitle":"","from":null,"to":null}]}`, old), Has: []string{`"field":"positions","code":"contact.no_company"`}},
		apptest.Call{Name: "the end comes first", As: "acme/ana", Do: "PATCH " + path, Want: 422,
			Body: fmt.Sprintf(`{"version":2,"companySince":"2024-02-30","positions":[{"companyId":%q,"jobTitle":"","from":"2020-01-01","to":"2019-01-01"}]}`, old),
			Has:  []string{`"field":"companySince","code":"contact.bad_day"`, `"field":"positions","code":"contact.backwards"`}},
		apptest.Call{Name: "the trail names the company", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200, Has: []string{"Head clerk · Old Firm · 2019-01-01–"}, Not: []string{"clerk · " + old}},
	)
	require.Equal(t, []string{"Ada"}, names(w, "acme/ana", "filter=alsoAt:is:"+old))
	require.Empty(t, names(w, "acme/ana", "filter=alsoAt:is:"+now))
	require.Equal(t, []string{"Ada"}, names(w, "acme/ana", "filter=company:is:"+now))
}

// What somebody agreed to is never overwritten: the newest decision holds and the others are its history.
func TestConsentAndTraits(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ana", `{"firstName":"Adelajda","preferredName":"Ada","language":"PL","tags":["VIP","vip "," fair"],"consent":{"channel":"email","state":"given","source":"Fair"}}`)
	path := "/contacts/" + c.ID
	w.Run(
		apptest.Call{Name: "as given", As: "acme/ana", Do: "GET " + path, Want: 200, Has: []string{`"preferredName":"Ada"`, `"language":"pl"`, `"tags":["VIP","fair"]`, `"consent":{"email":[{"state":"given",`, `"phone":[]`}},
		apptest.Call{Name: "how is it known", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"consent":{"channel":"email","state":"withdrawn","source":" "}}`, Want: 422, Has: []string{"contact.no_source"}},
		apptest.Call{Name: "withdrawn", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":1,"consent":{"channel":"email","state":"withdrawn","source":"Letter"}}`, Want: 200,
			Has: []string{`"email":[{"state":"withdrawn",`, `"source":"Letter"},{"state":"given",`, `"source":"Fair"}]`}},
		apptest.Call{Name: "no such language", As: "acme/ana", Do: "PATCH " + path, Body: `{"version":2,"language":"klingonish please"}`, Want: 422, Has: []string{`"field":"language","code":"contact.bad_language"`}},
		apptest.Call{Name: "the trail tells it", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200, Has: []string{`"field":"consent","from":"e-mail: given (Fair)","to":"e-mail: withdrawn (Letter)"`, `"field":"tags","from":null,"to":"VIP, fair"`}},
	)
	for query, want := range map[string]int{"filter=tag:is:VIP": 1, "filter=tag:is:other": 0, "filter=tag:not:VIP": 0, "filter=tag:empty:": 0, "filter=language:is:pl": 1,
		"filter=consentEmail:is:withdrawn": 1, "filter=consentEmail:is:given": 0, "filter=consentPhone:empty:": 1, "q=adelajda": 1, "q=ada": 1} {
		require.Len(t, names(w, "acme/ana", query), want, query)
	}
}

// Each decision keeps its proof: who noted it, how it is known, and the exact text of then, however long. Nobody can change one,
// not even the program; those of two who are merged are read together and part again. Who may not see consent sees none.
func TestConsentProof(t *testing.T) {
	w := apptest.New(t)
	wording := strings.Repeat("I agree to be written to. Zgadzam się. ", 12)
	c := create(w, "acme/ana", fmt.Sprintf(`{"firstName":"Ada","consent":{"channel":"email","state":"given","source":"Fair","wording":%q,"edition":"v3"}}`, wording))
	twin := create(w, "acme/ed", `{"firstName":"Ada","consent":{"channel":"phone","state":"withdrawn","source":"Call"}}`)
	at := "GET /contacts/" + c.ID + "/consents"
	w.Run(
		apptest.Call{Name: "the text whole", As: "acme/ana", Do: at, Want: 200, Has: []string{fmt.Sprintf(`"via":"person","byName":"Ana","source":"Fair","edition":"v3","wording":%q,"ip":""`, wording)}},
		apptest.Call{Name: "the same again is no decision", As: "acme/ana", Do: "PATCH /contacts/" + c.ID, Body: `{"version":1,"consent":{"channel":"email","state":"given","source":"Mail"}}`, Want: 200},
		apptest.Call{Name: "withdrawn", As: "acme/ana", Do: "PATCH /contacts/" + c.ID, Body: `{"version":2,"consent":{"channel":"email","state":"withdrawn","source":"Letter"}}`, Want: 200},
		apptest.Call{Name: "not a stranger's", As: "acme/ed", Do: at, Want: 404},
		apptest.Call{Name: "merged", As: "acme/ana", Do: "POST /contacts/" + c.ID + "/merge/" + twin.ID, Body: `{"version":3,"otherVersion":1,"take":{}}`, Want: 200},
		apptest.Call{Name: "too long", As: "acme/ana", Do: "PATCH /contacts/" + c.ID, Body: fmt.Sprintf(`{"version":4,"consent":{"channel":"email","state":"given","source":"x","edition":%q}}`, strings.Repeat("v", 41)), Want: 422},
	)
	var all struct {
		Items []struct{ State, Source, ByName string }
	}
	w.Get(apptest.Call{As: "acme/ana", Do: at}, &all)
	require.Equal(t, []struct{ State, Source, ByName string }{{"withdrawn", "Letter", "Ana"}, {"withdrawn", "Call", "Ed"}, {"given", "Fair", "Ana"}}, all.Items, "newest first, of both")
	for _, sql := range []string{`UPDATE consent SET state = 'given'`, `DELETE FROM consent`} {
		require.ErrorContains(t, w.App.DB.InTenant(w.System("acme"), func(ctx context.Context) error { return db.Orm(ctx).Exec(sql).Error }), "permission denied")
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /contacts/" + twin.ID + "/unmerge", Want: 200}, nil)
	w.Get(apptest.Call{As: "acme/ana", Do: at, Has: []string{"Fair", "Letter"}, Not: []string{"Call"}}, nil)
}

// Who is about to be added twice is shown, as far as the caller may see them.
func TestAlike(t *testing.T) {
	w := apptest.New(t)
	company := w.Make("acme/ana", "/companies", `{"name":"Acme Tools"}`)
	create(w, "acme/ana", fmt.Sprintf(`{"firstName":"Anna","lastName":"Nowak","email":"anna@x.io","moreEmails":[{"value":"nowak@home.io","label":"home"}],"phone":"501 234 567","companyId":%q}`, company))
	create(w, "acme/ana", `{"firstName":"Zbigniew","lastName":"Brzęczyszczykiewicz"}`)
	found := `"name":"Anna Nowak","companyName":"Acme Tools","reasons":`
	for query, has := range map[string]string{
		"name=Ana+Nowak": `["name"]`, "name=nowak+anna": `["name"]`, "email=NOWAK@home.io": `["email"]`, "phone=%2B48+501+234+567": `["phone"]`,
		"name=Anna+Nowak&email=anna@x.io&phone=501234567": `["email","phone","name"]`,
	} {
		w.Run(apptest.Call{Name: query, As: "acme/ana", Do: "GET /contacts/alike?" + query, Want: 200, Has: []string{found + has}, Not: []string{"Zbigniew"}},
			apptest.Call{Name: query, As: "acme/ed", Do: "GET /contacts/alike?" + query, Want: 200, Has: []string{`"items":[]`}},
			apptest.Call{Name: query, As: "globex/gus", Do: "GET /contacts/alike?" + query, Want: 200, Has: []string{`"items":[]`}})
	}
	for _, query := range []string{"name=Jan+Kowalski", "email=na@x.io", "phone=1234567", "name=An", ""} {
		w.Run(apptest.Call{Name: query, As: "acme/ana", Do: "GET /contacts/alike?" + query, Want: 200, Has: []string{`"items":[]`}})
	}
}

// Whom a file names is found by any address, by name or id; by address only for those who see addresses whole.
func TestNamed(t *testing.T) {
	w := apptest.New(t)
	w.Make("acme/ana", "/contacts", `{"firstName":"Ada","email":"ada@home.io","moreEmails":[{"value":"ada@work.io","label":"work"}]}`)
	w.Make("acme/ana", "/contacts", `{"firstName":"Ada","email":"other@x.io"}`)
	asked := []string{"ada@home.io", "ada@work.io", "ada", "nobody@x.io"}
	require.NoError(t, w.Act("acme/ana", func(ctx context.Context) error {
		found, err := w.App.Contacts.Named(ctx, asked)
		require.NoError(t, err)
		require.Len(t, found, 3)
		require.Equal(t, found["ada@home.io"], found["ada@work.io"])
		require.Equal(t, found["ada@home.io"], found["ada"], "the oldest of that name")
		masked := *caller.From(ctx)
		masked.Masks = caller.Masks{"contact.email": caller.Masked}
		found, err = w.App.Contacts.Named(caller.With(ctx, &masked), asked)
		require.Len(t, found, 1, "no address is confirmed to who does not see it")
		return err
	}))
}
