package billing

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
)

type tenantBilling struct {
	TenantID              int64 `gorm:"primaryKey"`
	CustomerID            *string
	SubscriptionID        *string
	Status, Plan          string
	PlanVersion           int
	Interval, Currency    string
	FullSeats, LightSeats int
	LaterPlan             string // from the next period on; empty when the plan and the interval stay
	LaterInterval         string
	PendingPayment        bool
	PeriodEnd, CancelAt   *time.Time
	NextTotal             *int64
	NextAt                *time.Time
	Recurring             *int64 // what comes again every period, as Stripe says; nil until it was asked
	Dispute               string
	Refunded              int64
	Card                  string
	StateDays             int
	TickedOn              *time.Time
	CheckedAt             *time.Time
	LockToken             *uuid.UUID
}

func (r tenantBilling) customer() string {
	if r.CustomerID == nil {
		return ""
	}
	return *r.CustomerID
}

// subscribed tells whether there was a running subscription when Stripe was asked last.
func (r tenantBilling) subscribed() bool {
	return r.SubscriptionID != nil && (&Subscription{Status: r.Status}).live()
}

const claimLease = `INSERT INTO tenant_billing (tenant_id, lock_token, locked_until) VALUES (?, ?, now() + ? * interval '1 second')
	ON CONFLICT (tenant_id) DO UPDATE SET lock_token = excluded.lock_token, locked_until = excluded.locked_until
	WHERE tenant_billing.locked_until < now()`

// claim takes the tenant's lease for some time of the database's clock, unless somebody holds it.
func claim(ctx context.Context, tenantID int64, token uuid.UUID, life time.Duration) (claimed bool, err error) {
	r := db.Orm(ctx).Exec(claimLease, tenantID, token, int(life.Seconds())) // all rows: one by id
	return r.RowsAffected > 0, r.Error
}

func release(ctx context.Context, tenantID int64, token uuid.UUID) error {
	q := db.Orm(ctx).Model(&tenantBilling{}).Where("tenant_id = ? AND lock_token = ?", tenantID, token) // all rows: one by id
	return q.Update("locked_until", gorm.Expr("'-infinity'")).Error
}

// find is what is known of a tenant's billing; the zero row when nothing is.
func find(ctx context.Context, tenantID int64) (r tenantBilling, err error) {
	err = db.Orm(ctx).Where("tenant_id = ?", tenantID).Limit(1).Find(&r).Error // all rows: one by id
	return r, err
}

// held is find for the holder of the lease, who keeps everybody else out until the end of the unit. It fails with
// ErrBusy when the lease was lost: what was read from Stripe may be older than what somebody else has applied.
func held(ctx context.Context, tenantID int64, token uuid.UUID) (r tenantBilling, err error) {
	q := db.Orm(ctx).Where("tenant_id = ? AND lock_token = ?", tenantID, token) // all rows: one by id
	err = q.Clauses(clause.Locking{Strength: "UPDATE"}).Take(&r).Error
	if db.Missing(err) {
		return r, ErrBusy
	}
	return r, err
}

func save(ctx context.Context, r *tenantBilling) error {
	return db.Orm(ctx).Model(r).Select("*").Omit("tenant_id", "ticked_on", "lock_token").Updates(r).Error // all rows: one by id
}

func tenantOf(ctx context.Context, customer string) (tenantID int64, err error) {
	q := db.Orm(ctx).Model(&tenantBilling{}).Where("customer_id = ?", customer) // all rows: one by customer
	return tenantID, q.Limit(1).Pluck("tenant_id", &tenantID).Error
}

func setCustomer(ctx context.Context, tenantID int64, customer string) error {
	return db.Orm(ctx).Model(&tenantBilling{}).Where("tenant_id = ?", tenantID).Update("customer_id", customer).Error // all rows: one by id
}

// everybody lists the tenants that billing knows.
func everybody(ctx context.Context) (ids []int64, err error) {
	q := db.Orm(ctx).Model(&tenantBilling{}) // all rows: the nightly check is for all
	return ids, q.Order("tenant_id").Pluck("tenant_id", &ids).Error
}

const unfinished = `SELECT tenant_id FROM billing_command WHERE state = 'open'
	UNION SELECT b.tenant_id FROM stripe_event e JOIN tenant_billing b ON b.customer_id = e.customer_id
	WHERE e.handled_at IS NULL AND e.received_at < ?`

// unsettled lists the tenants with open commands, and with events that nobody handled in time.
func unsettled(ctx context.Context, before time.Time) (ids []int64, err error) {
	return ids, db.Orm(ctx).Raw(unfinished, before).Scan(&ids).Error // all rows: the check is for all
}

// tick counts a day in the present state, at most once a day; for a tenant that is held the clock stands.
func tick(ctx context.Context) error {
	q := db.Orm(ctx).Model(&tenantBilling{}).Where("ticked_on IS DISTINCT FROM current_date") // all rows: the day passes for all
	q = q.Where("NOT EXISTS (SELECT FROM tenant t WHERE t.id = tenant_id AND t.held_from IS NOT NULL)")
	return q.Updates(map[string]any{"state_days": gorm.Expr("state_days + 1"), "ticked_on": gorm.Expr("current_date")}).Error
}

type stripeEvent struct {
	ID, Type, CustomerID, Raw string
	ReceivedAt                time.Time
	HandledAt                 *time.Time
}

