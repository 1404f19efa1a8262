package app

import (
	"context"

	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/platform/licence"
)

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
