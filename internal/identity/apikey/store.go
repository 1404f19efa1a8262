package apikey

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
)

const columns = "id, tenant_id, name, prefix, scopes, per_minute, created_by, created_at, expires_at, used_at, used_ip, used_from, ended_at"

type stored struct {
	ID                         uuid.UUID
	TenantID                   int64
	Name, Prefix, Scopes       string
	PerMinute                  int
	CreatedBy                  uuid.UUID
	CreatedAt                  time.Time
	ExpiresAt, UsedAt, EndedAt *time.Time
	UsedIP                     string `gorm:"column:used_ip"`
	UsedFrom                   string
}

func (s stored) key() (Key, error) {
	k := Key{ID: s.ID, TenantID: s.TenantID, Name: s.Name, Prefix: s.Prefix, PerMinute: s.PerMinute, CreatedBy: s.CreatedBy,
		CreatedAt: s.CreatedAt, ExpiresAt: s.ExpiresAt, UsedAt: s.UsedAt, UsedIP: s.UsedIP, EndedAt: s.EndedAt}
	if err := json.Unmarshal([]byte(s.UsedFrom), &k.UsedFrom); err != nil {
		return k, err
	}
	return k, json.Unmarshal([]byte(s.Scopes), &k.Scopes)
}

func keys(ctx context.Context) *gorm.DB { return db.Orm(ctx).Table("api_key").Select(columns) } // all rows: narrowed by every caller

func list(ctx context.Context, tenantID int64) (ks []Key, err error) {
	var rows []stored
	if err := keys(ctx).Where("tenant_id = ? AND ended_at IS NULL", tenantID).Order("created_at, id").Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		k, err := r.key()
		if err != nil {
			return nil, err
		}
		ks = append(ks, k)
	}
	return ks, nil
}

func first(q *gorm.DB) (Key, error) {
	var r stored
	err := q.Take(&r).Error
	if db.Missing(err) {
		return Key{}, ErrNotFound
	}
	if err != nil {
		return Key{}, err
	}
	return r.key()
}

func find(ctx context.Context, tenantID int64, id uuid.UUID) (Key, error) {
	return first(keys(ctx).Where("tenant_id = ? AND id = ? AND ended_at IS NULL", tenantID, id))
}

func byHash(ctx context.Context, hash []byte) (Key, error) {
	return first(keys(ctx).Where("hash = ?", hash))
}

func insert(ctx context.Context, k Key, hash []byte) error {
	scopes, err := json.Marshal(k.Scopes)
	if err != nil {
		return err
	}
	const sql = "INSERT INTO api_key (id, tenant_id, name, prefix, hash, scopes, per_minute, created_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	return db.Orm(ctx).Exec(sql, k.ID, k.TenantID, k.Name, k.Prefix, hash, string(scopes), k.PerMinute, k.CreatedBy, k.CreatedAt, k.ExpiresAt).Error // all rows: an insert
}

func end(ctx context.Context, id uuid.UUID, now time.Time) error {
	return db.Orm(ctx).Exec("UPDATE api_key SET ended_at = ? WHERE id = ?", now, id).Error // all rows: one by id
}

func used(ctx context.Context, id uuid.UUID, ip string, now time.Time) error {
	return db.Defer(ctx, "UPDATE api_key SET used_at = $1, used_ip = $2 WHERE id = $3", now, ip, id)
}

// maxNetworks is how many networks are kept of a key.
const maxNetworks = 50

// usedFrom keeps a network that a key is used from, in the place of the oldest when there are many; isNew is false when
// another request has just kept it.
func usedFrom(ctx context.Context, id uuid.UUID, network string) (isNew bool, err error) {
	const sql = `UPDATE api_key SET used_from = CASE WHEN jsonb_array_length(used_from) < @most THEN used_from ELSE used_from - 0 END || to_jsonb(CAST(@network AS text))
		WHERE id = @id AND NOT used_from @> to_jsonb(CAST(@network AS text))`
	q := db.Orm(ctx).Exec(sql, map[string]any{"most": maxNetworks, "network": network, "id": id}) // all rows: one by id
	return q.RowsAffected == 1, q.Error
}
