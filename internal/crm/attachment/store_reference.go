package attachment

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/reference"
)

// Files go along when their record is merged, those in the trash too.
var _ = reference.Declare(reference.Column{Table: "attachment", Name: "record_id", KindColumn: "kind", Told: "files", Seen: standing})

func standing(context.Context) (where string, args []any) {
	return "attachment.deleted_at IS NULL", nil
}
