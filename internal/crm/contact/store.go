package contact

import (
	"context"
	"database/sql/driver"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/merge"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
)

type deletedAt = gorm.DeletedAt

var spec = page.Spec{
	Table:   Kind,
	Default: "name",
	Sorts: map[string]page.Column{
		"name":      {Expr: `contact.name` + page.Alphabet, Type: "text"},
		"createdAt": {Expr: "contact.created_at", Type: "timestamptz"},
		"updatedAt": {Expr: "contact.updated_at", Type: "timestamptz"},
		"city":      {Expr: "lower(contact.city)", Type: "text", Fold: true},
	},
	Filters: map[string]page.Column{
		"owner":    {Expr: "contact.owner_id", Type: "uuid"},
		"city":     {Expr: "contact.city", Type: "text"},
		"country":  {Expr: "contact.country", Type: "text"},
		"company":  {Expr: "contact.company_id", Type: "uuid"},
		"source":   {Expr: "contact.source", Type: "text"},
		"email":    {Expr: "contact.email", Type: "text"},
		"phone":    {Expr: "contact.phone", Type: "text"},
		"language": {Expr: "contact.language", Type: "text"},
		"tag":      {Expr: "contact.tags", Type: "tags"},
		// Those with another position at a company, earlier or at the same time.
		"alsoAt":       {Expr: "contact.positions <> '[]' AND contact.positions @> jsonb_build_array(jsonb_build_object('companyId', ?::uuid))", Type: "holds"},
		"consentEmail": {Expr: "coalesce(contact.consent #>> '{email,0,state}', '')", Type: "text"},
		"consentPhone": {Expr: "coalesce(contact.consent #>> '{phone,0,state}', '')", Type: "text"},
		"createdAt":    {Expr: "contact.created_at", Type: "timestamptz"},
		"updatedAt":    {Expr: "contact.updated_at", Type: "timestamptz"},
		// The day of the year, such as 05-31: a birthday comes each year.
		"birthday": {Expr: "coalesce(to_char(contact.birthday, 'MM-DD'), '')", Type: "text"},
	},
}

// reachable is the name as those see it from whom a way to reach the person is hidden: a contact without a name is shown
// under its address or its number.
const reachable = "CASE WHEN {first_name} = '' AND {last_name} = '' THEN '•••' ELSE {name} END"

var _ = db.Closable(Kind, db.Fields{
	Model: &Contact{},
	Own:   "custom",
	All: []db.Field{
		{Name: "email", Parts: []string{"email", "emailLabel", "moreEmails"},
			Columns: map[string]string{"email": "''", "email_label": "''", "more_emails": "'[]'::jsonb"}, Masked: map[string]string{"email": db.MaskedEmail("email")}},
		{Name: "phone", Parts: []string{"phone", "phoneLabel", "morePhones"},
			Columns: map[string]string{"phone": "''", "phone_label": "''", "more_phones": "'[]'::jsonb"}, Masked: map[string]string{"phone": db.MaskedPhone("phone")}},
		{Name: "address", Parts: []string{"street", "city", "postcode", "country"},
			Columns: map[string]string{"street": "''", "city": "''", "postcode": "''", "country": "''"}},
		{Name: "birthday", Columns: map[string]string{"birthday": "NULL::date"}},
		{Name: "language", Columns: map[string]string{"language": "''"}},
		{Name: "tags", Columns: map[string]string{"tags": "'[]'::jsonb"}},
		{Name: "positions", Parts: []string{"positions", "companySince"}, Columns: map[string]string{"positions": "'[]'::jsonb", "company_since": "NULL::date"}},
		{Name: "consent", Columns: map[string]string{"consent": "'{}'::jsonb"}},
	},
	Derived: map[string]string{
		"name": reachable,
		"search": page.Folded("' ' || " + reachable + " || ' ' || {preferred_name} || ' ' || {email} || ' ' || (jsonb_path_query_array({more_emails}, '$[*].value'))::text" +
			" || ' ' || regexp_replace({phone}, '[^0-9]', '', 'g') || ' ' || regexp_replace((jsonb_path_query_array({more_phones}, '$[*].value'))::text, '[^0-9,]', '', 'g') || ' '"),
	},
})

// narrow adds a list's search and filters to a query, and returns how the list is asked for.
func narrow(ctx context.Context, rows *gorm.DB, q page.Query) (*gorm.DB, customfield.List, error) {
	l, err := customfield.Listing(ctx, spec, q)
	if err != nil {
		return nil, l, err
	}
	rows, err = l.Where(page.Matching(rows.Model(&Contact{}), "contact.search", q.Search), caller.From(ctx).UserID)
	return rows, l, err
}

// Check refuses a question that the list of contacts can't answer.
func (s *Service) Check(ctx context.Context, q page.Query) error {
	rows, l, err := narrow(ctx, db.Visible(ctx, Kind), q)
	if err == nil {
		_, err = l.Page(rows, q)
	}
	return err
}

