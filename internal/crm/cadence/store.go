package cadence

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// ruleOf is how the leads of a pipeline are called; the standard way, switched off, when nobody has said.
func ruleOf(ctx context.Context, pipelineID uuid.UUID) (Rule, error) {
	var rules []Rule
	err := db.Fetch(ctx, db.Into(db.Orm(ctx).Where("pipeline_id = ?", pipelineID), &rules)) // all rows: the set-up
	if err != nil || len(rules) == 0 {
		return standard(pipelineID), err
	}
	return rules[0], nil
}

func activeRules(ctx context.Context) (map[uuid.UUID]Rule, error) {
	var rules []Rule
	err := db.Fetch(ctx, db.Into(db.Orm(ctx).Where("active"), &rules)) // all rows: the set-up
	all := make(map[uuid.UUID]Rule, len(rules))
	for _, r := range rules {
		all[r.PipelineID] = r
	}
	return all, err
}

// saveRule writes a rule over the one that is there, if it is the one that was read.
func saveRule(ctx context.Context, there, version int, r Rule) error {
	var done *gorm.DB
	if there == 0 && version == 0 {
		done = db.Orm(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r) // all rows: a new one
	} else {
		done = db.Orm(ctx).Model(&r).Where("version = ?", version).Select("*").Updates(&r) // all rows: one by its pipeline
	}
	if done.Error == nil && done.RowsAffected == 0 {
		return ErrRule
	}
	return done.Error
}

// begin adds, at the end of the unit of work, the leads that are to be called and are not there: of one deal, or of all.
func begin(ctx context.Context, dealID *uuid.UUID) error {
	return db.Defer(ctx, `INSERT INTO cadence_lead (deal_id, state, reason, since, next_at, asked, attempts, version)
		SELECT deal.id, 'calling', '', $1::timestamptz, $1::timestamptz, false, 0, 1 FROM deal
		JOIN pipeline ON pipeline.id = deal.pipeline_id AND pipeline.mode = 'b2c'
		JOIN cadence_rule ON cadence_rule.pipeline_id = deal.pipeline_id AND cadence_rule.active
		WHERE deal.status = 'open' AND deal.deleted_at IS NULL AND ($2::uuid IS NULL OR deal.id = $2::uuid)
		ON CONFLICT (deal_id) DO NOTHING`, clock.Now(), dealID)
}

// restart has a lead called from the beginning that has come into another pipeline.
func restart(ctx context.Context, dealID uuid.UUID) error {
	return db.Defer(ctx, `UPDATE cadence_lead SET state = 'calling', reason = '', since = $1::timestamptz, next_at = $1::timestamptz, asked = false,
		attempts = 0, version = version + 1 WHERE deal_id = $2::uuid`, clock.Now(), dealID)
}

// stopAll stops the calls to some leads, whoever calls them.
func stopAll(ctx context.Context, deals []uuid.UUID, reason string) error {
	const q = `UPDATE cadence_lead SET state = 'stopped', reason = ?, next_at = NULL, asked = false, version = version + 1
		WHERE deal_id IN ? AND state = 'calling'`
	return db.Orm(ctx).Exec(q, reason, deals).Error // all rows: nobody may call who may not be called
}

// saveLead writes a lead, unless it has changed since version.
func saveLead(ctx context.Context, version int, l *Lead) error {
	l.Version = version + 1
	done := db.Orm(ctx).Model(l).Where("version = ?", version).Select("*").Updates(l) // all rows: one by its deal, which the caller sees
	if done.Error == nil && done.RowsAffected == 0 {
		return ErrStale
	}
	return done.Error
}

// row is a deal with how it stands.
type row struct {
	Deal deal.Deal
	Lead Lead
}

// columns are those of a deal and its lead, as they are read.
type columns struct {
	ID, PipelineID uuid.UUID
	Name, Status   string
	OwnerID        *uuid.UUID
	Lead
}

