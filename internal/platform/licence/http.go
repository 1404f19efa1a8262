package licence

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/web"
)

type (
	seatsOut struct {
		Items []view `json:"items"`
	}
	view struct {
		Kind      Kind        `json:"kind" enum:"full,light,viewer"`
		Licensed  int         `json:"licensed"`
		Used      int         `json:"used"`
		Scheduled *int        `json:"scheduled" doc:"Licensed from the next period on; null when it stays."`
		Price     money.Money `json:"price" doc:"Of one more seat."`
		Interval  string      `json:"interval" enum:"month,year"`
	}
)

// Routes registers the endpoint that shows the caller's tenant its seats.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/seats", web.Need{Access: web.Right, Object: "seat", Action: "read", In: web.Platform}, 200, s.list)
}

func (s *Service) list(ctx context.Context, _ *struct{}) (seatsOut, error) {
	out := seatsOut{Items: []view{}}
	pools, err := s.Pools(ctx, caller.From(ctx).Tenant.ID)
	for _, p := range pools {
		out.Items = append(out.Items, view{p.Kind, p.Granted, p.Used, p.Scheduled, p.Price, p.Interval})
	}
	return out, err
}
