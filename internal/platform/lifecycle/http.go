package lifecycle

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoint with which an owner stops the end.
func (s *Service) Routes(r *web.Router) {
	need := web.Need{Access: web.Right, Object: "billing", Action: "update", In: web.Outside, ReadOnly: true}
	web.HandleNone(r, "POST", "/tenant/keep", need, 204, s.keep)
}

type none struct{}

func (s *Service) keep(ctx context.Context, _ *none) error { return s.Keep(ctx) }
