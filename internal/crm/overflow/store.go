package overflow

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/kit/db"
)

type overflow struct {
	ID         uuid.UUID
	Source     string
	Lead       string
	Error      string
	ReceivedAt time.Time
}

func (o overflow) lead() (Lead, error) {
	l := Lead{ID: o.ID, Source: o.Source, Error: o.Error, ReceivedAt: o.ReceivedAt}
	return l, json.Unmarshal([]byte(o.Lead), &l.Row)
}

func insert(ctx context.Context, leads []Lead) error {
	rows := make([]overflow, len(leads))
	for i, l := range leads {
		data, err := json.Marshal(l.Row)
		if err != nil {
			return err
		}
		rows[i] = overflow{l.ID, l.Source, string(data), l.Error, l.ReceivedAt}
	}
	return db.Orm(ctx).CreateInBatches(rows, batch).Error
}

// Count tells how many leads wait.
func Count(ctx context.Context) (int64, error) {
	return db.Count(ctx, db.Orm(ctx).Model(&overflow{})) // all rows: leads that wait have no owner yet
}

// oldest locks the first leads after one; ids grow with time.
func oldest(ctx context.Context, after uuid.UUID, n int) ([]Lead, error) {
	q := db.Orm(ctx).Clauses(clause.Locking{Strength: "UPDATE"}) // all rows: leads that wait have no owner yet
	var rows []overflow
	if err := q.Where("id > ?", after).Order("id").Limit(n).Find(&rows).Error; err != nil {
		return nil, err
	}
	return leads(rows)
}

// open refuses people to whom a field of contacts is closed: leads are not contacts yet, every field of them can be read.
func open(ctx context.Context) error {
	if db.ClosedByRole(ctx, contact.Kind) {
		return db.ErrDenied
	}
	return nil
}

// list reads the first leads, oldest first.
func list(ctx context.Context, n int) ([]Lead, error) {
	var rows []overflow
	q := db.Orm(ctx).Order("id").Limit(n) // all rows: leads that wait have no owner yet
	if err := db.Fetch(ctx, db.Into(q, &rows)); err != nil {
		return nil, err
	}
	return leads(rows)
}

func leads(rows []overflow) (all []Lead, err error) {
	all = make([]Lead, len(rows))
	for i, o := range rows {
		if all[i], err = o.lead(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func find(ctx context.Context, id uuid.UUID) (Lead, error) {
	var o overflow
	err := db.Orm(ctx).Take(&o, "id = ?", id).Error // all rows: one by id
	if db.Missing(err) {
		return Lead{}, ErrNotFound
	}
	if err != nil {
		return Lead{}, err
	}
	return o.lead()
}

func setError(ctx context.Context, code string, ids []uuid.UUID) error {
	return db.Orm(ctx).Model(&overflow{}).Where("id IN ?", ids).Update("error", code).Error // all rows: by id
}

func remove(ctx context.Context, ids ...uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	return db.Orm(ctx).Where("id IN ?", ids).Delete(&overflow{}).Error // all rows: by id
}
