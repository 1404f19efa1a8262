package sso

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

type row struct {
	TenantID           int64 `gorm:"primaryKey"`
	Issuer, ClientID   string
	ClientSecret       []byte
	Claim              string
	Rules              string
	DefaultRole, State string
	TriedAt            *time.Time
	Version            int
	UpdatedAt          time.Time
}

// TableName implements gorm's Tabler.
func (row) TableName() string { return "sso" }

func (r row) open() (Config, error) {
	c := Config{TenantID: r.TenantID, Issuer: r.Issuer, ClientID: r.ClientID, ClientSecret: r.ClientSecret, Claim: r.Claim,
		DefaultRole: r.DefaultRole, State: r.State, TriedAt: r.TriedAt, Version: r.Version, UpdatedAt: r.UpdatedAt}
	return c, json.Unmarshal([]byte(r.Rules), &c.Rules)
}

// of returns the sign-on of a company; ok is false when it has none.
func of(ctx context.Context, tenantID int64, lock bool) (c Config, ok bool, err error) {
	q := db.Orm(ctx).Where("tenant_id = ?", tenantID) // all rows: of the one company
	if lock {
		q = q.Clauses(clause.Locking{Strength: "UPDATE"})
	}
	var r row
	if err := q.Take(&r).Error; err != nil {
		if db.Missing(err) {
			return c, false, nil
		}
		return c, false, err
	}
	c, err = r.open()
	return c, err == nil, err
}

// save writes a sign-on over the version that was read: ErrStale when there is a newer one.
func save(ctx context.Context, c *Config, now time.Time) error {
	rules, err := json.Marshal(c.Rules)
	if err != nil {
		return err
	}
	const sql = `INSERT INTO sso AS s (tenant_id, issuer, client_id, client_secret, claim, rules, default_role, state, tried_at, version, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)
		ON CONFLICT (tenant_id) DO UPDATE SET issuer = excluded.issuer, client_id = excluded.client_id, client_secret = excluded.client_secret,
			claim = excluded.claim, rules = excluded.rules, default_role = excluded.default_role, state = excluded.state, tried_at = excluded.tried_at,
			version = s.version + 1, updated_at = excluded.updated_at
		WHERE s.version = ?`
	r := db.Orm(ctx).Exec(sql, c.TenantID, c.Issuer, c.ClientID, c.ClientSecret, c.Claim, string(rules), c.DefaultRole, c.State, c.TriedAt, now, c.Version) // all rows: of the one company
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrStale
	}
	c.Version, c.UpdatedAt = c.Version+1, now
	return r.Error
}

func remove(ctx context.Context, tenantID int64) error {
	for _, sql := range []string{"DELETE FROM sso WHERE tenant_id = ?", "DELETE FROM sso_link WHERE tenant_id = ?"} {
		if err := db.Orm(ctx).Exec(sql, tenantID).Error; err != nil { // all rows: of the one company
			return err
		}
	}
	return nil
}

// tried notes that somebody got in on trial, unless the configuration is another one by now.
func tried(ctx context.Context, tenantID int64, version int, now time.Time) error {
	return db.Orm(ctx).Exec("UPDATE sso SET tried_at = ? WHERE tenant_id = ? AND version = ?", now, tenantID, version).Error // all rows: of the one company
}

func domains(ctx context.Context) *gorm.DB {
	return db.Orm(ctx).Model(&Domain{}) // all rows: narrowed down by each caller to one company, or one domain
}

func domainsOf(ctx context.Context, tenantID int64) (ds []Domain, err error) {
	return ds, domains(ctx).Where("tenant_id = ?", tenantID).Order("domain").Find(&ds).Error
}

func domainOf(ctx context.Context, tenantID int64, id uuid.UUID) (d Domain, err error) {
	err = domains(ctx).Where("tenant_id = ? AND id = ?", tenantID, id).Take(&d).Error
	if db.Missing(err) {
		return d, ErrNoDomain
	}
	return d, err
}

// provenBy returns who has proven a domain.
func provenBy(ctx context.Context, domain string) (d Domain, ok bool, err error) {
	err = domains(ctx).Where("domain = ? AND proven_at IS NOT NULL", domain).Take(&d).Error
	if db.Missing(err) {
		return d, false, nil
	}
	return d, err == nil, err
}

func proven(ctx context.Context, tenantID int64, domain string) (yes bool, err error) {
	const sql = "SELECT EXISTS (SELECT FROM sso_domain WHERE tenant_id = ? AND domain = ? AND proven_at IS NOT NULL)"
	return yes, db.Orm(ctx).Raw(sql, tenantID, domain).Scan(&yes).Error // all rows: of the one company
}

// binding tells whether a company asks people of a domain to use its sign-on only.
func binding(ctx context.Context, tenantID int64, domain string) (yes bool, err error) {
	const sql = `SELECT EXISTS (SELECT FROM sso JOIN sso_domain d ON d.tenant_id = sso.tenant_id AND d.domain = ? AND d.proven_at IS NOT NULL
		WHERE sso.tenant_id = ? AND sso.state = 'required')`
	return yes, db.Orm(ctx).Raw(sql, domain, tenantID).Scan(&yes).Error // all rows: of the one company
}

func insertDomain(ctx context.Context, d *Domain) error {
	err := db.Orm(ctx).Create(d).Error
	if db.Violates(err, "sso_domain_key") {
		return ErrDouble.Because(err)
	}
	return err
}

// setProven notes when a domain was proven; nil for no more.
func setProven(ctx context.Context, id uuid.UUID, at *time.Time) error {
	err := domains(ctx).Where("id = ?", id).Update("proven_at", at).Error
	if db.Violates(err, "sso_domain_proven") {
		return ErrTaken.Because(err)
	}
	return err
}

func removeDomain(ctx context.Context, id uuid.UUID) error {
	return domains(ctx).Where("id = ?", id).Delete(&Domain{}).Error
}

func linkOf(ctx context.Context, tenantID int64, p person) (l Link, ok bool, err error) {
	q := db.Orm(ctx).Where("tenant_id = ? AND issuer = ? AND subject = ?", tenantID, p.Issuer, p.Subject) // all rows: of the one company
	err = q.Take(&l).Error
	if db.Missing(err) {
		return l, false, nil
	}
	return l, err == nil, err
}

// link remembers whom a provider means by a subject. ErrOther when it means somebody else by that person.
func link(ctx context.Context, l *Link) error {
	err := db.Orm(ctx).Create(l).Error
	if db.Violates(err, "sso_link_person") || db.Violates(err, "sso_link_pkey") {
		return ErrOther.Because(err)
	}
	return err
}

func seen(ctx context.Context, l Link, now time.Time) error {
	return db.Defer(ctx, "UPDATE sso_link SET seen_at = $1 WHERE tenant_id = $2 AND issuer = $3 AND subject = $4", now, l.TenantID, l.Issuer, l.Subject)
}

func unlink(ctx context.Context, tenantID int64, userID uuid.UUID) error {
	return db.Orm(ctx).Exec("DELETE FROM sso_link WHERE tenant_id = ? AND user_id = ?", tenantID, userID).Error // all rows: of the one person
}

func hint(ctx context.Context, what string) error { return db.Hint(ctx, what) }
