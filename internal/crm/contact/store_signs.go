package contact

import (
	"context"

	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

const (
	emailSigns = `ARRAY(SELECT 'email ' || value FROM (SELECT contact.email AS value
		UNION ALL SELECT one ->> 'value' FROM jsonb_array_elements(contact.more_emails) AS one) AS every WHERE value <> '')`
	phoneSigns = `ARRAY(SELECT 'phone ' || value FROM (SELECT contact.phone AS value
		UNION ALL SELECT one ->> 'value' FROM jsonb_array_elements(contact.more_phones) AS one) AS every WHERE length(value) >= 6)`
	noSigns = `'{}'::text[]`
	// The first two letters of both names, in one order: for those who wrote the last name first.
	nameBlock = `CASE WHEN contact.first_name <> '' AND contact.last_name <> '' THEN
		least(left(lower(contact.first_name), 2), left(lower(contact.last_name), 2)) || greatest(left(lower(contact.first_name), 2), left(lower(contact.last_name), 2)) END`
)

// Signs are what tells of contacts that are the same person; see merge.Signs. What is hidden from the caller, or masked, tells
// nothing.
func (s *Service) Signs(ctx context.Context) *gorm.DB {
	c, emails, phones := caller.From(ctx), emailSigns, phoneSigns
	if db.Hidden(c, Kind, "email") {
		emails = noSigns
	}
	if db.Hidden(c, Kind, "phone") {
		phones = noSigns
	}
	return db.Visible(ctx, Kind).Model(&Contact{}).Select("contact.id, contact.name, coalesce(nullif(contact.email, ''), contact.phone) AS detail, contact.created_at, " +
		emails + " || " + phones + " AS signs, lower(contact.first_name || ' ' || contact.last_name) AS words, " + nameBlock + " AS block")
}
