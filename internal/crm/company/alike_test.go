package company_test

import (
	"testing"

	"github.com/kith-crm/kith/internal/apptest"
)

// A company that is about to be added twice is shown, as far as the caller may see it.
func TestAlike(t *testing.T) {
	w := apptest.New(t)
	w.Make("acme/ana", "/companies", `{"name":"Atlas Logistics","website":"www.atlas.example/en","city":"Oslo"}`)
	w.Make("acme/ana", "/companies", `{"name":"Atlantis","domain":"notatlas.example"}`)
	found := `"name":"Atlas Logistics","city":"Oslo","reasons":`
	for query, has := range map[string]string{"name=atlas+logistic": `["name"]`, "name=X&site=https://atlas.example": `["domain"]`, "site=Atlas.example&name=Atlas+Logistics+AS": `["domain","name"]`} {
		w.Run(apptest.Call{Name: query, As: "acme/ana", Do: "GET /companies/alike?" + query, Want: 200, Has: []string{found + has}, Not: []string{"Atlantis"}},
			apptest.Call{Name: query, As: "acme/ed", Do: "GET /companies/alike?" + query, Want: 200, Has: []string{`"items":[]`}},
			apptest.Call{Name: query, As: "globex/gus", Do: "GET /companies/alike?" + query, Want: 200, Has: []string{`"items":[]`}})
	}
	w.Run(apptest.Call{Name: "none", As: "acme/ana", Do: "GET /companies/alike?name=Zephyr&site=nowhere", Want: 200, Has: []string{`"items":[]`}})
}

// A company is customer, supplier and partner in any mixture, and has tags; lists are narrowed by both.
func TestKindsAndTags(t *testing.T) {
	w := apptest.New(t)
	id := w.Make("acme/ana", "/companies", `{"name":"Both","kinds":["supplier","customer","customer"],"tags":["VIP","vip"]}`)
	w.Make("acme/ana", "/companies", `{"name":"Neither"}`)
	w.Run(
		apptest.Call{Name: "in one order, each once", As: "acme/ana", Do: "GET /companies/" + id, Want: 200, Has: []string{`"kinds":["customer","supplier"],"tags":["VIP"]`}},
		apptest.Call{Name: "no such kind", As: "acme/ana", Do: "PATCH /companies/" + id, Body: `{"version":1,"kinds":["enemy"]}`, Want: 422, Has: []string{`"field":"kinds","code":"company.bad_kind"`}},
		apptest.Call{Name: "suppliers", As: "acme/ana", Do: "GET /companies?filter=kind:is:supplier", Want: 200, Has: []string{`"name":"Both"`}, Not: []string{"Neither"}},
		apptest.Call{Name: "no partners", As: "acme/ana", Do: "GET /companies?filter=kind:is:partner", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "without", As: "acme/ana", Do: "GET /companies?filter=tag:empty:", Want: 200, Has: []string{"Neither"}, Not: []string{"Both"}},
		apptest.Call{Name: "tagged", As: "acme/ana", Do: "GET /companies?filter=tag:is:VIP&filter=tag:notEmpty:", Want: 200, Has: []string{"Both"}, Not: []string{"Neither"}},
		apptest.Call{Name: "the trail", As: "acme/ana", Do: "GET /audit?kind=company", Want: 200, Has: []string{`"field":"kinds","from":null,"to":"customer, supplier"`}},
	)
}
