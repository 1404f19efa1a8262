package member

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints. Removing a member stays possible while the company may only read.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/members", Need("read"), 200, s.list)
	web.Handle(r, "PATCH", "/members/:id", Need("update"), 200, s.patch)
	remove := Need("delete")
	remove.ReadOnly = true
	web.HandleNone(r, "DELETE", "/members/:id", remove, 204, s.delete)
	web.Handle(r, "POST", "/members/:id/restore", Need("create"), 200, s.restore)
	web.HandleNone(r, "POST", "/members/:id/suspend", remove, 204, s.shut)
	web.Handle(r, "GET", "/colleagues", web.Need{Access: web.SignedIn, In: web.Platform}, 200, s.colleagues)
	web.HandleNone(r, "POST", "/first-steps/dismiss", web.Need{Access: web.SignedIn, In: web.Platform, ReadOnly: true}, 204, s.dismiss)
}

// Need is the need of a route about the people of a company.
func Need(action string) web.Need {
	return web.Need{Access: web.Right, Object: Kind, Action: action, In: web.Platform}
}

type (
	none  struct{}
	oneIn struct {
		ID uuid.UUID `path:"id"`
	}
	patchIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			EndsOn patch.Field[string] `json:"endsOn,omitempty" doc:"The last day, such as 2026-11-30; null for no end."`
		}
	}
	view struct {
		ID         uuid.UUID  `json:"id"`
		UserID     uuid.UUID  `json:"userId"`
		Name       string     `json:"name"`
		Email      string     `json:"email"`
		Role       string     `json:"role"`
		SeatKind   string     `json:"seatKind" enum:"full,light,viewer"`
		State      string     `json:"state" enum:"active,suspended,removed"`
		EndsOn     *string    `json:"endsOn"`
		LastSeenAt *time.Time `json:"lastSeenAt"`
		You        bool       `json:"you"`
	}
	views struct {
		Items []view `json:"items"`
	}
	colleague struct {
		UserID uuid.UUID `json:"userId"`
		Name   string    `json:"name"`
		Role   string    `json:"role"`
	}
	pickable struct {
		Items []colleague `json:"items"`
	}
)

func show(ctx context.Context, m Listed) view {
	return view{ID: m.ID, UserID: m.UserID, Name: m.Name, Email: m.Email, Role: m.Role, SeatKind: string(SeatKind(m.Role)), State: m.State,
		EndsOn: m.EndsOn.Or(), LastSeenAt: m.SeenAt, You: m.UserID == caller.From(ctx).UserID}
}

func (s *Service) list(ctx context.Context, _ *none) (views, error) {
	ms, err := s.List(ctx)
	out := views{Items: []view{}}
	for _, m := range ms {
		out.Items = append(out.Items, show(ctx, m))
	}
	return out, err
}

func (s *Service) patch(ctx context.Context, in *patchIn) (view, error) {
	var d Draft // a role is given by access/role, which asks everybody first
	if in.Body.EndsOn.Set {
		day := Day(in.Body.EndsOn.Value)
		d.EndsOn = &day
	}
	m, err := s.Update(ctx, in.ID, d)
	return show(ctx, m), err
}

func (s *Service) delete(ctx context.Context, in *oneIn) error { return s.Remove(ctx, in.ID) }

func (s *Service) shut(ctx context.Context, in *oneIn) error { return s.Suspend(ctx, in.ID) }

func (s *Service) restore(ctx context.Context, in *oneIn) (view, error) {
	m, err := s.Restore(ctx, in.ID)
	return show(ctx, m), err
}

func (s *Service) colleagues(ctx context.Context, _ *none) (pickable, error) {
	cs, err := s.Colleagues(ctx)
	out := pickable{Items: []colleague{}}
	for _, c := range cs {
		out.Items = append(out.Items, colleague(c))
	}
	return out, err
}

func (s *Service) dismiss(ctx context.Context, _ *none) error { return s.DismissFirstSteps(ctx) }
