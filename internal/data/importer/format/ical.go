package format

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// isCalendar tells whether a text is a calendar.
func isCalendar(text string) bool {
	const begin = "BEGIN:VCALENDAR"
	text = strings.TrimLeft(text, " \t\r\n")
	return len(text) >= len(begin) && strings.EqualFold(text[:len(begin)], begin)
}

// calendarHead are the columns of a table of a calendar, called as the properties are from which they come.
var calendarHead = []string{ical.PropSummary, "BEGIN", ical.PropDateTimeStart, ical.PropDue, ical.PropDateTimeEnd, ical.PropDuration, ical.PropStatus, ical.PropCompleted,
	ical.PropDescription, ical.PropLocation, ical.PropURL, ical.PropAttendee, ical.PropOrganizer, ical.PropTrigger, ical.PropRecurrenceRule, ical.PropTimezoneID,
	ical.PropExceptionDates, ical.PropRecurrenceDates, ical.PropUID}

// entry is an appointment or a to-do of a calendar.
type entry struct {
	row    int // the line of the file on which it begins
	kind   string
	zone   *time.Location // of times that name none; nil where the calendar says nothing
	whole  bool           // whether its end was found
	props  ical.Props
	alarms []ical.Props
	except []string // of a series, the times that stand in the file on their own
}

// readCalendar makes a calendar a table with a row for each appointment and each to-do, whose number is the line on which it begins.
// What is wrong in a property stays as it is written, so that it is refused by its name. Times that were changed within a series
// are rows of their own.
func readCalendar(text string) (Table, error) {
	t := Table{Format: ICal, Encoding: "utf-8"}
	r := calendarReader{}
	for at, line := range unfolded(text) {
		if r.take(at, line); len(r.all) > maxRows {
			return t, ErrTooLarge
		}
	}
	except(r.all)
	rows := make([]map[string]string, len(r.all))
	for i, e := range r.all {
		rows[i] = e.cells()
	}
	head := slices.DeleteFunc(slices.Clone(calendarHead), func(h string) bool {
		return !slices.ContainsFunc(rows, func(row map[string]string) bool { return row[h] != "" })
	})
	if err := t.head(head); err != nil {
		return t, err
	}
	for i, e := range r.all {
		cells := make([]string, len(head))
		for n, h := range head {
			cells[n] = rows[i][h]
		}
		if err := t.add(e.row, cells); err != nil {
			return t, err
		}
	}
	return t, t.full()
}

// calendarReader takes lines. Those that are none are left out, so that the rest of a file can be taken.
type calendarReader struct {
	all   []*entry
	inner []string // components in which the line stands, within the entry
	in    *entry
	alarm ical.Props
	zone  *time.Location
}

func (r *calendarReader) take(at int, line string) {
	p, ok := property(line)
	value := strings.ToUpper(strings.TrimSpace(p.Value))
	switch {
	case !ok:
	case p.Name == "BEGIN" && (value == ical.CompEvent || value == ical.CompToDo):
		r.in, r.inner = &entry{row: at, kind: value, zone: r.zone, props: ical.Props{}}, nil
		r.all = append(r.all, r.in)
	case r.in == nil:
		r.outside(p, value)
	case p.Name == "BEGIN":
		r.inner, r.alarm = append(r.inner, value), ical.Props{}
	case p.Name == "END":
		r.end(value)
	case len(r.inner) == 0:
		r.in.props.Add(&p)
	default:
		r.alarm.Add(&p)
	}
}

// outside takes what a calendar says of itself: in which zone it is.
func (r *calendarReader) outside(p ical.Prop, value string) {
	switch {
	case p.Name == "BEGIN" && value == ical.CompCalendar:
		r.zone = nil
	case p.Name == "X-WR-TIMEZONE" && clock.Called(p.Value) != "":
		r.zone = clock.Zone(clock.Called(p.Value))
	}
}

func (r *calendarReader) end(value string) {
	if n := len(r.inner); n > 0 {
		if r.inner[n-1] == ical.CompAlarm {
			r.in.alarms = append(r.in.alarms, r.alarm)
		}
		r.inner = r.inner[:n-1]
		return
	}
	r.in.whole = value == r.in.kind
	r.in = nil
}

