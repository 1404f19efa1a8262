package overflow

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/web"
)

type (
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	view struct {
		ID         uuid.UUID `json:"id"`
		Name       string    `json:"name"`
		Email      string    `json:"email"`
		Phone      string    `json:"phone"`
		Source     string    `json:"source"`
		Problem    string    `json:"problem" doc:"Code of why it can't be taken in; empty when only room is missing."`
		ReceivedAt time.Time `json:"receivedAt"`
	}
	listOut struct {
		Items    []view `json:"items" doc:"The oldest, at most 200."`
		Total    int64  `json:"total"`
		Expiring int64  `json:"expiring" doc:"Leads that will be deleted within 7 days, for they have waited for long and the company still is read-only."`
		Expired  int64  `json:"expired" doc:"Leads that were deleted after 30 days in which the company was read-only."`
	}
	admitOut struct {
		Left int64 `json:"left" doc:"Leads that still wait."`
	}
)

const shown = 200

// Routes registers the endpoints, for those who bring contacts in.
func (s *Service) Routes(r *web.Router) {
	need := func(action string) web.Need { return web.Need{Access: web.Right, Object: "import", Action: action} }
	web.Handle(r, "GET", "/overflow", need("create"), 200, s.list)
	web.Handle(r, "POST", "/overflow/admit", need("create"), 200, s.admitAll)
	web.HandleNone(r, "DELETE", "/overflow/:id", need("create"), 204, s.discard)
}

func (s *Service) list(ctx context.Context, _ *web.None) (out listOut, err error) {
	if err := open(ctx); err != nil {
		return out, err
	}
	leads, err := list(ctx, shown)
	if err != nil {
		return out, err
	}
	out.Items = make([]view, len(leads))
	for i, l := range leads {
		out.Items[i] = view{l.ID, l.Name(), l.Row.Email, l.Row.Phone, l.Source, l.Error, l.ReceivedAt}
	}
	fate, err := s.Fate(ctx)
	if err != nil {
		return out, err
	}
	out.Expiring, out.Expired = fate.Expiring, fate.Expired
	out.Total, err = Count(ctx)
	return out, err
}

func (s *Service) admitAll(ctx context.Context, _ *web.None) (out admitOut, err error) {
	out.Left, err = s.Admit(ctx)
	return out, err
}

func (s *Service) discard(ctx context.Context, in *idIn) error { return s.Discard(ctx, in.ID) }
