package company

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/jsonb"
)

// byNames finds companies that the caller may see by their names in lower case, the keys of wanted. Of several with the
// same name it is the oldest.
func byNames(ctx context.Context, wanted map[string]string) (map[string]uuid.UUID, error) {
	list, err := json.Marshal(slices.Collect(maps.Keys(wanted)))
	if err != nil {
		return nil, err
	}
	var rows []struct {
		ID   uuid.UUID
		Name string
	}
	q := db.Visible(ctx, Kind).Model(&Company{}).Select("DISTINCT ON (lower(company.name)) company.id, lower(company.name) AS name").
		Where("lower(company.name) IN (SELECT json_array_elements_text(?::json))", string(list)).Order("lower(company.name), company.id")
	if err := db.Fetch(ctx, db.Into(q, &rows)); err != nil {
		return nil, err
	}
	found := make(map[string]uuid.UUID, len(rows))
	for _, r := range rows {
		found[r.Name] = r.ID
	}
	return found, nil
}

// byIDs finds those of some companies, by the texts of their ids, that the caller may see.
func byIDs(ctx context.Context, texts []string) (map[string]uuid.UUID, error) {
	var rows []struct{ ID uuid.UUID }
	if len(texts) > 0 {
		if err := db.Fetch(ctx, db.Into(db.Visible(ctx, Kind).Model(&Company{}).Select("company.id").Where("company.id IN ?", texts), &rows)); err != nil {
			return nil, err
		}
	}
	found := map[string]uuid.UUID{}
	for _, r := range rows {
		found[r.ID.String()] = r.ID
	}
	return found, nil
}

const insertRows = 500

func insertAll(ctx context.Context, cs []Company) error {
	return db.Orm(ctx).CreateInBatches(cs, insertRows).Error
}

// candidates reads the companies that keys and names lead to, the caller's to change first, and locks them unless it is only to
// be told what would happen.
func candidates(ctx context.Context, b Batch, keys, names []string) ([]bring.One[Company], error) {
	return bring.Search[Company]{Kind: Kind, Dry: b.Dry, Lead: func(rows *gorm.DB) (*gorm.DB, error) { return b.leads(rows, keys, names) },
		Told: func(c *Company) (uuid.UUID, string) { return c.ID, b.keyOf(*c) }}.Candidates(ctx)
}

// keyOf is what a company has in the field by which companies are found again.
func (b Batch) keyOf(c Company) string {
	switch b.Match {
	case ByName, ByDomain:
		return ""
	case ByID:
		return c.ID.String()
	default:
		return customfield.TextOf(c.Custom, b.Match)
	}
}

// leads narrows a query to the companies that keys or names lead to.
func (b Batch) leads(q *gorm.DB, keys, names []string) (*gorm.DB, error) {
	both := [2]string{}
	for i, list := range [][]string{keys, names} {
		data, err := json.Marshal(append([]string{}, list...))
		if err != nil {
			return q, err
		}
		both[i] = string(data)
	}
	const named = "company.name <> '' AND lower(company.name) IN (SELECT json_array_elements_text(?::json))"
	switch b.Match {
	case ByName:
		return q.Where(named, both[1]), nil
	case ByDomain:
		return q.Where("("+named+` OR regexp_replace(lower(split_part(CASE WHEN company.domain <> '' THEN company.domain
			ELSE split_part(company.website, '://', 2) END, '/', 1)), '^www\.', '') IN (SELECT json_array_elements_text(?::json) EXCEPT SELECT ''))`, both[1], both[1]), nil
	case ByID:
		return q.Where("("+named+" OR company.id::text IN (SELECT json_array_elements_text(?::json)))", both[1], both[0]), nil
	default:
		return q.Where("("+named+" OR company.custom->>?::text IN (SELECT json_array_elements_text(?::json)))", both[1], customfield.IDOf(b.Match), both[0]), nil
	}
}

// changedRow is a company as overwrite wants it.
type changedRow struct {
	ID       uuid.UUID          `json:"id"`
	Name     string             `json:"name"`
	Domain   string             `json:"domain"`
	Website  string             `json:"website"`
	Email    string             `json:"email"`
	Phone    string             `json:"phone"`
	Industry string             `json:"industry"`
	Kinds    jsonb.List[string] `json:"kinds"`
	Tags     jsonb.List[string] `json:"tags"`
	Street   string             `json:"street"`
	City     string             `json:"city"`
	Postcode string             `json:"postcode"`
	Country  string             `json:"country"`
	Custom   json.RawMessage    `json:"custom"` // what was set
}

const overwrite = `UPDATE company SET name = r.name, domain = r.domain, website = r.website, email = r.email, phone = r.phone, industry = r.industry,
	kinds = r.kinds, tags = r.tags, street = r.street, city = r.city, postcode = r.postcode, country = r.country,
	custom = company.custom || r.custom, version = company.version + 1, updated_at = ?
FROM json_to_recordset(?::json) AS r (id uuid, name text, domain text, website text, email text, phone text, industry text, kinds jsonb, tags jsonb,
	street text, city text, postcode text, country text, custom jsonb)
WHERE company.id = r.id`

// importAll writes companies that were locked or are new.
func importAll(ctx context.Context, added []Company, changed []*Company) error {
	if len(added) > 0 {
		if err := insertAll(ctx, added); err != nil {
			return err
		}
	}
	if len(changed) == 0 {
		return nil
	}
	rows := make([]changedRow, len(changed))
	for i, c := range changed {
		rows[i] = changedRow{c.ID, c.Name, c.Domain, c.Website, c.Email, c.Phone, c.Industry, c.Kinds, c.Tags, c.Street, c.City, c.Postcode, c.Country, c.Custom.Changes()}
	}
	data, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return db.Orm(ctx).Exec(overwrite, clock.Now(), string(data)).Error // all rows: those that candidates locked
}

// closed tells whether the caller's role may not see, or not change, some field of companies.
func closed(ctx context.Context) bool { return db.ClosedByRole(ctx, Kind) }
