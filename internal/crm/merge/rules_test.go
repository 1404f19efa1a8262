package merge_test

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/reference"
)

// Two companies become one, with the people who work, or worked, there; taken apart again each has its own.
func TestCompanies(t *testing.T) {
	w := apptest.New(t)
	one := w.Make("acme/ana", "/companies", `{"name":"Acme Ltd","domain":"acme.test","kinds":["customer"]}`)
	other := w.Make("acme/ana", "/companies", `{"name":"Acme Limited","website":"https://www.acme.test/about","kinds":["partner"],"city":"Berlin"}`)
	ada := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","companyId":%q}`, other))
	bob := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Bob","positions":[{"companyId":%q,"jobTitle":"Clerk","from":null,"to":null}]}`, other))
	deal := w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"Big","companyId":%q}`, other))
	w.Run(apptest.Call{Name: "they look alike", As: "acme/ana", Do: "GET /companies/duplicates", Want: 200, Has: []string{one, other, `"reasons":["domain"]`}})
	join(w, "acme/ana", "/companies", one, other, `"name":false`)
	w.Run(
		apptest.Call{Name: "one company", As: "acme/ana", Do: "GET /companies/" + one, Want: 200, Has: []string{`"name":"Acme Ltd"`, `"city":"Berlin"`, `"kinds":["customer","partner"]`, `"contactCount":1`, `"openDealCount":1`}},
		apptest.Call{Name: "who works there", As: "acme/ana", Do: "GET /contacts/" + ada, Want: 200, Has: []string{one, `"companyName":"Acme Ltd"`}},
		apptest.Call{Name: "who also does", As: "acme/ana", Do: "GET /contacts?filter=alsoAt:is:" + one, Want: 200, Has: []string{bob}},
		apptest.Call{Name: "the other leads there", As: "acme/ana", Do: "GET /companies/" + other, Want: 404, Has: []string{`"mergedInto":"` + one + `"`}},
		apptest.Call{Name: "somebody leaves", As: "acme/ana", Do: "PATCH /contacts/" + ada, Body: `{"version":2,"companyId":null}`, Want: 200},
		apptest.Call{Name: "the city is put right", As: "acme/ana", Do: "PATCH /companies/" + one, Body: `{"version":2,"city":"Potsdam"}`, Want: 200},
		apptest.Call{Name: "apart", As: "acme/ana", Do: "POST /companies/" + other + "/unmerge", Want: 200, Has: []string{`"kept":["address"]`}},
		apptest.Call{Name: "what was changed stays", As: "acme/ana", Do: "GET /companies/" + one, Want: 200, Has: []string{`"city":"Potsdam"`, `"kinds":["customer"]`, `"openDealCount":0`}},
		apptest.Call{Name: "as it was", As: "acme/ana", Do: "GET /companies/" + other, Want: 200, Has: []string{`"city":"Berlin"`, `"kinds":["partner"]`, `"openDealCount":1`}},
		apptest.Call{Name: "who left does not come back", As: "acme/ana", Do: "GET /contacts/" + ada, Want: 200, Has: []string{`"companyId":null`}},
		apptest.Call{Name: "who was there before is", As: "acme/ana", Do: "GET /contacts/" + bob, Want: 200, Has: []string{other}, Not: []string{one}},
		apptest.Call{Name: "the deal", As: "acme/ana", Do: "GET /deals/" + deal, Want: 200, Has: []string{other}},
	)
}

// Who may change only one of the two, or sees only one, merges nothing; nor does a neighbour.
func TestRights(t *testing.T) {
	w := apptest.New(t)
	mine := w.Make("acme/ed", "/contacts", `{"firstName":"Ada","lastName":"King","email":"a@x.io"}`)
	theirs := w.Make("acme/ana", "/contacts", `{"firstName":"Ada","lastName":"King","email":"a@x.io"}`)
	at := "/contacts/" + mine + "/merge/" + theirs
	body := `{"version":1,"otherVersion":1,"take":{}}`
	for _, do := range []string{"GET " + at, "POST " + at, "POST /contacts/" + theirs + "/merge/" + mine, "PUT /contacts/duplicates/" + mine + "/" + theirs + "/apart"} {
		call := apptest.Call{Name: "one is not his to see", As: "acme/ed", Do: do, Want: 404, Has: []string{"contact.not_found"}}
		if strings.HasPrefix(do, "POST") {
			call.Body = body
		}
		w.Get(call, nil)
	}
	w.Get(apptest.Call{Name: "and he is not told of it", As: "acme/ed", Do: "GET /contacts/duplicates", Has: []string{`"items":[]`}}, nil)
	w.Get(apptest.Call{Name: "a viewer", As: "acme/vera", Do: "POST " + at, Body: body, Want: 403}, nil)
	w.Get(apptest.Call{Name: "itself", As: "acme/ana", Do: "POST /contacts/" + mine + "/merge/" + mine, Body: body, Want: 422, Has: []string{"merge.self"}}, nil)
	w.Get(apptest.Call{Name: "no such field", As: "acme/ana", Do: "POST " + at, Body: `{"version":1,"otherVersion":1,"take":{"version":true}}`, Want: 422, Has: []string{"merge.field"}}, nil)
	w.Get(apptest.Call{Name: "changed meanwhile", As: "acme/ana", Do: "POST " + at, Body: `{"version":1,"otherVersion":7,"take":{}}`, Want: 409, Has: []string{"merge.stale"}}, nil)
	join(w, "acme/ana", "/contacts", theirs, mine, "")
	w.Get(apptest.Call{Name: "not his any more, so not his to take apart", As: "acme/ed", Do: "POST /contacts/" + mine + "/unmerge", Want: 404, Has: []string{"merge.not_found"}}, nil)
	w.Get(apptest.Call{Name: "of what it is made", As: "acme/ed", Do: "GET /contacts/" + theirs + "/merges", Want: 404}, nil)
}

// Of several who merge the same two at once, one does; the others are told where the record is now.
func TestAtOnce(t *testing.T) {
	w := apptest.New(t)
	one, other := w.Make("acme/ana", "/contacts", anna), w.Make("acme/ana", "/contacts", again)
	var mu sync.Mutex
	var all sync.WaitGroup
	answers := map[int]int{}
	for n := range 6 {
		first, second := one, other
		if n%2 == 1 {
			first, second = other, one
		}
		all.Go(func() {
			a := w.Do(apptest.Call{As: "acme/ana", Do: "POST /contacts/" + first + "/merge/" + second, Body: `{"version":1,"otherVersion":1,"take":{}}`})
			mu.Lock()
			defer mu.Unlock()
			if answers[a.Status]++; a.Status == http.StatusConflict {
				require.Contains(t, a.Body, "mergedInto")
			}
		})
	}
	all.Wait()
	require.Equal(t, map[int]int{200: 1, 409: 5}, answers)
	w.Get(apptest.Call{Name: "one is left", As: "acme/ana", Do: "GET /contacts/count", Has: []string{`"count":1`}}, nil)
}

// A withdrawn consent holds after a merge, however long ago; both histories are kept. A decision about the one person they
// became counts more, and stays.
func TestConsent(t *testing.T) {
	w := apptest.New(t)
	other := w.Make("acme/ana", "/contacts", `{"firstName":"Ada","consent":{"channel":"email","state":"withdrawn","source":"letter"}}`)
	one := w.Make("acme/ana", "/contacts", `{"firstName":"Ada","consent":{"channel":"email","state":"given","source":"form"}}`)
	third := w.Make("acme/ana", "/contacts", `{"firstName":"Ada","consent":{"channel":"phone","state":"given","source":"call"}}`)
	join(w, "acme/ana", "/contacts", one, other, "")
	w.Run(
		apptest.Call{Name: "withdrawn", As: "acme/ana", Do: "GET /contacts?filter=consentEmail:is:withdrawn", Want: 200, Has: []string{one, `"state":"given"`}},
	)
	join(w, "acme/ana", "/contacts", one, third, "")
	w.Run(
		apptest.Call{Name: "still", As: "acme/ana", Do: "GET /contacts?filter=consentEmail:is:withdrawn", Want: 200, Has: []string{one, `"source":"call"`}},
		apptest.Call{Name: "apart", As: "acme/ana", Do: "POST /contacts/" + other + "/unmerge", Want: 200},
		apptest.Call{Name: "given as it was", As: "acme/ana", Do: "GET /contacts?filter=consentEmail:is:given", Want: 200, Has: []string{one, `"source":"call"`}, Not: []string{"letter"}},
	)
	join(w, "acme/ana", "/contacts", one, other, "")
	w.Run(
		apptest.Call{Name: "given anew", As: "acme/ana", Do: "PATCH /contacts/" + one, Body: `{"version":5,"consent":{"channel":"email","state":"given","source":"call back"}}`, Want: 200},
		apptest.Call{Name: "apart again", As: "acme/ana", Do: "POST /contacts/" + other + "/unmerge", Want: 200},
		apptest.Call{Name: "what was decided since stays", As: "acme/ana", Do: "GET /contacts/" + one, Want: 200, Has: []string{"call back", "form"}, Not: []string{"letter"}},
		apptest.Call{Name: "and the other is as it was", As: "acme/ana", Do: "GET /contacts/" + other, Want: 200, Has: []string{`"state":"withdrawn"`}, Not: []string{`"state":"given"`}},
	)
}

// A record that is itself part of another is taken out of that one first; of one in the trash nothing can be taken out, until
// it is back.
func TestChainsAndTrash(t *testing.T) {
	w := apptest.New(t)
	a, b, c := w.Make("acme/ana", "/contacts", anna), w.Make("acme/ana", "/contacts", again), w.Make("acme/ana", "/contacts", `{"firstName":"Cleo","language":"pl"}`)
	join(w, "acme/ana", "/contacts", a, b, "")
	join(w, "acme/ana", "/contacts", c, a, "")
	w.Run(
		apptest.Call{Name: "all the way", As: "acme/ana", Do: "GET /contacts/" + b, Want: 404, Has: []string{`"mergedInto":"` + c + `"`}},
		apptest.Call{Name: "the outer first", As: "acme/ana", Do: "POST /contacts/" + b + "/unmerge", Want: 409, Has: []string{"merge.nested", c}},
		apptest.Call{Name: "into the trash", As: "acme/ana", Do: "DELETE /contacts/" + c, Want: 204},
		apptest.Call{Name: "leads nowhere", As: "acme/ana", Do: "GET /contacts/" + a, Want: 404, Not: []string{"mergedInto"}},
		apptest.Call{Name: "nothing to take apart", As: "acme/ana", Do: "POST /contacts/" + a + "/unmerge", Want: 404, Has: []string{"merge.not_found"}},
		apptest.Call{Name: "out of the trash", As: "acme/ana", Do: "POST /contacts/" + c + "/restore", Want: 200},
		apptest.Call{Name: "the outer", As: "acme/ana", Do: "POST /contacts/" + a + "/unmerge", Want: 200},
		apptest.Call{Name: "the inner", As: "acme/ana", Do: "POST /contacts/" + b + "/unmerge", Want: 200},
		apptest.Call{Name: "all three", As: "acme/ana", Do: "GET /contacts/count", Want: 200, Has: []string{`"count":3`}},
	)
	w.Get(apptest.Call{Name: "what is in the trash is merged with nothing", As: "acme/ana", Do: "DELETE /contacts/" + b, Want: 204}, nil)
	w.Get(apptest.Call{Name: "nor into", As: "acme/ana", Do: "GET /contacts/" + a + "/merge/" + b, Want: 404, Has: []string{"contact.not_found"}}, nil)
}

// Somebody says that two who look alike are not the same; that is remembered until it is taken back.
func TestToldApart(t *testing.T) {
	w := apptest.New(t)
	one, other := w.Make("acme/ana", "/contacts", anna), w.Make("acme/ana", "/contacts", again)
	pair := one + "/" + other
	w.Run(
		apptest.Call{Name: "why", As: "acme/ana", Do: "GET /contacts/duplicates", Want: 200, Has: []string{`"reasons":["email","name"]`, `"one":{"id":"` + one}},
		apptest.Call{Name: "not the same", As: "acme/ana", Do: "PUT /contacts/duplicates/" + pair + "/apart", Want: 204},
		apptest.Call{Name: "again", As: "acme/ana", Do: "PUT /contacts/duplicates/" + pair + "/apart", Want: 204},
		apptest.Call{Name: "not proposed", As: "acme/ana", Do: "GET /contacts/duplicates", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "remembered", As: "acme/ana", Do: "GET /contacts/duplicates?apart=true", Want: 200, Has: []string{one}},
		apptest.Call{Name: "the trail", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200, Has: []string{`"action":"told_apart"`}},
		apptest.Call{Name: "taken back", As: "acme/ana", Do: "DELETE /contacts/duplicates/" + other + "/" + one + "/apart", Want: 204},
		apptest.Call{Name: "proposed", As: "acme/ana", Do: "GET /contacts/duplicates", Want: 200, Has: []string{one}},
	)
}

