package licence_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/licence"
)

// holding is a seat as the model has it.
type holding struct {
	kind   licence.Kind
	active bool
}

// model is what seats are supposed to be, in a few lines and without any lock.
type model struct {
	granted   map[licence.Kind]int
	scheduled map[licence.Kind]int // only those with a cut to come
	common    int                  // what full and light seats of a trial share; 0 after it
	closed    bool
	held      map[uuid.UUID]holding
	order     []uuid.UUID // of held, so that a seed repeats itself
}

func (m *model) used(kinds ...licence.Kind) (n int) {
	for _, h := range m.held {
		for _, k := range kinds {
			if h.kind == k {
				n++
			}
		}
	}
	return n
}

// refuses is the error that one more seat of a kind meets; nil when it is free. A seat that only changes its kind within
// the number that a trial's kinds share takes none of it.
func (m *model) refuses(kind licence.Kind, within bool) error {
	most := m.granted[kind]
	if cut, ok := m.scheduled[kind]; ok {
		most = min(most, cut)
	}
	switch {
	case m.closed:
		return licence.ErrClosed
	case m.used(kind) >= most, m.common > 0 && kind != licence.Viewer && !within && m.used(licence.Full, licence.Light) >= m.common:
		return licence.ErrSeatLimit
	}
	return nil
}

func (m *model) drop(h uuid.UUID) {
	delete(m.held, h)
	for i, x := range m.order {
		if x == h {
			m.order = append(m.order[:i:i], m.order[i+1:]...)
			return
		}
	}
}

// seats is one history: the model, and the real thing in a unit of work that is rolled back at its end.
type seats struct {
	*rapid.T
	*model
	w   *world
	ctx context.Context
}

var errOver = errors.New("the history is over")

// P1: whatever is invited, accepted, taken back, changed, bought, cut, renewed, or set from outside, the pools are what the
// model says, and I1: the use rises above no grant; I2: nobody has two seats; I6: freeing a seat lowers no grant, and
// a lower grant takes no seat away.
func TestP1SeatsFollowTheModel(t *testing.T) {
	w := newWorld(t)
	histories.Check(t, func(r *rapid.T) {
		err := w.do(func(ctx context.Context) error {
			h := &seats{r, &model{granted: map[licence.Kind]int{"full": 10, "light": 10, "viewer": 5}, common: 10,
				scheduled: map[licence.Kind]int{}, held: map[uuid.UUID]holding{}}, w, ctx}
			if rapid.IntRange(0, 3).Draw(r, "trial") > 0 { // most of what can go wrong needs a customer
				h.renew()
			}
			for range rapid.IntRange(1, 12).Draw(r, "steps") {
				h.step()
				h.compare()
			}
			return errOver
		})
		require.ErrorIs(r, err, errOver)
	})
}

func (h *seats) kind() licence.Kind { return rapid.SampledFrom(licence.Kinds).Draw(h.T, "kind") }

func (h *seats) anybody() uuid.UUID {
	if len(h.order) == 0 {
		return id.New() // a stranger
	}
	return rapid.SampledFrom(h.order).Draw(h.T, "holder")
}

func (h *seats) step() {
	switch rapid.IntRange(0, 10).Draw(h.T, "what") {
	case 0, 1, 2:
		h.invite()
	case 3:
		h.accept()
	case 4: // it expires, is taken back, or the member goes
		holder := h.anybody()
		require.NoError(h, h.w.seats.FreeSeat(h.ctx, h.w.tenant, holder))
		h.drop(holder)
	case 5, 6:
		h.change()
	case 7:
		h.schedule()
	case 8:
		h.renew()
	case 9: // from Stripe's dashboard
		kind, n := h.kind(), rapid.IntRange(0, 5).Draw(h.T, "quantity")
		require.NoError(h, h.w.seats.Grant(h.ctx, h.w.tenant, kind, n))
		h.granted[kind] = n
	case 10:
		h.closed = rapid.Bool().Draw(h.T, "closed")
		require.NoError(h, h.w.seats.Allot(h.ctx, h.w.tenant, nil, h.closed))
		h.common = 0
	}
}

