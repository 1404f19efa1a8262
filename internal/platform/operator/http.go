package operator

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers what a company sees of the service's people, and their console.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/support", web.Need{Access: web.Right, Object: "audit", Action: "read", In: web.Platform}, 200, s.list)
	web.HandleNone(r, "DELETE", "/support/:id", web.Need{Access: web.Right, Object: "audit", Action: "delete", In: web.Platform, ReadOnly: true}, 204, s.revoke)
	s.routesConsole(r)
}

type (
	none   struct{}
	withID struct {
		ID uuid.UUID `path:"id"`
	}
	view struct {
		ID        uuid.UUID  `json:"id"`
		Operator  string     `json:"operator"`
		Reason    string     `json:"reason"`
		CreatedAt time.Time  `json:"createdAt"`
		EndsAt    time.Time  `json:"endsAt"`
		EndedAt   *time.Time `json:"endedAt" nullable:"true" doc:"When it was ended before its time."`
	}
)

func (s *Service) list(ctx context.Context, _ *none) (page.Items[view], error) {
	all, err := s.Accesses(ctx)
	out := page.Items[view]{Items: make([]view, len(all))}
	for i, x := range all {
		out.Items[i] = showSupport(x)
	}
	return out, err
}

func showSupport(x Support) view {
	return view{x.ID, x.Operator, x.Reason, x.CreatedAt, x.EndsAt, x.EndedAt}
}

func (s *Service) revoke(ctx context.Context, in *withID) error { return s.Revoke(ctx, in.ID) }