// Every column that could hold the id of a person or a company is moved by a merge, or stands here with why it is not: a new
// table can't be forgotten.
func TestEveryReferenceIsCovered(t *testing.T) {
	stay := map[string]string{
		"id": "of the row itself", "owner_id": "a user", "user_id": "a user", "created_by": "a user", "actor_id": "a user", "by_id": "a user", "subject_id": "a user or a team",
		"pipeline_id": "a pipeline", "stage_id": "a stage", "deal_id": "a deal, which is not merged", "import_id": "an import", "team_id": "a team", "parent_id": "a team",
		"audit_log.record_id": "history is not rewritten: the entry is about the record of then", "audit_log.changes": "history", "activity.data": "history", "idempotency.answer": "an answer that was given",
		"contact.merged_into": "says where a record went", "company.merged_into": "says where a record went", "contact.merge": "what a merge did", "company.merge": "what a merge did",
		"distinct_pair.one_id": "of two that were told apart", "distinct_pair.other_id": "of two that were told apart",
		"contact.more_emails": "no ids", "contact.more_phones": "no ids", "contact.tags": "no ids", "contact.consent": "no ids", "company.kinds": "no ids", "company.tags": "no ids",
		"deal_stage.swept_from": "a stage", "stage.merged_into": "a stage", "stage.former_pipeline_id": "a pipeline", "stage.removal_id": "a removal of stages", "feedback.answered_by": "a user", "phone_system.key_id": "a key",
		"vault.making_id": "an archive", "vault.making_by": "a user", "vault.bucket": "no ids", "vault.made": "archives, and users",
		"custom_field.settings": "ids of fields and choices", "task.next_id": "a task", "calendar.busy": "no ids",
		"export.asked": "what was asked for, which is history", "changeset.undone_by": "a user", "changeset.edit": "what was set, which is history", "changeset_entry.set_id": "an act on many records",
		"changeset_entry.record_id": "what became of the record of then: one that was merged since is not put back", "changeset_entry.before": "history", "changeset_entry.after": "history", "changeset_entry.problem": "history",
		"cadence_attempt.activity_id": "an entry of a timeline",
		"import.columns":              "no ids", "import.sheets": "names of sheets", "import.stages": "ids of stages", "overflow.lead": "a row that is no contact yet",
		"audit_log.erased_by": "an entry of the trail", "privacy_request.contact_id": "what was asked for about the record of then",
		"retention.record_id": "what is due for deletion: one that was merged away is not any more", "retention.kept_by": "a user",
		"consent.contact_id": "what the record of then decided; read with those of all that were merged",
		"layout.sections":    "names of fields", "object_id": "an object", "object_link.record_id": "a record of an object, which is not merged",
	}
	covered := map[string]bool{}
	for _, m := range reference.All() {
		for _, place := range m.Covers() {
			covered[place] = true
		}
	}
	snapshot, err := os.ReadFile("../../../migrations/tenant.sql")
	require.NoError(t, err)
	columns := 0
	for _, table := range tables.FindAllStringSubmatch(string(snapshot), -1) {
		for _, c := range ids.FindAllStringSubmatch(table[2], -1) {
			columns++
			if place := table[1] + "." + c[1]; !covered[place] && stay[place] == "" && stay[c[1]] == "" {
				t.Errorf("%s may refer to a contact or a company: declare it (kit/reference), or say why it stays", place)
			}
		}
	}
	require.Greater(t, columns, 60)
}

var (
	tables = regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\);`)
	ids    = regexp.MustCompile(`(?m)^    "?(\w+)"? (?:uuid|jsonb?)\b`)
)
