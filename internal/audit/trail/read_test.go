package trail_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/platform/operator"
)

func count(w *apptest.World, query string) int {
	w.T.Helper()
	es, _ := read(w, "acme/ana", query)
	return len(es)
}

// Each way to take data out as a file leaves one entry; a new one that is not listed here fails.
func TestEveryExportIsInTheTrail(t *testing.T) {
	w := apptest.New(t)
	create(w, "acme/ana", "Ada")
	var imp struct{ ID string }
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /imports?fileName=x.csv", Raw: []byte("First name,E-mail\nAda,not an address\n"), Want: 201}, &imp)
	kinds := map[string]string{"/contacts/export": "contact", "/companies/export": "company", "/deals/export": "deal", "/audit/export": "audit",
		"/seats/history": "seat", "/imports/{id}/errors": "import"}
	for _, r := range w.App.Server.Router.Routes() {
		if kind, known := kinds[r.Path]; known {
			path := strings.ReplaceAll(r.Path, "{id}", imp.ID)
			before := count(w, "action=exported&kind="+kind)
			a := w.Do(apptest.Call{As: "acme/ana", Do: r.Method + " " + path})
			require.Equal(t, 200, a.Status, "%s %s", path, a.Body)
			require.Contains(t, a.Header.Get("Content-Disposition"), "attachment", path)
			require.Equal(t, before+1, count(w, "action=exported&kind="+kind), path)
			delete(kinds, r.Path)
			continue
		}
		if r.Method != http.MethodGet || r.Need.Object == "" || r.Need.Access == 0 || strings.Contains(r.Path, "{") {
			continue
		}
		a := w.Do(apptest.Call{As: "acme/ana", Do: "GET " + r.Path})
		require.Empty(t, a.Header.Get("Content-Disposition"), "%s is an export, and leaves no entry", r.Path)
	}
	require.Empty(t, kinds, "routes that are gone")
}

// hide closes a field of contacts to a role: from then on it is sensitive, and all who read it are noted.
func hide(w *apptest.World) {
	w.T.Helper()
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /roles/viewer/fields", Body: `{"object":"contact","field":"phone","mask":"hide"}`}, nil)
	require.Eventually(w.T, func() bool {
		ctx, err := w.As("acme/ed")
		return err == nil && slices.Contains(caller.From(ctx).Guarded, "contact")
	}, 3*time.Second, 20*time.Millisecond)
}

// Reads of records with a field that the company hides from some role are noted: once for a while, by whom and of what.
func TestReadsOfSensitiveFields(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ed", "Ada")
	w.Get(apptest.Call{As: "acme/ed", Do: "GET /contacts/" + c}, nil)
	require.Zero(t, count(w, "action=viewed"), "nothing is sensitive yet")
	hide(w)
	for range 3 {
		w.Get(apptest.Call{As: "acme/ed", Do: "GET /contacts/" + c}, nil)
		w.Get(apptest.Call{As: "acme/ed", Do: "GET /contacts"}, nil)
		w.Get(apptest.Call{As: "acme/ed", Do: "GET /companies"}, nil)
		w.Get(apptest.Call{As: "acme/ed", Do: "GET /search?q=Ada"}, nil)
	}
	es, _ := read(w, "acme/ana", "action=viewed")
	require.Len(t, es, 3, "the contact, the list and the search; companies hide nothing")
	require.Equal(t, []string{"search", "contact", "contact"}, []string{es[0].Kind, es[1].Kind, es[2].Kind})
	require.Equal(t, "Ada", es[2].RecordName)
	require.Equal(t, "Ed", es[2].ActorName)
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts/" + c}, nil)
	require.Equal(t, 4, count(w, "action=viewed"), "somebody else")
	var made struct{ Token string }
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /api-keys", Body: `{"name":"Site","scopes":["contact.read"]}`, Want: 201}, &made)
	w.Program("site", made.Token)
	for range 2 {
		w.Get(apptest.Call{As: "site", Do: "GET /contacts/" + c}, nil)
	}
	require.Equal(t, 5, count(w, "action=viewed"), "a program with a key")
	others, _ := read(w, "globex/gus", "action=viewed")
	require.Empty(t, others)
}

