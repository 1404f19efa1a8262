package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// closeFields closes fields to the role that ed has.
func closeFields(w *apptest.World, mask string, fields ...string) {
	w.T.Helper()
	for _, f := range fields {
		object, field, _ := strings.Cut(f, ".")
		w.Get(apptest.Call{Name: f, As: "acme/ana", Do: "PUT /roles/employee/fields", Body: fmt.Sprintf(`{"object":%q,"field":%q,"mask":%q}`, object, field, mask)}, nil)
	}
}

var everything = []string{"contact.email", "contact.phone", "contact.address", "contact.birthday", "contact.language", "contact.tags", "contact.positions", "contact.consent", "company.kinds", "company.tags", "company.email", "company.phone", "company.address", "deal.value", "deal.expectedOn"}

var anyID = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// secrets are values that stand in the hidden fields of the records below, and nowhere else.
var secrets = []string{"geheim", "48998877", "Verborgen", "1999-08-07", "48123456", "123456789", "Secretstreet", "Hiddenville", "1987", "918273", "2031"}

func secretRecords(w *apptest.World) (ids map[string]string) {
	ed := w.Person("acme/ed").UserID
	own := map[string]string{}
	for _, object := range []string{"contact", "company", "deal", "task"} {
		own[object] = w.Make("acme/ana", "/fields", fmt.Sprintf(`{"object":%q,"type":"text","label":"Eigenfeld"}`, object))
	}
	company := w.Make("acme/ana", "/companies", fmt.Sprintf(`{"name":"Firma","email":"geheim@firma.example","phone":"+48123456789","street":"Secretstreet 1","city":"Hiddenville","tags":["Verborgen"],"custom":{%q:"Eigenwert"},"ownerId":%q}`, own["company"], ed))
	ids = map[string]string{
		"companies": company,
		"contacts": w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","email":"geheim@ada.example","phone":"+48123456788","city":"Hiddenville","birthday":"1987-05-06","companyId":%q,"ownerId":%q,
			"moreEmails":[{"value":"zweite.geheim@ada.example","label":"home"}],"morePhones":[{"value":"+48998877665","label":"home"}],"tags":["Verborgen"],
			"companySince":"1999-08-07","positions":[{"companyId":%[1]q,"jobTitle":"Verborgener","from":null,"to":null}],
			"consent":{"channel":"email","state":"given","source":"Verborgen"},"custom":{%[3]q:"Eigenwert"}}`, company, ed, own["contact"])),
		"nameless": w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"email":"geheim@nobody.example","ownerId":%q}`, ed)),
		"deals":    w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"Roof","value":{"amount":918273,"currency":"EUR"},"expectedOn":"2031-02-03","companyId":%q,"ownerId":%q,"custom":{%q:"Eigenwert"}}`, company, ed, own["deal"])),
	}
	for object, id := range own {
		ids["own "+object] = id
		w.Make("acme/ana", "/fields", fmt.Sprintf(`{"object":%q,"type":"formula","label":"Eigenformel","formula":"[custom.%s] & upper([%s])"}`, object, id, map[bool]string{true: "title", false: "name"}[object == "task"]))
	}
	w.Make("acme/ana", "/fields", `{"object":"deal","type":"formula","label":"Geheimformel","formula":"amount([value]) + 1"}`)
	w.Make("acme/ana", "/fields", `{"object":"company","type":"rollup","label":"Geheimsumme","rollup":{"of":"deal","do":"sum","field":"value"}}`)
	w.Make("acme/ana", "/fields", `{"object":"contact","type":"rollup","label":"Geheimtag","rollup":{"of":"deal","do":"max","field":"expectedOn"}}`)
	ids["tasks"] = w.Make("acme/ana", "/tasks", fmt.Sprintf(`{"title":"Call","assigneeId":%q,"about":{"kind":"contact","id":%q},"custom":{%q:"Eigenwert"}}`, ed, ids["nameless"], own["task"]))
	w.Get(apptest.Call{Name: "a change to be told of", As: "acme/ana", Do: "PATCH /contacts/" + ids["contacts"], Body: `{"version":1,"phone":"+48123456787"}`}, nil)
	w.Get(apptest.Call{Name: "a task's", As: "acme/ana", Do: "PATCH /tasks/" + ids["tasks"], Body: fmt.Sprintf(`{"version":1,"custom":{%q:"Eigenwert zwei"}}`, own["task"])}, nil)
	w.Get(apptest.Call{Name: "another", As: "acme/ana", Do: "PATCH /deals/" + ids["deals"], Body: `{"version":1,"value":{"amount":9182730,"currency":"EUR"}}`}, nil)
	return ids
}

// Whatever is asked, and with whatever filter, sort and search: what is hidden from a role is in no answer.
func TestHiddenFieldsAreNowhere(t *testing.T) {
	w := apptest.New(t)
	ids := secretRecords(w)
	closeFields(w, "hide", everything...)
	for _, object := range []string{"contact", "company", "deal", "task"} {
		closeFields(w, "hide", object+".custom."+ids["own "+object])
	}
	w.Get(apptest.Call{Name: "may export", As: "acme/ana", Do: "PUT /roles/employee/grants", Body: `{"object":"contact","action":"export","scope":"own"}`}, nil)
	w.Get(apptest.Call{Name: "may export", As: "acme/ana", Do: "PUT /roles/employee/grants", Body: `{"object":"deal","action":"export","scope":"own"}`}, nil)
	asked := 0
	for _, r := range w.App.Server.Router.Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		for _, path := range variants(r.Path, ids) {
			a := w.Do(apptest.Call{As: "acme/ed", Do: "GET " + path})
			require.Less(t, a.Status, 500, path)
			said := anyID.ReplaceAllString(a.Body, "") // whose digits are random
			for _, s := range append(secrets, "Eigenfeld", "Eigenwert", "Eigenformel", "Geheim", "91828.3") {
				require.NotContains(t, said, s, path)
			}
			if a.Status == http.StatusOK {
				asked++
			}
		}
	}
	require.Greater(t, asked, 60)
	a := w.Do(apptest.Call{As: "acme/ana", Do: "GET /contacts/" + ids["contacts"]})
	require.Contains(t, a.Body, "geheim", "others still see it")
}

// variants are addresses of a route: each record, and lists with each filter, sort and search.
func variants(path string, ids map[string]string) (all []string) {
	if strings.Contains(path, "{") {
		for _, id := range ids {
			all = append(all, parameter.ReplaceAllString(path, id))
		}
		return all
	}
	all = append(all, path)
	for _, sort := range []string{"name", "-name", "city", "-city", "value", "-value", "expectedOn", "createdAt"} {
		all = append(all, path+"?limit=1&sort="+sort)
	}
	for _, object := range []string{"contact", "company", "deal", "task"} {
		key := "custom." + ids["own "+object]
		all = append(all, path+"?limit=1&custom="+ids["own "+object], path+"?sort="+key, path+"?filter="+key+":contains:Eigen", path+"?by="+key)
	}
	for _, by := range []string{"email", "phone", "city", "birthday"} {
		all = append(all, path+"?by="+by)
	}
	for _, f := range []string{"email:contains:geheim", "email:notEmpty:", "phone:contains:123", "city:is:Hiddenville", "value:gte:1", "expectedOn:is:2031-02-03", "tag:is:Verborgen", "consentEmail:is:given", "birthday:is:05-06"} {
		all = append(all, path+"?filter="+url.QueryEscape(f))
	}
	for _, w := range []string{`{"any":["email:begins:geheim","city:anyOf:Hiddenville|x"]}`, `{"any":["value:gte:1",{"all":["expectedOn:notEmpty:"]}]}`} {
		all = append(all, path+"?where="+url.QueryEscape(w))
	}
	for _, q := range []string{"geheim", "123456", "998877665", "Ada", "Eigenwert"} {
		all = append(all, path+"?q="+q)
	}
	for _, kind := range []string{"contact", "company", "deal", "task"} {
		plural := map[string]string{"contact": "contacts", "company": "companies", "deal": "deals", "task": "tasks"}[kind]
		all = append(all, path+"?kind="+kind+"&id="+ids[plural], path+"?kind="+kind+"&id="+ids["nameless"])
	}
	return all
}

// A hidden field can't be found out by asking for it: filters and searches find nothing, sorts put all in one place.
func TestHiddenFieldsCantBeAskedFor(t *testing.T) {
	w := apptest.New(t)
	secretRecords(w)
	type items struct {
		Items  []struct{ Name string }
		Groups []struct{ Kind string }
	}
	find := func(path string) (names []string) {
		var out items
		w.Get(apptest.Call{Name: path, As: "acme/ed", Do: "GET " + path}, &out)
		for _, i := range out.Items {
			names = append(names, i.Name)
		}
		for _, g := range out.Groups {
			names = append(names, g.Kind)
		}
		return names
	}
	asked := []string{"/contacts?q=geheim", "/contacts?q=zweite", "/contacts?q=998877665", "/contacts?filter=tag:is:Verborgen", "/contacts?filter=consentEmail:is:given", "/companies?filter=tag:is:Verborgen",
		"/contacts/alike?email=zweite.geheim@ada.example", "/contacts/alike?phone=%2B48998877665", "/contacts?q=123456787", "/contacts?filter=email:contains:geheim", "/companies?q=geheim", "/companies?filter=city:is:Hiddenville", "/deals?filter=value:gte:5", "/search?q=geheim",
		"/contacts?where=" + url.QueryEscape(`{"any":["email:begins:geheim","city:anyOf:Hiddenville|x",{"all":["tag:anyOf:Verborgen"]}]}`), "/deals?where=" + url.QueryEscape(`{"any":["expectedOn:after:2031-01-01","value:gte:5"]}`)}
	for _, path := range asked {
		require.NotEmpty(t, find(path), "%s before", path)
	}
	closeFields(w, "hide", everything...)
	for _, path := range asked {
		require.Empty(t, find(path), "%s after", path)
	}
	require.ElementsMatch(t, []string{"Ada", "•••"}, find("/contacts?sort=name"), "an address that stands for a name is hidden as well")
	var count struct{ Count int }
	w.Get(apptest.Call{Name: "count", As: "acme/ed", Do: "GET /contacts/count?filter=email:notEmpty:"}, &count)
	require.Zero(t, count.Count)
}

// What is masked is seen just so far that one tells it from others, and nowhere else: no filter, search or history has it.
func TestMaskedFields(t *testing.T) {
	w := apptest.New(t)
	ids := secretRecords(w)
	masked := []string{"contact.email", "contact.phone", "company.email", "company.phone"}
	closeFields(w, "mask", masked...)
	w.Get(apptest.Call{Name: "may export", As: "acme/ana", Do: "PUT /roles/employee/grants", Body: `{"object":"contact","action":"export","scope":"own"}`}, nil)
	w.Run(
		apptest.Call{Name: "a person", As: "acme/ed", Do: "GET /contacts/" + ids["contacts"], Want: 200, Has: []string{`"email":"g•••@ada.example"`, `"phone":"•••• 6787"`}},
		apptest.Call{Name: "an address that stands for a name", As: "acme/ed", Do: "GET /contacts/" + ids["nameless"], Want: 200, Has: []string{`"name":"•••"`, `"email":"g•••@nobody.example"`}},
		apptest.Call{Name: "a company", As: "acme/ed", Do: "GET /companies/" + ids["companies"], Want: 200, Has: []string{`"email":"g•••@firma.example"`, `"phone":"•••• 6789"`}},
		apptest.Call{Name: "a list", As: "acme/ed", Do: "GET /contacts", Want: 200, Has: []string{`g•••@ada.example`}},
		apptest.Call{Name: "a file", As: "acme/ed", Do: "GET /contacts/export", Want: 200, Has: []string{`g•••@ada.example`, "•••• 6787"}},
		apptest.Call{Name: "not to be written", As: "acme/ed", Do: "PATCH /contacts/" + ids["contacts"], Body: `{"version":2,"email":"x@y.example"}`, Want: 403, Has: []string{"access.field", `"field":"email"`}},
		apptest.Call{Name: "the rest is saved", As: "acme/ed", Do: "PATCH /contacts/" + ids["contacts"], Body: `{"version":2,"jobTitle":"Boss"}`, Want: 200, Has: []string{`g•••@ada.example`}},
		apptest.Call{Name: "and nothing lost", As: "acme/ana", Do: "GET /contacts/" + ids["contacts"], Want: 200, Has: []string{"geheim@ada.example", "+48123456787"}},
		apptest.Call{Name: "of these only", As: "acme/ana", Do: "PUT /roles/employee/fields", Body: `{"object":"deal","field":"value","mask":"mask"}`, Want: 422, Has: []string{"role.field"}},
	)
	for _, r := range w.App.Server.Router.Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		for _, path := range variants(r.Path, ids) {
			said := anyID.ReplaceAllString(w.Do(apptest.Call{As: "acme/ed", Do: "GET " + path}).Body, "")
			for _, s := range []string{"geheim", "48123456", "123456789"} {
				require.NotContains(t, said, s, path)
			}
		}
	}
	for _, asked := range []string{"/contacts?q=6787", "/contacts?q=ada.example", "/contacts?filter=email:contains:ada", "/contacts?filter=email:notEmpty:", "/contacts?filter=phone:contains:6787", "/companies?q=firma.example"} {
		w.Run(apptest.Call{Name: asked, As: "acme/ed", Do: "GET " + asked, Want: 200, Has: []string{`"items":[]`}})
	}
	w.Run(apptest.Call{Name: "by what is masked nothing is found", As: "acme/ed", Do: "GET /search?q=6787", Want: 200, Has: []string{`"groups":[]`}})
	closeFields(w, "hide", masked...)
	w.Run(apptest.Call{Name: "hidden again", As: "acme/ed", Do: "GET /contacts/" + ids["contacts"], Want: 200, Not: []string{"ada.example", "6787"}})
}

// What is closed can't be written: the refusal names the field, everything else is saved, and what is closed stays.
func TestClosedFieldsAreKept(t *testing.T) {
	for _, mask := range []string{"hide", "read"} {
		w := apptest.New(t)
		ids := secretRecords(w)
		closeFields(w, mask, everything...)
		w.Run(
			apptest.Call{Name: "refused", As: "acme/ed", Do: "PATCH /contacts/" + ids["contacts"], Body: `{"version":2,"email":"x@y.example","city":"Rome","jobTitle":"Boss"}`,
				Want: 403, Has: []string{"access.field", `"field":"email"`, `"field":"city"`}, Not: []string{"jobTitle"}},
			apptest.Call{Name: "refused", As: "acme/ed", Do: "POST /contacts", Body: `{"firstName":"X","phone":"+48111222333"}`, Want: 403, Has: []string{`"field":"phone"`}},
			apptest.Call{Name: "refused", As: "acme/ed", Do: "PATCH /deals/" + ids["deals"], Body: `{"version":2,"value":{"amount":1,"currency":"EUR"}}`, Want: 403, Has: []string{`"field":"value"`}},
			apptest.Call{Name: "refused", As: "acme/ed", Do: "PATCH /companies/" + ids["companies"], Body: `{"version":1,"street":null}`, Want: 403, Has: []string{`"field":"street"`}},
			apptest.Call{Name: "the rest is saved", As: "acme/ed", Do: "PATCH /contacts/" + ids["contacts"], Body: `{"version":2,"jobTitle":"Boss"}`, Want: 200, Has: []string{"Boss"}},
			apptest.Call{Name: "without a name too", As: "acme/ed", Do: "PATCH /contacts/" + ids["nameless"], Body: `{"version":1,"jobTitle":"Boss"}`, Want: 200},
			apptest.Call{Name: "the rest is saved", As: "acme/ed", Do: "PATCH /deals/" + ids["deals"], Body: `{"version":2,"name":"Big roof"}`, Want: 200},
			apptest.Call{Name: "the rest is saved", As: "acme/ed", Do: "PATCH /companies/" + ids["companies"], Body: `{"version":1,"name":"Firm"}`, Want: 200},
			apptest.Call{Name: "there and back", As: "acme/ed", Do: "DELETE /deals/" + ids["deals"], Want: 204},
			apptest.Call{Name: "there and back", As: "acme/ed", Do: "POST /deals/" + ids["deals"] + "/restore", Want: 200},
			apptest.Call{Name: "kept", As: "acme/ana", Do: "GET /contacts/" + ids["contacts"], Want: 200, Has: []string{"Boss", "geheim@ada.example", "+48123456787", "Hiddenville", "1987-05-06"}},
			apptest.Call{Name: "kept", As: "acme/ana", Do: "GET /contacts/" + ids["nameless"], Want: 200, Has: []string{"Boss", `"name":"geheim@nobody.example"`}},
			apptest.Call{Name: "kept", As: "acme/ana", Do: "GET /deals/" + ids["deals"], Want: 200, Has: []string{"Big roof", "9182730", "2031-02-03"}},
			apptest.Call{Name: "kept", As: "acme/ana", Do: "GET /companies/" + ids["companies"], Want: 200, Has: []string{`"name":"Firm"`, "geheim@firma.example", "Secretstreet"}},
		)
		a := w.Do(apptest.Call{As: "acme/ed", Do: "GET /contacts/" + ids["contacts"]})
		require.Equal(t, mask == "read", strings.Contains(a.Body, "geheim"), "what may be read is read")
	}
}

// Who may read a field but not write it sees to whom a record is open, as everybody does who sees the record.
func TestReadOnlyFieldsLeaveSharesReadable(t *testing.T) {
	for _, mask := range []string{"read", "hide"} {
		w := apptest.New(t)
		ids := secretRecords(w)
		closeFields(w, mask, everything...)
		w.Get(apptest.Call{Name: "may see shares", As: "acme/ana", Do: "PUT /roles/employee/grants", Body: `{"object":"share","action":"read","scope":"all"}`}, nil)
		w.Get(apptest.Call{Name: "may see reasons", As: "acme/ana", Do: "PUT /roles/employee/grants", Body: `{"object":"role","action":"read","scope":"all"}`}, nil)
		for kind, plural := range map[string]string{"contact": "contacts", "company": "companies", "deal": "deals"} {
			of := "?kind=" + kind + "&id=" + ids[plural]
			w.Run(
				apptest.Call{Name: kind, As: "acme/ed", Do: "GET /shares" + of, Want: 200, Has: []string{`"items":[]`}},
				apptest.Call{Name: kind, As: "acme/ed", Do: "GET /access/who" + of, Want: 200, Has: []string{`"code":"owner"`}},
				apptest.Call{Name: kind, As: "acme/ed", Do: "GET /access/people/" + w.Person("acme/ed").UserID.String() + "/why" + of, Want: 200, Has: []string{`"sees":true`}},
			)
		}
	}
}

// Leads that wait are no contacts yet: who may not see a contact's every field does not see them at all.
func TestClosedFieldsCloseTheOverflow(t *testing.T) {
	w := apptest.New(t)
	w.Get(apptest.Call{Name: "may import", As: "acme/ana", Do: "PUT /roles/manager/grants", Body: `{"object":"import","action":"create","scope":"all"}`}, nil)
	look := apptest.Call{Name: "open", As: "acme/mira", Do: "GET /overflow", Want: 200}
	w.Run(look)
	w.Get(apptest.Call{Name: "closed", As: "acme/ana", Do: "PUT /roles/manager/fields", Body: `{"object":"contact","field":"phone","mask":"hide"}`}, nil)
	look.Want, look.Has = 403, []string{"access.denied"}
	require.Eventually(t, func() bool { return w.Do(look).Status == 403 }, 2*time.Second, 10*time.Millisecond)
	w.Run(look)
	w.Get(apptest.Call{Name: "open again", As: "acme/ana", Do: "PUT /roles/manager/fields", Body: `{"object":"contact","field":"phone","mask":"write"}`}, nil)
}
