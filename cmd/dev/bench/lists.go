package bench

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
)

// fill puts contacts into a company's schema by SQL; the figures are about reading.
const fill = `INSERT INTO contact (id, name, first_name, last_name, email, phone, city, owner_id, version, created_at, updated_at)
SELECT gen_random_uuid(), 'Person ' || n, 'Person', n::text, 'person' || n || '@example.com', '+4860' || lpad(n::text, 7, '0'),
	'City ' || n %% 500, $1, 1, now() - n * interval '1 second', now() - n * interval '1 second' FROM generate_series(1, %d) n`

// lists measures the first page and page 1,000 of a list of contacts, alternating with the floor.
func (r *rig) lists(ctx context.Context) error {
	schema, err := r.fill(ctx)
	if err != nil {
		return err
	}
	floor, err := startFloor(ctx, r.db.URL(database), schema)
	if err != nil {
		return err
	}
	defer floor.close()
	var s session
	if err := call(ctx, request{url: r.base + "/api/v1/auth/login", body: map[string]string{"email": "ana@en.demo.example", "password": "Harbour-Lantern-27"}}, &s); err != nil {
		return err
	}
	ours, theirs := r.base+"/api/v1/contacts?sort=name&limit=50", "http://"+floorAddress+"/contacts"
	far, err := walk(ctx, ours, s.AccessToken, 999)
	if err != nil {
		return err
	}
	if err := r.compare(ctx, floor, pair{"first page of 100,000 contacts", request{url: ours, token: s.AccessToken}, theirs}); err != nil {
		return err
	}
	farFloor := theirs + "?name=" + url.QueryEscape(far.name) + "&id=" + far.id
	return r.compare(ctx, floor, pair{"page 1,000", request{url: ours + "&cursor=" + url.QueryEscape(far.cursor), token: s.AccessToken}, farFloor})
}

func (r *rig) fill(ctx context.Context) (schema string, err error) {
	c, err := pgx.Connect(ctx, r.db.URL(database))
	if err != nil {
		return "", err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing is lost with it
	err = c.QueryRow(ctx, `SELECT schema_name FROM platform.tenant WHERE state <> 'spare' ORDER BY claimed_at LIMIT 1`).Scan(&schema)
	if err != nil {
		return "", err
	}
	var owner string
	if err := c.QueryRow(ctx, `SELECT id::text FROM platform.users WHERE email = 'ana@en.demo.example'`).Scan(&owner); err != nil {
		return "", err
	}
	if _, err := c.Exec(ctx, `SET search_path = `+schema+`, ext`); err != nil {
		return "", err
	}
	if _, err := c.Exec(ctx, fmt.Sprintf(fill, contacts), owner); err != nil {
		return "", err
	}
	_, err = c.Exec(ctx, `VACUUM ANALYZE contact`)
	return schema, err
}

type place struct{ cursor, name, id string }

// walk turns pages and returns where the last one ended.
func walk(ctx context.Context, first, token string, pages int) (p place, err error) {
	at := first
	for range pages {
		var l struct {
			Items []struct{ ID, Name string }
			Next  *string
		}
		if err := call(ctx, request{url: at, token: token}, &l); err != nil {
			return p, err
		}
		if l.Next == nil {
			return p, fmt.Errorf("the list ended early")
		}
		last := l.Items[len(l.Items)-1]
		p = place{*l.Next, last.Name, last.ID}
		at = first + "&cursor=" + url.QueryEscape(p.cursor)
	}
	return p, nil
}

const (
	rounds   = 6
	perRound = 250
)

// pair is the same question to the program and to the floor.
type pair struct {
	what  string
	ours  request
	floor string
}

// compare asks both in turns, and prints how long each took and how much processor time the servers used.
func (r *rig) compare(ctx context.Context, f *floor, p pair) error {
	var us, them times
	var usCPU, themCPU time.Duration
	for range rounds {
		for _, side := range []struct {
			request
			pid int
			all *times
			cpu *time.Duration
		}{{p.ours, r.server.PID(), &us, &usCPU}, {request{url: p.floor}, f.pid(), &them, &themCPU}} {
			before := cpu(side.pid) + cpu(r.db.PID())
			for range perRound {
				begin := time.Now() //nolint:forbidigo // a duration
				if err := call(ctx, side.request, nil); err != nil {
					return err
				}
				*side.all = append(*side.all, time.Since(begin)) //nolint:forbidigo // a duration
			}
			*side.cpu += cpu(side.pid) + cpu(r.db.PID()) - before
		}
	}
	per := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 / (rounds * perRound) }
	fmt.Fprintf(r.out, "%s: %s; %.2f ms of processor time each\n", p.what, us, per(usCPU))
	fmt.Fprintf(r.out, "  floor: %s; %.2f ms; ratio of processor time %.2f\n", them, per(themCPU), per(usCPU)/per(themCPU))
	return nil
}