// List returns one page of the contacts that the caller may see, and the cursor of the next.
func (s *Service) List(ctx context.Context, q page.Query) ([]Contact, *string, error) {
	rows, l, err := narrow(ctx, db.Visible(ctx, Kind), q)
	if err != nil {
		return nil, nil, err
	}
	if rows, err = l.Page(customfield.Pick(rows, &Contact{}, Kind, q), q); err != nil {
		return nil, nil, err
	}
	var cs []Contact
	if err := db.Fetch(ctx, db.Into(rows, &cs)); err != nil {
		return nil, nil, err
	}
	cs, next := page.Cut(l.Spec, q, cs, func(c Contact, field string) (string, uuid.UUID) {
		if v, own := l.Cursor(c.Custom, field); own {
			return v, c.ID
		}
		return sortValue(c, field)
	})
	return cs, next, nil
}

func sortValue(c Contact, field string) (string, uuid.UUID) {
	switch field {
	case "createdAt":
		return c.CreatedAt.Format(time.RFC3339Nano), c.ID
	case "updatedAt":
		return c.UpdatedAt.Format(time.RFC3339Nano), c.ID
	case "city":
		return c.City, c.ID
	default:
		return c.Name, c.ID
	}
}

// Matching is a query for the ids of the contacts that a list has.
func (s *Service) Matching(ctx context.Context, q page.Query) (*gorm.DB, error) {
	rows, _, err := narrow(ctx, db.Visible(ctx, Kind), q)
	if err != nil {
		return nil, err
	}
	return rows.Select("contact.id"), nil
}

// Total returns how many contacts a list has.
func (s *Service) Total(ctx context.Context, q page.Query) (int64, error) {
	rows, _, err := narrow(ctx, db.Visible(ctx, Kind), q)
	if err != nil {
		return 0, err
	}
	return db.Count(ctx, rows)
}

// Counts returns how many rows of a list have each value of a field.
func (s *Service) Counts(ctx context.Context, q page.By) (all []page.Counted, err error) {
	q.Sort = q.By // so that a field of the company's own is known
	rows, l, err := narrow(ctx, db.Visible(ctx, Kind), q.Query)
	if err != nil {
		return nil, err
	}
	if rows, err = l.Counts(rows, q.By); err != nil {
		return nil, err
	}
	return all, db.Fetch(ctx, db.Into(rows, &all))
}

// count counts all contacts outside the trash, whoever may see them.
func count(ctx context.Context) (int64, error) {
	return db.Count(ctx, db.Orm(ctx).Model(&Contact{})) // all rows: the plan's limit is the company's
}

// width is how many contacts a file has, and how many further addresses and numbers one of them has at most.
type width struct{ Total, Emails, Phones int64 }

// walk goes through what the caller may both see and take out of a list, in its order and from one moment.
func walk(ctx context.Context, t page.Taken) (w *db.Walk[Contact], wide width, err error) {
	may, args := db.Rows(ctx, Kind, Kind, "contact.owner_id")
	rows, l, err := narrow(ctx, db.May(ctx, Kind, "export").Where(may, args...), t.Query)
	if err != nil {
		return nil, wide, err
	}
	rows = t.Among(rows, Kind).Session(&gorm.Session{})
	var most []width
	if err := db.Fetch(ctx, db.Into(rows.Select("count(*) AS total, coalesce(max(jsonb_array_length(contact.more_emails)), 0) AS emails, "+
		"coalesce(max(jsonb_array_length(contact.more_phones)), 0) AS phones"), &most)); err != nil {
		return nil, wide, err
	}
	if rows, err = l.InOrder(customfield.Full(rows, &Contact{}, Kind), t.Query); err != nil {
		return nil, wide, err
	}
	w, err = db.Through[Contact](ctx, rows)
	return w, most[0], err
}

// sees tells which parts of contacts are in a file of the caller's.
func sees(ctx context.Context) func(part string) bool { return db.Sees(ctx, Kind) }

// ReadNames reads the names of those contacts that the caller may see, with other reads. ids is a list of them or a
// query for them.
func (s *Service) ReadNames(ctx context.Context, ids any, to *[]record.Named) db.Read {
	return db.Into(db.Visible(ctx, Kind).Model(&Contact{}).Select("contact.id, contact.name").Where("contact.id IN (?)", ids), to)
}

// ReadFound reads the contacts that fit a search best, with other reads.
func (s *Service) ReadFound(ctx context.Context, q page.Search, to *[]record.Hit) db.Read {
	return page.Found{Kind: Kind, Subtitle: "coalesce(nullif(contact.email, ''), contact.phone)", Own: customfield.Findable(Kind)}.Read(ctx, q, to)
}

// Rows are the contacts that the caller sees, for those who know which of them belong to their records.
func (s *Service) Rows(ctx context.Context) *gorm.DB { return db.Visible(ctx, Kind).Model(&Contact{}) }

