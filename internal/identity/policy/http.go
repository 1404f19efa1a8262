package policy

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints. Who may change roles may say how people log in: both decide who gets in.
func (s *Service) Routes(r *web.Router) {
	read := web.Need{Access: web.Right, Object: "role", Action: "read", In: web.Platform}
	change := web.Need{Access: web.Right, Object: "role", Action: "update", In: web.Platform, Fresh: true}
	web.Handle(r, "GET", "/security-policy", read, 200, s.find)
	web.Handle(r, "PUT", "/security-policy", change, 200, s.put)
	web.Handle(r, "GET", "/security-checklist", read, 200, s.checklist)
}

type (
	none  struct{}
	putIn struct {
		Body view
	}
	view struct {
		MinLength    int                 `json:"minLength" minimum:"10" maximum:"64"`
		NoReuse      int                 `json:"noReuse" minimum:"0" maximum:"10" doc:"How many earlier passwords can't be used again."`
		MaxAgeDays   int                 `json:"maxAgeDays" minimum:"0" maximum:"730" doc:"0 for no regular change."`
		IdleMinutes  int                 `json:"idleMinutes" minimum:"15" maximum:"20160"`
		SessionHours int                 `json:"sessionHours" minimum:"1" maximum:"2160"`
		SecondFactor string              `json:"secondFactor" enum:"optional,admins,everybody"`
		Networks     map[string][]string `json:"networks" doc:"By role, the only networks it may work from."`
		Version      int                 `json:"version"`
	}
	checkView struct {
		Code string   `json:"code"`
		OK   bool     `json:"ok"`
		Who  []string `json:"who"`
	}
	items struct {
		Items []checkView `json:"items"`
	}
)

func (s *Service) find(ctx context.Context, _ *none) (view, error) {
	p, err := s.Of(ctx, caller.From(ctx).Tenant.ID)
	return view(p), err
}

func (s *Service) put(ctx context.Context, in *putIn) (view, error) {
	ip, _ := web.Client(ctx)
	p, err := s.Update(ctx, Policy(in.Body), ip)
	return view(p), err
}

func (s *Service) checklist(ctx context.Context, _ *none) (items, error) {
	all, err := s.Checklist(ctx)
	out := items{Items: []checkView{}}
	for _, c := range all {
		if c.Who == nil {
			c.Who = []string{}
		}
		out.Items = append(out.Items, checkView(c))
	}
	return out, err
}
