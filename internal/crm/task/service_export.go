package task

import (
	"context"
	"slices"
	"time"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/sheet"
)

// Table is what the caller takes out of a list of tasks, as far as they may see and export it, times in the tenant's zone.
func (s *Service) Table(ctx context.Context, t page.Taken) (sheet.Table, error) {
	w, total, err := walk(ctx, t)
	if err != nil {
		return sheet.Table{}, err
	}
	own, err := customfield.Columns(ctx, s.custom, Kind, func(t Seen) (map[string]any, map[string]string) { return t.Own, t.Names })
	if err != nil {
		return sheet.Table{}, err
	}
	return sheet.Of(sheet.Pick(slices.Concat(columns(ctx), own), t.Columns, sees(ctx)), total, w.Next, s.See), nil
}

type column = sheet.Field[Seen]

func is(key string, cell func(Seen) any) column {
	return column{Column: sheet.Column{Key: key}, Cell: cell}
}

// columns are those of a file, named as the list's are.
func columns(ctx context.Context) []column {
	zone := clock.Zone(caller.From(ctx).Tenant.Timezone)
	return []column{
		is("id", func(t Seen) any { return t.ID.String() }), is("name", func(t Seen) any { return t.Title }), is("note", func(t Seen) any { return t.Note }),
		is("kind", func(t Seen) any { return t.Kind }), is("dueAt", func(t Seen) any { return t.due(zone) }), is("doneAt", func(t Seen) any { return moment(t.DoneAt, zone) }),
		is("assignee", func(t Seen) any { return t.AssigneeName }), is("about", func(t Seen) any { return t.AboutName }), is("repeat", func(t Seen) any { return t.Repeat }),
		is("createdAt", func(t Seen) any { return t.CreatedAt.In(zone) }),
	}
}

// due is when a task is to be done: a day, or a moment.
func (t Task) due(zone *time.Location) any {
	if t.DueAt != nil && t.AllDay {
		return t.DueAt.In(zone).Format(time.DateOnly)
	}
	return moment(t.DueAt, zone)
}

func moment(at *time.Time, zone *time.Location) any {
	if at == nil {
		return nil
	}
	return at.In(zone)
}
