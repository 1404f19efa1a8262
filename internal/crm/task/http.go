package task

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; each line says what its caller must be allowed to do.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/tasks", need("read"), 200, s.list)
	web.Handle(r, "GET", "/tasks/count", need("read"), 200, s.count)
	web.Handle(r, "POST", "/tasks", need("create"), 201, s.create)
	web.Handle(r, "GET", "/tasks/:id", need("read"), 200, s.find)
	web.Handle(r, "PATCH", "/tasks/:id", need("update"), 200, s.patch)
	web.HandleNone(r, "DELETE", "/tasks/:id", need("delete"), 204, s.remove)
	web.Handle(r, "POST", "/tasks/:id/restore", need("delete"), 200, s.restore)
	web.Handle(r, "POST", "/tasks/:id/done", need("update"), 200, s.done)
	web.Handle(r, "POST", "/tasks/:id/reopen", need("update"), 200, s.reopen)
	web.Handle(r, "POST", "/tasks/:id/snooze", need("update"), 200, s.snooze)
}

func need(action string) web.Need { return web.Need{Access: web.Right, Object: Kind, Action: action} }

type (
	listIn struct {
		page.Query
		Status Status `query:"status" enum:"open,done,overdue,all" default:"open"`
		About  string `query:"about" pattern:"^(contact|company|deal|object_record):[0-9a-f-]{36}$" doc:"Only about this record: kind:id."`
	}
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	aboutIn struct {
		Kind string    `json:"kind" enum:"contact,company,deal,object_record"`
		ID   uuid.UUID `json:"id"`
	}
	// Fields are those that creation and change share.
	Fields struct {
		Note       patch.Field[string]    `json:"note,omitempty"`
		DueAt      patch.Field[time.Time] `json:"dueAt,omitempty" doc:"Of a task for a whole day only the day counts, in the company's time zone."`
		AllDay     *bool                  `json:"allDay,omitempty"`
		AssigneeID *uuid.UUID             `json:"assigneeId,omitempty" doc:"The caller when absent on creation."`
		About      patch.Field[aboutIn]   `json:"about,omitempty"`

		Kind         *string             `json:"kind,omitempty" enum:"todo,call,meeting"`
		Minutes      patch.Field[int]    `json:"minutes,omitempty" doc:"How long it takes from dueAt on."`
		RemindBefore patch.Field[int]    `json:"remindBefore,omitempty" doc:"Minutes before dueAt at which the assignee is reminded."`
		Repeat       patch.Field[string] `json:"repeat,omitempty" doc:"The rule by which it comes again (RFC 5545 RRULE, at most daily), such as FREQ=WEEKLY;BYDAY=MO."`

		Custom map[string]any `json:"custom,omitempty" doc:"Values of your own fields, by the fields' ids; null takes one out."`
	}
	createIn struct {
		Body struct {
			Title string `json:"title" maxLength:"400"`
			Fields
		}
	}
	patchIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int     `json:"version"`
			Title   *string `json:"title,omitempty" maxLength:"400"`
			Only    bool    `json:"only,omitempty" doc:"Only this one of a repeated task: the others go on as they were."`
			Fields
		}
	}
	removeIn struct {
		ID   uuid.UUID `path:"id"`
		Only bool      `query:"only" doc:"Only this one of a repeated task: the next one comes."`
	}
	snoozeIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Until *time.Time `json:"until" nullable:"true" doc:"A time to come; null takes it back."`
		}
	}
	about struct {
		Kind string    `json:"kind" enum:"contact,company,deal,object_record"`
		ID   uuid.UUID `json:"id"`
		Name string    `json:"name" doc:"Empty, when the caller may not see the record."`
	}
	// View is a task as callers see it.
	View struct {
		ID           uuid.UUID  `json:"id"`
		Title        string     `json:"title"`
		Note         string     `json:"note"`
		DueAt        *time.Time `json:"dueAt" doc:"Of a task for a whole day, the day's beginning in the company's time zone."`
		AllDay       bool       `json:"allDay"`
		DoneAt       *time.Time `json:"doneAt"`
		AssigneeID   *uuid.UUID `json:"assigneeId" nullable:"true"`
		AssigneeName string     `json:"assigneeName"`
		About        *about     `json:"about"`
		Kind         string     `json:"kind" enum:"todo,call,meeting"`
		Minutes      *int       `json:"minutes" nullable:"true"`
		RemindBefore *int       `json:"remindBefore" nullable:"true"`
		SnoozedUntil *time.Time `json:"snoozedUntil"`
		Repeat       string     `json:"repeat"`
		NextID       *uuid.UUID `json:"nextId" nullable:"true" doc:"Of a repeated task, the one that came after it."`
		NeedsStep    bool       `json:"needsStep" doc:"In the answer to done: the open deal that it was about has no other open task."`
		CreatedAt    time.Time  `json:"createdAt"`
		UpdatedAt    time.Time  `json:"updatedAt"`
		Version      int        `json:"version"`

		Custom      map[string]any    `json:"custom" doc:"Values of your own fields, by the fields' ids; in a list those that were asked for."`
		CustomNames map[string]string `json:"customNames" doc:"The names of people and records in them, by id."`
	}
)

