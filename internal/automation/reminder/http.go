package reminder

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/notices", web.Need{Access: web.Right, Object: task.Kind, Action: "read", In: web.Outside}, 200, s.inbox)
	web.HandleNone(r, "POST", "/notices/seen", web.Need{Access: web.SignedIn, In: web.Outside}, 204, s.seen)
}

type (
	mention struct {
		ActivityID uuid.UUID `json:"activityId"`
		By         string    `json:"by" doc:"Who wrote it."`
		Text       string    `json:"text"`
		Kind       string    `json:"kind" enum:"contact,company,deal" doc:"With id the record that the note is about."`
		ID         uuid.UUID `json:"id"`
		Name       string    `json:"name" doc:"Of the record."`
	}
	made struct {
		ID    uuid.UUID `json:"id"`
		Name  string    `json:"name"`
		Rows  int64     `json:"rows"`
		Ready bool      `json:"ready" doc:"Or it could not be made."`
	}
	notice struct {
		Kind    string     `json:"kind" enum:"due,late,team,mention,export,retention,archive" doc:"A reminder, an own task that is late, one of somebody whom the caller leads, a note that names the caller, a file that the caller asked for, records that go soon by a rule, or an archive that could not be sent."`
		At      time.Time  `json:"at"`
		Task    *task.View `json:"task,omitempty" doc:"Of the first three."`
		Mention *mention   `json:"mention,omitempty"`
		Export  *made      `json:"export,omitempty"`
		Count   int64      `json:"count,omitempty" doc:"Of the records."`
	}
	inboxOut struct {
		Items  []notice `json:"items" doc:"Of the last two weeks, the newest first."`
		Unread int      `json:"unread"`
	}
)

func (s *Service) inbox(ctx context.Context, _ *web.None) (inboxOut, error) {
	in, err := s.Inbox(ctx)
	out := inboxOut{Items: []notice{}, Unread: in.Unread}
	for _, n := range in.Notices {
		out.Items = append(out.Items, show(n))
	}
	return out, err
}

func show(n Notice) notice {
	v := notice{Kind: n.Kind, At: n.At}
	if n.Task != nil {
		t := task.Show(*n.Task)
		v.Task = &t
	}
	if e := n.Entry; e != nil {
		v.Mention = &mention{e.ID, e.ActorName, activity.Plain(e.Text), e.Kind, e.RecordID, e.AboutName}
	}
	if f := n.File; f != nil {
		v.Export = &made{f.ID, f.Name, f.Rows, f.Ready}
	}
	if n.News != nil {
		v.Count = n.News.Count
	}
	return v
}

func (s *Service) seen(ctx context.Context, _ *web.None) error { return s.See(ctx) }