// OfCompany are those of them who work for some companies now.
func (s *Service) OfCompany(ctx context.Context, ids *gorm.DB) (*gorm.DB, string) {
	return s.Rows(ctx).Where("contact.company_id IN (?)", ids), "contact.company_id"
}

// CountByCompany returns how many contacts that the caller may see work for companies.
func (s *Service) CountByCompany(ctx context.Context, companies []uuid.UUID) (map[uuid.UUID]int64, error) {
	var rows []struct {
		CompanyID uuid.UUID
		Count     int64
	}
	q := db.Visible(ctx, Kind).Model(&Contact{}).Select("contact.company_id, count(*) AS count").Where("contact.company_id IN ?", companies).Group("contact.company_id")
	if err := db.Fetch(ctx, db.Into(q, &rows)); err != nil {
		return nil, err
	}
	counts := make(map[uuid.UUID]int64, len(rows))
	for _, r := range rows {
		counts[r.CompanyID] = r.Count
	}
	return counts, nil
}

func find(ctx context.Context, id uuid.UUID) (Contact, error) {
	var cs []Contact
	if err := db.Fetch(ctx, db.Into(customfield.Full(db.Visible(ctx, Kind), &Contact{}, Kind).Where("contact.id = ?", id), &cs)); err != nil {
		return Contact{}, err
	}
	if len(cs) == 0 {
		return Contact{}, missing(ctx, id)
	}
	return cs[0], nil
}

// whole reads a contact with all fields, to be changed.
func whole(ctx context.Context, id uuid.UUID) (Contact, error) {
	var cs []Contact
	if err := db.Fetch(ctx, db.Into(db.Whole(ctx, Kind).Where("contact.id = ?", id), &cs)); err != nil {
		return Contact{}, err
	}
	if len(cs) == 0 {
		return Contact{}, ErrNotFound
	}
	return cs[0], nil
}

// shown is a contact that was just written, as the caller sees it.
func shown(ctx context.Context, c Contact) (Contact, error) {
	if !db.Closed(ctx, Kind) {
		return c, customfield.Mark(ctx, Kind, c.ID, &c.Custom)
	}
	return find(ctx, c.ID)
}

func insert(ctx context.Context, c *Contact) error { return db.Orm(ctx).Create(c).Error }

// prove keeps what shows a decision; nobody can change or remove it.
func prove(ctx context.Context, rows []Proof) error {
	if len(rows) == 0 {
		return nil
	}
	return db.Orm(ctx).CreateInBatches(rows, insertRows).Error // all rows: an insert
}

// proofs are what was decided by somebody, or by those who were merged into them, newest first.
func proofs(ctx context.Context, id uuid.UUID) ([]Proof, error) {
	const sql = `WITH RECURSIVE one AS (SELECT CAST(? AS uuid) AS id UNION SELECT c.id FROM contact c JOIN one ON c.merged_into = one.id)
		SELECT p.contact_id, p.id, p.part, p.channel, p.state, p.at, p.via, p.by_id, p.source, p.edition, p.wording, p.ip FROM consent p JOIN one ON one.id = p.contact_id
		ORDER BY p.at DESC, p.id DESC, p.part`
	var rows []Proof
	err := db.Orm(ctx).Raw(sql, id).Scan(&rows).Error // all rows: of one contact that the caller sees
	return join(rows), err
}

func update(ctx context.Context, c *Contact, version int) error {
	c.Version, c.UpdatedAt = version+1, clock.Now()
	if err := db.Update(ctx, Kind, version, c, ErrStale); err != nil {
		return err
	}
	return customfield.Save(ctx, Kind, c.ID, c.Custom)
}

func remove(ctx context.Context, c *Contact) error { return db.Delete(ctx, Kind, c, ErrNotFound) }

func restore(ctx context.Context, id uuid.UUID) (Contact, error) {
	c := Contact{ID: id}
	if err := merge.Free(ctx, c.Ref()); err != nil {
		return c, err
	}
	return c, db.Restore(ctx, Kind, &c, ErrNotFound)
}

// writable refuses a draft that sets a field which is closed to the caller.
func writable(ctx context.Context, draft any) error { return db.Writable(ctx, Kind, draft) }

// closed tells whether the caller's role may not see, or not change, some field of contacts.
func closed(ctx context.Context) bool { return db.ClosedByRole(ctx, Kind) }

// Value implements driver.Valuer.
func (c Consent) Value() (driver.Value, error) { return jsonb.Value(c) }

// Scan implements sql.Scanner.
func (c *Consent) Scan(src any) error { return jsonb.Scan(src, c) }

// wholeOf reads some contacts with all fields, for the program.
func wholeOf(ctx context.Context, ids []uuid.UUID) (cs []Contact, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return cs, db.Fetch(ctx, db.Into(db.Whole(ctx, Kind).Where("contact.id IN ?", ids), &cs))
}