// keep stores an event; fresh is false when it was stored before.
func keep(ctx context.Context, e *stripeEvent) (fresh bool, err error) {
	r := db.Orm(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(e) // all rows: an insert
	return r.RowsAffected > 0, r.Error
}

func findEvent(ctx context.Context, id string) (e stripeEvent, err error) {
	err = db.Orm(ctx).Take(&e, "id = ?", id).Error // all rows: events belong to nobody
	return e, err
}

// nameEvent notes whom an event is about.
func nameEvent(ctx context.Context, id, customer string) error {
	return db.Orm(ctx).Model(&stripeEvent{}).Where("id = ?", id).Update("customer_id", customer).Error // all rows: one by id
}

// handled marks a customer's events as dealt with, up to a moment before Stripe was read.
func handled(ctx context.Context, customer string, until time.Time) error {
	q := db.Orm(ctx).Model(&stripeEvent{}).Where("customer_id = ? AND handled_at IS NULL AND received_at <= ?", customer, until) // all rows: of one customer
	return q.Update("handled_at", clock.Now()).Error
}

// handledOne is handled for an event that is about none of our customers.
func handledOne(ctx context.Context, id string) error {
	return db.Orm(ctx).Model(&stripeEvent{}).Where("id = ?", id).Update("handled_at", clock.Now()).Error // all rows: one by id
}

func forget(ctx context.Context, before time.Time) error {
	return db.Orm(ctx).Where("received_at < ?", before).Delete(&stripeEvent{}).Error // all rows: old events
}

// notice notes that a letter is being written; fresh is false when it was before.
func notice(ctx context.Context, tenantID int64, code string) (fresh bool, err error) {
	const insert = `INSERT INTO billing_notice (tenant_id, code, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
	r := db.Orm(ctx).Exec(insert, tenantID, code, clock.Now()) // all rows: an insert
	return r.RowsAffected > 0, r.Error
}

// The states of a command.
const (
	open   = "open"
	done   = "done"
	failed = "failed"
)

// command is something that is asked of Stripe. It is written before it is asked and open until its outcome is known;
// there is one open command of a kind at most.
type command struct {
	ID         uuid.UUID
	TenantID   int64
	Kind       string
	Params     string
	Asked      string // what the caller wanted, to recognise the same wish
	RequestKey *string
	State      string
	Result     string
	Error      string // code
	CreatedAt  time.Time
	FinishedAt *time.Time
}

// TableName implements schema.Tabler.
func (command) TableName() string { return "billing_command" }

func insertCommand(ctx context.Context, c *command) error { return db.Orm(ctx).Create(c).Error } // all rows: an insert

func saveCommand(ctx context.Context, c *command) error {
	return db.Orm(ctx).Model(&command{}).Where("id = ?", c.ID).Select("state", "result", "error", "finished_at").Updates(c).Error // all rows: one by id
}

// openCommands are a tenant's open commands, oldest first.
func openCommands(ctx context.Context, tenantID int64) (all []command, err error) {
	q := db.Orm(ctx).Where("tenant_id = ? AND state = ?", tenantID, open) // all rows: of one tenant
	return all, q.Order("created_at").Find(&all).Error
}

// asked finds the command that a request made, by its Idempotency-Key; nil when it made none.
func asked(ctx context.Context, tenantID int64, key string) (*command, error) {
	return first(ctx, "tenant_id = ? AND request_key = ?", tenantID, key)
}

// last is the newest command of a kind in a state; nil when there is none.
func last(ctx context.Context, tenantID int64, kind, state string) (*command, error) {
	return first(ctx, "tenant_id = ? AND kind = ? AND state = ?", tenantID, kind, state)
}

// fewPages is how many Checkout pages back an open one is looked for.
const fewPages = 3

// lastDone are the newest commands of a kind that were done.
func lastDone(ctx context.Context, tenantID int64, kind string) (all []command, err error) {
	q := db.Orm(ctx).Where("tenant_id = ? AND kind = ? AND state = ?", tenantID, kind, done) // all rows: of one tenant
	return all, q.Order("created_at DESC").Limit(fewPages).Find(&all).Error
}

func first(ctx context.Context, where string, args ...any) (*command, error) {
	var found []command
	err := db.Orm(ctx).Where(where, args...).Order("created_at DESC").Limit(1).Find(&found).Error // all rows: of one tenant
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// said is what of a row Stripe has said.
type said struct {
	Status, Plan, Interval, LaterPlan, LaterInterval string
	Seats                                            Seats
	Pending, Cancels                                 bool
}

func (r tenantBilling) said() said {
	return said{r.Status, r.Plan, r.Interval, r.LaterPlan, r.LaterInterval, Seats{r.FullSeats, r.LightSeats}, r.PendingPayment, r.CancelAt != nil}
}

// mismatch notes that Stripe says something else than was known, and tells the operator.
func mismatch(ctx context.Context, tenantID int64, here, there said) error {
	was, err := json.Marshal(here)
	if err != nil {
		return err
	}
	is, err := json.Marshal(there)
	if err != nil {
		return err
	}
	slog.ErrorContext(ctx, "billing: no event had told of a change; it was repaired", "tenant", tenantID, "here", string(was), "there", string(is))
	const insert = `INSERT INTO billing_mismatch (id, tenant_id, here, there, found_at) VALUES (?, ?, ?::jsonb, ?::jsonb, ?)`
	return db.Orm(ctx).Exec(insert, id.New(), tenantID, string(was), string(is), clock.Now()).Error // all rows: an insert
}
