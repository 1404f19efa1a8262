package task

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Imported is published once for all tasks that a file added or changed.
type Imported struct {
	Tasks, Changed []Task
}

// Importing is published before a batch changes tasks.
type Importing struct{ Changing []uuid.UUID }

// Row is a task as a file has it; what is nil says nothing.
type Row struct {
	Draft            // without an assignee, and without how it comes again
	UID, ID   string // under which a calendar, and Kith, know it
	EndAt     *time.Time
	DoneAt    *time.Time
	Series    Series
	About     *record.Ref // of a task that is about nothing yet
	Own       map[string]string
	To        *uuid.UUID // who gets it, if it is new and they work here; nil for the caller
	Err       error      // what is wrong with it already
	remark    error
	sourceUID string
}

// ByID finds tasks again by their number in Kith. A task that came from a calendar is found by the calendar's UID, whatever else it
// is found by.
const ByID = "id"

// Batch says how rows are taken in.
type Batch struct {
	Overwrite bool
	Match     string
	Own       []string // the keys of the own fields that rows can have something in
	Dry       bool     // whether it is only to be told what would happen
}

// Intake takes rows in, some hundred at a time.
type Intake struct {
	s     *Service
	batch *bring.Batch[Task]
	now   time.Time
	zone  *time.Location
	Batch
}

// Intake returns what takes rows in. Those from whom a field is closed take nothing in.
func (s *Service) Intake(ctx context.Context, b Batch) (*Intake, error) {
	if caller.From(ctx).May(Kind, "create") == caller.None || closed(ctx) {
		return nil, errs.ErrDenied
	}
	in := &Intake{s: s, Batch: b, now: clock.Now(), zone: zone(ctx)}
	in.batch = bring.NewBatch(bring.Rules[Task]{Object: Kind, Fields: s.custom, Own: b.Own, Match: b.Match, Overwrite: b.Overwrite, Dry: b.Dry,
		Custom: func(t *Task) *customfield.Values { return &t.Custom }, Names: names, Stub: func() *Task { return &Task{Title: "?", Kind: Todo} },
		Find: func(ctx context.Context, keys, names []string) ([]bring.One[Task], error) {
			return candidates(ctx, b, keys, names)
		}})
	return in, nil
}

// names are under what a task is found again: as the calendar, and as Kith's own calendar calls it.
func names(t *Task) []string {
	all := []string{ownName(t.ID)}
	if t.SourceUID != nil {
		all = append(all, *t.SourceUID)
	}
	return all
}

func ownName(id uuid.UUID) string { return "id:" + id.String() }

// Take takes rows in and says what became of each. No event is published for each task, but one Imported for all.
func (in *Intake) Take(ctx context.Context, rows []Row) ([]bring.Outcome, error) {
	incoming, err := in.read(ctx, rows)
	if err != nil {
		return nil, err
	}
	outcomes, err := in.batch.Take(ctx, incoming)
	for i := range outcomes {
		if o := &outcomes[i]; o.Err == nil && (o.Fate == bring.Created || o.Fate == bring.Updated) {
			o.Remark = rows[i].remark
		}
	}
	if err != nil || in.Dry {
		return outcomes, err
	}
	return outcomes, in.write(ctx)
}

func (in *Intake) write(ctx context.Context) error {
	changing := make([]uuid.UUID, len(in.batch.Changed))
	told := Imported{Changed: make([]Task, len(in.batch.Changed)), Tasks: make([]Task, len(in.batch.Added))}
	for i, t := range in.batch.Changed {
		changing[i], told.Changed[i] = t.ID, *t
	}
	for i, t := range in.batch.Added {
		told.Tasks[i] = *t
	}
	if err := in.s.bus.Publish(ctx, Importing{changing}); err != nil {
		return err
	}
	if err := importAll(ctx, told.Tasks, in.batch.Changed); err != nil {
		return err
	}
	return in.s.bus.Publish(ctx, told)
}