// unfolded are the lines of a calendar with their numbers; one that begins with a space goes on the one before.
func unfolded(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		var line strings.Builder
		first, at := 1, 0
		for l := range strings.Lines(text) {
			at++
			l = strings.TrimRight(l, "\r\n")
			if l != "" && (l[0] == ' ' || l[0] == '\t') {
				line.WriteString(l[1:])
				continue
			}
			if at > 1 && !yield(first, line.String()) {
				return
			}
			first = at
			line.Reset()
			line.WriteString(l)
		}
		yield(first, line.String())
	}
}

// property is a line as a property; false for one that is none.
func property(line string) (ical.Prop, bool) {
	head, value, ok := cutLine(strings.TrimSpace(line))
	parts := outsideQuotes(head)
	p := ical.NewProp(strings.TrimSpace(parts[0]))
	p.Value = strings.TrimSpace(value)
	for _, part := range parts[1:] {
		name, is, _ := strings.Cut(part, "=")
		p.Params.Add(strings.ToUpper(name), strings.Trim(is, `"`))
	}
	if name := clock.Called(p.Params.Get(ical.PropTimezoneID)); name != "" {
		p.Params.Set(ical.PropTimezoneID, name)
	} else {
		p.Params.Del(ical.PropTimezoneID) // of no zone that anybody knows
	}
	if len(p.Value) == len("20060102") {
		p.Params.Set(ical.ParamValue, string(ical.ValueDate))
	}
	return *p, ok
}

// outsideQuotes are the parts of a text between semicolons that are in no quotes.
func outsideQuotes(text string) []string {
	inQuotes := false
	parts := strings.FieldsFunc(text, func(c rune) bool {
		inQuotes = inQuotes != (c == '"')
		return c == ';' && !inQuotes
	})
	return append(parts, "")[:max(1, len(parts))] // at least one
}

// except tells series at which of their times something else stands in the file.
func except(all []*entry) {
	series := map[string]*entry{}
	for _, e := range all {
		if e.props.Get(ical.PropRecurrenceID) == nil {
			series[e.text(ical.PropUID)] = e
		}
	}
	for _, e := range all {
		if p := e.props.Get(ical.PropRecurrenceID); p != nil && series[e.text(ical.PropUID)] != nil {
			of := series[e.text(ical.PropUID)]
			of.except = append(of.except, e.moment(p, p.Value))
		}
	}
}

// cells are what stands in an entry, by property.
func (e *entry) cells() map[string]string {
	all := map[string]string{"BEGIN": e.kind}
	if !e.whole {
		all["BEGIN"] += " …" // so that it is refused: nobody knows what is missing
	}
	for _, name := range []string{ical.PropSummary, ical.PropStatus, ical.PropDescription, ical.PropLocation, ical.PropURL, ical.PropRecurrenceRule, ical.PropUID} {
		all[name] = e.text(name)
	}
	for _, name := range []string{ical.PropDateTimeStart, ical.PropDue, ical.PropDateTimeEnd, ical.PropCompleted} {
		if p := e.props.Get(name); p != nil {
			all[name] = e.moment(p, p.Value)
		}
	}
	if all[ical.PropDue] != "" {
		all[ical.PropDateTimeStart] = ""
	}
	all[ical.PropDuration], all[ical.PropTrigger] = e.length(), e.trigger()
	all[ical.PropExceptionDates] = strings.Join(append(e.moments(ical.PropExceptionDates), e.except...), ", ")
	all[ical.PropRecurrenceDates] = strings.Join(e.moments(ical.PropRecurrenceDates), ", ")
	for _, name := range []string{ical.PropAttendee, ical.PropOrganizer} {
		all[name] = e.people(name)
	}
	if p := e.props.Get(ical.PropRecurrenceID); p != nil && all[ical.PropUID] != "" {
		all[ical.PropUID] += " " + e.moment(p, p.Value)
		all[ical.PropRecurrenceRule] = ""
	}
	if all[ical.PropRecurrenceRule] != "" {
		all[ical.PropTimezoneID] = e.clock()
	}
	return all
}

