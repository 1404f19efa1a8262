package load

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/kit/id"
)

const (
	asJSON  = "application/json"
	asBytes = "application/octet-stream"
)

// The kinds of visits, and how many of each are in a deck.
const (
	read, write, heavy = "read", "write", "heavy"
	reads, writes      = 70, 25
	heavies            = 5
)

// act is something that people do.
type act struct {
	name, kind string
	do         func(context.Context, *visit) bool // whether all went well
}

// acts are what is done, those of a kind equally often.
var acts = map[string][]act{
	read: {
		{"list of contacts", read, get("/contacts?limit=50")}, {"one contact", read, person("/contacts/%s")}, {"timeline", read, person("/timeline?kind=contact&id=%s")},
		{"list of companies", read, get("/companies?limit=50")}, {"list of deals", read, get("/deals?limit=50")}, {"list of tasks", read, get("/tasks?limit=50")},
		{"today", read, get("/today")},
	},
	write: {
		{"new contact", write, meet}, {"new deal", write, create("/deals", "name")}, {"new task", write, create("/tasks", "title")}, {"new note", write, note},
	},
	heavy: {{"search", heavy, get("/search?q=" + mark)}, {"board", heavy, get("/board")}, {"export of a list", heavy, export}, {"import", heavy, bring}},
}

// shuffled is a hundred acts in the order of the dice, so many of each kind.
func shuffled(dice *rand.Rand) (deck []act) {
	for _, part := range []struct {
		kind string
		n    int
	}{{read, reads}, {write, writes}, {heavy, heavies}} {
		of := acts[part.kind]
		first := dice.IntN(len(of))
		for n := range part.n {
			deck = append(deck, of[(first+n)%len(of)])
		}
	}
	dice.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
	return deck
}

// visit is somebody who does something at a time.
type visit struct {
	trial *trial
	act   act
	guest *Guest
	due   time.Time
	to    *tally
	dice  int
}

// happen sees to the session, does what there is to do, and counts how long that took from the time that it was due.
func (v *visit) happen(ctx context.Context) {
	v.to.late(time.Since(v.due)) //nolint:forbidigo // a duration
	if v.guest.due(&v.guest.renewed, renewAfter) {
		v.to.answered("token renewed", v.guest.renew(ctx, v.trial.Base))
	}
	ok := v.act.do(ctx, v)
	v.to.visited(v, ok, time.Since(v.due)) //nolint:forbidigo // a duration
}

// send sends a request and tells what became of it; anything but success is an error of the program.
func (v *visit) send(ctx context.Context, q request) (text []byte, ok bool) {
	status, text, _ := v.guest.send(ctx, v.trial.Base, q)
	v.to.answered(v.act.name, status)
	return text, good(status)
}

func good(status int) bool { return status >= 200 && status < 300 }

func get(path string) func(context.Context, *visit) bool {
	return func(ctx context.Context, v *visit) bool {
		_, ok := v.send(ctx, request{method: http.MethodGet, path: path})
		return ok
	}
}

// person reads something of one contact; the list, in a company where there is none yet.
func person(path string) func(context.Context, *visit) bool {
	return func(ctx context.Context, v *visit) bool {
		who := v.guest.someone(v.dice)
		if who == "" {
			return get("/contacts")(ctx, v)
		}
		return get(fmt.Sprintf(path, who))(ctx, v)
	}
}

// mark begins the name of all that is written here.
const mark = "load-"

// put writes something with a name of its own, which the ledger keeps.
func (v *visit) put(ctx context.Context, path string, body func(name string) any) (text []byte, ok bool) {
	key := id.New().String()
	name := mark + key
	data, err := json.Marshal(body(name))
	if err != nil {
		return nil, false
	}
	v.trial.ledger.intend(v.guest, name)
	text, ok = v.send(ctx, request{method: http.MethodPost, path: path, key: key, kind: asJSON, body: data})
	if ok {
		v.trial.ledger.acknowledge(v.guest, name)
	}
	return text, ok
}

func create(path, field string) func(context.Context, *visit) bool {
	return func(ctx context.Context, v *visit) bool {
		_, ok := v.put(ctx, path, func(name string) any { return map[string]string{field: name} })
		return ok
	}
}

func meet(ctx context.Context, v *visit) bool {
	text, ok := v.put(ctx, "/contacts", func(name string) any { return map[string]string{"firstName": name, "email": name + "@load.example"} })
	var made struct{ ID string }
	if ok && json.Unmarshal(text, &made) == nil {
		v.guest.met(made.ID)
	}
	return ok
}

// note writes about a contact; where there is none yet, it makes one.
func note(ctx context.Context, v *visit) bool {
	who := v.guest.someone(v.dice)
	if who == "" {
		return meet(ctx, v)
	}
	_, ok := v.put(ctx, "/activities", func(name string) any {
		return map[string]any{"type": "note", "text": name, "about": map[string]string{"kind": "contact", "id": who}}
	})
	return ok
}

// export takes a list along, after showing again who asks where that was long ago.
func export(ctx context.Context, v *visit) bool {
	g := v.guest
	if g.due(&g.proved, proveAfter) {
		body, err := json.Marshal(map[string]string{"password": g.Password})
		if _, ok := v.send(ctx, request{method: http.MethodPost, path: "/me/prove", kind: asJSON, body: body}); err != nil || !ok {
			return false
		}
	}
	return get("/contacts/export")(ctx, v)
}

// rows is how many an import has.
const rows = 20

// bring uploads a file and starts its import.
func bring(ctx context.Context, v *visit) bool {
	key := id.New().String()
	var file strings.Builder
	file.WriteString("First name,E-mail\n")
	names := make([]string, rows)
	for n := range names {
		names[n] = fmt.Sprintf("%s%s-%d", mark, key, n)
		fmt.Fprintf(&file, "%s,%s@load.example\n", names[n], names[n])
	}
	text, ok := v.send(ctx, request{method: http.MethodPost, path: "/imports?fileName=people.csv", key: key, kind: asBytes, body: []byte(file.String())})
	var made struct{ ID string }
	if !ok || json.Unmarshal(text, &made) != nil {
		return false
	}
	v.trial.ledger.intend(v.guest, names...)
	_, ok = v.send(ctx, request{method: http.MethodPost, path: "/imports/" + made.ID + "/start", key: id.New().String(), kind: asJSON, body: []byte("{}")})
	if ok {
		v.trial.ledger.acknowledge(v.guest, names...)
	}
	return ok
}
