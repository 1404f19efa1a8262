package deal

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/db"
)

// maxIdle is how many deals without a next step are shown at most.
const maxIdle = 100

// ReadIdle reads the caller's own open deals that are not among some ids, those longest in their stage first, with
// other reads.
func (s *Service) ReadIdle(ctx context.Context, except *gorm.DB, to *[]Deal) db.Read {
	q := db.Visible(ctx, Kind).Where("deal.owner_id = ? AND deal.status = ?", caller.From(ctx).UserID, pipeline.Open).
		Where("deal.id NOT IN (?)", except)
	return db.Into(q.Order("deal.stage_since, deal.id").Limit(maxIdle), to)
}

// ReadExpected reads the open deals of a person, or of everybody, that the caller may see and that are expected on some
// days, the first and the last included, with other reads.
func (s *Service) ReadExpected(ctx context.Context, from, to date.Date, person *uuid.UUID, into *[]Deal) db.Read {
	q := db.Visible(ctx, Kind).Where("deal.status = ? AND deal.expected_on BETWEEN ? AND ?", pipeline.Open, from, to)
	if person != nil {
		q = q.Where("deal.owner_id = ?", *person)
	}
	return db.Into(q.Order("deal.expected_on, deal.id").Limit(maxExpected), into)
}

const maxExpected = 500

// ReadOpenSums reads number and value of the open deals that the caller may see, by stage and currency, with other
// reads.
func (s *Service) ReadOpenSums(ctx context.Context, to *[]StageSum) db.Read {
	return db.Into(sums(db.Visible(ctx, Kind).Model(&Deal{}).Where("deal.status = ?", pipeline.Open)), to)
}

// DaySum is the number and value of the deals won on a day in one currency.
type DaySum struct {
	Day           date.Date
	Currency      string
	Count, Amount int64
}

// ReadWon reads number and value of the deals that the caller may see and that were won in a period, by currency and
// by day in a time zone, with other reads.
func (s *Service) ReadWon(ctx context.Context, from, to time.Time, zone string, into *[]DaySum) db.Read {
	q := db.Visible(ctx, Kind).Model(&Deal{}).
		Select("(deal.closed_at AT TIME ZONE ?)::date AS day, deal.currency, count(*) AS count, sum(deal.amount)::bigint AS amount", zone).
		Where("deal.status = ? AND deal.closed_at >= ? AND deal.closed_at < ?", pipeline.Won, from, to)
	return db.Into(q.Group("day, deal.currency").Order("day, deal.currency"), into)
}

// ReadRotting reads the caller's own open deals that have been in their stage for longer than they should be, those longest in
// it first, with other reads.
func (s *Service) ReadRotting(ctx context.Context, to *[]Deal) db.Read {
	q := db.Visible(ctx, Kind).Where("deal.owner_id = ? AND deal.status = ?", caller.From(ctx).UserID, pipeline.Open).
		Where(pipeline.Rotting("deal.stage_id", "deal.stage_since"))
	return db.Into(q.Order("deal.stage_since, deal.id").Limit(maxIdle), to)
}

// ReasonSum is how often deals were lost for a reason.
type ReasonSum struct {
	Reason string
	Count  int64
}

// maxReasons is how many reasons are told apart at most.
const maxReasons = 20

// ReadLost reads for what the deals that the caller may see were lost in a period, the most frequent reasons first, with
// other reads.
func (s *Service) ReadLost(ctx context.Context, from, to time.Time, into *[]ReasonSum) db.Read {
	q := db.Visible(ctx, Kind).Model(&Deal{}).Select("deal.lost_reason AS reason, count(*) AS count").
		Where("deal.status = ? AND deal.closed_at >= ? AND deal.closed_at < ?", pipeline.Lost, from, to)
	return db.Into(q.Group("deal.lost_reason").Order("count DESC, deal.lost_reason").Limit(maxReasons), into)
}

// PipelineSum is the number and value of the open deals of a pipeline in one currency; Weighted is the value times the
// probability of winning from each deal's stage.
type PipelineSum struct {
	PipelineID       uuid.UUID
	Currency         string
	Count            int64
	Amount, Weighted int64
}

// Sums returns number and value of the open deals that the caller may see, by pipeline and currency.
func (s *Service) Sums(ctx context.Context) ([]PipelineSum, error) {
	var (
		byStage []StageSum
		stages  pipeline.Stages
	)
	if err := db.Fetch(ctx, s.ReadOpenSums(ctx, &byStage), s.Pipelines.ReadStages(ctx, (*[]pipeline.Stage)(&stages))); err != nil {
		return nil, err
	}
	all := []PipelineSum{}
	for _, b := range byStage {
		stage, err := stages.Find(b.StageID)
		if err != nil {
			continue
		}
		i := slices.IndexFunc(all, func(p PipelineSum) bool { return p.PipelineID == stage.PipelineID && p.Currency == b.Currency })
		if i < 0 {
			i, all = len(all), append(all, PipelineSum{PipelineID: stage.PipelineID, Currency: b.Currency})
		}
		all[i].Count += b.Count
		all[i].Amount += b.Amount
		all[i].Weighted += b.Amount * int64(stage.Probability) / 100
	}
	return all, nil
}

