package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"
)

const (
	fileRows = 10_000 // of an import
	pageSize = 50
	starts   = 5
	maxIdle  = 250 // MB of the program and its database
	maxStart = 400 // ms
)

// Run measures the neutral workload in a company of so many people: what any CRM does, beside the floor. It fails when a goal is missed.
func Run(ctx context.Context, out io.Writer, repo string, people int) error {
	comers := max(16, min(200, people/500)) // few in a trial
	r := &rig{out: out, spares: comers + 10, people: people, comers: comers}
	defer r.close()
	if err := r.start(ctx, repo); err != nil {
		return err
	}
	if err := r.machine(ctx); err != nil {
		return err
	}
	failed, err := r.empty(ctx)
	if err != nil {
		return err
	}
	more, err := r.full(ctx)
	return errors.Join(append(append(failed, more...), err)...)
}

// empty measures the program with little in it: how it starts, what it weighs, how fast companies come.
func (r *rig) empty(ctx context.Context) (failed []error, err error) {
	for _, part := range []func(context.Context) (goal, error){r.coldStart, r.memory} {
		g, err := part(ctx)
		if err != nil {
			return nil, err
		}
		failed = append(failed, misses(g)...)
	}
	return failed, r.signUp(ctx)
}

// coldStart is the median of several starts with a running database.
func (r *rig) coldStart(ctx context.Context) (g goal, err error) {
	all := make(times, starts)
	for i := range all {
		if err := r.server.Stop(); err != nil {
			return g, err
		}
		if all[i], err = r.launch(ctx); err != nil {
			return g, err
		}
	}
	g = goal{"start with a running database", at(all, 0.5) / float64(time.Millisecond), maxStart, " ms"}
	fmt.Fprintf(r.out, "start with a running database: median of %d %.0f ms (at most %d ms)\n", starts, g.got, maxStart)
	return g, nil
}

// memory is that of the program and its database when nobody has asked anything for a while.
func (r *rig) memory(ctx context.Context) (goal, error) {
	select {
	case <-ctx.Done():
		return goal{}, ctx.Err()
	case <-time.After(settle):
	}
	const mb = float64(1<<20) / 1e6
	program, postgres := pss(r.server.PID())*mb, pss(r.db.PID())*mb
	fmt.Fprintf(r.out, "idle memory: program %.0f MB, PostgreSQL %.0f MB, together %.0f MB (at most %d MB)\n", program, postgres, program+postgres, maxIdle)
	return goal{"idle memory", program + postgres, maxIdle, " MB"}, nil
}

// full measures a company with many people and deals.
func (r *rig) full(ctx context.Context) (failed []error, err error) {
	w, err := r.stock(ctx, peopleSteps...)
	if err != nil {
		return nil, err
	}
	floor, err := startFloor(ctx, r.db.URL(database), w.schema)
	if err != nil {
		return nil, err
	}
	defer floor.close()
	far, err := r.walk(ctx, min(999, r.people/pageSize-1))
	if err != nil {
		return nil, err
	}
	if failed, err = r.races(ctx, floor, r.workload(w, far)); err != nil {
		return nil, err
	}
	return failed, r.machine(ctx)
}

// workload are W1 to W8. Goals are of the servers' own processor time; what they have PostgreSQL do stands beside it.
func (r *rig) workload(w world, far place) []contest {
	parts := []string{"kowal", "иван", "santo", "on4567", "person7", "शर्म", "n1234", "smith"}
	one, many := r.newPeople("W1 create a person, 1 client", 1, 200), r.newPeople("W1 create a person, 16 clients", 16, 400)
	one.most, many.most = 2.5, 2.5
	return []contest{
		one, many,
		{what: "W2 read a person", us: r.ours(asked("/contacts/%s", w.people...)), them: theirs(asked("/contact?id=%s", w.people...)), each: 500, most: 2},
		{what: fmt.Sprintf("W3 first 50 of %d by name", r.people), us: r.ours(asked("/contacts?sort=name&limit=50")), them: theirs(asked("/contacts")), each: 300, most: 2},
		{what: fmt.Sprintf("W4 page %d of them", far.page), us: r.ours(asked("/contacts?sort=name&limit=50&cursor=%s", far.cursor)), them: theirs(asked(far.floor())), each: 300, most: 2.5},
		{what: "W5 part of a name or e-mail", us: r.ours(asked("/contacts?limit=50&q=%s", parts...)), them: theirs(asked("/narrowed?q=%s", parts...)), each: 120, most: 2.5, within: 100 * time.Millisecond},
		r.moves(w),
		{what: "W7 board of 10,000 deals", us: r.ours(asked("/board")), them: theirs(asked("/board")), each: 150, most: 2.5},
		r.imports(),
	}
}

