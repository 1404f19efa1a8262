package activity

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

type deletedAt = gorm.DeletedAt

// data is what the program notes, kept as JSON.
type data map[string]any

// Value implements driver.Valuer.
func (d data) Value() (driver.Value, error) {
	if d == nil {
		return "{}", nil
	}
	stored, err := json.Marshal(d)
	return string(stored), err
}

// Scan implements sql.Scanner.
func (d *data) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), d)
	case []byte:
		return json.Unmarshal(v, d)
	default:
		return fmt.Errorf("activity: can't read data from a %T", src)
	}
}

// timelines tell, by kind, on which timelines something about a record shows: its own, and those of the records it belongs
// to. $1 is the record.
var timelines = map[string]string{
	"contact": `SELECT contact.id AS contact_id, contact.company_id, NULL::uuid AS deal_id FROM contact WHERE contact.id = $1::uuid`,
	"company": `SELECT NULL::uuid AS contact_id, company.id AS company_id, NULL::uuid AS deal_id FROM company WHERE company.id = $1::uuid`,
	"deal": `SELECT (SELECT deal_contact.contact_id FROM deal_contact WHERE deal_contact.deal_id = deal.id
			ORDER BY deal_contact.role = 'decider' DESC, deal_contact.contact_id LIMIT 1) AS contact_id,
		deal.company_id, deal.id AS deal_id FROM deal WHERE deal.id = $1::uuid`,
	"object_record": `SELECT NULL::uuid AS contact_id, NULL::uuid AS company_id, NULL::uuid AS deal_id FROM object_record WHERE object_record.id = $1::uuid`,
	"task": `SELECT contact.id AS contact_id, coalesce(company.id, contact.company_id, deal.company_id) AS company_id, deal.id AS deal_id
		FROM task
		LEFT JOIN contact ON task.about_kind = 'contact' AND contact.id = task.about_id
		LEFT JOIN company ON task.about_kind = 'company' AND company.id = task.about_id
		LEFT JOIN deal ON task.about_kind = 'deal' AND deal.id = task.about_id
		WHERE task.id = $1::uuid AND task.about_id IS NOT NULL`,
}

// insertNoted adds what the program noted, at the end of the unit of work. Where it shows is looked up on the way: that
// costs no round trip.
func insertNoted(ctx context.Context, a Activity) error {
	return db.Defer(ctx, `INSERT INTO activity (id, type, at, owner_id, actor_name, kind, record_id, data, version, created_at, updated_at,
			contact_id, company_id, deal_id)
		SELECT $2::uuid, $3, $4::timestamptz, $5::uuid, $6, $7, $1::uuid, $8::jsonb, 1, $4::timestamptz, $4::timestamptz,
			place.contact_id, place.company_id, place.deal_id
		FROM (`+timelines[a.Kind]+`) AS place`,
		a.RecordID, a.ID, a.Type, a.At, a.OwnerID, a.ActorName, a.Kind, a.Data)
}

// bulkRow is what differs between entries that are written together.
type bulkRow struct {
	ID       uuid.UUID `json:"id"`
	Kind     string    `json:"kind"`
	RecordID uuid.UUID `json:"record_id"`
	Type     string    `json:"type"`
	Text     string    `json:"text"`
}