// clock is the zone whose clock a series follows; empty where nobody says, and for whole days.
func (e *entry) clock() string {
	p := e.props.Get(ical.PropDateTimeStart)
	switch {
	case p == nil || p.ValueType() == ical.ValueDate:
		return ""
	case strings.HasSuffix(p.Value, "Z"):
		return "UTC"
	case p.Params.Get(ical.PropTimezoneID) == "" && e.zone != nil:
		return e.zone.String()
	default:
		return p.Params.Get(ical.PropTimezoneID)
	}
}

// text is a property as people read it.
func (e *entry) text(name string) string {
	p := e.props.Get(name)
	if p == nil {
		return ""
	}
	return strings.TrimSpace(clean(strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";").Replace(p.Value)))
}

// moment is a day, or a time with its distance to UTC; without that where nobody says in which zone it is. What is none stays as
// it is written.
func (e *entry) moment(p *ical.Prop, value string) string {
	one := ical.Prop{Name: p.Name, Params: p.Params, Value: value}
	at, err := one.DateTime(e.zone)
	switch {
	case err != nil:
		return value
	case one.ValueType() == ical.ValueDate:
		return at.Format(time.DateOnly)
	case e.zone == nil && p.Params.Get(ical.PropTimezoneID) == "" && !strings.HasSuffix(value, "Z"):
		return at.Format("2006-01-02T15:04:05")
	default:
		return at.Format(time.RFC3339)
	}
}

func (e *entry) moments(name string) (all []string) {
	for i := range e.props[name] {
		p := &e.props[name][i]
		for _, value := range strings.Split(p.Value, ",") {
			all = append(all, e.moment(p, value))
		}
	}
	return all
}

// length is how many minutes an entry takes, as far as it says so itself.
func (e *entry) length() string {
	p := e.props.Get(ical.PropDuration)
	if p == nil {
		return ""
	}
	if long, err := p.Duration(); err == nil {
		return minutes(long)
	}
	return p.Value
}

func minutes(d time.Duration) string { return strconv.Itoa(int(d / time.Minute)) }

// trigger is how many minutes before an entry its first alarm rings; empty without one that rings before.
func (e *entry) trigger() string {
	for _, alarm := range e.alarms {
		p := alarm.Get(ical.PropTrigger)
		if p == nil || strings.EqualFold(textOf(alarm, ical.PropAction), "NONE") { // Apple's way to say that nothing rings
			continue
		}
		before, err := e.before(p)
		if err != nil {
			return p.Value
		}
		if before >= 0 {
			return minutes(before)
		}
	}
	return ""
}

func textOf(all ical.Props, name string) string {
	if p := all.Get(name); p != nil {
		return p.Value
	}
	return ""
}

// before is how long before an entry an alarm rings. To-dos are due at their end.
func (e *entry) before(p *ical.Prop) (time.Duration, error) {
	start, end := e.at(ical.PropDateTimeStart), e.at(ical.PropDateTimeEnd)
	if e.kind == ical.CompToDo {
		end = e.at(ical.PropDue)
		if start.IsZero() || !end.IsZero() && strings.EqualFold(p.Params.Get(ical.ParamRelated), "END") {
			start = end
		}
	}
	if p.ValueType() == ical.ValueDateTime {
		at, err := p.DateTime(e.zone)
		if err != nil || start.IsZero() {
			return 0, fmt.Errorf("format: no alarm: %w", err)
		}
		return start.Sub(at), nil
	}
	d, err := p.Duration()
	if strings.EqualFold(p.Params.Get(ical.ParamRelated), "END") && end.After(start) && !start.IsZero() {
		d += end.Sub(start)
	}
	return -d, err
}

// at is a time of an entry; zero without one.
func (e *entry) at(name string) time.Time {
	p := e.props.Get(name)
	if p == nil {
		return time.Time{}
	}
	at, err := p.DateTime(e.zone)
	if err != nil {
		return time.Time{}
	}
	return at
}

// people are the e-mail addresses in a property.
func (e *entry) people(name string) string {
	var all []string
	for _, p := range e.props[name] {
		const scheme = "mailto:"
		if len(p.Value) > len(scheme) && strings.EqualFold(p.Value[:len(scheme)], scheme) {
			all = append(all, strings.ToLower(p.Value[len(scheme):]))
		}
	}
	return strings.Join(all, "; ")
}
