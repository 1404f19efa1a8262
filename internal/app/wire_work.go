package app

import (
	"context"
	"io/fs"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/automation/reminder"
	"github.com/kith-crm/kith/internal/crm/calendar"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/identity/policy"
	"github.com/kith-crm/kith/internal/identity/preference"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/outbound"
)

// Work are the domains that tell people when which work is to be done.
type Work struct {
	Preferences *preference.Service
	Reminders   *reminder.Service
	Calendars   *calendar.Service
}

func (a *App) wireWork(bus *event.Bus) {
	a.Preferences = preference.NewService(bus, a.keys)
	a.wireReminders(bus)
	a.wireCalendars()
}

// wireReminders lets people be told of what their tasks ask for, whenever a task that is planned changes.
func (a *App) wireReminders(bus *event.Bus) {
	a.Reminders = reminder.NewService(reminder.Deps{Platform: a.DB.InPlatform, InTenant: a.DB.InTenant, Tasks: a.Tasks, Today: a.Today, Teams: a.Teams,
		Members: a.Members, Preferences: a.Preferences, Letters: func(f fs.FS) *user.Letters { return a.tools.Letters(f) }})
	event.On(bus, func(ctx context.Context, e task.Created) error { return a.Reminders.Plan(ctx, e.Task) })
	event.On(bus, func(ctx context.Context, e task.Restored) error { return a.Reminders.Plan(ctx, e.Task) })
	event.On(bus, func(ctx context.Context, e task.Reopened) error { return a.Reminders.Plan(ctx, e.After) })
	event.On(bus, func(ctx context.Context, e task.Updated) error {
		if !reminder.Changed(e.Before, e.After) {
			return nil
		}
		return a.Reminders.Plan(ctx, e.After)
	})
}

// wireCalendars lets calendars go out and in. Which networks a company's people may be on holds for their feeds too.
func (a *App) wireCalendars() {
	a.Calendars = calendar.NewService(calendar.Deps{Platform: a.DB.InPlatform, InTenant: a.DB.InTenant, Everyone: a.everyCompany, As: a.actAs, Tasks: a.Tasks, Deals: a.Deals,
		Users: a.Users, Preferences: a.Preferences, Keys: a.keys, Client: outbound.Public(calendar.FetchTimeout), BaseURL: a.Config.BaseURL})
}

// actAs returns a context in which somebody acts without a session, with the rights they have now.
func (a *App) actAs(ctx context.Context, tenantID int64, userID uuid.UUID, ip string) (context.Context, error) {
	ctx, err := a.resolve(ctx, job.Who{Tenant: tenantID, User: userID})
	if err != nil {
		return ctx, err
	}
	var rules policy.Policy
	err = a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
		rules, err = a.Policies.Of(ctx, tenantID)
		return err
	})
	if err == nil && !rules.Allows(caller.From(ctx).Role, ip) {
		err = errNetwork
	}
	return ctx, err
}
