package deal

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/reference"
)

// What moves when companies or people are merged.
var (
	_ = reference.Declare(reference.Column{Table: Kind, Name: "company_id", Kind: "company", Versioned: true, Told: "deals", Seen: standing})
	_ = reference.Declare(reference.Column{Table: "deal_contact", Name: "contact_id", Kind: "contact", Key: "deal_id",
		Once: []string{"deal_id", "contact_id", "role"}, Told: "deals", Seen: standingOf})
)

// standing is the condition for deals that the caller sees.
func standing(ctx context.Context) (where string, args []any) {
	where, args = db.Rows(ctx, Kind, Kind, "deal.owner_id")
	return "deal.deleted_at IS NULL AND " + where, args
}

// standingOf is the condition for people on deals that the caller sees.
func standingOf(ctx context.Context) (where string, args []any) {
	where, args = standing(ctx)
	return "EXISTS (SELECT 1 FROM deal WHERE deal.id = deal_contact.deal_id AND " + where + ")", args
}
