package cadence

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
)

func insertAttempt(ctx context.Context, a Attempt) error { return db.Orm(ctx).Create(&a).Error }

func ofAttempt(ctx context.Context, a Attempt) *gorm.DB {
	return db.Orm(ctx).Model(&Attempt{}).Where("deal_id = ? AND id = ?", a.DealID, a.ID) // all rows: one, of a deal that the caller sees
}

func saveOutcome(ctx context.Context, a Attempt) error {
	return ofAttempt(ctx, a).UpdateColumn("outcome", a.Outcome).Error
}

func removeAttempt(ctx context.Context, a Attempt) error {
	return ofAttempt(ctx, a).Delete(&Attempt{}).Error
}

// times are when a lead was called since a moment.
func times(ctx context.Context, dealID uuid.UUID, since time.Time) (all []time.Time, err error) {
	of := db.Orm(ctx).Model(&Attempt{}).Where("deal_id = ? AND at >= ?", dealID, since) // all rows: of one deal
	return all, of.Order("at").Pluck("at", &all).Error
}

// pending is the last call to a lead, if somebody has begun it since a moment and nobody has said what came of it.
func pending(ctx context.Context, dealID, by uuid.UUID, since time.Time) (a Attempt, ok bool, err error) {
	var all []Attempt
	of := db.Orm(ctx).Where("deal_id = ?", dealID).Order("at DESC, id DESC").Limit(1) // all rows: of one deal
	err = db.Fetch(ctx, db.Into(of, &all))
	if err != nil || len(all) == 0 {
		return a, false, err
	}
	a = all[0]
	return a, a.Outcome == Logged && a.ByID != nil && *a.ByID == by && !a.At.Before(since), nil
}

func findAttempt(ctx context.Context, id uuid.UUID) (a Attempt, ok bool, err error) {
	err = db.Orm(ctx).Take(&a, "id = ?", id).Error // all rows: one, of a deal that is looked for after it
	if db.Missing(err) {
		return a, false, nil
	}
	return a, err == nil, err
}

// lastOf is the last call to a lead.
func lastOf(ctx context.Context, dealID uuid.UUID) (uuid.UUID, error) {
	var ids []uuid.UUID
	of := db.Orm(ctx).Model(&Attempt{}).Where("deal_id = ?", dealID) // all rows: of one deal
	if err := of.Order("at DESC, id DESC").Limit(1).Pluck("id", &ids).Error; err != nil || len(ids) == 0 {
		return uuid.Nil, err
	}
	return ids[0], nil
}

// many is how many attempts without contact are worth a look.
const many = 6

var spec = page.Spec{
	Table:   deal.Kind,
	Default: "-attempts",
	Sorts:   map[string]page.Column{"attempts": {Expr: "cadence_lead.attempts", Type: "int"}},
	Filters: map[string]page.Column{
		"pipeline": {Expr: "deal.pipeline_id", Type: "uuid"},
		"owner":    {Expr: "deal.owner_id", Type: "uuid"},
	},
}

// unreached reads a page of the leads that were called often and never reached.
func unreached(ctx context.Context, deals *gorm.DB, q page.Query) ([]row, *string, error) {
	found := deals.Where("cadence_lead.attempts >= ? AND cadence_lead.state <> ?", many, Talked)
	found, err := spec.Where(found, q, caller.From(ctx).UserID)
	if err != nil {
		return nil, nil, err
	}
	if found, err = spec.Page(found, q); err != nil {
		return nil, nil, err
	}
	rows, err := read(ctx, found)
	if err != nil {
		return nil, nil, err
	}
	rows, next := page.Cut(spec, q, rows, func(r row, _ string) (string, uuid.UUID) { return strconv.Itoa(r.Lead.Attempts), r.Deal.ID })
	return rows, next, nil
}

// hours counts the calls to deals since a moment by the time of the day.
func hours(ctx context.Context, deals *gorm.DB, ownerID uuid.UUID, since time.Time) (all []Hour, err error) {
	if ownerID != uuid.Nil {
		deals = deals.Where("deal.owner_id = ?", ownerID)
	}
	q := deals.Joins("JOIN cadence_attempt ON cadence_attempt.deal_id = deal.id").Where("cadence_attempt.at >= ?", since).
		Select("cadence_attempt.hour / 2 AS band, count(*) AS calls, count(*) FILTER (WHERE cadence_attempt.outcome = 'reached') AS reached")
	return all, db.Fetch(ctx, db.Into(q.Group("band").Order("band"), &all))
}
