package licence_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/licence"
)

// ask is one operation on seats: take one, free one, swap a full one for a light one, grant N full ones, or look.
type ask struct {
	what string
	n    int
}

// counted is the state in the model: how many full seats are granted, and how many of each kind are used.
type counted struct{ granted, full, light int }

const lights = 2 // granted

// told is an answer: whether it was done, and what was seen by looking.
type told struct {
	done bool
	seen counted
}

// sequential says what the answer to an operation may be, when nobody else is there.
var sequential = porcupine.Model{
	Init: func() any { return counted{} },
	Step: func(state, input, output any) (bool, any) {
		s, in, out := state.(counted), input.(ask), output.(told)
		next, done := in.apply(s)
		switch {
		case in.what == "look":
			return out.seen == s, s
		case out.done != done:
			return false, s
		}
		return true, next
	},
	DescribeOperation: func(in, out any) string { return fmt.Sprint(in, " ", out) },
}

func (a ask) apply(s counted) (next counted, done bool) {
	switch a.what {
	case "start":
		return counted{a.n, 0, 0}, true
	case "take":
		if done = s.full < s.granted; done {
			s.full++
		}
	case "free":
		s.full, done = s.full-1, true
	case "swap":
		if done = s.light < lights; done {
			s.full, s.light = s.full-1, s.light+1
		}
	case "grant":
		s.granted, done = a.n, true
	}
	return s, done
}

// tape records when operations began and ended.
type tape struct {
	mu  sync.Mutex
	all []porcupine.Operation
}

func (p *tape) record(client int, in ask, f func() told) told {
	begin := time.Now().UnixNano()
	out := f()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = append(p.all, porcupine.Operation{ClientId: client, Input: in, Call: begin, Output: out, Return: time.Now().UnixNano()})
	return out
}

func (p *tape) check(t *testing.T) {
	t.Helper()
	if !porcupine.CheckOperations(sequential, p.all) {
		t.Errorf("this can't have happened one after the other: %+v", p.all)
	}
}

const clients = 3

// F15, P11: seats are taken, freed and swapped while the quantity is cut from outside, by programs that know nothing of
// each other; whatever they are told could have been told one after the other.
func TestF15ClaimsAgainstCutsAndRoleChanges(t *testing.T) {
	w := newWorld(t)
	w.must(func(ctx context.Context) error { return w.seats.Allot(ctx, w.tenant, nil, false) })
	programs := []*db.DB{w.db, testdb.Shared(t).Open(t)}
	seed := histories.Seed(t)
	for n := 0; n < histories.N() && !t.Failed(); n++ {
		dice := rand.New(rand.NewPCG(seed, uint64(n)))
		start := 1 + dice.IntN(3)
		w.must(func(ctx context.Context) error {
			return errors.Join(db.Orm(ctx).Exec("DELETE FROM seat WHERE tenant_id = ?", w.tenant).Error,
				db.Orm(ctx).Exec("UPDATE seat_pool SET used = 0, granted = CASE kind WHEN 'light' THEN ?::int ELSE ?::int END WHERE tenant_id = ?", lights, start, w.tenant).Error)
		})
		p := &tape{}
		p.record(0, ask{"start", start}, func() told { return told{done: true} })
		var all sync.WaitGroup
		for client := range clients {
			c := &claimant{w, programs[client%2], p, client, rand.New(rand.NewPCG(seed, uint64(n*clients+client))), nil}
			all.Go(c.run)
		}
		all.Wait()
		p.check(t)
	}
}

// claimant is one client, who frees and swaps what is its own.
type claimant struct {
	*world
	db     *db.DB
	tape   *tape
	client int
	dice   *rand.Rand
	mine   []uuid.UUID
}

func (c *claimant) run() {
	for range 3 {
		switch n := c.dice.IntN(8); {
		case n == 0:
			c.ask(ask{"grant", c.dice.IntN(4)})
		case n == 1:
			c.ask(ask{"look", 0})
		case n < 4 && len(c.mine) > 0:
			c.ask(ask{"free", 0})
		case n == 4 && len(c.mine) > 0:
			c.ask(ask{"swap", 0})
		default:
			c.ask(ask{"take", 0})
		}
	}
}

func (c *claimant) ask(a ask) {
	fresh := id.New()
	out := c.tape.record(c.client, a, func() (out told) {
		err := c.db.InPlatform(c.Context(), func(ctx context.Context) (err error) {
			switch a.what {
			case "take":
				return c.seats.TakeSeat(ctx, c.tenant, licence.Full, fresh)
			case "free":
				return c.seats.FreeSeat(ctx, c.tenant, c.mine[0])
			case "swap":
				return c.seats.ChangeSeat(ctx, c.tenant, c.mine[0], licence.Light)
			case "grant":
				return c.seats.Grant(ctx, c.tenant, licence.Full, a.n)
			}
			pools, err := c.seats.Pools(ctx, c.tenant)
			if err == nil {
				out.seen = counted{pools[0].Granted, pools[0].Used, pools[1].Used}
			}
			return err
		})
		if err != nil && !errors.Is(err, licence.ErrSeatLimit) {
			c.Error(err)
		}
		out.done = err == nil
		return out
	})
	switch {
	case a.what == "take" && out.done:
		c.mine = append(c.mine, fresh)
	case a.what == "free", a.what == "swap" && out.done:
		c.mine = c.mine[1:]
	}
}