func (h *seats) invite() {
	kind, holder := h.kind(), id.New()
	want := h.refuses(kind, false)
	if again := len(h.order) > 0 && rapid.IntRange(0, 3).Draw(h.T, "again") == 0; again {
		if holder = h.anybody(); h.held[holder].kind == kind {
			want = nil // the seat is there already
		} else {
			want = licence.ErrHeld
		}
	}
	h.is(want, h.w.seats.TakeSeat(h.ctx, h.w.tenant, kind, holder))
	if _, known := h.held[holder]; want == nil && !known {
		h.held[holder], h.order = holding{kind: kind}, append(h.order, holder)
	}
}

func (h *seats) accept() {
	invitation, member := h.anybody(), id.New()
	was, known := h.held[invitation]
	err := h.w.seats.MoveSeat(h.ctx, h.w.tenant, invitation, member, true)
	switch {
	case !known:
		h.is(licence.ErrNoSeat, err)
		return
	case h.used(was.kind) > h.granted[was.kind]: // after a cut from outside nobody new comes in
		h.is(licence.ErrSeatLimit, err)
		return
	}
	require.NoError(h, err)
	h.drop(invitation)
	h.held[member], h.order = holding{was.kind, true}, append(h.order, member)
}

func (h *seats) change() {
	holder, kind := h.anybody(), h.kind()
	was, known := h.held[holder]
	want := h.refuses(kind, known && was.kind != licence.Viewer)
	switch {
	case !known:
		want = licence.ErrNoSeat
	case was.kind == kind:
		want = nil
	}
	h.is(want, h.w.seats.ChangeSeat(h.ctx, h.w.tenant, holder, kind))
	if want == nil {
		h.held[holder] = holding{kind, was.active}
	}
}

func (h *seats) schedule() {
	kind, n := h.kind(), rapid.IntRange(0, 6).Draw(h.T, "from the next period on")
	err := h.w.seats.Schedule(h.ctx, h.w.tenant, kind, n)
	if n < h.used(kind) {
		h.is(licence.ErrBelowUse, err)
		return
	}
	require.NoError(h, err)
	delete(h.scheduled, kind)
	if n < h.granted[kind] {
		h.scheduled[kind] = n
	}
}

// renew begins a period: cuts come true, and seats are bought.
func (h *seats) renew() {
	var all []licence.Allotment
	for _, kind := range licence.Kinds {
		n := h.granted[kind]
		if cut, ok := h.scheduled[kind]; ok {
			n = cut
		}
		if h.common > 0 || rapid.Bool().Draw(h.T, "buys") {
			n = rapid.IntRange(h.used(kind), h.used(kind)+3).Draw(h.T, "seats")
		}
		h.granted[kind] = n
		all = append(all, licence.Allotment{Kind: kind, Granted: n, Interval: "month"})
	}
	h.scheduled, h.common, h.closed = map[licence.Kind]int{}, 0, false
	require.NoError(h, h.w.seats.Allot(h.ctx, h.w.tenant, all, false))
}

func (h *seats) is(want, err error) {
	h.Helper()
	if want == nil {
		require.NoError(h, err)
		return
	}
	require.ErrorIs(h, err, want)
}

// compare holds the pools and the seats against the model.
func (h *seats) compare() {
	h.Helper()
	pools, err := h.w.seats.Pools(h.ctx, h.w.tenant)
	require.NoError(h, err)
	require.Len(h, pools, len(licence.Kinds))
	for _, p := range pools {
		most := h.granted[p.Kind]
		if h.common > 0 && p.Kind != licence.Viewer {
			most = min(most, h.used(p.Kind)+max(h.common-h.used(licence.Full, licence.Light), 0))
		}
		require.Equal(h, []int{most, h.used(p.Kind)}, []int{p.Granted, p.Used}, "%s", p.Kind)
		cut, is := h.scheduled[p.Kind]
		require.Equal(h, is, p.Scheduled != nil)
		require.True(h, !is || cut == *p.Scheduled)
	}
	var rows []struct {
		Holder      uuid.UUID
		Kind, State string
	}
	const q = "SELECT holder, kind, state FROM seat WHERE tenant_id = ? AND state <> 'released'"
	require.NoError(h, db.Orm(h.ctx).Raw(q, h.w.tenant).Scan(&rows).Error)
	require.Len(h, rows, len(h.held), "one seat for each holder")
	for _, r := range rows {
		x := h.held[r.Holder]
		state := map[bool]string{true: licence.Active, false: licence.Reserved}[x.active]
		require.Equal(h, fmt.Sprint(x.kind, state), r.Kind+r.State)
	}
}
