package selfhost

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/web"
)

type (
	view struct {
		SelfHosted bool       `json:"selfHosted" doc:"Whether this server runs on licence files at all."`
		State      string     `json:"state" enum:"free,licensed,ending,grace,expired,outdated,not_begun"`
		ID         string     `json:"id"`
		Customer   string     `json:"customer"`
		Until      *time.Time `json:"until" doc:"When the state changes; null when it does not."`
		ClockBack  bool       `json:"clockBack" doc:"The clock was set back: the latest time seen counts."`
		Built      *time.Time `json:"built" doc:"When this version of the program was built; null for a developer's own."`
		Files      []fileView `json:"files" doc:"As they were installed, the newest first."`
	}
	fileView struct {
		ID           string         `json:"id" doc:"Empty for a file that is not valid."`
		Customer     string         `json:"customer"`
		Kind         string         `json:"kind" enum:"subscription,perpetual,"`
		Plan         string         `json:"plan"`
		Seats        map[string]int `json:"seats"`
		MaxTenants   int            `json:"maxTenants"`
		Expires      *time.Time     `json:"expires"`
		UpdatesUntil *time.Time     `json:"updatesUntil"`
		InstalledAt  time.Time      `json:"installedAt"`
		Use          string         `json:"use" enum:"main,added,replaced,invalid"`
	}
)

// Routes registers the endpoint that shows an owner the server's licence.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/licence", web.Need{Access: web.Right, Object: "billing", Action: "read", In: web.Platform}, 200, s.show)
}

func (s *Service) show(ctx context.Context, _ *struct{}) (view, error) {
	v := view{SelfHosted: s.On, State: Free, Files: []fileView{}}
	if !s.On {
		return v, nil
	}
	x, err := s.Standing(ctx)
	if err != nil {
		return v, err
	}
	v.State, v.ID, v.Customer, v.Until, v.ClockBack = x.State, x.ID, x.Customer, x.Until, x.ClockBack
	if !s.Built.IsZero() {
		v.Built = &s.Built
	}
	all, err := s.Files(ctx)
	for _, f := range all {
		p := f.Payload
		if p.Seats == nil {
			p.Seats = map[string]int{}
		}
		v.Files = append(v.Files, fileView{p.ID, p.Customer, p.Kind, p.Plan, p.Seats, p.MaxTenants, p.Expires, p.UpdatesUntil, f.InstalledAt, f.Use})
	}
	return v, err
}
