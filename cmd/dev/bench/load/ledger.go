package load

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// ledger is what the clients know of what they wrote: each intent by its name, before it is sent, and whether it was
// acknowledged. Of those that were not nobody knows what became.
type ledger struct {
	mu sync.Mutex
	of map[*Guest]map[string]bool
}

func newLedger() *ledger { return &ledger{of: map[*Guest]map[string]bool{}} }

func (l *ledger) intend(g *Guest, names ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of[g] == nil {
		l.of[g] = map[string]bool{}
	}
	for _, n := range names {
		l.of[g][n] = false
	}
}

func (l *ledger) acknowledge(g *Guest, names ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, n := range names {
		l.of[g][n] = true
	}
}

// balance is what the ledger and the database say of each other.
type balance struct{ sent, acknowledged, lost, twice, ghosts int }

// patience is how long the rest of the imports may take.
const patience = 90 * time.Second

// settle compares until all that was acknowledged is there: what an import accepted arrives a little later.
func (t *trial) settle(ctx context.Context, r *result) (err error) {
	for end := time.Now().Add(patience); ; { //nolint:forbidigo // a duration
		r.balance, err = t.compare(ctx)
		if err != nil || r.balance.lost == 0 || time.Now().After(end) { //nolint:forbidigo // a duration
			return err
		}
		if err := pause(ctx, lookEvery); err != nil {
			return err
		}
	}
}

func (t *trial) compare(ctx context.Context) (b balance, err error) {
	for _, g := range t.guests {
		there, err := t.written(ctx, g)
		if err != nil {
			return b, err
		}
		b.add(t.ledger.of[g], there)
	}
	return b, nil
}

// add counts one company: what was sent and whether it was acknowledged, and how often each is there.
func (b *balance) add(sent map[string]bool, there map[string]int) {
	b.sent += len(sent)
	for name, acknowledged := range sent {
		if acknowledged {
			b.acknowledged++
			if there[name] == 0 {
				b.lost++
			}
		}
		if there[name] > 1 {
			b.twice++
		}
	}
	for name := range there {
		if _, ok := sent[name]; !ok {
			b.ghosts++
		}
	}
}

// written is what is in a company's tables of what these clients write.
func (t *trial) written(ctx context.Context, g *Guest) (map[string]int, error) {
	const q = `SELECT name, count(*) FROM (SELECT first_name AS name FROM {s}.contact UNION ALL SELECT name FROM {s}.deal
		UNION ALL SELECT title FROM {s}.task UNION ALL SELECT text FROM {s}.activity) x WHERE name LIKE '` + mark + `%' GROUP BY name`
	found, err := t.DB.Query(ctx, strings.ReplaceAll(q, "{s}", pgx.Identifier{g.Schema}.Sanitize()))
	if err != nil {
		return nil, err
	}
	there := map[string]int{}
	var name string
	var n int
	_, err = pgx.ForEachRow(found, []any{&name, &n}, func() error { there[name] = n; return nil })
	return there, err
}
