package merge_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// What is closed to whoever merges is neither chosen nor told: the kept record's value stays, unless it is empty. Taking apart
// puts it back all the same.
func TestClosedToTheRole(t *testing.T) {
	w := apptest.New(t)
	ed := w.Person("acme/ed").UserID
	one := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","birthday":"1987-05-06","email":"secret.one@x.io","ownerId":%q}`, ed))
	other := w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","birthday":"1999-08-07","email":"secret.two@x.io","language":"pl","tags":["hush"],"ownerId":%q}`, ed))
	for _, f := range []string{"email", "birthday", "language", "tags"} {
		w.Get(apptest.Call{Name: f, As: "acme/ana", Do: "PUT /roles/employee/fields", Body: fmt.Sprintf(`{"object":"contact","field":%q,"mask":"hide"}`, f)}, nil)
	}
	require.Eventually(t, func() bool {
		a := w.Do(apptest.Call{As: "acme/ed", Do: "GET /contacts/" + one})
		return a.Status == http.StatusOK && !strings.Contains(a.Body, "secret")
	}, 10*time.Second, 10*time.Millisecond)
	secrets := []string{"secret", "1987", "1999", "hush", "birthday", "email", "language"}
	w.Run(apptest.Call{Name: "nothing to choose", As: "acme/ed", Do: "GET /contacts/" + one + "/merge/" + other, Want: 200, Has: []string{`"choices":[]`}, Not: secrets})
	join(w, "acme/ed", "/contacts", one, other, `"birthday":true,"email":true`)
	w.Run(
		apptest.Call{Name: "as the rule says", As: "acme/ana", Do: "GET /contacts/" + one, Want: 200, Has: []string{`"birthday":"1987-05-06"`, `"email":"secret.one@x.io"`, `"moreEmails":[]`, `"language":"pl"`, `"tags":["hush"]`}},
		apptest.Call{Name: "he sees as much as before", As: "acme/ed", Do: "GET /contacts/" + one, Want: 200, Not: []string{"secret", "1987", "1999", "hush"}},
		apptest.Call{Name: "somebody changes what he does not see", As: "acme/ana", Do: "PATCH /contacts/" + one, Body: `{"version":2,"language":"hi"}`, Want: 200},
		apptest.Call{Name: "of which he is not told", As: "acme/ed", Do: "POST /contacts/" + other + "/unmerge", Want: 200, Has: []string{`"kept":[]`}},
		apptest.Call{Name: "as it was", As: "acme/ana", Do: "GET /contacts/" + one, Want: 200, Has: []string{`"birthday":"1987-05-06"`, `"tags":[]`, `"language":"hi"`}},
		apptest.Call{Name: "both", As: "acme/ana", Do: "GET /contacts/" + other, Want: 200, Has: []string{`"birthday":"1999-08-07"`, `"tags":["hush"]`, "secret.two"}},
	)
}
