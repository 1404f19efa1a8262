package bench

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/jackc/pgx/v5"
)

// CRM measures the daily requests in a company with 100,000 people, 10,000 deals and 1,000,000 activities.
func CRM(ctx context.Context, out io.Writer, repo string) error {
	r := &rig{out: out, spares: 1, people: 100_000}
	defer r.close()
	if err := r.start(ctx, repo); err != nil {
		return err
	}
	w, err := r.stock(ctx, slices.Concat(peopleSteps, crmSteps)...)
	if err != nil {
		return err
	}
	floor, err := startFloor(ctx, r.db.URL(database), w.schema)
	if err != nil {
		return err
	}
	defer floor.close()
	_, err = r.races(ctx, floor, r.daily(w)) // how far the floor is, is told; the neutral workload judges
	return err
}

// daily are the requests of a day. Searches are of names in three scripts, numbers, addresses and notes.
func (r *rig) daily(w world) []contest {
	exact := []string{"kowalski", "Anna Now", "शर्मा", "Смирнов", "person1234", "6000012", "example.com 77", "dach", "अनुबंध", "Roof 77"}
	wrong := []string{"kowlaski", "Wisniewzki", "शरमा", "смирнав", "Lewandowsky", "katarzzyna", "johnsno"}
	same := func(what string, us, them func(int) question) contest {
		return contest{what: what, us: r.ours(us), them: theirs(them), each: 50}
	}
	narrowed := []string{"kowal", "person12", "शर्म"}
	return []contest{
		same("list: 50 people by name", asked("/contacts?sort=name&limit=50"), asked("/contacts")),
		same("list: 50 people by creation", asked("/contacts?sort=createdAt&limit=50"), asked("/newest")),
		same("list narrowed by a part", asked("/contacts?limit=50&q=%s", narrowed...), asked("/narrowed?q=%s", narrowed...)),
		same("page: one person", asked("/contacts/%s", w.people...), asked("/contact?id=%s", w.people...)),
		same("search as it is written", asked("/search?q=%s", exact...), asked("/search?q=%s", exact...)),
		same("search with mistakes", asked("/search?q=%s", wrong...), asked("/search?q=%s", wrong...)),
		same("board of 10,000 deals", asked("/board"), asked("/board")),
		same("timeline of a person", asked("/timeline?kind=contact&id=%s", w.people...), asked("/timeline?id=%s", w.people...)),
		r.newPeople("create one person", 1, 50),
	}
}

// weigh prints the sizes of tables and of the indexes by which is searched.
func (r *rig) weigh(ctx context.Context, c *pgx.Conn) error {
	for _, name := range []string{"contact", "contact_search", "deal_search", "activity", "activity_words"} {
		var size string
		if err := c.QueryRow(ctx, "SELECT pg_size_pretty(pg_relation_size(to_regclass($1)))", name).Scan(&size); err != nil {
			return err
		}
		fmt.Fprintf(r.out, "  %s: %s\n", name, size)
	}
	return nil
}