// read says of each row by what its task is found again, and what it does to it.
func (in *Intake) read(ctx context.Context, rows []Row) ([]bring.Row[Task], error) {
	works, err := owner.Among(ctx, in.s.people, rows, func(r Row) *uuid.UUID { return r.To })
	if err != nil {
		return nil, err
	}
	all := make([]bring.Row[Task], len(rows))
	for i := range rows {
		r := &rows[i]
		name, kept := r.name(caller.From(ctx).UserID)
		r.settle(in.now, in.zone)
		all[i] = bring.Row[Task]{Custom: r.Own, Err: errs.All(r.Err, in.set(&Task{Title: "?", Kind: Todo}, r)), Names: []string{name, r.sourceUID},
			New: func() (*Task, error) { return in.fresh(ctx, r, works), nil },
			Set: func(to *Task) error {
				if kept && to.SourceUID == nil && ownName(to.ID) == name {
					return nil // Kith's own calendar says nothing new of it
				}
				return in.set(to, r)
			}}
		if in.Match == ByID {
			all[i].Key = strings.ToLower(strings.TrimSpace(r.ID))
		}
	}
	return all, nil
}

// ours is how Kith's calendars call a task, and the further times of a repeated one.
var ours = regexp.MustCompile(`^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-\d{8})?@kith$`)

const maxUID = 400

// name is by what the row's task is found again; own tells whether it is a task of Kith's own calendar. Others are known to whom
// brought them in: two people at one meeting have a task each.
func (r *Row) name(by uuid.UUID) (name string, own bool) {
	if r.UID == "" {
		return "", false
	}
	uid := r.UID
	if len(uid) > maxUID {
		sum := sha256.Sum256([]byte(uid))
		uid = hex.EncodeToString(sum[:])
	}
	r.sourceUID = by.String() + " " + uid
	if m := ours.FindStringSubmatch(r.UID); m != nil {
		return "id:" + m[1], true
	}
	return r.sourceUID, false
}

// fresh is a task that somebody, or the caller, has to do. A meeting that is over is done.
func (in *Intake) fresh(ctx context.Context, r *Row, works map[uuid.UUID]bool) *Task {
	to := r.To
	if to == nil || !works[*to] {
		to = owner.Self(ctx)
	}
	t := &Task{ID: id.New(), Kind: Todo, Version: 1, CreatedAt: in.now, UpdatedAt: in.now, OwnerID: to}
	if r.sourceUID != "" {
		t.SourceUID = &r.sourceUID
	}
	if over := r.over(in.zone); r.Series.rule == "" && r.Kind != nil && *r.Kind == Meeting && over.Before(in.now) {
		t.DoneAt = &over
	}
	return t
}

// over is when a meeting has ended.
func (r *Row) over(zone *time.Location) time.Time {
	switch due := r.DueAt.Value; {
	case r.AllDay != nil && *r.AllDay:
		return clock.Midnight(due, zone, 1)
	case r.EndAt != nil && r.EndAt.After(due):
		return *r.EndAt
	default:
		return due.Add(time.Duration(r.Minutes.Value) * time.Minute)
	}
}

// set writes what a row says. What somebody has done stays done.
func (in *Intake) set(t *Task, r *Row) error {
	d := r.Draft
	if r.Series.Rule != "" && !r.Series.holds(*t, in.zone) {
		d.Repeat = patch.Of(r.Series.rule)
	} else if r.Series.Rule != "" {
		d.DueAt, d.AllDay = patch.Field[time.Time]{}, nil // it is one of the series, perhaps a later one than the next
	}
	if r.About != nil && t.AboutID == nil {
		d.About = patch.Of(*r.About)
	}
	if r.DoneAt != nil && t.DoneAt == nil {
		done := *r.DoneAt
		if done.After(in.now) {
			done = in.now
		}
		t.DoneAt, t.SnoozedUntil = &done, nil
	}
	return t.apply(d, in.zone)
}
