package activity

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/reference"
)

// What happened around a record shows on the timeline of the one that it is merged into. An entry about a contact, or a
// company, always shows on its timeline.
var (
	_ = reference.Declare(reference.Column{Table: Kind, Name: "contact_id", Kind: "contact", Along: "record_id", AlongKind: "kind", Versioned: true, Told: "entries", Seen: standing})
	_ = reference.Declare(reference.Column{Table: Kind, Name: "company_id", Kind: "company", Along: "record_id", AlongKind: "kind", Versioned: true, Told: "entries", Seen: standing})
)

// standing is the condition for entries that the caller sees.
func standing(ctx context.Context) (where string, args []any) {
	where, args = sight(ctx)
	return "activity.deleted_at IS NULL AND " + where, args
}
