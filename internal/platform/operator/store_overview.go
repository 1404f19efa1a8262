package operator

import (
	"context"
	"encoding/json"
	"time"

	"github.com/kith-crm/kith/internal/kit/db"
)

const statesSQL = `SELECT state, count(*) AS count FROM tenant WHERE state <> 'spare' GROUP BY state ORDER BY state`

// revenueSQL adds up what Stripe said. Terms that change with the next period count as they will be, as does their price.
const revenueSQL = `SELECT plan, currency, sum(CASE every WHEN 'year' THEN 0 ELSE recurring END) + round(sum(CASE every WHEN 'year' THEN recurring ELSE 0 END) / 12.0)::bigint AS monthly,
	count(*) AS subscriptions, count(*) FILTER (WHERE unknown) AS unknown
FROM (SELECT coalesce(nullif(b.later_plan, ''), b.plan) AS plan, b.currency, coalesce(nullif(b.later_interval, ''), b."interval") AS every,
		coalesce(b.recurring, 0) AS recurring, b.recurring IS NULL AS unknown
	FROM tenant_billing b JOIN tenant t ON t.id = b.tenant_id WHERE b.status IN ('active', 'past_due') AND t.state <> 'purged') s
GROUP BY plan, currency ORDER BY currency, plan`

const failedCountSQL = `SELECT count(*) FROM river.river_job WHERE state = 'discarded'`

func overview(ctx context.Context, o *Overview) error {
	q := db.Orm(ctx) // all rows: for the operator, in numbers
	if err := q.Raw(statesSQL).Scan(&o.States).Error; err != nil {
		return err
	}
	if err := q.Raw(revenueSQL).Scan(&o.Revenue).Error; err != nil {
		return err
	}
	if err := q.Raw(failedCountSQL).Scan(&o.Failed).Error; err != nil {
		return err
	}
	f, err := findings(ctx)
	o.Findings = f
	return err
}

const failedSQL = `SELECT j.id, j.args->>'name' AS name, coalesce(t.name, '') AS company, j.attempt, j.finalized_at AS failed_at,
	left(coalesce(j.errors[array_upper(j.errors, 1)]->>'error', ''), 300) AS error
FROM river.river_job j LEFT JOIN tenant t ON t.id = (j.args->>'tenant')::bigint
WHERE j.state = 'discarded' ORDER BY j.finalized_at DESC, j.id DESC LIMIT 200`

func failedJobs(ctx context.Context) (all []FailedJob, err error) {
	return all, db.Orm(ctx).Raw(failedSQL).Scan(&all).Error // all rows: for the operator
}

const retrySQL = `UPDATE river.river_job SET state = 'available', finalized_at = NULL, scheduled_at = ?, max_attempts = greatest(max_attempts, attempt + 1)
	WHERE id = ? AND state = 'discarded' RETURNING args->>'name'`

// retryJob puts a job that was given up back into the queue; ErrNoJob when it is not one, or waits there again.
func retryJob(ctx context.Context, id int64, now time.Time) (name string, err error) {
	r := db.Orm(ctx).Raw(retrySQL, now, id).Scan(&name) // all rows: one by id
	if r.Error != nil && db.State(r.Error) == "23505" || r.Error == nil && r.RowsAffected == 0 {
		return "", ErrNoJob
	}
	return name, r.Error
}

func gifts(ctx context.Context, tenantID int64) (all []Gift, err error) {
	const q = `SELECT kind, seats, reason, ends_at FROM seat_gift WHERE tenant_id = ? AND ended_at IS NULL ORDER BY ends_at`
	return all, db.Orm(ctx).Raw(q, tenantID).Scan(&all).Error // all rows: of one tenant
}

func saveFindings(ctx context.Context, all []string, now time.Time) error {
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	const q = `INSERT INTO role_audit (at, findings) VALUES (?, ?::jsonb) ON CONFLICT (one) DO UPDATE SET at = excluded.at, findings = excluded.findings`
	return db.Orm(ctx).Exec(q, now, string(text)).Error // all rows: there is one
}

func findings(ctx context.Context) (f Findings, err error) {
	var rows []struct {
		At       time.Time
		Findings string
	}
	if err := db.Orm(ctx).Raw(`SELECT at, findings::text AS findings FROM role_audit`).Scan(&rows).Error; err != nil || len(rows) == 0 { // all rows: there is one
		return f, err
	}
	f.At = &rows[0].At
	return f, json.Unmarshal([]byte(rows[0].Findings), &f.All)
}
