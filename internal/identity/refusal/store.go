package refusal

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
)

// count adds a refusal in one statement, so that any number of instances at once count right. Beyond most networks all
// others are one, without an address: somebody with many addresses can't fill a trail.
func count(ctx context.Context, r Refusal, network string, now time.Time) error {
	const sql = `INSERT INTO login_refusal AS r (user_id, tenant_id, reason, network, ip, agent, began_at, tries, told)
		SELECT @user, @tenant, @reason, CASE WHEN others.n < @most THEN @network ELSE '' END,
			CASE WHEN others.n < @most THEN @ip ELSE '' END, @agent, @now, 1, 0
		FROM (SELECT count(*) AS n FROM login_refusal
			WHERE user_id = @user AND tenant_id = @tenant AND reason = @reason AND network <> @network) others
		ON CONFLICT (user_id, tenant_id, reason, network) DO UPDATE SET tries = r.tries + 1`
	return db.Orm(ctx).Exec(sql, map[string]any{"user": r.UserID, "tenant": r.TenantID, "reason": r.Reason, "network": network,
		"ip": r.IP, "agent": r.Agent, "now": now, "most": most}).Error // all rows: an insert
}

// due are the refusals, locked, that no trail has yet, and those whose window is over.
func due(ctx context.Context, windowsBefore time.Time, limit int) (all []counted, err error) {
	q := db.Orm(ctx).Where("told = 0 OR began_at <= ?", windowsBefore).Order("began_at").Limit(limit) // all rows: of everybody
	return all, q.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).Find(&all).Error
}

func one(ctx context.Context, c counted) *gorm.DB {
	return db.Orm(ctx).Model(&counted{}).Where("user_id = ? AND tenant_id = ? AND reason = ? AND network = ?", c.UserID, c.TenantID, c.Reason, c.Network) // all rows: one by its key
}

func setTold(ctx context.Context, c counted) error { return one(ctx, c).Update("told", c.Tries).Error }

func remove(ctx context.Context, c counted) error { return one(ctx, c).Delete(&counted{}).Error }
