package contact

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/jsonb"
)

// Traces are by what the rows of a file are found again: their e-mail addresses and, where Field is the key of one of the
// company's own fields, what they have there. Rows without are empty.
type Traces struct {
	Field        string
	Emails, Keys []string
}

// list is what is not empty, in one argument however many there are.
func list(texts []string) (string, error) {
	some := []string{}
	for _, t := range texts {
		if t != "" {
			some = append(some, t)
		}
	}
	data, err := json.Marshal(some)
	return string(data), err
}

// oneOf narrows a query to those that one of the traces leads to.
func oneOf(q *gorm.DB, t Traces) (*gorm.DB, error) {
	emails, err := list(t.Emails)
	if err != nil {
		return q, err
	}
	keys, err := list(t.Keys)
	if t.Field == "" {
		return q.Where(byEmail, emails, emails), err
	}
	return q.Where(`(`+byEmail+` OR contact.custom->>?::text IN (SELECT json_array_elements_text(?::json)))`, emails, emails, customfield.IDOf(t.Field), keys), err
}

const byEmail = `(contact.email <> '' AND contact.email IN (SELECT json_array_elements_text(?::json)) OR contact.id = ANY(ARRAY(
	SELECT further.id FROM json_array_elements_text(?::json) AS wanted(email)
	JOIN contact AS further ON further.more_emails <> '[]' AND further.more_emails @> jsonb_build_array(jsonb_build_object('value', wanted.email)))))`

// Standing is what there is to know of a contact that a row leads to.
type Standing struct {
	Key      string // what it has in the field of the traces
	Writable bool   // whether the caller may change it
}

// Known tells which contacts that the caller may see the traces lead to.
func (s *Service) Known(ctx context.Context, t Traces) (bring.Found[Standing], error) {
	found := bring.NewFound(func(s Standing) string { return s.Key })
	if db.ClosedByRole(ctx, Kind) {
		return found, errs.ErrDenied
	}
	columns := "contact.id, contact.email, contact.more_emails"
	if t.Field != "" {
		columns += ", contact.custom"
	}
	seen, mine, err := led(ctx, db.Visible(ctx, Kind).Model(&Contact{}).Select(columns), t)
	for _, first := range []bool{true, false} {
		for _, c := range seen {
			if mine[c.ID] == first {
				found.Put(Standing{customfield.TextOf(c.Custom, t.Field), first}, c.addresses()...)
			}
		}
	}
	return found, err
}

// led reads the contacts of a query that the traces lead to, and which of them the caller may change.
func led(ctx context.Context, q *gorm.DB, t Traces) (seen []Contact, mine map[uuid.UUID]bool, err error) {
	var own []struct{ ID uuid.UUID }
	visible, err := oneOf(q, t)
	if err != nil {
		return nil, nil, err
	}
	writable, err := oneOf(db.May(ctx, Kind, "update").Model(&Contact{}).Select("contact.id"), t)
	if err != nil {
		return nil, nil, err
	}
	if err := db.Fetch(ctx, db.Into(visible.Order("contact.id"), &seen), db.Into(writable, &own)); err != nil {
		return nil, nil, err
	}
	mine = make(map[uuid.UUID]bool, len(own))
	for _, r := range own {
		mine[r.ID] = true
	}
	return seen, mine, nil
}

// candidates reads and locks the contacts that the traces lead to. Of several with the same address it is one that the
// caller may change, and the oldest of those.
func candidates(ctx context.Context, t Traces) (bring.Found[*candidate], error) {
	found := bring.NewFound(func(c *candidate) string { return customfield.TextOf(c.Custom, t.Field) })
	seen, mine, err := led(ctx, db.Whole(ctx, Kind).Clauses(clause.Locking{Strength: "UPDATE"}), t)
	for _, first := range []bool{true, false} {
		for i, c := range seen {
			if mine[c.ID] == first {
				found.Put(&candidate{Contact: &seen[i], writable: first}, c.addresses()...)
			}
		}
	}
	return found, err
}

// changedRow is a contact as overwrite wants it.
type changedRow struct {
	ID            uuid.UUID           `json:"id"`
	Name          string              `json:"name"`
	FirstName     string              `json:"first_name"`
	LastName      string              `json:"last_name"`
	PreferredName string              `json:"preferred_name"`
	Email         string              `json:"email"`
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
	email = r.email, email_label = r.email_label, more_emails = r.more_emails, phone = r.phone, phone_label = r.phone_label, more_phones = r.more_phones,
	job_title = r.job_title, company_id = r.company_id, street = r.street, city = r.city, postcode = r.postcode,
	country = r.country, birthday = r.birthday, language = r.language, tags = r.tags, source = r.source, custom = contact.custom || r.custom, version = contact.version + 1, updated_at = ?
FROM json_to_recordset(?::json) AS r (id uuid, name text, first_name text, last_name text, preferred_name text, email text, email_label text,
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
		rows[i] = changedRow{c.ID, c.Name, c.FirstName, c.LastName, c.PreferredName, c.Email, c.EmailLabel, c.MoreEmails, c.Phone, c.PhoneLabel, c.MorePhones,
			c.JobTitle, c.CompanyID, c.Street, c.City, c.Postcode, c.Country, c.Birthday, c.Language, c.Tags, c.Source, c.Custom.Changes()}
	}
	data, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return db.Orm(ctx).Exec(overwrite, clock.Now(), string(data)).Error // all rows: those that candidates locked
}

// Named finds contacts by e-mail address, of which they may have several, by name or id among those that the caller may see;
// by address only for those who see addresses. The result is by what was asked for, in lower case. Of several it is the oldest.
func (s *Service) Named(ctx context.Context, wanted []string) (map[string]uuid.UUID, error) {
	emails, others := []string{}, []string{}
	for _, w := range wanted {
		if strings.Contains(w, "@") {
			emails = append(emails, w)
		} else if w != "" {
			others = append(others, w)
		}
	}
	found := map[string]uuid.UUID{}
	if err := addressed(ctx, emails, found); err != nil {
		return nil, err
	}
	for expr, texts := range map[string][]string{"lower(contact.name)": others, "contact.id::text": ids(others)} {
		if len(texts) == 0 {
			continue
		}
		asked, err := list(texts)
		if err != nil {
			return nil, err
		}
		var rows []struct {
			ID   uuid.UUID
			Name string
		}
		q := db.Visible(ctx, Kind).Model(&Contact{}).Select("contact.id, "+expr+" AS name").Where(expr+" IN (SELECT json_array_elements_text(?::json))", asked) // sql: one of two constants
		if err := db.Fetch(ctx, db.Into(q.Order("contact.id DESC"), &rows)); err != nil {
			return nil, err
		}
		for _, r := range rows {
			found[r.Name] = r.ID
		}
	}
	return found, nil
}

// addressed adds whom the caller may see by their e-mail addresses, main or further ones.
func addressed(ctx context.Context, emails []string, found map[string]uuid.UUID) error {
	if len(emails) == 0 || db.Barred(ctx, Kind, "email", caller.Masked) {
		return nil
	}
	asked, err := list(emails)
	if err != nil {
		return err
	}
	var cs []Contact
	q := db.Visible(ctx, Kind).Model(&Contact{}).Select("contact.id, contact.email, contact.more_emails").Where(byEmail, asked, asked)
	if err := db.Fetch(ctx, db.Into(q.Order("contact.id DESC"), &cs)); err != nil {
		return err
	}
	for _, c := range cs {
		for _, address := range c.addresses() {
			found[address] = c.ID
		}
	}
	return nil
}

func ids(texts []string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(t string) bool { return uuid.Validate(t) != nil })
}