// A page that is open asks again and again: that is one entry for ten minutes.
func TestReadsAreNotedAgainLater(t *testing.T) {
	w := apptest.New(t)
	view := func(times int) {
		for range times {
			require.NoError(t, w.App.DB.InTenant(w.System("acme"), func(ctx context.Context) error {
				return w.App.Trail.Read(ctx, record.Ref{Kind: "report"})
			}))
		}
	}
	view(3)
	require.Equal(t, 1, count(w, "action=viewed"))
	back := clock.Advance(11 * time.Minute)
	view(3)
	back()
	require.Equal(t, 2, count(w, "action=viewed"))
}

// Who looks at what somebody else sees is in the trail.
func TestReadsOfOthersRights(t *testing.T) {
	w := apptest.New(t)
	fred := w.Person("acme/fred").UserID.String()
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /access/people/" + fred}, nil)
	es, _ := read(w, "acme/ana", "action=viewed")
	require.Len(t, es, 1)
	require.Equal(t, []string{"member", "Fred", "Ana"}, []string{es[0].Kind, es[0].RecordName, es[0].ActorName})
	w.Run(apptest.Call{Name: "refused", As: "acme/ed", Do: "GET /access/people/" + fred, Want: 403})
	require.Equal(t, 1, count(w, "action=viewed"), "what was refused was not read")
}

// S9: support looks for a time, with a reason, and the company sees that they may and what they read.
func TestS9SupportIsSeen(t *testing.T) {
	w := apptest.New(t)
	c := create(w, "acme/ana", "Ada")
	who := operator.Who{Name: "Olga", Slug: w.Person("acme/ana").Tenant.Slug}
	_, _, err := w.App.Operator.OpenSupport(t.Context(), who, time.Hour, " ")
	require.ErrorIs(t, err, operator.ErrReason)
	_, _, err = w.App.Operator.OpenSupport(t.Context(), who, 25*time.Hour, "Ticket 7")
	require.ErrorIs(t, err, operator.ErrDuration)
	x, token, err := w.App.Operator.OpenSupport(t.Context(), who, time.Hour, "Ticket 7")
	require.NoError(t, err)
	w.Program("support", token)
	for range 2 {
		w.Get(apptest.Call{As: "support", Do: "GET /contacts/" + c}, nil)
		w.Get(apptest.Call{As: "support", Do: "GET /deals"}, nil)
	}
	require.Equal(t, 403, w.Do(apptest.Call{As: "support", Do: "DELETE /contacts/" + c}).Status)
	es, _ := read(w, "acme/ana", "action=viewed")
	require.Len(t, es, 2, fmt.Sprint(es))
	require.Equal(t, []string{"deal", "contact"}, []string{es[0].Kind, es[1].Kind})
	require.Equal(t, "Support: Olga", es[1].ActorName)
	opened, _ := read(w, "acme/ana", "kind=support_access")
	require.Equal(t, "opened", opened[0].Action)
	w.Get(apptest.Call{As: "acme/ana", Do: "DELETE /support/" + x.ID.String(), Want: 204}, nil)
	require.Equal(t, 401, w.Do(apptest.Call{As: "support", Do: "GET /contacts/" + c}).Status)
	_, token, err = w.App.Operator.OpenSupport(t.Context(), who, time.Hour, "Ticket 8")
	require.NoError(t, err)
	w.Program("support", token)
	defer clock.Advance(time.Hour + time.Minute)()
	require.Equal(t, 401, w.Do(apptest.Call{As: "support", Do: "GET /contacts"}).Status, "over by itself")
}

// A key that is used from a network it was not used from before is in the trail, once for each network.
func TestKeysFromNewPlaces(t *testing.T) {
	w := apptest.New(t)
	var made struct{ Token string }
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /api-keys", Body: `{"name":"Site","scopes":["contact.read"],"perMinute":60}`, Want: 201}, &made)
	for _, ip := range []string{"192.0.2.1", "192.0.2.1", "198.51.100.7", "192.0.2.1"} {
		_, err := w.App.Keys.Identify(t.Context(), made.Token, ip)
		require.NoError(t, err)
	}
	es, _ := read(w, "acme/ana", "action=used&kind=api_key")
	require.Len(t, es, 2)
	require.Equal(t, "Site (API)", es[0].ActorName)
}
