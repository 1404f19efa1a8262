package buying_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/id"
)

type drawn struct {
	People []struct{ ContactID, Name, Role, Influence, Attitude string }
	Ties   []struct{ ID, FromID, ToID, Kind string }
	Unseen int
	Gaps   []string
}

func look(w *apptest.World, as, dealID string) (m drawn) {
	w.T.Helper()
	w.Get(apptest.Call{As: as, Do: "GET /deals/" + dealID + "/buying"}, &m)
	return m
}

func person(w *apptest.World, name string) string {
	return w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":%q}`, name))
}

func sale(w *apptest.World, people ...string) string {
	list := ""
	for i, p := range people {
		if i > 0 {
			list += ","
		}
		list += p
	}
	return w.Make("acme/ana", "/deals", `{"name":"Big","contacts":[`+list+`]}`)
}

func in(contactID, role string) string {
	return fmt.Sprintf(`{"contactId":%q,"role":%q}`, contactID, role)
}

func place(dealID, contactID, influence, attitude string) apptest.Call {
	return apptest.Call{Name: influence + " " + attitude, As: "acme/ana", Do: "PUT /deals/" + dealID + "/buying/people/" + contactID, Body: fmt.Sprintf(`{"influence":%q,"attitude":%q}`, influence, attitude), Want: 200}
}

func tie(dealID, from, to, kind string) apptest.Call {
	return apptest.Call{Name: kind, As: "acme/ana", Do: "POST /deals/" + dealID + "/buying/ties", Body: fmt.Sprintf(`{"fromId":%q,"toId":%q,"kind":%q}`, from, to, kind), Want: 201}
}

// A map begins with what is missing, and says how everybody stands.
func TestMap(t *testing.T) {
	w := apptest.New(t)
	ada, bob, cy := person(w, "Ada"), person(w, "Bob"), person(w, "Cy")
	dealID := sale(w)
	require.Equal(t, []string{"nobody"}, look(w, "acme/ana", dealID).Gaps)
	dealID = sale(w, in(bob, "champion"))
	m := look(w, "acme/ana", dealID)
	require.Equal(t, []string{"one_person", "no_decider", "nobody_for"}, m.Gaps)
	require.Equal(t, "medium", m.People[0].Influence)
	require.Equal(t, "unknown", m.People[0].Attitude)
	w.Run(
		apptest.Call{Name: "all roles", As: "acme/ana", Do: "PUT /deals/" + dealID + "/contacts", Body: `{"items":[` + in(ada, "decider") + "," + in(bob, "blocker") + `]}`, Want: 200, Has: []string{`"role":"blocker"`}},
		place(dealID, ada, "high", "against"), place(dealID, bob, "low", "for"),
		tie(dealID, bob, ada, "reports_to"), tie(dealID, ada, bob, "conflict"),
		apptest.Call{Name: "who is not on it", As: "acme/ana", Do: "PUT /deals/" + dealID + "/buying/people/" + cy, Body: `{"influence":"high","attitude":"for"}`, Want: 404, Has: []string{"buying.person"}},
		apptest.Call{Name: "oneself", As: "acme/ana", Do: "POST /deals/" + dealID + "/buying/ties", Body: fmt.Sprintf(`{"fromId":%q,"toId":%q,"kind":"conflict"}`, ada, ada), Want: 422, Has: []string{"buying.tie"}},
		apptest.Call{Name: "no such attitude", As: "acme/ana", Do: "PUT /deals/" + dealID + "/buying/people/" + ada, Body: `{"influence":"high","attitude":"angry"}`, Want: 422},
		apptest.Call{Name: "no such relation", As: "acme/ana", Do: "DELETE /deals/" + dealID + "/buying/ties/" + id.New().String(), Want: 404, Has: []string{"buying.tie_not_found"}},
		apptest.Call{Name: "who looks on", As: "acme/vera", Do: "PUT /deals/" + dealID + "/buying/people/" + ada, Body: `{"influence":"high","attitude":"for"}`, Want: 403},
		apptest.Call{Name: "the timeline", As: "acme/ana", Do: "GET /timeline?kind=deal&id=" + dealID, Want: 200, Has: []string{`"field":"buying"`, "Ada: high, against", "Bob reports to Ada"}},
		apptest.Call{Name: "the trail", As: "acme/ana", Do: "GET /audit?kind=deal", Want: 200, Has: []string{`"field":"buying"`}},
	)
	m = look(w, "acme/ana", dealID)
	require.Equal(t, []string{"decider_against"}, m.Gaps)
	require.Len(t, m.Ties, 2)
	w.Get(tie(dealID, bob, ada, "conflict"), &m)
	require.Len(t, m.Ties, 2, "a conflict has no direction")
	w.Run(apptest.Call{Name: "taken away", As: "acme/ana", Do: "DELETE /deals/" + dealID + "/buying/ties/" + m.Ties[0].ID, Want: 200})
	require.Len(t, look(w, "acme/ana", dealID).Ties, 1)
}