// pair is the program twice, on one database, with so many full seats free at Acme.
func pair(t *testing.T, free int) []*apptest.World {
	t.Helper()
	w := apptest.New(t)
	b := apptest.Shared(t)
	other, err := apptest.Instance(b.DB, b.Mail)
	require.NoError(t, err)
	go other.Hints.Run(t.Context())
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		all := []licence.Allotment{{Kind: licence.Full, Granted: people + free, Interval: "month"}}
		return w.App.Licences.Allot(ctx, w.Person("acme/ana").Tenant.ID, all, false)
	}))
	return []*apptest.World{w, w.On(other)}
}

// people is how many of Acme have full seats.
const people = 3

const invitation = `{"email":"%s@example.com","name":"N","role":"employee"}`

// P11: the last seats are taken by invitations, freed by taking them back, and looked at, by HTTP on two programs; whatever
// they answer could have been answered one after the other.
func TestP11ClaimsAreLinearisable(t *testing.T) {
	const free, steps = 2, 4
	programs := pair(t, free)
	seed := histories.Seed(t)
	for n := 0; n < histories.N()/steps && !t.Failed(); n++ { // as many operations as histories of one claim each
		p := &tape{}
		p.record(0, ask{"start", free}, func() told { return told{done: true} })
		var all sync.WaitGroup
		for client := range clients {
			dice := rand.New(rand.NewPCG(seed, uint64(n*clients+client)))
			all.Go(func() { visit(programs[client%2], p, client, dice) })
		}
		all.Wait()
		p.check(t)
	}
}

// visit is one client's part of a history, after which its seats are free again.
func visit(w *apptest.World, p *tape, client int, dice *rand.Rand) {
	var mine []string
	take := func() told {
		a := w.Do(apptest.Call{As: "acme/ana", Do: "POST /invitations", Body: fmt.Sprintf(invitation, id.New())})
		if a.Status == http.StatusCreated {
			var made struct{ ID string }
			a.JSON(w, &made)
			mine = append(mine, made.ID)
		} else if a.Status != http.StatusConflict {
			w.T.Errorf("%d: %s", a.Status, a.Body)
		}
		return told{done: a.Status == http.StatusCreated}
	}
	free := func() told {
		a := w.Do(apptest.Call{As: "acme/ana", Do: "DELETE /invitations/" + mine[0]})
		mine = mine[1:]
		return told{done: a.Status == http.StatusNoContent}
	}
	for range 2 {
		switch {
		case dice.IntN(5) == 0:
			p.record(client, ask{"look", 0}, func() told { return look(w) })
		case len(mine) > 0 && dice.IntN(2) == 0:
			p.record(client, ask{"free", 0}, free)
		default:
			p.record(client, ask{"take", 0}, take)
		}
	}
	for len(mine) > 0 {
		p.record(client, ask{"free", 0}, free)
	}
}

func look(w *apptest.World) told {
	var out struct {
		Items []struct {
			Kind           string
			Licensed, Used int
		}
	}
	w.Do(apptest.Call{As: "acme/ana", Do: "GET /seats"}).JSON(w, &out)
	for _, k := range out.Items {
		if k.Kind == "full" {
			return told{seen: counted{granted: k.Licensed - people, full: k.Used - people}}
		}
	}
	return told{}
}

// F14: 32 people ask two programs for the last seat at the same moment, 40 times: one gets it, the others hear that there
// is none, and nobody hears of a fault.
func TestF14TheLastSeatByHTTP(t *testing.T) {
	n := rounds
	if testing.Short() {
		n = rounds / 8
	}
	programs := pair(t, 1)
	for range n {
		answers := make([]apptest.Answer, claimants)
		var all sync.WaitGroup
		start := make(chan struct{})
		for i := range claimants {
			all.Go(func() {
				<-start
				answers[i] = programs[i%2].Do(apptest.Call{As: "acme/ana", Do: "POST /invitations", Body: fmt.Sprintf(invitation, id.New())})
			})
		}
		close(start)
		all.Wait()
		won := ""
		for _, a := range answers {
			if a.Status == http.StatusCreated {
				require.Empty(t, won, "the seat is sold twice")
				var made struct{ ID string }
				a.JSON(programs[0], &made)
				won = made.ID
				continue
			}
			require.Equal(t, http.StatusConflict, a.Status, a.Body)
			require.Contains(t, a.Body, "seat.limit")
		}
		require.Equal(t, people+1, look(programs[0]).seen.full+people)
		require.Equal(t, http.StatusNoContent, programs[1].Do(apptest.Call{As: "acme/ana", Do: "DELETE /invitations/" + won}).Status)
	}
}
