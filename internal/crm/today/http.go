package today

import (
	"context"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoint.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/today", web.Need{Access: web.Right, Object: task.Kind, Action: "read"}, 200, s.today)
}

type (
	counts struct {
		Overdue          int `json:"overdue"`
		Today            int `json:"today"`
		Upcoming         int `json:"upcoming"`
		DealsWithoutTask int `json:"dealsWithoutTask"`
		RottingDeals     int `json:"rottingDeals"`
	}
	todayOut struct {
		Overdue          []task.View `json:"overdue" doc:"Most overdue first."`
		Today            []task.View `json:"today"`
		Upcoming         []task.View `json:"upcoming" doc:"Of the next seven days."`
		Later            []task.View `json:"later" doc:"What was put off, that which comes back first at the beginning."`
		DealsWithoutTask []deal.View `json:"dealsWithoutTask" doc:"Own open deals about which there is no open task, those longest in their stage first."`
		RottingDeals     []deal.View `json:"rottingDeals" doc:"Other own open deals that are in their stage for longer than they should be, the longest first."`
		Counts           counts      `json:"counts"`
	}
)

func (s *Service) today(ctx context.Context, _ *web.None) (todayOut, error) {
	d, err := s.For(ctx)
	if err != nil {
		return todayOut{}, err
	}
	out := todayOut{Overdue: show(d.Overdue), Today: show(d.Today), Upcoming: show(d.Upcoming), Later: show(d.Later), DealsWithoutTask: showDeals(d.Idle), RottingDeals: showDeals(d.Rotting)}
	out.Counts = counts{len(d.Overdue), len(d.Today), len(d.Upcoming), len(d.Idle), len(d.Rotting)}
	return out, nil
}

func show(ts []task.Seen) []task.View {
	all := make([]task.View, len(ts))
	for i, t := range ts {
		all[i] = task.Show(t)
	}
	return all
}

func showDeals(ds []deal.Seen) []deal.View {
	all := make([]deal.View, len(ds))
	for i, d := range ds {
		all[i] = deal.Show(d)
	}
	return all
}