// Of people whom somebody may not see they are told that there are some, and nothing else.
func TestUnseen(t *testing.T) {
	w := apptest.New(t)
	ada := person(w, "Ada")
	bob := w.Make("acme/ed", "/contacts", `{"firstName":"Bob"}`)
	dealID := sale(w, in(ada, "decider"), in(bob, "user"))
	w.Get(tie(dealID, bob, ada, "reports_to"), nil)
	w.Get(apptest.Call{As: "acme/ana", Do: "PATCH /deals/" + dealID, Body: fmt.Sprintf(`{"version":1,"ownerId":%q}`, w.Person("acme/ed").UserID)}, nil)
	m := look(w, "acme/ed", dealID)
	require.Len(t, m.People, 1)
	require.Equal(t, "Bob", m.People[0].Name)
	require.Equal(t, 1, m.Unseen)
	require.Empty(t, m.Ties)
	require.NotContains(t, m.Gaps, "no_decider")
	theirs := tie(dealID, bob, ada, "conflict")
	theirs.As, theirs.Want, theirs.Has = "acme/ed", 404, []string{"buying.person"}
	w.Run(theirs, apptest.Call{Name: "not his deal", As: "acme/fred", Do: "GET /deals/" + dealID + "/buying", Want: 404})
}

// When two people turn out to be one, the map keeps what was said of either; apart again each has their own.
func TestMerge(t *testing.T) {
	w := apptest.New(t)
	ada, again, bob := person(w, "Ada"), person(w, "Ada Again"), person(w, "Bob")
	dealID := sale(w, in(again, "decider"), in(bob, "user"))
	w.Run(place(dealID, again, "high", "for"), tie(dealID, bob, again, "reports_to"))
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /contacts/" + ada + "/merge/" + again, Body: `{"version":1,"otherVersion":1,"take":{}}`}, nil)
	m := look(w, "acme/ana", dealID)
	require.Len(t, m.People, 2)
	require.Equal(t, []string{ada, "high", "for"}, []string{m.People[0].ContactID, m.People[0].Influence, m.People[0].Attitude})
	require.Equal(t, ada, m.Ties[0].ToID)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /contacts/" + again + "/unmerge"}, nil)
	m = look(w, "acme/ana", dealID)
	require.Equal(t, again, m.Ties[0].ToID)
	require.Equal(t, again, m.People[0].ContactID)
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /deals/" + dealID + "/contacts", Body: `{"items":[` + in(again, "decider") + "," + in(ada, "other") + "," + in(bob, "user") + `]}`}, nil)
	w.Run(tie(dealID, ada, again, "close_to"))
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts/" + ada, Has: []string{`"version"`}}, nil)
	var v struct{ Version int }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts/" + ada}, &v)
	var o struct{ Version int }
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /contacts/" + again}, &o)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /contacts/" + ada + "/merge/" + again, Body: fmt.Sprintf(`{"version":%d,"otherVersion":%d,"take":{}}`, v.Version, o.Version)}, nil)
	require.Len(t, look(w, "acme/ana", dealID).Ties, 1, "nobody is close to themselves")
}

// Of several who say the same at once, one relation comes.
func TestAtOnce(t *testing.T) {
	w := apptest.New(t)
	ada, bob := person(w, "Ada"), person(w, "Bob")
	dealID := sale(w, in(ada, "decider"), in(bob, "user"))
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() { w.Do(tie(dealID, ada, bob, "close_to")) })
	}
	all.Wait()
	require.Len(t, look(w, "acme/ana", dealID).Ties, 1)
}
