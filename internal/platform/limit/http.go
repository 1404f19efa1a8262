package limit

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/web"
)

type historyOut struct {
	Items []Sample `json:"items" doc:"Of the last 90 days, oldest first; days without a look at the use are left out."`
}

// Routes registers the endpoint that shows how the use of limits went.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/usage", web.Need{Access: web.Right, Object: "billing", Action: "read", In: web.Platform}, 200, s.history)
}

func (s *Service) history(ctx context.Context, _ *struct{}) (historyOut, error) {
	all, err := s.History(ctx)
	return historyOut{append([]Sample{}, all...)}, err
}
