package company

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Names gives the names of those companies that the caller may see.
func (s *Service) Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	var found []record.Named
	if err := db.Fetch(ctx, s.ReadNames(ctx, ids, &found)); err != nil {
		return nil, err
	}
	names := make(map[uuid.UUID]string, len(found))
	for _, c := range found {
		names[c.ID] = c.Name
	}
	return names, nil
}

// ReadNames reads the names of those companies that the caller may see, with other reads. ids is a list of them or a
// query for them.
func (s *Service) ReadNames(ctx context.Context, ids any, to *[]record.Named) db.Read {
	return db.Into(db.Visible(ctx, Kind).Model(&Company{}).Select("company.id, company.name").Where("company.id IN (?)", ids), to)
}

// NameOf is an SQL expression, with its arguments, for the name of the company to which a column of another table points;
// empty when the caller may not see it. It costs a list less than another read.
func (s *Service) NameOf(ctx context.Context, column string) (expr string, args []any) {
	may, args := db.Rows(ctx, Kind, Kind, "company.owner_id")
	return "coalesce((SELECT company.name FROM company WHERE company.id = " + column + " AND company.deleted_at IS NULL AND " + may + "), '')", args
}

// ByNames gives the companies that the caller may see and that have one of some names, whatever the case; of several with
// one name the oldest comes first.
func (s *Service) ByNames(ctx context.Context, names []string) (cs []Company, err error) {
	if len(names) == 0 {
		return nil, nil
	}
	q := db.Visible(ctx, Kind).Where("lower(company.name) IN (SELECT lower(name) FROM unnest(?::text[]) AS name)", names)
	return cs, db.Fetch(ctx, db.Into(q.Order("company.created_at, company.id"), &cs))
}

// ReadFound reads the companies that fit a text best, with other reads.
func (s *Service) ReadFound(ctx context.Context, search string, limit int, to *[]record.Hit) db.Read {
	q := page.Matching(db.Visible(ctx, Kind).Model(&Company{}), "company.search", search).
		Select("company.id, company.name AS title, concat_ws(', ', nullif(company.domain, ''), nullif(company.city, '')) AS subtitle, "+
			"similarity(lower(company.name), lower(?))::float8 AS score", search)
	return db.Into(q.Order("score DESC, company.id").Limit(limit), to)
}

// tally reads how many records of another kind, among those that the caller may see, belong to each of some companies. ids
// is a list of them.
type tally func(ctx context.Context, ids any, to *[]record.Tally) db.Read

func (s *Service) tallies(ctx context.Context, cs []Company) (contacts, deals map[uuid.UUID]int64, err error) {
	if len(cs) == 0 || s.contacts == nil || s.deals == nil {
		return nil, nil, nil
	}
	ids := make([]uuid.UUID, len(cs))
	for i, c := range cs {
		ids[i] = c.ID
	}
	var cn, dn []record.Tally
	err = db.Fetch(ctx, s.contacts(ctx, ids, &cn), s.deals(ctx, ids, &dn))
	return counted(cn), counted(dn), err
}

func counted(ts []record.Tally) map[uuid.UUID]int64 {
	m := make(map[uuid.UUID]int64, len(ts))
	for _, t := range ts {
		m[t.ID] = t.Count
	}
	return m
}
