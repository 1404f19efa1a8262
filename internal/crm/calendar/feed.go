package calendar

import (
	"bytes"
	"time"

	"github.com/emersion/go-ical"

	"github.com/kith-crm/kith/internal/crm/task"
)

// unsaid is how long something takes of which nobody said it.
const unsaid = 30 * time.Minute

// write makes a calendar of tasks. Moments are written in UTC, which every program reads right in its own zone; whole days as
// days, on the company's calendar. With todos, what is no call or meeting is a to-do, for programs that have lists of them.
func write(name string, ts []task.Seen, todos bool, now time.Time, zone *time.Location) ([]byte, error) {
	cal := ical.NewCalendar()
	cal.Props.SetText(ical.PropVersion, "2.0")
	cal.Props.SetText(ical.PropProductID, "-//Kith//Kith//EN")
	cal.Props.SetText(ical.PropName, name)
	cal.Props.SetText("X-WR-CALNAME", name)
	for _, t := range ts {
		if todos && t.Kind == task.Todo {
			cal.Children = append(cal.Children, todo(t, now, zone))
			continue
		}
		cal.Children = append(cal.Children, event(t, *t.DueAt, t.ID.String(), now, zone))
		for _, at := range t.Ahead(now.Add(ahead), zone, maxAhead) {
			cal.Children = append(cal.Children, event(t, at, t.ID.String()+"-"+at.Format("20060102"), now, zone))
		}
	}
	if len(cal.Children) == 0 { // RFC 5545 asks for at least one component
		cal.Children = append(cal.Children, utc())
	}
	var b bytes.Buffer
	err := ical.NewEncoder(&b).Encode(cal)
	return b.Bytes(), err
}

func utc() *ical.Component {
	zone, standard := ical.NewComponent(ical.CompTimezone), ical.NewComponent(ical.CompTimezoneStandard)
	zone.Props.SetText(ical.PropTimezoneID, "UTC")
	begin := ical.NewProp(ical.PropDateTimeStart)
	begin.Value = "19700101T000000"
	standard.Props.Set(begin)
	for _, name := range []string{ical.PropTimezoneOffsetFrom, ical.PropTimezoneOffsetTo} {
		p := ical.NewProp(name)
		p.Value = "+0000"
		standard.Props.Set(p)
	}
	zone.Children = append(zone.Children, standard)
	return zone
}

func event(t task.Seen, at time.Time, uid string, now time.Time, zone *time.Location) *ical.Component {
	e := described(ical.NewComponent(ical.CompEvent), t, uid, now)
	if t.AllDay {
		local := at.In(zone)
		e.Props.SetDate(ical.PropDateTimeStart, local)
		e.Props.SetDate(ical.PropDateTimeEnd, local.AddDate(0, 0, 1))
		e.Props.SetText(ical.PropTransparency, "TRANSPARENT")
		return e
	}
	length := unsaid
	if t.Minutes != nil {
		length = time.Duration(*t.Minutes) * time.Minute
	}
	e.Props.SetDateTime(ical.PropDateTimeStart, at.UTC())
	e.Props.SetDateTime(ical.PropDateTimeEnd, at.Add(length).UTC())
	return e
}

func todo(t task.Seen, now time.Time, zone *time.Location) *ical.Component {
	c := described(ical.NewComponent(ical.CompToDo), t, t.ID.String(), now)
	if t.AllDay {
		c.Props.SetDate(ical.PropDue, t.DueAt.In(zone))
	} else {
		c.Props.SetDateTime(ical.PropDue, t.DueAt.UTC())
	}
	status := "NEEDS-ACTION"
	if t.DoneAt != nil {
		status = "COMPLETED"
		c.Props.SetDateTime(ical.PropCompleted, t.DoneAt.UTC())
	}
	c.Props.SetText(ical.PropStatus, status)
	return c
}

func described(c *ical.Component, t task.Seen, uid string, now time.Time) *ical.Component {
	c.Props.SetText(ical.PropUID, uid+"@kith")
	c.Props.SetDateTime(ical.PropDateTimeStamp, now.UTC())
	c.Props.SetDateTime(ical.PropLastModified, t.UpdatedAt.UTC())
	summary := t.Title
	if t.AboutName != "" {
		summary += " (" + t.AboutName + ")"
	}
	c.Props.SetText(ical.PropSummary, summary)
	if t.Note != "" {
		c.Props.SetText(ical.PropDescription, t.Note)
	}
	return c
}
