package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
)

type (
	none   struct{}
	meView struct {
		User struct {
			ID       uuid.UUID `json:"id"`
			Name     string    `json:"name"`
			Email    string    `json:"email"`
			Language string    `json:"language"`
			Timezone string    `json:"timezone" doc:"The person's own; empty: the company's."`
		} `json:"user"`
		Tenant struct {
			Slug        string     `json:"slug"`
			Name        string     `json:"name"`
			Language    string     `json:"language"`
			Currency    string     `json:"currency"`
			Timezone    string     `json:"timezone"`
			State       string     `json:"state"`
			TrialEndsAt *time.Time `json:"trialEndsAt"`
			Plan        string     `json:"plan"`
		} `json:"tenant"`
		Member struct {
			ID       uuid.UUID `json:"id"`
			Role     string    `json:"role"`
			RoleName string    `json:"roleName" doc:"Of the company's own role, which refines role; empty for one of the program's."`
			SeatKind string    `json:"seatKind"`
			EndsOn   string    `json:"endsOn" doc:"The last day; empty without an end."`
			Due      string    `json:"due" enum:",second_factor,password" doc:"What the company asks for first: a second step at log-in, or a new password."`
		} `json:"member"`
		Permissions map[string]map[string]caller.Scope `json:"permissions" doc:"Scope by object and action; absent means none."`
		Fields      map[string]map[string]caller.Mask  `json:"fields" doc:"What is closed, by object and field."`
		Features    []string                           `json:"features"`
		Limits      map[string]int64                   `json:"limits"`
		Use         map[string]useView                 `json:"use" doc:"By the names of limits; what has no entry is not counted."`
		SelfHosted  bool                               `json:"selfHosted" doc:"The server runs on licence files: nothing is bought here."`
		Plans       map[string]string                  `json:"plans" doc:"The smallest plan with a feature that this one lacks, by feature."`
	}
	useView struct {
		Used int64  `json:"used"`
		Most int64  `json:"most" doc:"What can be added up to: a little over the limit where some is tolerated."`
		Plan string `json:"plan" doc:"The smallest plan with more; empty when none has."`
	}
)

// routesMe registers what is put together from several domains.
func (a *App) routesMe(r *web.Router) {
	web.Handle(r, "GET", "/me", web.Need{Access: web.SignedIn, In: web.Outside, Unready: true}, 200, a.me)
	web.Handle(r, "GET", "/first-steps", web.Need{Access: web.SignedIn, In: web.Outside}, 200, a.firstSteps)
}

// me says who the caller is, what they may do, and how much of the plan is used. All but the use the edge knows already.
func (a *App) me(ctx context.Context, _ *none) (v meView, err error) {
	c, m := caller.From(ctx), memberFrom(ctx)
	v.User.ID, v.User.Name, v.User.Email, v.User.Language = m.UserID, m.Name, m.Email, m.Language
	v.User.Timezone = m.Timezone
	t := c.Tenant
	v.Tenant.Slug, v.Tenant.Name, v.Tenant.Language, v.Tenant.Currency = t.Slug, t.Name, t.Language, t.Currency
	v.Tenant.Timezone, v.Tenant.State, v.Tenant.Plan, v.Tenant.TrialEndsAt = t.Timezone, t.State, t.Plan, m.Tenant.TrialEndsAt
	v.Member.ID, v.Member.Role, v.Member.SeatKind, v.Member.EndsOn = m.MemberID, m.Role, m.SeatKind, string(m.EndsOn)
	v.Member.RoleName, v.Member.Due = c.RoleName, due(a.ready(ctx))
	v.Permissions, v.Fields = byObject(c.Grants), byObject(c.Masks)
	may := licence.Of(t)
	v.SelfHosted = a.Config.SelfHosted
	v.Features, v.Limits, v.Plans, v.Use = may.Features, may.Limits, map[string]string{}, map[string]useView{}
	for _, f := range plan.Features() {
		if !may.Has(f) {
			v.Plans[f] = plan.WithFeature(f)
		}
	}
	if c.May("contact", "read") != caller.All {
		return v, nil // how many there are in all is told to those who see them all
	}
	return v, a.DB.InTenant(ctx, func(ctx context.Context) error {
		uses, err := a.Limits.Uses(ctx)
		for _, u := range uses {
			v.Use[u.Name] = useView{u.Used, u.Most, plan.WithMore(t.Plan, u.Name, u.Limit+1)}
		}
		return err
	})
}

// due is what a refusal of the edge asks of a person.
func due(err error) string {
	switch {
	case errors.Is(err, errSecond):
		return "second_factor"
	case errors.Is(err, errAged):
		return "password"
	default:
		return ""
	}
}

// byObject turns what is keyed by "object.part" into a map by object and part.
func byObject[M ~map[string]V, V any](flat M) map[string]map[string]V {
	all := map[string]map[string]V{}
	for key, v := range flat {
		object, part, _ := strings.Cut(key, ".")
		if all[object] == nil {
			all[object] = map[string]V{}
		}
		all[object][part] = v
	}
	return all
}
