package company

import (
	"context"

	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/text"
)

// likely is a company with how near its name is to the one asked for, from 0 to 1.
type likely struct {
	Company
	Near float64
}

// certain is how many companies of the same domain are looked at.
const certain = 20

// alike reads the companies of the same domain, then those with a near name, in one round trip.
func alike(ctx context.Context, name, domain string) ([]likely, error) {
	var same, nigh []likely
	var reads []db.Read
	if domain != "" {
		q := nearest(ctx, name).Where("company.domain = ? OR company.website ILIKE ?", domain, db.Like(domain))
		reads = append(reads, db.Into(q.Limit(certain), &same))
	}
	if text.Long(name, shortName-1) {
		q := nearest(ctx, name).Where("lower(?) <% company.search AND similarity(lower(company.name), lower(?)) >= ?::float8", name, name, near)
		reads = append(reads, db.Into(q.Limit(maxAlike), &nigh))
	}
	if len(reads) == 0 {
		return nil, nil
	}
	err := db.Fetch(ctx, reads...)
	return append(same, nigh...), err
}

func nearest(ctx context.Context, name string) *gorm.DB {
	return db.Visible(ctx, Kind).Model(&Company{}).Select("company.*, similarity(lower(company.name), lower(?))::float8 AS near", name).
		Order("near DESC, company.id")
}