// insertLines adds entries about contacts and companies, all by one person and at one time.
func insertLines(ctx context.Context, as []Activity) error {
	if len(as) == 0 {
		return nil
	}
	rows := make([]bulkRow, len(as))
	for i, a := range as {
		rows[i] = bulkRow{a.ID, a.Kind, a.RecordID, a.Type, a.Text}
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return db.Defer(ctx, `INSERT INTO activity (id, type, at, owner_id, actor_name, kind, record_id, text, data, version, created_at, updated_at,
			contact_id, company_id, deal_id)
		SELECT r.id, r.type, $2::timestamptz, $3::uuid, $4, r.kind, r.record_id, r.text, '{}', 1, $2::timestamptz, $2::timestamptz,
			contact.id, CASE r.kind WHEN 'company' THEN r.record_id ELSE coalesce(contact.company_id, deal.company_id) END, deal.id
		FROM json_to_recordset($1::json) AS r (id uuid, kind text, record_id uuid, type text, text text)
		LEFT JOIN contact ON r.kind = 'contact' AND contact.id = r.record_id
		LEFT JOIN deal ON r.kind = 'deal' AND deal.id = r.record_id`,
		string(list), as[0].At, as[0].OwnerID, as[0].ActorName)
}

// insertSwept adds, to the timeline of each of many deals, that it was moved to another stage with the others.
func insertSwept(ctx context.Context, as []Activity) error {
	if len(as) == 0 {
		return nil
	}
	rows := make([]bulkRow, len(as))
	for i, a := range as {
		rows[i] = bulkRow{ID: a.ID, RecordID: a.RecordID}
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	a := as[0]
	return db.Defer(ctx, `INSERT INTO activity (id, type, at, owner_id, actor_name, kind, record_id, text, data, version, created_at, updated_at,
			contact_id, company_id, deal_id)
		SELECT r.id, $2, $3::timestamptz, $4::uuid, $5, 'deal', deal.id, '', $6::jsonb, 1, $3::timestamptz, $3::timestamptz,
			(SELECT deal_contact.contact_id FROM deal_contact WHERE deal_contact.deal_id = deal.id
				ORDER BY deal_contact.role = 'decider' DESC, deal_contact.contact_id LIMIT 1), deal.company_id, deal.id
		FROM json_to_recordset($1::json) AS r (id uuid, record_id uuid) JOIN deal ON deal.id = r.record_id`,
		string(list), a.Type, a.At, a.OwnerID, a.ActorName, a.Data)
}

// toldRow is what differs between entries that tell of many records.
type toldRow struct {
	ID       uuid.UUID `json:"id"`
	RecordID uuid.UUID `json:"record_id"`
	Type     string    `json:"type"`
	Data     data      `json:"data"`
}

// insertTold adds entries about records of one kind, all by one person and at one time.
func insertTold(ctx context.Context, kind string, as []Activity) error {
	if len(as) == 0 || timelines[kind] == "" {
		return nil
	}
	rows := make([]toldRow, len(as))
	for i, a := range as {
		rows[i] = toldRow{a.ID, a.RecordID, a.Type, a.Data}
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return db.Defer(ctx, `INSERT INTO activity (id, type, at, owner_id, actor_name, kind, record_id, text, data, version, created_at, updated_at,
			contact_id, company_id, deal_id)
		SELECT r.id, r.type, $2::timestamptz, $3::uuid, $4, $5, r.record_id, '', r.data, 1, $2::timestamptz, $2::timestamptz,
			place.contact_id, place.company_id, place.deal_id
		FROM json_to_recordset($1::json) AS r (id uuid, record_id uuid, type text, data jsonb)
		CROSS JOIN LATERAL (`+strings.ReplaceAll(timelines[kind], "$1::uuid", "r.record_id")+`) AS place`,
		string(list), as[0].At, as[0].OwnerID, as[0].ActorName, kind)
}

// placement is where an activity shows.
type placement struct{ ContactID, CompanyID, DealID *uuid.UUID }

// place tells where something about a record shows; an error, unless the caller sees the record.
func (s *Service) place(ctx context.Context, about record.Ref) (placement, error) {
	names, ok := s.records[about.Kind]
	if !ok || timelines[about.Kind] == "" {
		return placement{}, notFound(about)
	}
	var (
		found  []record.Named
		places []placement
	)
	where := db.Orm(ctx).Raw(timelines[about.Kind], about.ID) // all rows: of the record that is read beside it
	if err := db.Fetch(ctx, names.ReadNames(ctx, []uuid.UUID{about.ID}, &found), db.Into(where, &places)); err != nil {
		return placement{}, err
	}
	if len(found) == 0 || len(places) == 0 {
		return placement{}, notFound(about)
	}
	return places[0], nil
}

func insert(ctx context.Context, a *Activity) error { return db.Orm(ctx).Create(a).Error }

func update(ctx context.Context, a *Activity, version int) error {
	a.Version = version + 1
	return db.Update(ctx, Kind, version, a, ErrStale)
}

func remove(ctx context.Context, a *Activity) error { return db.Delete(ctx, Kind, a, ErrNotFound) }

func restore(ctx context.Context, a *Activity) error { return db.Restore(ctx, Kind, a, ErrNotFound) }

// closed tells whether some field of a kind is closed to the caller.
func closed(ctx context.Context, kind string) bool { return db.Closed(ctx, kind) }
