package target

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Tasks brings tasks and meetings in.
type Tasks struct {
	Service  *task.Service
	Contacts *contact.Service
}

// taskFields are the fields of a task with the headers that mean them: the properties of calendars, and words in the five languages of
// the product.
var taskFields = []Field{
	{"name", []string{"summary", "task", "task name", "title", "subject", "zadanie", "temat", "задача", "тема", "कार्य", "विषय", "gawain", "paksa"}},
	{"kind", []string{"begin", "task type", "rodzaj zadania", "тип задачи", "कार्य का प्रकार", "uri ng gawain"}},
	{"dueAt", []string{"dtstart", "due", "due date", "deadline", "due at", "start", "start date", "termin", "срок", "дедлайн", "नियत तिथि", "takdang petsa"}},
	{"endAt", []string{"dtend", "end date", "ends at", "koniec", "окончание", "समाप्ति", "katapusan"}},
	{"minutes", []string{"duration", "minutes", "czas trwania", "длительность", "अवधि", "tagal"}},
	{"remind", []string{"trigger", "reminder", "przypomnienie", "напоминание", "रिमाइंडर", "paalala"}},
	{"repeat", []string{"rrule", "repeat", "recurrence", "powtarzanie", "повторение", "दोहराव", "pag-uulit"}},
	{"zone", []string{"tzid"}},
	{"except", []string{"exdate"}},
	{"further", []string{"rdate"}},
	{"status", []string{"status", "task status", "статус", "स्थिति", "katayuan"}},
	{"doneAt", []string{"completed", "completed at", "done", "done at", "wykonano", "выполнено", "पूरा हुआ", "natapos"}},
	{"contact", []string{"attendee", "organizer", "contact", "about", "kontakt", "контакт", "संपर्क", "kontak"}},
	{"owner", slices.Concat([]string{"assignee", "assigned to", "wykonawca", "исполнитель"}, headersOf("owner"))},
	{"note", slices.Concat([]string{"description", "location", "url", "opis", "описание", "विवरण", "paglalarawan"}, headersOf("note"))},
	{"uid", []string{"uid"}},
	{"id", []string{"id"}},
}

// Kind implements Target.
func (Tasks) Kind() string { return task.Kind }

// Fields implements Target.
func (Tasks) Fields() []Field { return taskFields }

// Keys implements Target.
func (Tasks) Keys() []string { return []string{task.ByID} }

// Enough implements Target.
func (Tasks) Enough(mapped func(string) bool) bool { return mapped("name") }

// Open implements Target.
func (t Tasks) Open(ctx context.Context, how How) (Intake, error) {
	in, err := t.Service.Intake(ctx, task.Batch{Overwrite: how.Overwrite, Match: how.Match, Own: how.Own, Dry: how.Dry})
	return taskIntake{t, how, in, clock.Zone(caller.From(ctx).Tenant.Timezone)}, err
}

type taskIntake struct {
	Tasks
	How
	in   *task.Intake
	zone *time.Location
}

// Take implements Intake. What was called off is left out.
func (in taskIntake) Take(ctx context.Context, rows []Row) ([]bring.Outcome, error) {
	var people []string
	for _, r := range rows {
		people = append(people, persons(r.Values["contact"])...)
	}
	known, err := in.Contacts.Named(ctx, people)
	if err != nil {
		return nil, err
	}
	outcomes := make([]bring.Outcome, len(rows))
	var some []task.Row
	var at []int
	for i, r := range rows {
		if low(r.Values["status"]) == "cancelled" {
			outcomes[i].Fate = bring.Skipped
			continue
		}
		t := in.task(r)
		t.About, t.To = about(r, known), in.owner(r)
		some, at = append(some, t), append(at, i)
	}
	taken, err := in.in.Take(ctx, some)
	for n, o := range taken {
		outcomes[at[n]] = o
	}
	return outcomes, err
}

// about is the one contact whom a row names; nobody when there are several.
func about(r Row, known map[string]uuid.UUID) *record.Ref {
	var found *record.Ref
	for _, p := range persons(r.Values["contact"]) {
		id, there := known[p]
		switch {
		case !there:
		case found != nil && found.ID != id:
			return nil
		default:
			found = &record.Ref{Kind: contact.Kind, ID: id}
		}
	}
	return found
}

