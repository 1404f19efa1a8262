package importer

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/data/importer/format"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/errs"
)

type importPart struct {
	ImportID uuid.UUID
	Part     int
	Lines    string
}

type importProblem struct {
	ImportID            uuid.UUID
	Row                 int
	Field, Code, Reason string
}

// Value implements driver.Valuer.
func (cs columns) Value() (driver.Value, error) {
	data, err := json.Marshal(cs)
	return string(data), err
}

// Scan implements sql.Scanner.
func (cs *columns) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), cs)
	case []byte:
		return json.Unmarshal(v, cs)
	default:
		return fmt.Errorf("importer: can't read columns from a %T", src)
	}
}

func insert(ctx context.Context, imp *Import) error { return db.Orm(ctx).Create(imp).Error }

// batchParts is how many parts are written at once.
const batchParts = 20

func insertParts(ctx context.Context, parts []importPart) error {
	if len(parts) == 0 {
		return nil
	}
	return db.Orm(ctx).Create(&parts).Error
}

func find(ctx context.Context, id uuid.UUID) (Import, error) {
	var found []Import
	err := db.Fetch(ctx, db.Into(db.Visible(ctx, Kind).Where("import.id = ?", id), &found))
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Import{}, err
	}
	return found[0], nil
}

// lock reads an import that nobody else can change until the unit of work ends.
func lock(ctx context.Context, id uuid.UUID) (imp Import, err error) {
	err = db.Visible(ctx, Kind).Clauses(clause.Locking{Strength: "UPDATE"}).Take(&imp, "import.id = ?", id).Error
	if db.Missing(err) {
		err = ErrNotFound
	}
	return imp, err
}

const newest = 50

func list(ctx context.Context) (all []Import, err error) {
	err = db.Fetch(ctx, db.Into(db.Visible(ctx, Kind).Order("import.id DESC").Limit(newest), &all))
	return all, err
}

// save writes an import that this unit of work has locked.
func save(ctx context.Context, imp *Import) error {
	imp.Version, imp.UpdatedAt = imp.Version+1, clock.Now()
	return db.Orm(ctx).Select("*").Omit("created_at").Updates(imp).Error // all rows: the locked one
}

// lines reads the rows of some parts, in their order.
func lines(ctx context.Context, id uuid.UUID, from, to int) ([]format.Line, error) {
	var parts []importPart
	q := db.Orm(ctx).Where("import_id = ? AND part >= ? AND part < ?", id, from, to) // all rows: of an import read before
	if err := q.Order("part").Find(&parts).Error; err != nil {
		return nil, err
	}
	var all []format.Line
	for _, p := range parts {
		var some []format.Line
		if err := json.Unmarshal([]byte(p.Lines), &some); err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// note keeps why rows could not be taken.
func note(ctx context.Context, id uuid.UUID, rows []Row) error {
	var all []importProblem
	for _, r := range rows {
		for _, p := range r.Problems {
			all = append(all, importProblem{id, r.Number, p.Field, p.Code, p.Reason})
		}
	}
	if len(all) == 0 {
		return nil
	}
	return insertProblems(ctx, all)
}

func insertProblems(ctx context.Context, all []importProblem) error {
	return db.Orm(ctx).Create(&all).Error
}

func noted(ctx context.Context, id uuid.UUID) (all []importProblem, err error) {
	err = db.Orm(ctx).Where("import_id = ?", id).Order("row, field").Find(&all).Error // all rows: of an import read before
	return all, err
}

// permanent tells whether trying again would end in the same error: what a domain refuses, and data that the database
// refuses.
func permanent(err error) bool {
	state := db.State(err)
	return errs.KindOf(err) != errs.Internal || strings.HasPrefix(state, "22") || strings.HasPrefix(state, "23")
}