const (
	ofLead = "JOIN cadence_lead ON cadence_lead.deal_id = deal.id"
	parts  = "deal.id, deal.name, deal.pipeline_id, deal.status, deal.owner_id, cadence_lead.deal_id, cadence_lead.state, cadence_lead.reason, " +
		"cadence_lead.since, cadence_lead.next_at, cadence_lead.asked, cadence_lead.attempts, cadence_lead.version"
)

// read returns the rows of a query for deals with their leads.
func read(ctx context.Context, q *gorm.DB) ([]row, error) {
	var found []columns
	if err := db.Fetch(ctx, db.Into(q.Joins(ofLead).Select(parts), &found)); err != nil {
		return nil, err
	}
	rows := make([]row, len(found))
	for i, c := range found {
		rows[i] = row{deal.Deal{ID: c.ID, Name: c.Name, PipelineID: c.PipelineID, Status: c.Status, OwnerID: c.OwnerID}, c.Lead}
	}
	return rows, nil
}

// waiting narrows deals to those of some people that are open and called.
func waiting(deals *gorm.DB, w whose) *gorm.DB {
	q := deals.Where("deal.status = 'open' AND cadence_lead.next_at IS NOT NULL")
	switch {
	case w.all:
		return q
	case w.gone:
		return q.Where("deal.owner_id = ? OR deal.owner_id IS NULL OR deal.owner_id NOT IN ?", w.me, append(w.present, w.me))
	default:
		return q.Where("deal.owner_id = ?", w.me)
	}
}

// due reads leads whose time has come: those who asked for it, then those never called, then the others, the longest due first.
func due(ctx context.Context, deals *gorm.DB, w whose, now time.Time, look int) ([]row, error) {
	q := waiting(deals, w).Where("cadence_lead.next_at <= ?", now).
		Order("cadence_lead.asked DESC, cadence_lead.attempts = 0 DESC, cadence_lead.next_at, deal.id").Offset(look * perLook).Limit(perLook)
	return read(ctx, q)
}

// nextDue is when the next lead is due whose time has not come.
func nextDue(ctx context.Context, deals *gorm.DB, w whose, now time.Time) (*time.Time, error) {
	var found []struct{ At *time.Time }
	err := db.Fetch(ctx, db.Into(waiting(deals, w).Joins(ofLead).Select("min(cadence_lead.next_at) AS at").Where("cadence_lead.next_at > ?", now), &found))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0].At, nil
}

// leadOf is one of some deals with how it stands.
func leadOf(ctx context.Context, deals *gorm.DB, dealID uuid.UUID) (row, bool, error) {
	rows, err := read(ctx, deals.Where("deal.id = ?", dealID))
	if err != nil || len(rows) == 0 {
		return row{}, false, err
	}
	return rows[0], true, nil
}

// called are those of some open deals that are being called.
func called(ctx context.Context, deals *gorm.DB, ids []uuid.UUID) ([]row, error) {
	return read(ctx, deals.Where("deal.id IN ? AND deal.status = 'open' AND cadence_lead.state = 'calling'", ids))
}

// around is what stands around deals that are called.
type around struct {
	names []record.Named
	tried []Attempt
	last  []activity.Last
}

// around reads it in one round trip.
func (s *Service) around(ctx context.Context, deals, people []uuid.UUID) (a around, err error) {
	tried := db.Orm(ctx).Where("deal_id IN ?", deals).Order("at, id") // all rows: of deals that the caller sees
	return a, db.Fetch(ctx, s.Contacts.ReadNames(ctx, people, &a.names), db.Into(tried, &a.tried), s.Activities.ReadLast(ctx, deals, &a.last))
}

func (a around) nameOf(id uuid.UUID) string {
	for _, n := range a.names {
		if n.ID == id {
			return n.Name
		}
	}
	return ""
}

// triedOf are the attempts at a deal since it is called.
func (a around) triedOf(dealID uuid.UUID, since time.Time) (all []Attempt) {
	for _, t := range a.tried {
		if t.DealID == dealID && !t.At.Before(since) {
			all = append(all, t)
		}
	}
	return all
}
