package operator

import (
	"context"
	"encoding/json"
	"time"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/platform/node"
)

const statesSQL = `SELECT state, count(*) AS count FROM tenant WHERE state <> 'spare' GROUP BY state ORDER BY state`

// revenueSQL adds up what Stripe said. Terms that change with the next period count as they will be, as does their price.
const revenueSQL = `SELECT plan, currency, sum(CASE every WHEN 'year' THEN 0 ELSE recurring END) + round(sum(CASE every WHEN 'year' THEN recurring ELSE 0 END) / 12.0)::bigint AS monthly,
	count(*) AS subscriptions, count(*) FILTER (WHERE unknown) AS unknown
FROM (SELECT coalesce(nullif(b.later_plan, ''), b.plan) AS plan, b.currency, coalesce(nullif(b.later_interval, ''), b."interval") AS every,
		coalesce(b.recurring, 0) AS recurring, b.recurring IS NULL AS unknown
	FROM tenant_billing b JOIN tenant t ON t.id = b.tenant_id WHERE b.status IN ('active', 'past_due') AND t.state <> 'purged') s
GROUP BY plan, currency ORDER BY currency, plan`

func overview(ctx context.Context, o *Overview) error {
	q := db.Orm(ctx) // all rows: for the operator, in numbers
	if err := q.Raw(statesSQL).Scan(&o.States).Error; err != nil {
		return err
	}
	if err := q.Raw(revenueSQL).Scan(&o.Revenue).Error; err != nil {
		return err
	}
	f, err := findings(ctx)
	o.Findings = f
	return err
}

// mostJobs is how many jobs are shown.
const mostJobs = 200

const failedSQL = `SELECT id, args->>'name' AS name, coalesce((args->>'tenant')::bigint, 0) AS tenant, attempt, finalized_at AS failed_at,
	left(coalesce(errors[array_upper(errors, 1)]->>'error', ''), 300) AS error
FROM river_job WHERE state = 'discarded' ORDER BY finalized_at DESC, id DESC LIMIT ?`

// failedJobs reads those of one node, in a unit on its queue.
func failedJobs(ctx context.Context, _ node.Node) (all []FailedJob, err error) {
	return all, db.Orm(ctx).Raw(failedSQL, mostJobs).Scan(&all).Error // all rows: for the operator
}

// nameCompanies enters the names of the companies that jobs were for.
func nameCompanies(ctx context.Context, all []FailedJob) error {
	ids := make([]int64, len(all))
	for i, j := range all {
		ids[i] = j.Tenant
	}
	var named []struct {
		ID   int64
		Name string
	}
	if err := db.Orm(ctx).Raw(`SELECT id, name FROM tenant WHERE id IN ?`, append(ids, 0)).Scan(&named).Error; err != nil { // all rows: for the operator
		return err
	}
	names := map[int64]string{}
	for _, n := range named {
		names[n.ID] = n.Name
	}
	for i := range all {
		all[i].Company = names[all[i].Tenant]
	}
	return nil
}

const retrySQL = `UPDATE river_job SET state = 'available', finalized_at = NULL, scheduled_at = ?, max_attempts = greatest(max_attempts, attempt + 1)
	WHERE id = ? AND state = 'discarded' RETURNING args->>'name'`

// retryJob puts a job that was given up back into the queue of the unit's node; ErrNoJob when it is not one, or waits there
// again.
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
