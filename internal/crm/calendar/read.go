package calendar

import (
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/jsonb"
)

// maxSteps bounds how often the rule of one event of somebody else is followed, and maxTitle what is kept of its name.
const (
	maxSteps = 20_000
	maxTitle = 200
)

// read returns the busy times of a calendar file around now. Times without a zone are those of home, and so are times of a zone
// that nobody knows.
func read(r io.Reader, now time.Time, home *time.Location) (jsonb.List[Busy], error) {
	limited := &io.LimitedReader{R: r, N: maxSize + 1}
	d := ical.NewDecoder(limited)
	all := jsonb.List[Busy]{}
	found := false
	for {
		cal, err := d.Decode()
		if limited.N <= 0 {
			return nil, ErrFile
		}
		if errors.Is(err, io.EOF) && found {
			break
		}
		if err != nil {
			return nil, ErrFile.Because(err)
		}
		found = true
		all = append(all, busy(cal, now, homeOf(cal, home))...)
	}
	slices.SortFunc(all, func(a, b Busy) int { return a.From.Compare(b.From) })
	return all[:min(len(all), maxBusy)], nil
}

// homeOf is the zone that a calendar says it is in, else the reader's.
func homeOf(cal *ical.Calendar, home *time.Location) *time.Location {
	if p := cal.Props.Get("X-WR-TIMEZONE"); p != nil {
		if name := clock.Called(p.Value); name != "" {
			return clock.Zone(name)
		}
	}
	return home
}

// instance is one time of an event that was changed or called off on its own.
type instance struct {
	uid string
	at  int64
}

func busy(cal *ical.Calendar, now time.Time, home *time.Location) (all []Busy) {
	events := cal.Events()
	own := map[instance]bool{}
	for _, e := range events {
		settleZones(e)
		if at, err := e.Props.DateTime(ical.PropRecurrenceID, home); err == nil && e.Props.Get(ical.PropRecurrenceID) != nil {
			own[instance{uid(e), at.Unix()}] = true
		}
	}
	for _, e := range events {
		if len(all) >= maxBusy {
			break
		}
		all = append(all, times(e, now, home, own)...)
	}
	return all
}

func uid(e ical.Event) string {
	text, _ := e.Props.Text(ical.PropUID)
	return text
}

// times are those of one event that take up its person's time.
func times(e ical.Event, now time.Time, home *time.Location, own map[instance]bool) (all []Busy) {
	if status, _ := e.Status(); status == ical.EventCancelled {
		return nil
	}
	if p := e.Props.Get(ical.PropTransparency); p != nil && strings.EqualFold(p.Value, "TRANSPARENT") {
		return nil
	}
	start, err := e.DateTimeStart(home)
	end, errEnd := e.DateTimeEnd(home)
	if err != nil || errEnd != nil || start.IsZero() || end.Before(start) {
		return nil
	}
	b := Busy{Title: title(e), AllDay: e.Props.Get(ical.PropDateTimeStart).ValueType() == ical.ValueDate}
	for _, at := range starts(e, start, now, home) {
		if e.Props.Get(ical.PropRecurrenceID) == nil && own[instance{uid(e), at.Unix()}] {
			continue
		}
		b.From, b.To = at.UTC(), at.Add(end.Sub(start)).UTC()
		if b.AllDay {
			b.From, b.To = day0(at), day0(at.Add(end.Sub(start)))
		}
		if b.To.After(now.Add(behind)) && b.From.Before(now.Add(ahead)) {
			all = append(all, b)
		}
	}
	return all
}

// day0 is the beginning, in no zone, of the day that a moment has in its own.
func day0(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func title(e ical.Event) string {
	text, _ := e.Props.Text(ical.PropSummary)
	runes := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " "))
	return string(runes[:min(len(runes), maxTitle)])
}

// starts are when an event begins, each time. Rules that are more frequent than daily, or can't be read, count as once.
func starts(e ical.Event, start, now time.Time, home *time.Location) (all []time.Time) {
	if o, err := e.Props.RecurrenceRule(); err != nil || o != nil && o.Freq > rrule.DAILY || o != nil && o.Freq == rrule.DAILY && len(o.Bymonth)+len(o.Bymonthday) > 0 {
		return []time.Time{start}
	}
	set, err := e.RecurrenceSet(home)
	if err != nil || set == nil {
		return []time.Time{start}
	}
	next := set.Iterator()
	for range maxSteps {
		at, ok := next()
		if !ok || at.After(now.Add(ahead)) {
			break
		}
		if at.After(now.Add(behind)) {
			all = append(all, at)
		}
	}
	return all
}

// settleZones gives an event's times the names of zones that are known here; what is left without one is in the reader's.
func settleZones(e ical.Event) {
	for _, name := range []string{ical.PropDateTimeStart, ical.PropDateTimeEnd, ical.PropExceptionDates, ical.PropRecurrenceDates, ical.PropRecurrenceID} {
		for i, p := range e.Props[name] {
			if id := p.Params.Get(ical.PropTimezoneID); id != "" {
				if known := clock.Called(id); known != "" {
					e.Props[name][i].Params.Set(ical.PropTimezoneID, known)
				} else {
					e.Props[name][i].Params.Del(ical.PropTimezoneID)
				}
			}
		}
	}
}
