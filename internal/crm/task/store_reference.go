package task

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/reference"
)

// Tasks go along when what they are about is merged.
var _ = reference.Declare(reference.Column{Table: Kind, Name: "about_id", KindColumn: "about_kind", Versioned: true, Told: "tasks", Seen: standing})

// standing is the condition for tasks that the caller sees.
func standing(ctx context.Context) (where string, args []any) {
	where, args = db.Rows(ctx, Kind, Kind, "task.owner_id")
	return "task.deleted_at IS NULL AND " + where, args
}
