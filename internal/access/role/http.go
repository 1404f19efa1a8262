package role

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/roles", need("read"), 200, s.list)
	web.Handle(r, "PUT", "/roles/:role/grants", need("update"), 200, s.set)
}

func need(action string) web.Need { return web.Need{Access: web.Right, Object: Kind, Action: action} }

type (
	listIn struct{}
	setIn  struct {
		Role string `path:"role"`
		Body struct {
			Object string `json:"object" maxLength:"40"`
			Action string `json:"action" maxLength:"40"`
			Scope  string `json:"scope" enum:"none,assigned,own,team,all"`
		}
	}
	view struct {
		Role     string  `json:"role"`
		SeatKind string  `json:"seatKind" enum:"full,light,viewer"`
		Grants   []Grant `json:"grants"`
	}
)

func (s *Service) view(r Role) view { return view{r.Name, s.seatKind(r.Name), r.Grants} }

func (s *Service) list(ctx context.Context, _ *listIn) (out page.Items[view], err error) {
	all, err := s.List(ctx)
	for _, r := range all {
		out.Items = append(out.Items, s.view(r))
	}
	return out, err
}

func (s *Service) set(ctx context.Context, in *setIn) (view, error) {
	scope := caller.Scope(in.Body.Scope)
	if in.Body.Scope == "none" {
		scope = caller.None
	}
	r, err := s.Set(ctx, in.Role, Grant{in.Body.Object, in.Body.Action, scope})
	return s.view(r), err
}
