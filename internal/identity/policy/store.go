package policy

import (
	"context"
	"encoding/json"
	"time"

	"github.com/kith-crm/kith/internal/kit/db"
)

type row struct {
	TenantID                                                  int64
	MinLength, NoReuse, MaxAgeDays, IdleMinutes, SessionHours int
	SecondFactor                                              string
	Networks                                                  string
	Version                                                   int
	UpdatedAt                                                 time.Time
}

// TableName implements gorm's Tabler.
func (row) TableName() string { return "security_policy" }

func (r row) open() (Policy, error) {
	p := Policy{r.MinLength, r.NoReuse, r.MaxAgeDays, r.IdleMinutes, r.SessionHours, r.SecondFactor, nil, r.Version}
	return p, json.Unmarshal([]byte(r.Networks), &p.Networks)
}

// of returns the policies of companies; those without one have the default.
func of(ctx context.Context, tenantIDs ...int64) ([]Policy, error) {
	var rows []row
	if err := db.Orm(ctx).Where("tenant_id IN ?", tenantIDs).Find(&rows).Error; err != nil { // all rows: of these companies
		return nil, err
	}
	var all []Policy
	for _, r := range rows {
		p, err := r.open()
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// save writes a policy over the version that was read; ErrStale when there is a newer one.
func save(ctx context.Context, tenantID int64, p Policy, now time.Time) error {
	networks, err := json.Marshal(p.Networks)
	if err != nil {
		return err
	}
	const sql = `INSERT INTO security_policy AS s (tenant_id, min_length, no_reuse, max_age_days, idle_minutes, session_hours, second_factor, networks, version, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)
		ON CONFLICT (tenant_id) DO UPDATE SET min_length = excluded.min_length, no_reuse = excluded.no_reuse, max_age_days = excluded.max_age_days,
			idle_minutes = excluded.idle_minutes, session_hours = excluded.session_hours, second_factor = excluded.second_factor,
			networks = excluded.networks, version = s.version + 1, updated_at = excluded.updated_at
		WHERE s.version = ?`
	r := db.Orm(ctx).Exec(sql, tenantID, p.MinLength, p.NoReuse, p.MaxAgeDays, p.IdleMinutes, p.SessionHours, p.SecondFactor, string(networks), now, p.Version) // all rows: of the one company
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrStale
	}
	return r.Error
}

func hint(ctx context.Context, what string) error { return db.Hint(ctx, what) }
