package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/page"
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
	v.Permissions, v.Fields = byObject(c.Grants), byObject(closed(c))
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

type (
	stepView struct {
		Code string `json:"code"`
		Done bool   `json:"done"`
	}
	stepsView struct {
		Items     []stepView `json:"items"`
		Dismissed bool       `json:"dismissed"`
	}
)

// stepsOf are the first things to do in each role. What is done is seen in the data, so that nobody has to tick it off;
// what leaves no data, such as a look at the health page, stays until the list is put away.
var stepsOf = map[string][]string{
	"owner":      {"invite", "import", "deal", "plan"},
	"admin":      {"invite", "import", "deal", "plan"},
	"manager":    {"team", "deal", "task"},
	"employee":   {"contact", "deal", "task"},
	"freelancer": {"look", "task"},
	"technician": {"health", "sessions"},
	"viewer":     {"look"},
}

// firstSteps lists what somebody new in a role does first. It looks at the platform and at the tenant, one after the
// other.
func (a *App) firstSteps(ctx context.Context, _ *none) (v stepsView, err error) {
	v.Items = []stepView{}
	err = a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
		v.Dismissed, err = a.Members.FirstStepsDismissed(ctx)
		return err
	})
	if err != nil || v.Dismissed {
		return v, err
	}
	for _, code := range stepsOf[caller.From(ctx).Role] {
		done, err := a.stepDone(ctx, code)
		if err != nil {
			return v, err
		}
		v.Items = append(v.Items, stepView{code, done})
	}
	return v, nil
}

// stepDone tells whether there is what a step leads to.
func (a *App) stepDone(ctx context.Context, code string) (done bool, err error) {
	switch code {
	case "plan":
		return caller.From(ctx).Tenant.State == "active", nil
	case "health", "sessions":
		return false, nil
	}
	unit, count := a.DB.InTenant, a.countStep(code)
	if code == "invite" {
		unit = a.DB.InPlatform
	}
	err = unit(ctx, func(ctx context.Context) error {
		n, err := count(ctx)
		done = n > 0
		return err
	})
	return done, err
}

func (a *App) countStep(code string) func(context.Context) (int64, error) {
	switch code {
	case "invite":
		return a.colleagues
	case "team":
		return func(ctx context.Context) (int64, error) {
			ts, err := a.Teams.List(ctx)
			return int64(len(ts)), err
		}
	case "deal":
		return func(ctx context.Context) (int64, error) { return a.Deals.Count(ctx, page.Query{}) }
	case "task":
		return func(ctx context.Context) (int64, error) { return a.Tasks.Count(ctx, task.Filter{}) }
	default: // import, contact, look
		return func(ctx context.Context) (int64, error) { return a.Contacts.Total(ctx, page.Query{}) }
	}
}

// colleagues counts the seats that are taken by others than the caller.
func (a *App) colleagues(ctx context.Context) (int64, error) {
	pools, err := a.Licences.Pools(ctx, caller.From(ctx).Tenant.ID)
	var used int
	for _, p := range pools {
		if p.Kind != licence.Viewer {
			used += p.Used
		}
	}
	return int64(used - 1), err
}
