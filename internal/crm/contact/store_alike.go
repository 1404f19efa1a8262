package contact

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/text"
)

// likely is a contact with how near its name is to the one asked for, from 0 to 1.
type likely struct {
	Contact
	Near float64
}

// certain is how many contacts with the same address or number are looked at.
const certain = 20

// alike reads the contacts that may be the one of a sketch, those with the same address or number first, in one round trip.
func alike(ctx context.Context, k Sketch) ([]likely, error) {
	parts := k.parts()
	found := make([][]likely, len(parts)+1)
	var reads []db.Read
	for i, p := range parts {
		reads = append(reads, db.Into(nearest(ctx, k).Where("contact.search LIKE ?", p).Limit(certain), &found[i]))
	}
	if text.Long(k.Name, shortName-1) {
		q := nearest(ctx, k).Where("lower(?) <% contact.search AND similarity(lower(contact.name), lower(?)) >= ?::float8", k.Name, k.Name, near)
		reads = append(reads, db.Into(q.Limit(maxAlike), &found[len(parts)]))
	}
	if len(reads) == 0 {
		return nil, nil
	}
	err := db.Fetch(ctx, reads...)
	return slices.Concat(found...), err
}

func nearest(ctx context.Context, k Sketch) *gorm.DB {
	return db.Visible(ctx, Kind).Model(&Contact{}).Select("contact.*, similarity(lower(contact.name), lower(?))::float8 AS near", k.Name).
		Order("near DESC, contact.id")
}

// parts are patterns for what a contact's search text has when the address or the number is the same.
func (k Sketch) parts() (all []string) {
	if k.Email != "" {
		all = append(all, db.Like(k.Email))
	}
	if d := digits(k.Phone); len(d) >= shortPhone {
		all = append(all, db.Like(d))
	}
	return all
}