// Entry is that a deal came into a stage. Moves that were made for a stage that went are none.
type Entry struct {
	DealID, StageID uuid.UUID
	At              time.Time
}

// Stand is how many open deals stand in a stage, and how many of them have since before a moment.
type Stand struct {
	StageID    uuid.UUID
	Deals, Old int
}

// Sample is what is known of a pipeline's youngest deals, as far as the caller may see them.
type Sample struct {
	Deals   []Deal  // the youngest first
	Entries []Entry // in the order in which they happened
	Stands  []Stand // of all deals, not only the youngest
}

// Sample returns the youngest deals of a pipeline that the caller may see, at most some, and what stands there now.
func (s *Service) Sample(ctx context.Context, pipelineID uuid.UUID, most int, old time.Time) (m Sample, err error) {
	of := func() *gorm.DB { return db.Visible(ctx, Kind).Model(&Deal{}).Where("deal.pipeline_id = ?", pipelineID) }
	youngest := func() *gorm.DB { return of().Order("deal.created_at DESC, deal.id DESC").Limit(most) }
	entries := db.Orm(ctx).Table("deal_stage").Select("deal_id, stage_id, at"). // all rows: of deals that the caller may see
											Where("swept_from IS NULL AND stage_id IS NOT NULL AND deal_id IN (?)", youngest().Select("deal.id"))
	stands := of().Select("deal.stage_id, count(*) AS deals, count(*) FILTER (WHERE deal.stage_since < ?) AS old", old).
		Where("deal.status = ?", pipeline.Open).Group("deal.stage_id")
	err = db.Fetch(ctx, db.Into(youngest(), &m.Deals), db.Into(entries.Order("at, id"), &m.Entries), db.Into(stands, &m.Stands))
	return m, err
}

// OfCompany are the deals that the caller sees with some companies.
func (s *Service) OfCompany(ctx context.Context, ids *gorm.DB) (*gorm.DB, string) {
	return db.Visible(ctx, Kind).Model(&Deal{}).Where("deal.company_id IN (?)", ids), "deal.company_id"
}

// OfContact are the deals that the caller sees in which some people have a part.
func (s *Service) OfContact(ctx context.Context, ids *gorm.DB) (*gorm.DB, string) {
	return db.Visible(ctx, Kind).Model(&Deal{}).Joins("JOIN deal_contact ON deal_contact.deal_id = deal.id").Where("deal_contact.contact_id IN (?)", ids), "deal_contact.contact_id"
}

// ContactsOf are the people, of those in rows, who have a part in some deals.
func (s *Service) ContactsOf(rows, ids *gorm.DB) (*gorm.DB, string) {
	return rows.Joins("JOIN deal_contact ON deal_contact.contact_id = contact.id").Where("deal_contact.deal_id IN (?)", ids), "deal_contact.deal_id"
}

// In are the deals of some pipelines that the caller may see, as a query.
func (s *Service) In(ctx context.Context, pipelines []uuid.UUID) *gorm.DB {
	return db.Visible(ctx, Kind).Model(&Deal{}).Where("deal.pipeline_id IN ?", pipelines)
}

// PeopleOf returns the people of some deals by deal, those who decide first, whoever may see them.
func (s *Service) PeopleOf(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID][]Person, error) {
	all := map[uuid.UUID][]Person{}
	if len(ids) == 0 {
		return all, nil
	}
	var rows []dealContact
	of := db.Orm(ctx).Model(&dealContact{}).Where("deal_id IN ?", ids).Order("deal_contact.role = 'decider' DESC, deal_contact.contact_id") // all rows: shown with the contacts' names, which are the visible ones
	err := db.Fetch(ctx, db.Into(of, &rows))
	for _, r := range rows {
		all[r.DealID] = append(all[r.DealID], Person{r.ContactID, r.Role})
	}
	return all, err
}

// With returns the ids of all deals in which a contact has a part.
func (s *Service) With(ctx context.Context, contactID uuid.UUID) (ids []uuid.UUID, err error) {
	return ids, db.Orm(ctx).Model(&dealContact{}).Where("contact_id = ?", contactID).Pluck("deal_id", &ids).Error // all rows: for the program
}

// MayUpdate refuses a caller who sees a deal but may not change it.
func (s *Service) MayUpdate(ctx context.Context, id uuid.UUID) error { return mayUpdate(ctx, id) }

// Hold keeps others from changing a deal until the unit ends, for a caller who may change it.
func (s *Service) Hold(ctx context.Context, id uuid.UUID) error {
	err := db.Whole(ctx, Kind).Clauses(clause.Locking{Strength: "UPDATE"}).Select("deal.id").Take(&Deal{}, "deal.id = ?", id).Error
	if db.Missing(err) {
		return ErrNotFound
	}
	if err != nil {
		return err
	}
	return mayUpdate(ctx, id)
}