// task makes a row a task.
func (in taskIntake) task(r Row) task.Row {
	v := r.Values
	t := task.Row{ID: v["id"], UID: v["uid"], Own: r.Own, Draft: task.Draft{Title: said(v["name"])}}
	if text := []rune(v["note"]); len(text) > 0 {
		t.Note = patch.Of(string(text[:min(len(text), maxNote)]))
	}
	in.times(&t, v)
	in.done(&t, v)
	t.Series = task.Series{Rule: v["repeat"], More: v["further"] != "", Except: in.moments(v["except"])}
	if name := clock.Called(v["zone"]); name != "" {
		t.Series.Zone = clock.Zone(name)
	}
	kind(&t, v)
	return t
}

// maxNote is how much of a long text is kept: invitations to meetings carry whole manuals.
const maxNote = 9_000

// times are when a row's task is due, for how long, and when somebody is reminded of it.
func (in taskIntake) times(t *task.Row, v map[string]string) {
	if text := v["dueAt"]; text != "" {
		due, whole, ok := in.moment(text)
		if !ok {
			t.Err = task.ErrTime.On("dueAt")
			return
		}
		t.DueAt, t.AllDay = patch.Of(due), &whole
	}
	if text := v["endAt"]; text != "" {
		end, _, ok := in.moment(text)
		if !ok {
			t.Err = task.ErrTime.On("endAt")
			return
		}
		t.EndAt = &end
	}
	for field, to := range map[string]*patch.Field[int]{"minutes": &t.Minutes, "remind": &t.RemindBefore} {
		if text := v[field]; text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 0 {
				t.Err = map[string]error{"minutes": task.ErrLength, "remind": task.ErrRemind}[field]
				return
			}
			*to = patch.Of(n)
		}
	}
	if !t.DueAt.Set || t.RemindBefore.Value > maxRemind {
		t.RemindBefore = patch.Field[int]{}
	}
}

// maxRemind is the longest before a task that somebody can be reminded of it; longer before, nobody is.
const maxRemind = 28 * 24 * 60

// momentForms are how times are written; those without their distance to UTC are on the company's clock.
var momentForms = []string{"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02 3:04 PM", "2006-01-02 3:04:05 PM"}

// moment reads a day or a time.
func (in taskIntake) moment(text string) (at time.Time, whole, ok bool) {
	if day, err := time.ParseInLocation(time.DateOnly, text, in.zone); err == nil {
		return clock.Midnight(day.Add(12*time.Hour), in.zone, 0), true, true
	}
	text = strings.Replace(text, "T", " ", 1)
	for _, form := range momentForms {
		if at, err := time.ParseInLocation(form, text, in.zone); err == nil {
			return at, false, true
		}
	}
	return at, false, false
}

// moments reads a list of days and times, without what is neither.
func (in taskIntake) moments(list string) (all []time.Time) {
	for _, text := range strings.Split(list, ",") {
		if at, _, ok := in.moment(strings.TrimSpace(text)); ok {
			all = append(all, at)
		}
	}
	return all
}

// finished are the words by which files say that a task is done, in the languages of the product.
var finished = []string{"completed", "complete", "done", "closed", "yes", "wykonane", "zakończone", "tak", "выполнена", "завершена", "да", "पूर्ण", "tapos", "natapos"}

// done says since when a task is done.
func (in taskIntake) done(t *task.Row, v map[string]string) {
	if at, _, ok := in.moment(v["doneAt"]); ok {
		t.DoneAt = &at
	} else if v["doneAt"] != "" && !slices.Contains(finished, low(v["doneAt"])) {
		t.Err = task.ErrTime.On("doneAt")
	} else if slices.Contains(finished, low(v["status"])) || v["doneAt"] != "" {
		now := clock.Now()
		t.DoneAt = &now
	}
}

// kindOfWord are the words by which files say what kind of work a task is.
var kindOfWord = map[string]string{"vevent": task.Meeting, "meeting": task.Meeting, "appointment": task.Meeting, "spotkanie": task.Meeting, "встреча": task.Meeting,
	"बैठक": task.Meeting, "pulong": task.Meeting, "vtodo": task.Todo, "todo": task.Todo, "to-do": task.Todo, "task": task.Todo, "zadanie": task.Todo, "задача": task.Todo,
	"कार्य": task.Todo, "gawain": task.Todo, "call": task.Call, "rozmowa": task.Call, "telefon": task.Call, "звонок": task.Call, "कॉल": task.Call, "tawag": task.Call}

// kind says what kind of work a task is. A meeting has a time.
func kind(t *task.Row, v map[string]string) {
	if v["kind"] == "" {
		return
	}
	word, known := kindOfWord[low(v["kind"])]
	switch {
	case !known:
		t.Err = task.ErrKind
	case word == task.Meeting && !t.DueAt.Set && t.Err == nil:
		t.Err = task.ErrNoTime
	}
	t.Kind = &word
}
