package cadence

import (
	"time"

	"github.com/google/uuid"
)

// Rule says how the leads of a pipeline are called: so many attempts within so many days, in hours of the lead's own clock.
type Rule struct {
	PipelineID     uuid.UUID `gorm:"primaryKey"`
	Active         bool
	Attempts, Days int
	FromHour       int // from which a call is welcome
	ToHour         int // from which it is not
	Sundays        bool
	Version        int
}

// TableName implements gorm's Tabler.
func (Rule) TableName() string { return "cadence_rule" }

// band is how many hours count as one time of the day: who did not pick up at nine is not tried at nine again.
const band = 2

// rest is the least time between two attempts.
const rest = 2 * time.Hour

// horizon is how many days are looked through for a time; a week has one that is allowed.
const horizon = 15

// Allowed tells whether a call is welcome at a moment where the lead lives.
func (r Rule) Allowed(t time.Time, zone *time.Location) bool {
	t = t.In(zone)
	return t.Hour() >= r.FromHour && t.Hour() < r.ToHour && r.workday(t)
}

func (r Rule) workday(t time.Time) bool { return r.Sundays || t.Weekday() != time.Sunday }

// Earliest is the first moment from t on at which a call is welcome.
func (r Rule) Earliest(t time.Time, zone *time.Location) time.Time {
	if r.Allowed(t, zone) {
		return t
	}
	for day := range horizon {
		if found := r.slots(t, day, zone); len(found) > 0 {
			return found[0]
		}
	}
	return t // not reached: a rule has an hour on six days of the week
}

// slots are the times of the day, so many days from t, from which on somebody can be called; none before t.
func (r Rule) slots(t time.Time, ahead int, zone *time.Location) (all []time.Time) {
	y, m, d := t.In(zone).Date()
	for hour := r.FromHour; hour < r.ToHour; hour++ {
		begin := time.Date(y, m, d+ahead, hour, 0, 0, 0, zone)
		if begin.Before(t) && t.Before(begin.Add(time.Hour)) {
			begin = t
		}
		first := len(all) == 0 || bandOf(all[len(all)-1], zone) != bandOf(begin, zone)
		if first && !begin.Before(t) && r.Allowed(begin, zone) && begin.In(zone).Day() == time.Date(y, m, d+ahead, 12, 0, 0, 0, zone).Day() {
			all = append(all, begin.UTC())
		}
	}
	return all
}

func bandOf(t time.Time, zone *time.Location) int { return t.In(zone).Hour() / band }

func dayOf(t time.Time, zone *time.Location) string { return t.In(zone).Format(time.DateOnly) }

// Next is when a lead that was called at some times, in vain, is to be called again; ok is false when that was often enough. The
// attempts are spread over the days that are left, at times of the day that were tried least.
func (r Rule) Next(since time.Time, tried []time.Time, now time.Time, zone *time.Location) (at time.Time, ok bool) {
	if len(tried) >= r.Attempts {
		return at, false
	}
	if len(tried) == 0 {
		return r.Earliest(now, zone), true
	}
	from := now
	for _, t := range tried {
		if t.Add(rest).After(from) {
			from = t.Add(rest)
		}
	}
	for ahead := range horizon {
		slots := r.slots(from, ahead, zone)
		if len(slots) > 0 && r.on(slots[0], tried, zone) < r.perDay(slots[0], since, tried, zone) {
			return r.fresh(slots, tried, zone), true
		}
	}
	return r.Earliest(from, zone), true
}

// on is how many attempts were made on the day of t.
func (r Rule) on(t time.Time, tried []time.Time, zone *time.Location) (n int) {
	for _, x := range tried {
		if dayOf(x, zone) == dayOf(t, zone) {
			n++
		}
	}
	return n
}

// perDay is how many attempts the day of t takes, so that all are made in time; one, when it is too late for that.
func (r Rule) perDay(t, since time.Time, tried []time.Time, zone *time.Location) int {
	before := 0
	for _, x := range tried {
		if dayOf(x, zone) < dayOf(t, zone) {
			before++
		}
	}
	days, last := 0, since.In(zone).AddDate(0, 0, r.Days)
	for d := t.In(zone); d.Before(last); d = d.AddDate(0, 0, 1) {
		if r.workday(d) {
			days++
		}
	}
	return max(1, (r.Attempts-before+max(days, 1)-1)/max(days, 1)*min(days, 1))
}

// fresh is that of some times of which the time of the day was tried least; the first of several.
func (r Rule) fresh(slots, tried []time.Time, zone *time.Location) time.Time {
	best, least := slots[0], len(tried)+1
	for _, slot := range slots {
		n := 0
		for _, x := range tried {
			if bandOf(x, zone) == bandOf(slot, zone) {
				n++
			}
		}
		if n < least {
			best, least = slot, n
		}
	}
	return best
}
