package contact

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/jsonb"
)

// oneOf narrows a query to those that have one of some e-mail addresses, in one argument however many they are.
func oneOf(q *gorm.DB, emails []string) (*gorm.DB, error) {
	some := []string{}
	for _, e := range emails {
		if e != "" {
			some = append(some, e)
		}
	}
	list, err := json.Marshal(some)
	return q.Where(`(contact.email <> '' AND contact.email IN (SELECT json_array_elements_text(?::json)) OR contact.id = ANY(ARRAY(
		SELECT further.id FROM json_array_elements_text(?::json) AS wanted(email)
		JOIN contact AS further ON further.more_emails <> '[]' AND further.more_emails @> jsonb_build_array(jsonb_build_object('value', wanted.email)))))`,
		string(list), string(list)), err
}

// Known tells which e-mail addresses contacts have that the caller may see, and whether the caller may change one of
// them.
func (s *Service) Known(ctx context.Context, emails []string) (map[string]bool, error) {
	if db.ClosedByRole(ctx, Kind) {
		return nil, errs.ErrDenied
	}
	var seen, own []Contact
	visible, err := oneOf(db.Visible(ctx, Kind).Model(&Contact{}).Select("contact.email, contact.more_emails"), emails)
	if err != nil {
		return nil, err
	}
	writable, err := oneOf(db.May(ctx, Kind, "update").Model(&Contact{}).Select("contact.email, contact.more_emails"), emails)
	if err != nil {
		return nil, err
	}
	if err := db.Fetch(ctx, db.Into(visible, &seen), db.Into(writable, &own)); err != nil {
		return nil, err
	}
	known := make(map[string]bool, len(seen))
	for _, c := range seen {
		for _, address := range c.addresses() {
			known[address] = false
		}
	}
	for _, c := range own {
		for _, address := range c.addresses() {
			known[address] = true
		}
	}
	return known, nil
}

// candidates reads and locks the contacts that have some e-mail addresses, by address. Of several with the same one it
// is one that the caller may change, and the oldest of those.
func candidates(ctx context.Context, emails []string) (map[string]*candidate, error) {
	var (
		seen []Contact
		own  []struct{ ID uuid.UUID }
	)
	visible, err := oneOf(db.Whole(ctx, Kind).Clauses(clause.Locking{Strength: "UPDATE"}).Order("contact.id"), emails)
	if err != nil {
		return nil, err
	}
	writable, err := oneOf(db.May(ctx, Kind, "update").Model(&Contact{}).Select("contact.id"), emails)
	if err != nil {
		return nil, err
	}
	if err := db.Fetch(ctx, db.Into(visible, &seen), db.Into(writable, &own)); err != nil {
		return nil, err
	}
	mine := make(map[uuid.UUID]bool, len(own))
	for _, r := range own {
		mine[r.ID] = true
	}
	all := make(map[string]*candidate, len(seen))
	for i, c := range seen {
		one := &candidate{Contact: &seen[i], writable: mine[c.ID]}
		for _, address := range c.addresses() {
			if before := all[address]; before == nil || one.writable && !before.writable {
				all[address] = one
			}
		}
	}
	return all, nil
}

// changedRow is a contact as overwrite wants it.
type changedRow struct {
	ID            uuid.UUID           `json:"id"`
	Name          string              `json:"name"`
	FirstName     string              `json:"first_name"`
	LastName      string              `json:"last_name"`
	PreferredName string              `json:"preferred_name"`
	EmailLabel    string              `json:"email_label"`
	MoreEmails    jsonb.List[Channel] `json:"more_emails"`
	Phone         string              `json:"phone"`
	PhoneLabel    string              `json:"phone_label"`
	MorePhones    jsonb.List[Channel] `json:"more_phones"`
	JobTitle      string              `json:"job_title"`
	CompanyID     *uuid.UUID          `json:"company_id"`
	Street        string              `json:"street"`
	City          string              `json:"city"`
	Postcode      string              `json:"postcode"`
	Country       string              `json:"country"`
	Birthday      *date.Date          `json:"birthday"`
	Language      string              `json:"language"`
	Tags          jsonb.List[string]  `json:"tags"`
	Source        string              `json:"source"`
	Custom        json.RawMessage     `json:"custom"` // what was set
}

const overwrite = `UPDATE contact SET name = r.name, first_name = r.first_name, last_name = r.last_name, preferred_name = r.preferred_name,
	email_label = r.email_label, more_emails = r.more_emails, phone = r.phone, phone_label = r.phone_label, more_phones = r.more_phones,
	job_title = r.job_title, company_id = r.company_id, street = r.street, city = r.city, postcode = r.postcode,
	country = r.country, birthday = r.birthday, language = r.language, tags = r.tags, source = r.source, custom = contact.custom || r.custom, version = contact.version + 1, updated_at = ?
FROM json_to_recordset(?::json) AS r (id uuid, name text, first_name text, last_name text, preferred_name text, email_label text,
	more_emails jsonb, phone text, phone_label text, more_phones jsonb, job_title text,
	company_id uuid, street text, city text, postcode text, country text, birthday date, language text, tags jsonb, source text, custom jsonb)
WHERE contact.id = r.id`

const insertRows = 500

func insertAll(ctx context.Context, cs []*Contact) error {
	return db.Orm(ctx).CreateInBatches(cs, insertRows).Error
}

// importAll writes contacts that were locked or are new.
func importAll(ctx context.Context, added []*Contact, changed []*candidate) error {
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
		rows[i] = changedRow{c.ID, c.Name, c.FirstName, c.LastName, c.PreferredName, c.EmailLabel, c.MoreEmails, c.Phone, c.PhoneLabel, c.MorePhones,
			c.JobTitle, c.CompanyID, c.Street, c.City, c.Postcode, c.Country, c.Birthday, c.Language, c.Tags, c.Source, c.Custom.Changes()}
	}
	data, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return db.Orm(ctx).Exec(overwrite, clock.Now(), string(data)).Error // all rows: those that candidates locked
}
