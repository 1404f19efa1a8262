package ledger

import (
	"slices"
	"strconv"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// Schedule changes a subscription by plan: phase after phase.
type Schedule struct {
	Base
	CanceledAt   int64             `json:"canceled_at,omitempty"`
	CompletedAt  int64             `json:"completed_at,omitempty"`
	CurrentPhase *PhaseTime        `json:"current_phase,omitempty"`
	Customer     string            `json:"customer"`
	EndBehavior  string            `json:"end_behavior"`
	Metadata     map[string]string `json:"metadata"`
	Phases       []*Phase          `json:"phases"`
	ReleasedAt   int64             `json:"released_at,omitempty"`
	ReleasedSub  string            `json:"released_subscription,omitempty"`
	Status       string            `json:"status"`
	Subscription string            `json:"subscription,omitempty"`
}

// PhaseTime is when a phase runs.
type PhaseTime struct {
	Start int64 `json:"start_date"`
	End   int64 `json:"end_date"`
}

// Phase is what a subscription consists of for some time.
type Phase struct {
	PhaseTime
	AddItems  []string          `json:"add_invoice_items"`
	Currency  string            `json:"currency"`
	Items     []*PhaseItem      `json:"items"`
	Metadata  map[string]string `json:"metadata"`
	Proration string            `json:"proration_behavior"`
}

// PhaseItem is one price of a phase.
type PhaseItem struct {
	Price    string            `json:"price"`
	Quantity int64             `json:"quantity"`
	Metadata map[string]string `json:"metadata"`
	TaxRates []string          `json:"tax_rates"`
}

// ScheduleParams are the parameters of a schedule.
type ScheduleParams struct {
	From        string            `json:"from_subscription"`
	EndBehavior string            `json:"end_behavior"`
	Metadata    map[string]string `json:"metadata"`
	Phases      []PhaseParams     `json:"phases"`
	Proration   string            `json:"proration_behavior"`
}

// PhaseParams are the parameters of a phase.
type PhaseParams struct {
	Start      string            `json:"start_date"`
	End        string            `json:"end_date"`
	Iterations int64             `json:"iterations,string"`
	Metadata   map[string]string `json:"metadata"`
	Proration  string            `json:"proration_behavior"`
	Currency   string            `json:"currency"`
	Items      []struct {
		Price    string            `json:"price"`
		Quantity *int64            `json:"quantity,string"`
		Metadata map[string]string `json:"metadata"`
	} `json:"items"`
}

// CreateSchedule puts a subscription under a schedule whose only phase is the current period.
func (l *Ledger) CreateSchedule(p ScheduleParams) (*Schedule, error) {
	if p.From == "" || len(p.Phases) > 0 {
		return nil, wire.Invalid("parameter_missing", "from_subscription", "This stand-in makes schedules from a subscription only; set the phases afterwards.")
	}
	sub, err := need(&l.Subscriptions, "subscription", "from_subscription", p.From)
	if err != nil {
		return nil, err
	}
	if sub.ended() || sub.Schedule != "" {
		return nil, wire.Invalid("", "from_subscription", "You cannot migrate a subscription that is %s or already attached to a schedule: %s", sub.Status, sub.Schedule)
	}
	s := &Schedule{Base: l.base("sub_sched", "subscription_schedule"), Customer: sub.Customer, EndBehavior: "release", Status: "active", Subscription: sub.ID}
	merge(&s.Metadata, p.Metadata)
	if sub.CancelAtEnd {
		s.EndBehavior = "cancel"
	}
	s.Phases = []*Phase{current(sub)}
	s.CurrentPhase = &s.Phases[0].PhaseTime
	l.Schedules.add(s)
	l.emit("subscription_schedule.created", s)
	before := l.View(sub)
	sub.cancelAtEnd(false, l.Time) // from now on the schedule's end_behavior says so
	sub.Schedule = s.ID
	l.emitUpdate("customer.subscription.updated", before, sub)
	return s, nil
}

func current(sub *Subscription) *Phase {
	ph := &Phase{PhaseTime: PhaseTime{Start: sub.PeriodStart, End: sub.PeriodEnd}, AddItems: []string{}, Currency: sub.Currency,
		Metadata: map[string]string{}, Proration: "create_prorations"}
	for _, item := range sub.Items.Data {
		ph.Items = append(ph.Items, &PhaseItem{Price: item.Price.ID, Quantity: item.Quantity, Metadata: map[string]string{}, TaxRates: []string{}})
	}
	return ph
}

// UpdateSchedule replaces the phases; the first given one must be the current one.
func (l *Ledger) UpdateSchedule(id string, p ScheduleParams) (*Schedule, error) {
	s, sub, err := l.running(id)
	if err != nil {
		return nil, err
	}
	if err := wire.OneOf("end_behavior", p.EndBehavior, "release", "cancel"); err != nil {
		return nil, err
	}
	phases, err := l.phases(sub, s, p.Phases)
	if err != nil {
		return nil, err
	}
	before := l.View(s)
	if phases != nil {
		s.Phases = phases
		s.CurrentPhase = &phases[0].PhaseTime
		l.enter(sub, phases[0], p.Proration)
	}
	if p.EndBehavior != "" {
		s.EndBehavior = p.EndBehavior
	}
	merge(&s.Metadata, p.Metadata)
	l.emitUpdate("subscription_schedule.updated", before, s)
	return s, nil
}

func (l *Ledger) running(id string) (*Schedule, *Subscription, error) {
	s, err := need(&l.Schedules, "subscription_schedule", "schedule", id)
	if err != nil {
		return nil, nil, err
	}
	if s.Status != "active" {
		return nil, nil, wire.Invalid("", "", "You cannot change a subscription schedule that is currently in the `%s` status.", s.Status)
	}
	sub, _ := l.Subscriptions.Get(s.Subscription)
	return s, sub, nil
}

func (l *Ledger) phases(sub *Subscription, s *Schedule, params []PhaseParams) ([]*Phase, error) {
	var out []*Phase
	start := s.CurrentPhase.Start
	for i, p := range params {
		if at, ok := l.moment(p.Start); p.Start != "" && (!ok || at != start) {
			return nil, wire.Invalid("", "phases["+strconv.Itoa(i)+"][start_date]", "You can not modify the start date of the current phase, and each later phase starts where the one before ends.")
		}
		ph, err := l.phase(sub, p, start)
		if err != nil {
			return nil, err
		}
		out, start = append(out, ph), ph.End
	}
	return out, nil
}

func (l *Ledger) moment(text string) (int64, bool) {
	if text == "now" {
		return l.Time, true
	}
	at, err := strconv.ParseInt(text, 10, 64)
	return at, err == nil
}

func (l *Ledger) phase(sub *Subscription, p PhaseParams, start int64) (*Phase, error) {
	ph := &Phase{PhaseTime: PhaseTime{Start: start}, AddItems: []string{}, Currency: sub.Currency, Proration: p.Proration}
	merge(&ph.Metadata, p.Metadata)
	if ph.Proration == "" {
		ph.Proration = "create_prorations"
	}
	for i, item := range p.Items {
		price, err := l.sellable(sub, item.Price, "phases[items]["+strconv.Itoa(i)+"][price]")
		if err != nil {
			return nil, err
		}
		row := &PhaseItem{Price: price.ID, Quantity: 1, TaxRates: []string{}}
		set(&row.Quantity, item.Quantity)
		merge(&row.Metadata, item.Metadata)
		ph.Items = append(ph.Items, row)
	}
	if len(ph.Items) == 0 {
		return nil, wire.Invalid("parameter_missing", "phases[items]", "Missing required param: phases[items].")
	}
	return ph, l.phaseEnd(ph, p)
}

func (l *Ledger) phaseEnd(ph *Phase, p PhaseParams) error {
	if p.End == "" {
		price, _ := l.Prices.Get(ph.Items[0].Price)
		every := price.every()
		every.Count *= max(p.Iterations, 1)
		ph.End = every.Next(ph.Start, ph.Start)
		return nil
	}
	end, ok := l.moment(p.End)
	if !ok || end <= ph.Start || end < l.Time {
		return wire.Invalid("", "phases[end_date]", "The end date of a phase must be after its start date.")
	}
	ph.End = end
	return nil
}

// items are the phase's items as items of the subscription, keeping the ids of prices that stay.
func (l *Ledger) phaseItems(sub *Subscription, ph *Phase) []*Item {
	items := make([]*Item, len(ph.Items))
	for i, want := range ph.Items {
		price, _ := l.Prices.Get(want.Price)
		items[i] = &Item{ID: l.base("si", "").ID, Object: "subscription_item", Created: l.Time, Subscription: sub.ID, Metadata: map[string]string{}}
		if at := slices.IndexFunc(sub.Items.Data, func(it *Item) bool { return it.Price.ID == want.Price }); at >= 0 {
			*items[i] = *sub.Items.Data[at]
		}
		items[i].Price, items[i].Quantity = price, want.Quantity
	}
	return items
}

// enter makes the subscription be what the phase says, prorated unless it happens between two periods.
func (l *Ledger) enter(sub *Subscription, ph *Phase, proration string) {
	if proration == "" {
		proration = ph.Proration
	}
	items := l.phaseItems(sub, ph)
	if slices.EqualFunc(items, sub.Items.Data, func(a, b *Item) bool { return a.ID == b.ID && a.Quantity == b.Quantity }) {
		return
	}
	if l.Time < sub.PeriodEnd {
		l.carryOut(sub, l.weigh(sub, items, proration, l.Time, false), "")
		return
	}
	before := l.View(sub)
	if items[0].Price.every() != sub.every() {
		sub.Anchor = l.Time
	}
	sub.Items.Data = items
	l.emitUpdate("customer.subscription.updated", before, sub)
}

// nextPhase ends the current phase of a schedule.
func (l *Ledger) nextPhase(s *Schedule) {
	sub, _ := l.Subscriptions.Get(s.Subscription)
	at := slices.IndexFunc(s.Phases, func(ph *Phase) bool { return ph.Start == s.CurrentPhase.End })
	if at >= 0 {
		before := l.View(s)
		s.CurrentPhase = &s.Phases[at].PhaseTime
		l.enter(sub, s.Phases[at], "")
		l.emitUpdate("subscription_schedule.updated", before, s)
		return
	}
	if s.EndBehavior == "cancel" {
		l.closeSchedule(s, "completed")
		l.end(sub, "canceled", "cancellation_requested")
		return
	}
	l.closeSchedule(s, "released")
}

// itemsAfter are the items of the subscription's next period: those of the phase that begins with it, else today's.
func (l *Ledger) itemsAfter(sub *Subscription) []*Item {
	s, ok := l.Schedules.Get(sub.Schedule)
	if !ok {
		return sub.Items.Data
	}
	if at := slices.IndexFunc(s.Phases, func(ph *Phase) bool { return ph.Start == sub.PeriodEnd }); at >= 0 {
		return l.phaseItems(sub, s.Phases[at])
	}
	return sub.Items.Data
}

// ReleaseSchedule leaves the subscription as it is and forgets the phases to come.
func (l *Ledger) ReleaseSchedule(id string) (*Schedule, error) {
	s, _, err := l.running(id)
	if err == nil {
		l.closeSchedule(s, "released")
	}
	return s, err
}

// CancelSchedule ends the schedule and its subscription.
func (l *Ledger) CancelSchedule(id string) (*Schedule, error) {
	s, sub, err := l.running(id)
	if err == nil {
		l.end(sub, "canceled", "cancellation_requested")
	}
	return s, err
}

func (l *Ledger) closeSchedule(s *Schedule, status string) {
	s.Status, s.CurrentPhase = status, nil
	switch status {
	case "released":
		s.ReleasedAt, s.ReleasedSub, s.Subscription = l.Time, s.Subscription, ""
	case "completed":
		s.CompletedAt = l.Time
	case "canceled":
		s.CanceledAt = l.Time
	}
	l.emit("subscription_schedule."+status, s)
	for _, sub := range l.Subscriptions.Where(func(x *Subscription) bool { return x.Schedule == s.ID }) {
		before := l.View(sub)
		sub.Schedule = ""
		l.emitUpdate("customer.subscription.updated", before, sub)
	}
}
