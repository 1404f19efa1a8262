package ledger

import (
	"crypto/rand"
	dice "math/rand/v2"
	"slices"
	"time"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// Event says that an object changed; Data holds the object as it was right after.
type Event struct {
	Base
	Type            string       `json:"type"`
	Data            EventData    `json:"data"`
	PendingWebhooks int          `json:"pending_webhooks"`
	Request         EventRequest `json:"request"`
	APIVersion      string       `json:"api_version,omitempty"`
	Deliveries      []*Delivery  `json:"_deliveries"`
}

// EventData is the body of an event.
type EventData struct {
	Object   wire.Object `json:"object"`
	Previous wire.Object `json:"previous_attributes,omitempty"`
}

// EventRequest names the API call that caused an event; both are nil when time did.
type EventRequest struct {
	ID  *string `json:"id"`
	Key *string `json:"idempotency_key"`
}

// Delivery is one copy of an event on its way to one endpoint. Next is the Unix second of the next try.
type Delivery struct {
	Endpoint string `json:"endpoint"`
	Tries    int    `json:"tries"`
	Next     int64  `json:"next"`
	Status   int    `json:"status"` // the last HTTP status, 0 when there was none
	Done     bool   `json:"done"`
	Lost     bool   `json:"lost"` // never tried again: dropped on purpose, or out of tries
}

// WebhookEndpoint is an address that wants events.
type WebhookEndpoint struct {
	Base
	URL           string            `json:"url"`
	EnabledEvents []string          `json:"enabled_events"`
	Description   string            `json:"description,omitempty"`
	APIVersion    string            `json:"api_version,omitempty"`
	Metadata      map[string]string `json:"metadata"`
	Secret        string            `json:"_secret"`
}

// Unreliable describes a bad network between Stripe and the webhook. The zero value delivers each event once, in order.
type Unreliable struct {
	Copies       int           `json:"copies"`       // how often each event is sent; 0 and 1 mean once
	Shuffle      bool          `json:"shuffle"`      // what is due is sent in random order
	DropPercent  int           `json:"dropPercent"`  // share of events whose copies are all lost
	DelayPercent int           `json:"delayPercent"` // share of copies that are late
	Delay        time.Duration `json:"delay"`        // how late, by the stand-in's clock
	Seed         uint64        `json:"seed"`         // makes the misfortune repeatable
	APIVersion   string        `json:"apiVersion"`   // what events say they are; empty means the right one
	SignedAgo    time.Duration `json:"signedAgo"`    // how old signatures are
	rng          *dice.Rand
}

// Roll is a random number below n from the seeded source.
func (u *Unreliable) Roll(n int) int {
	if u.rng == nil {
		u.rng = dice.New(dice.NewPCG(u.Seed, u.Seed)) //nolint:gosec // repeatable faults, not secrets
	}
	return u.rng.IntN(n)
}

// emit records that the object changed and puts the event on its way.
func (l *Ledger) emit(kind string, row any) { l.emitData(kind, l.View(row), nil) }

// emitUpdate is emit with what was different before; it says nothing when nothing was.
func (l *Ledger) emitUpdate(kind string, before wire.Object, row any) {
	after := l.View(row)
	if previous := wire.Previous(before, after); len(previous) > 0 {
		l.emitData(kind, after, previous)
	}
}

func (l *Ledger) emitData(kind string, object, previous wire.Object) {
	wire.Strip(object)
	wire.Strip(previous)
	e := &Event{Base: l.base("evt", "event"), Type: kind, Request: l.Cause, APIVersion: l.Unreliable.APIVersion,
		Data: EventData{Object: object, Previous: previous}}
	lost := l.Unreliable.DropPercent > 0 && l.Unreliable.Roll(100) < l.Unreliable.DropPercent
	for _, to := range l.Endpoints.All() {
		if slices.Contains(to.EnabledEvents, "*") || slices.Contains(to.EnabledEvents, kind) {
			e.Deliveries = append(e.Deliveries, l.deliveries(to.ID, lost)...)
		}
	}
	e.count()
	l.Events.add(e)
}

func (l *Ledger) deliveries(endpoint string, lost bool) []*Delivery {
	out := make([]*Delivery, max(l.Unreliable.Copies, 1))
	for i := range out {
		out[i] = &Delivery{Endpoint: endpoint, Next: l.Time, Lost: lost}
		if l.Unreliable.DelayPercent > 0 && l.Unreliable.Roll(100) < l.Unreliable.DelayPercent {
			out[i].Next += int64(l.Unreliable.Delay / time.Second)
		}
	}
	return out
}

func (e *Event) count() {
	waiting := map[string]bool{}
	for _, d := range e.Deliveries {
		waiting[d.Endpoint] = true
	}
	for _, d := range e.Deliveries {
		if d.Done {
			delete(waiting, d.Endpoint)
		}
	}
	e.PendingWebhooks = len(waiting)
}

// Delivered says whether every endpoint has had the event.
func (e *Event) Delivered() bool { return e.PendingWebhooks == 0 }

// Due is a delivery whose moment has come.
type Due struct {
	Event    *Event
	Delivery *Delivery
}

// Due lists what is to be delivered now, oldest first.
func (l *Ledger) Due() []Due {
	var out []Due
	for _, e := range l.undelivered() {
		for _, d := range e.Deliveries {
			if d.open() && d.Next <= l.Time {
				out = append(out, Due{e, d})
			}
		}
	}
	return out
}

func (d *Delivery) open() bool { return !d.Done && !d.Lost }

// undelivered are the events that still travel; the ones before the first of them are never looked at again.
func (l *Ledger) undelivered() []*Event {
	all := l.Events.All()
	for l.settled < len(all) && !slices.ContainsFunc(all[l.settled].Deliveries, (*Delivery).open) {
		l.settled++
	}
	return all[l.settled:]
}

// backoff are the seconds between tries; after the last one Stripe gives up, three days in.
var backoff = []int64{1, 5, 30, 300, 1800, 7200, 18000, 36000, 43200, 43200, 43200, 43200}

// Record notes how a try went; a status outside 200–299 is a failure.
func (l *Ledger) Record(e *Event, d *Delivery, status int) {
	d.Status, d.Done = status, status >= 200 && status < 300
	if !d.Done {
		d.Lost = d.Tries >= len(backoff)
		if !d.Lost {
			d.Next = l.Time + backoff[d.Tries]
		}
	}
	d.Tries++
	e.count()
}

// EndpointParams are the parameters of a webhook endpoint.
type EndpointParams struct {
	URL           string            `json:"url"`
	EnabledEvents []string          `json:"enabled_events"`
	Description   string            `json:"description"`
	APIVersion    string            `json:"api_version"`
	Metadata      map[string]string `json:"metadata"`
}

// CreateEndpoint adds an address that gets events from now on.
func (l *Ledger) CreateEndpoint(p EndpointParams) (*WebhookEndpoint, error) {
	if p.URL == "" || len(p.EnabledEvents) == 0 {
		return nil, wire.Invalid("parameter_missing", "url", "Missing required param: url or enabled_events.")
	}
	e := &WebhookEndpoint{Base: l.base("we", "webhook_endpoint"), URL: p.URL, EnabledEvents: p.EnabledEvents,
		Description: p.Description, APIVersion: p.APIVersion, Secret: "whsec_" + rand.Text()}
	merge(&e.Metadata, p.Metadata)
	return l.Endpoints.add(e), nil
}
