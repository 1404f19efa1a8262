package ledger

import (
	"sync"
	"time"
)

// due is something that time brings about. Of two at the same moment the lower rank comes first.
type due struct {
	at   int64
	rank int
	run  func()
}

// RunTo lets everything happen that is due until now, in order, each at its own moment.
func (l *Ledger) RunTo(now int64) {
	for {
		next, ok := l.earliest(now)
		if !ok {
			break
		}
		l.Time = max(l.Time, next.at)
		next.run()
	}
	l.Time = max(l.Time, now)
}

func (l *Ledger) earliest(now int64) (first due, found bool) {
	consider := func(at int64, rank int, run func()) {
		if at == 0 || at > now || found && (at > first.at || at == first.at && rank >= first.rank) {
			return
		}
		first, found = due{at, rank, run}, true
	}
	for _, sub := range l.Subscriptions.All() {
		if !sub.ended() {
			l.subscriptionDues(sub, consider)
		}
	}
	for _, s := range l.Schedules.All() {
		if s.Status == "active" {
			consider(s.CurrentPhase.End, 1, func() { l.nextPhase(s) })
		}
	}
	for _, inv := range l.Invoices.All() {
		l.invoiceDues(inv, consider)
	}
	for _, s := range l.Sessions.All() {
		if s.Status == "open" {
			consider(s.ExpiresAt, 3, func() { l.expire(s) })
		}
	}
	return first, found
}

func (l *Ledger) subscriptionDues(sub *Subscription, consider func(int64, int, func())) {
	if sub.PendingUpdate != nil {
		consider(sub.PendingUpdate.ExpiresAt, 3, func() { l.dropPending(sub) })
	}
	consider(sub.CancelAt, 0, func() { l.end(sub, "canceled", "cancellation_requested") })
	switch sub.Status {
	case "incomplete":
		consider(sub.Created+23*hour, 3, func() { l.giveUpFirst(sub) })
		return
	case "paused":
		return
	case "trialing":
		if sub.TrialWarned != sub.TrialEnd {
			consider(max(sub.TrialEnd-3*day, sub.TrialStart), 3, func() { l.warnTrial(sub) })
		}
	case "active":
		if sub.Upcoming != sub.PeriodEnd && sub.CancelAt == 0 {
			consider(max(sub.PeriodEnd-7*day, sub.PeriodStart), 3, func() { l.announce(sub) })
		}
	}
	consider(sub.PeriodEnd, 2, func() { l.renew(sub) })
}

func (l *Ledger) invoiceDues(inv *Invoice, consider func(int64, int, func())) {
	switch {
	case inv.Status == "draft":
		consider(inv.FinalizeAt, 4, func() { l.finalizeLate(inv) })
	case inv.Status == "open" && inv.NextAttempt > 0:
		consider(inv.NextAttempt, 4, func() { l.collect(inv, false) })
	case inv.Status == "open" && inv.CollectionMethod == "send_invoice" && !inv.Attempted:
		consider(inv.DueDate, 4, func() { l.overdue(inv) })
	}
}

// giveUpFirst ends a subscription whose first payment never came.
func (l *Ledger) giveUpFirst(sub *Subscription) {
	if inv, ok := l.Invoices.Get(sub.LatestInvoice); ok && inv.Status == "open" {
		l.void(inv)
	}
	l.end(sub, "incomplete_expired", "payment_failed")
}

func (l *Ledger) warnTrial(sub *Subscription) {
	sub.TrialWarned = sub.TrialEnd
	l.emit("customer.subscription.trial_will_end", sub)
}

// announce sends the preview of the renewal a week ahead.
func (l *Ledger) announce(sub *Subscription) {
	sub.Upcoming = sub.PeriodEnd
	if inv, err := l.nextInvoice(sub, nil, false); err == nil {
		l.emit("invoice.upcoming", inv)
	}
}

// renew begins the next period, or what follows a trial, and drafts its invoice.
func (l *Ledger) renew(sub *Subscription) {
	before := l.View(sub)
	if sub.Status == "trialing" && !l.endTrial(sub) {
		return
	}
	next := l.nextPeriod(sub, sub.Items.Data)
	inv := l.draft(sub, "subscription_cycle", l.cycleLines(sub, sub.Items.Data, next))
	sub.PeriodStart, sub.PeriodEnd = next.Start, next.End
	inv.AutoAdvance = sub.Status != "unpaid"
	if inv.AutoAdvance {
		inv.FinalizeAt, inv.NextAttempt = l.Time+hour, l.Time+hour
	}
	l.emitUpdate("customer.subscription.updated", before, sub)
}

// endTrial makes the subscription active, unless there is no card and the trial settings say otherwise.
func (l *Ledger) endTrial(sub *Subscription) bool {
	missing := sub.TrialSettings.EndBehavior.Missing
	if l.methodOf(sub) == nil && sub.CollectionMethod == "charge_automatically" && missing != "create_invoice" {
		if missing == "cancel" {
			l.end(sub, "canceled", "payment_failed")
			return false
		}
		sub.Status = "paused"
		l.emit("customer.subscription.paused", sub)
		return false
	}
	sub.Status = "active"
	return true
}

func (l *Ledger) finalizeLate(inv *Invoice) {
	inv.NextAttempt = 0
	l.finalize(inv)
	if inv.Status == "open" && inv.CollectionMethod == "charge_automatically" {
		l.collect(inv, false)
	}
}

func (l *Ledger) overdue(inv *Invoice) {
	inv.Attempted = true
	l.emit("invoice.overdue", inv)
	if sub, ok := l.Subscriptions.Get(inv.Subscription); ok && sub.Status == "active" {
		before := l.View(sub)
		sub.Status = "past_due"
		l.emitUpdate("customer.subscription.updated", before, sub)
	}
}

// Shared is a ledger that many may use: one at a time, and always up to date with its clock.
type Shared struct {
	mu      sync.Mutex
	ledger  *Ledger
	now     func() time.Time
	ahead   time.Duration
	changed func()
}

// Share wraps a ledger. Now is the clock it follows; changed is called after each use.
func Share(l *Ledger, now func() time.Time, changed func()) *Shared {
	s := &Shared{ledger: l, now: now, changed: changed}
	s.ahead = max(time.Unix(l.Time, 0).Sub(now()), 0).Truncate(time.Second) // a loaded ledger may be ahead of the clock
	return s
}

// Do runs fn alone, after everything that was due by now.
func (s *Shared) Do(fn func(*Ledger) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed()
	s.ledger.RunTo(s.now().Add(s.ahead).Unix())
	return fn(s.ledger)
}

// Peek runs fn alone and tells nobody.
func (s *Shared) Peek(fn func(*Ledger)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ledger.RunTo(s.now().Add(s.ahead).Unix())
	fn(s.ledger)
}

// Advance moves the ledger's clock and lets happen what becomes due.
func (s *Shared) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed()
	s.ahead += d
	s.ledger.RunTo(s.now().Add(s.ahead).Unix())
}
