package reminder

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/notices", web.Need{Access: web.Right, Object: task.Kind, Action: "read", In: web.Outside}, 200, s.inbox)
	web.HandleNone(r, "POST", "/notices/seen", web.Need{Access: web.SignedIn, In: web.Outside}, 204, s.seen)
}

type (
	notice struct {
		Kind string    `json:"kind" enum:"due,late,team" doc:"A reminder, an own task that is late, or one of somebody whom the caller leads."`
		At   time.Time `json:"at"`
		Task task.View `json:"task"`
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
		out.Items = append(out.Items, notice{n.Kind, n.At, task.Show(n.Task)})
	}
	return out, err
}

func (s *Service) seen(ctx context.Context, _ *web.None) error { return s.See(ctx) }