// newPeople creates people, each with an address of their own.
func (r *rig) newPeople(what string, clients, each int) contest {
	person := func(path, host string) func(int) question {
		return func(n int) question {
			return question{path, map[string]string{"firstName": "Nora", "lastName": "Nowicka", "email": fmt.Sprintf("nora%d@%d.%s", n, clients, host), "phone": "+48501502503"}}
		}
	}
	return contest{what: what, us: r.ours(person("/contacts", "kith.example")), them: theirs(person("/create", "floor.example")), clients: clients, each: each, writes: true}
}

// move is what the floor is told of a move; the program looks the names up.
type move struct {
	ID      string `json:"id,omitempty"`
	StageID string `json:"stageId"`
	Version int    `json:"version"`
	From    string `json:"from,omitempty"`
	To      string `json:"to,omitempty"`
}

// moves take deals from one of two stages to the other.
func (r *rig) moves(w world) contest {
	even, odd := moveOf(w, 0), moveOf(w, 1)
	us := func(n int) question {
		m := even(n)
		return question{"/deals/" + m.ID + "/move", move{StageID: m.StageID, Version: m.Version}}
	}
	them := func(n int) question { return question{"/move", odd(n)} }
	return contest{what: "W6 move a deal", us: r.ours(us), them: theirs(them), each: 200, writes: true, most: 2.5}
}

// moveOf is the nth move of every other deal: the program has the even ones and the floor the odd ones, and each is moved once.
func moveOf(w world, first int) func(n int) move {
	return func(n int) move {
		from, to := w.stages[n%2], w.stages[1-n%2]
		return move{ID: w.deals[n%2][n/2*2+first], StageID: to.ID, Version: 1, From: from.Name, To: to.Name}
	}
}

// imports bring files of people in.
func (r *rig) imports() contest {
	file := func(n int, host string) *haul {
		return &haul{what: "contacts", rows: fileRows, head: "First name,Last name,E-mail,Phone,City", row: func(row int) string {
			return fmt.Sprintf("Person,%d,in%d@%d.%s,+4861%07d,City %d", row, row, n, host, n*fileRows+row, row%100)
		}}
	}
	us := func(ctx context.Context, n int) error { return r.bringIn(ctx, file(n, "kith.example")) }
	them := func(ctx context.Context, n int) error {
		return upload(ctx, request{url: floorOrigin + "/import"}, file(n, "floor.example").file(), new(any))
	}
	return contest{what: fmt.Sprintf("W8 import %d people", fileRows), us: us, them: them, each: 1, of: fileRows, writes: true}
}

// place is a page of the list by name, and the person before it.
type place struct {
	page             int
	cursor, name, id string
}

// floor is how the floor is asked for the page.
func (p place) floor() string {
	return "/contacts?name=" + url.QueryEscape(p.name) + "&id=" + p.id
}

// walk turns pages and returns where the last one ended.
func (r *rig) walk(ctx context.Context, pages int) (p place, err error) {
	at := asked("/contacts?sort=name&limit=50")(0)
	for n := range pages {
		var l struct {
			Items []struct{ ID, Name string }
			Next  *string
		}
		if err := r.ask(ctx, at.path, nil, &l); err != nil {
			return p, err
		}
		if l.Next == nil {
			return p, fmt.Errorf("the list ended early")
		}
		last := l.Items[len(l.Items)-1]
		p = place{n + 2, *l.Next, last.Name, last.ID}
		at = asked("/contacts?sort=name&limit=50&cursor=%s", p.cursor)(0)
	}
	return p, nil
}
