package app

import (
	"context"
	"io/fs"

	"github.com/kith-crm/kith/internal/automation/reminder"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/event"
)

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
