package deal

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/db"
)

// closed tells whether the caller's role may not see, or not change, some field of deals.
func closed(ctx context.Context) bool { return db.ClosedByRole(ctx, Kind) }

// candidates reads the deals that keys and names lead to, the caller's to change first, and locks them unless it is only to be
// told what would happen.
func candidates(ctx context.Context, b Batch, keys, names []string) ([]bring.One[Deal], error) {
	if b.Match == ByNobody {
		return nil, nil
	}
	return bring.Search[Deal]{Kind: Kind, Dry: b.Dry, Lead: func(rows *gorm.DB) (*gorm.DB, error) { return b.leads(rows, keys, names) },
		Told: func(d *Deal) (uuid.UUID, string) { return d.ID, b.keyOf(*d) }}.Candidates(ctx)
}

// keyOf is what a deal has in the field by which deals are found again.
func (b Batch) keyOf(d Deal) string {
	switch b.Match {
	case ByName:
		return ""
	case ByID:
		return d.ID.String()
	default:
		return customfield.TextOf(d.Custom, b.Match)
	}
}

// leads narrows a query to the deals that keys or names lead to; a name may have its company behind it.
func (b Batch) leads(q *gorm.DB, keys, names []string) (*gorm.DB, error) {
	ks, err := json.Marshal(append([]string{}, keys...))
	if err != nil {
		return q, err
	}
	ns, err := json.Marshal(plain(names))
	if err != nil {
		return q, err
	}
	const named = "lower(deal.name) IN (SELECT json_array_elements_text(?::json))"
	switch b.Match {
	case ByName:
		return q.Where(named, string(ns)), nil
	case ByID:
		return q.Where("("+named+" OR deal.id::text IN (SELECT json_array_elements_text(?::json)))", string(ns), string(ks)), nil
	default:
		return q.Where("("+named+" OR deal.custom->>?::text IN (SELECT json_array_elements_text(?::json)))", string(ns), customfield.IDOf(b.Match), string(ks)), nil
	}
}

// plain are names without the companies behind them.
func plain(names []string) []string {
	all := make([]string, len(names))
	for i, n := range names {
		all[i], _, _ = strings.Cut(n, "\x00")
	}
	return all
}

// changedRow is a deal as overwrite wants it.
type changedRow struct {
	ID         uuid.UUID       `json:"id"`
	Name       string          `json:"name"`
	PipelineID uuid.UUID       `json:"pipeline_id"`
	StageID    uuid.UUID       `json:"stage_id"`
	Status     string          `json:"status"`
	Amount     int64           `json:"amount"`
	Currency   string          `json:"currency"`
	ExpectedOn *date.Date      `json:"expected_on"`
	LostReason string          `json:"lost_reason"`
	CompanyID  *uuid.UUID      `json:"company_id"`
	StageSince time.Time       `json:"stage_since"`
	ClosedAt   *time.Time      `json:"closed_at"`
	Custom     json.RawMessage `json:"custom"` // what was set
}

const overwrite = `UPDATE deal SET name = r.name, pipeline_id = r.pipeline_id, stage_id = r.stage_id, status = r.status, amount = r.amount,
	currency = r.currency, expected_on = r.expected_on, lost_reason = r.lost_reason, company_id = r.company_id, stage_since = r.stage_since,
	closed_at = r.closed_at, custom = deal.custom || r.custom, version = deal.version + 1, updated_at = ?
FROM json_to_recordset(?::json) AS r (id uuid, name text, pipeline_id uuid, stage_id uuid, status text, amount bigint, currency text,
	expected_on date, lost_reason text, company_id uuid, stage_since timestamptz, closed_at timestamptz, custom jsonb)
WHERE deal.id = r.id`

const insertRows = 500

// importAll writes deals that were locked or are new.
func importAll(ctx context.Context, added []Deal, changed []*Deal) error {
	if len(added) > 0 {
		if err := insertAll(ctx, added); err != nil {
			return known(err)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	rows := make([]changedRow, len(changed))
	for i, d := range changed {
		rows[i] = changedRow{d.ID, d.Name, d.PipelineID, d.StageID, d.Status, d.Amount, d.Currency, d.ExpectedOn, d.LostReason, d.CompanyID, d.StageSince, d.ClosedAt, d.Custom.Changes()}
	}
	data, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return known(db.Orm(ctx).Exec(overwrite, clock.Now(), string(data)).Error) // all rows: those that candidates locked
}

func insertAll(ctx context.Context, added []Deal) error {
	return db.Orm(ctx).CreateInBatches(added, insertRows).Error
}

// importStep is a step of a deal that a file tells of.
type importStep struct {
	Deal, ID uuid.UUID
	From, To string
	At       time.Time
	Stage    uuid.UUID
}

// rememberAll adds steps to the deals' histories, with the commit.
func rememberAll(ctx context.Context, steps []importStep) error {
	if len(steps) == 0 {
		return nil
	}
	list, err := json.Marshal(steps)
	if err != nil {
		return err
	}
	by := caller.From(ctx)
	var byID *uuid.UUID
	if by.UserID != uuid.Nil {
		byID = &by.UserID
	}
	return db.Defer(ctx, `INSERT INTO deal_stage (deal_id, id, from_stage, to_stage, at, by_id, by_name, stage_id)
		SELECT r."Deal", r."ID", r."From", r."To", r."At", $2::uuid, left($3, 200), r."Stage"
		FROM json_to_recordset($1::json) AS r ("Deal" uuid, "ID" uuid, "From" text, "To" text, "At" timestamptz, "Stage" uuid)`, string(list), byID, by.Name)
}
