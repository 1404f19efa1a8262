package task

import (
	"context"

	"gorm.io/gorm"

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

// Belonging are the tasks that the caller sees about some records of a kind.
func (s *Service) Belonging(kind string) func(ctx context.Context, ids *gorm.DB) (*gorm.DB, string) {
	return func(ctx context.Context, ids *gorm.DB) (*gorm.DB, string) {
		return db.Visible(ctx, Kind).Model(&Task{}).Where("task.about_kind = ? AND task.about_id IN (?)", kind, ids), "task.about_id"
	}
}
