package contact

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/merge"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/reference"
)

// People work for the company that theirs is merged into.
var (
	_ = reference.Declare(reference.Column{Table: Kind, Name: "company_id", Kind: "company", Versioned: true, Told: "contacts", Seen: standing})
	_ = reference.Declare(former{})
)

// standing is the condition for contacts that the caller sees.
func standing(ctx context.Context) (where string, args []any) {
	where, args = db.Rows(ctx, Kind, Kind, "contact.owner_id")
	return "contact.deleted_at IS NULL AND " + where, args
}

// anyOne reads a contact with all fields, in the trash or not.
func anyOne(ctx context.Context, id uuid.UUID) (c Contact, err error) {
	err = db.Orm(ctx).Unscoped().Take(&c, "id = ?", id).Error // all rows: whoever merges was asked for the right
	if db.Missing(err) {
		err = ErrNotFound
	}
	return c, err
}

// replace saves a contact whatever is closed to the caller.
func replace(ctx context.Context, c *Contact) error {
	err := db.Orm(ctx).Unscoped().Select("*").Omit("created_at", "deleted_at").Updates(c).Error // all rows: whoever merges was asked for the right
	if err != nil {
		return err
	}
	return customfield.Save(ctx, Kind, c.ID, c.Custom)
}

// missing is the answer about a contact that the caller does not see; of one that was merged it tells where it is now.
func missing(ctx context.Context, id uuid.UUID) error {
	return merge.NotFound(ctx, record.Ref{Kind: Kind, ID: id}, ErrNotFound)
}

// former are the positions beside the present one, which stand in the contact as a list.
type former struct{}

// heldBy is a position that was moved: whose, as it was, and its place in the list.
type heldBy struct {
	ContactID uuid.UUID
	Position  Position
	Place     int
}

// in finds the position in a list: in its place if one that says the same is there, else the first that does; -1 for none.
func (h heldBy) in(all []Position) int {
	same := func(p Position) bool { return p.String() == h.Position.String() }
	if h.Place < len(all) && same(all[h.Place]) {
		return h.Place
	}
	return slices.IndexFunc(all, same)
}

// Place implements reference.Mover.
func (former) Place() string { return "contact.positions" }

// Covers implements reference.Mover.
func (f former) Covers() []string { return []string{f.Place()} }

// Of implements reference.Mover.
func (former) Of(kind string) bool { return kind == "company" }

// Count implements reference.Mover: people count by where they work now.
func (former) Count(context.Context, record.Ref) (name string, n int64, told bool, err error) {
	return "", 0, false, nil
}

// Move implements reference.Mover.
func (former) Move(ctx context.Context, from record.Ref, to uuid.UUID) (m reference.Moved, err error) {
	var cs []Contact
	const of = "positions <> '[]' AND positions @> jsonb_build_array(jsonb_build_object('companyId', ?::uuid))"
	if err := db.Orm(ctx).Unscoped().Where(of, from.ID).Find(&cs).Error; err != nil { // all rows: what refers to a record moves whoever sees it
		return m, err
	}
	for _, c := range cs {
		for i, p := range c.Positions {
			if p.CompanyID != from.ID {
				continue
			}
			row, err := json.Marshal(heldBy{c.ID, p, i})
			if err != nil {
				return m, err
			}
			m.Folded, c.Positions[i].CompanyID = append(m.Folded, row), to
		}
		if err := setPositions(ctx, c); err != nil {
			return m, err
		}
	}
	return m, nil
}

// Back implements reference.Mover: those that nobody changed since are positions at the first company again.
func (former) Back(ctx context.Context, to record.Ref, from uuid.UUID, m reference.Moved, _ []*reference.Moved) error {
	for _, row := range m.Folded {
		var h heldBy
		if err := json.Unmarshal(row, &h); err != nil {
			return err
		}
		c, err := anyOne(ctx, h.ContactID)
		if err != nil {
			return err
		}
		h.Position.CompanyID = from
		i := h.in(c.Positions)
		if i < 0 {
			continue
		}
		c.Positions[i].CompanyID = to.ID
		if err := setPositions(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func setPositions(ctx context.Context, c Contact) error {
	return db.Orm(ctx).Unscoped().Model(&c).Select("positions", "version"). // all rows: what refers to a record moves whoever sees it
										UpdateColumns(map[string]any{"positions": c.Positions, "version": c.Version + 1}).Error
}
