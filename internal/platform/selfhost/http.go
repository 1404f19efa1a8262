package selfhost

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/web"
)

type view struct {
	State     string     `json:"state" enum:"free,licensed,ending,grace,expired,outdated,not_begun"`
	ID        string     `json:"id"`
	Customer  string     `json:"customer"`
	Until     *time.Time `json:"until" doc:"When the state changes; null when it does not."`
	ClockBack bool       `json:"clockBack"`
}

// Routes registers the endpoint that shows an owner the server's licence.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/licence", web.Need{Access: web.Right, Object: "billing", Action: "read", In: web.Platform}, 200, s.show)
}

func (s *Service) show(ctx context.Context, _ *struct{}) (view, error) {
	x, err := s.Standing(ctx)
	return view{x.State, x.ID, x.Customer, x.Until, x.ClockBack}, err
}
