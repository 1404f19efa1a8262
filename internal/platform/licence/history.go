package licence

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Happened is something that happened to a seat or, with Granted set, to how many of a kind there may be.
type Happened struct {
	At      time.Time
	Kind    Kind
	SeatID  *uuid.UUID
	Holder  *uuid.UUID
	State   *string
	Granted *int
}

// Day is how many seats of a kind were used at most on a day (UTC), and how many were granted at its end.
type Day struct {
	Day     string `json:"day" format:"date"`
	Kind    Kind   `json:"kind" enum:"full,light,viewer"`
	Used    int    `json:"used"`
	Granted int    `json:"granted"`
}

// Count is used and granted seats of a kind.
type Count struct{ Used, Granted int }

// tape replays what happened to seats.
type tape struct {
	seats map[uuid.UUID]Kind // that count
	now   map[Kind]Count
}

func newTape() *tape { return &tape{map[uuid.UUID]Kind{}, map[Kind]Count{}} }

func (t *tape) play(h Happened) {
	if h.Granted != nil {
		c := t.now[h.Kind]
		c.Granted = *h.Granted
		t.now[h.Kind] = c
		return
	}
	if before, counted := t.seats[*h.SeatID]; counted {
		t.add(before, -1)
		delete(t.seats, *h.SeatID)
	}
	if *h.State == Reserved || *h.State == Active {
		t.seats[*h.SeatID] = h.Kind
		t.add(h.Kind, 1)
	}
}

func (t *tape) add(kind Kind, n int) {
	c := t.now[kind]
	c.Used += n
	t.now[kind] = c
}

// Daily sums what happened up to days with something new in them: the most that was used, and what was granted last.
func Daily(all []Happened) (days []Day) {
	t := newTape()
	last := map[Kind]int{} // where a kind's newest day is
	for _, h := range all {
		t.play(h)
		day := h.At.UTC().Format(time.DateOnly)
		for _, kind := range Kinds {
			c := t.now[kind]
			at, known := last[kind]
			switch {
			case known && days[at].Day >= day:
				days[at].Used, days[at].Granted = max(days[at].Used, c.Used), c.Granted
			case h.Kind == kind:
				last[kind] = len(days)
				days = append(days, Day{day, kind, c.Used, c.Granted})
			}
		}
	}
	slices.Reverse(days)
	return days
}

// Exported is published when the history of seats left Kith as a file.
type Exported struct{ Count int }

// Change implements event.Change.
func (e Exported) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: "seat"}, Action: "exported", After: map[string]int{"count": e.Count}}
}