func (f Fields) draft(title *string) Draft {
	d := Draft{Title: title, Note: f.Note, DueAt: f.DueAt, AllDay: f.AllDay, AssigneeID: f.AssigneeID,
		Plan: Plan{f.Kind, f.Minutes, f.RemindBefore, f.Repeat}}
	d.Custom = f.Custom
	d.About = patch.Field[record.Ref]{Set: f.About.Set, Null: f.About.Null, Value: record.Ref(f.About.Value)}
	return d
}

func (in *listIn) filter() (Filter, error) {
	f := Filter{Query: in.Query, Status: in.Status}
	if in.About == "" {
		return f, nil
	}
	kind, text, _ := strings.Cut(in.About, ":")
	id, err := uuid.Parse(text)
	if err != nil {
		return f, page.ErrList
	}
	f.About = record.Ref{Kind: kind, ID: id}
	return f, nil
}

// Show makes a task's view.
func Show(t Seen) View {
	v := View{ID: t.ID, Title: t.Title, Note: t.Note, DueAt: t.DueAt, AllDay: t.AllDay, DoneAt: t.DoneAt,
		AssigneeID: t.OwnerID, AssigneeName: t.AssigneeName,
		Kind: t.Kind, Minutes: t.Minutes, RemindBefore: t.RemindBefore, SnoozedUntil: t.SnoozedUntil, Repeat: t.Repeat, NextID: t.NextID, CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt, Version: t.Version,
		Custom: t.Own, CustomNames: t.Names}
	if ref := t.Task.About(); !ref.IsZero() {
		v.About = &about{ref.Kind, ref.ID, t.AboutName}
	}
	return v
}

func (s *Service) show(ctx context.Context, t Task, err error) (View, error) {
	if err != nil {
		return View{}, err
	}
	seen, err := s.all(ctx, t)
	if err != nil {
		return View{}, err
	}
	return Show(seen), nil
}

func (s *Service) list(ctx context.Context, in *listIn) (page.Items[View], error) {
	out := page.Items[View]{Items: []View{}}
	f, err := in.filter()
	if err != nil {
		return out, err
	}
	ts, next, err := s.List(ctx, f)
	if err != nil {
		return out, err
	}
	seen, err := s.See(ctx, ts...)
	for _, t := range seen {
		out.Items = append(out.Items, Show(t))
	}
	out.Next = next
	return out, err
}

func (s *Service) count(ctx context.Context, in *listIn) (page.Count, error) {
	f, err := in.filter()
	if err != nil {
		return page.Count{}, err
	}
	n, err := s.Count(ctx, f)
	return page.Count{Count: n}, err
}

func (s *Service) create(ctx context.Context, in *createIn) (View, error) {
	t, err := s.Create(ctx, in.Body.draft(&in.Body.Title))
	return s.show(ctx, t, err)
}

func (s *Service) find(ctx context.Context, in *idIn) (View, error) {
	t, err := s.Find(ctx, in.ID)
	return s.show(ctx, t, err)
}

func (s *Service) patch(ctx context.Context, in *patchIn) (View, error) {
	change := s.Update
	if in.Body.Only {
		change = s.UpdateOnly
	}
	t, err := change(ctx, in.ID, in.Body.Version, in.Body.draft(in.Body.Title))
	return s.show(ctx, t, err)
}

func (s *Service) remove(ctx context.Context, in *removeIn) error {
	return s.Delete(ctx, in.ID, in.Only)
}

func (s *Service) restore(ctx context.Context, in *idIn) (View, error) {
	t, err := s.Restore(ctx, in.ID)
	return s.show(ctx, t, err)
}

func (s *Service) done(ctx context.Context, in *idIn) (View, error) {
	t, err := s.Finish(ctx, in.ID)
	v, err := s.show(ctx, t, err)
	if err == nil {
		v.NeedsStep, err = s.NeedsStep(ctx, t)
	}
	return v, err
}

func (s *Service) reopen(ctx context.Context, in *idIn) (View, error) {
	t, err := s.Reopen(ctx, in.ID)
	return s.show(ctx, t, err)
}

func (s *Service) snooze(ctx context.Context, in *snoozeIn) (View, error) {
	t, err := s.Snooze(ctx, in.ID, in.Body.Until)
	return s.show(ctx, t, err)
}
