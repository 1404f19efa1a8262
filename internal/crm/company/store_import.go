package company

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/db"
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

const insertRows = 500

func insertAll(ctx context.Context, cs []Company) error {
	return db.Orm(ctx).CreateInBatches(cs, insertRows).Error
}
