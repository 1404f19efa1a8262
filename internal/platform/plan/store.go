package plan

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"sync"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

type planVersion struct {
	Code      string
	Version   int
	Terms     string
	SoldAt    *time.Time
	CreatedAt time.Time
}

const publish = `INSERT INTO plan_version (code, version, terms, created_at) VALUES (?, ?, ?::jsonb, ?)
	ON CONFLICT (code, version) DO UPDATE SET terms = excluded.terms
	WHERE plan_version.sold_at IS NULL AND plan_version.terms <> excluded.terms`

// Publish records the catalogue's plans as versions, in a platform unit; the program does so when it starts. A version
// that nobody has bought follows the file; it is an error when the file changes one that was sold.
func Publish(ctx context.Context) error {
	for _, p := range catalogue {
		terms, err := json.Marshal(p)
		if err != nil {
			return err
		}
		q := db.Orm(ctx) // all rows: plans belong to nobody
		if err := q.Exec(publish, p.Code, p.Version, string(terms), clock.Now()).Error; err != nil {
			return err
		}
		var same bool
		same, err = unchanged(ctx, p, string(terms))
		if err == nil && !same {
			err = fmt.Errorf("version %d of the plan %s was sold and can't change: give the new terms a higher version", p.Version, p.Code)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func unchanged(ctx context.Context, p Plan, terms string) (same bool, err error) {
	q := db.Orm(ctx) // all rows: plans belong to nobody
	err = q.Raw("SELECT terms = ?::jsonb FROM plan_version WHERE code = ? AND version = ?", terms, p.Code, p.Version).Scan(&same).Error
	return same, err
}

// Sold freezes a version for ever, in a platform unit.
func Sold(ctx context.Context, code string, version int) error {
	q := db.Orm(ctx).Model(&planVersion{}) // all rows: plans belong to nobody
	return q.Where("code = ? AND version = ? AND sold_at IS NULL", code, version).Update("sold_at", clock.Now()).Error
}

// kept are the versions, by Key, that this program has read because its catalogue lacks them. They never change.
var kept sync.Map

// Kept is a version from memory: of the catalogue, or one that At has read before; else, and for version 0, the plan on
// offer.
func Kept(code string, version int) Plan {
	if p, ok := kept.Load(Key{Code: code, Version: version}); ok {
		return p.(Plan)
	}
	return Of(code)
}

// Known tells whether Kept gives the very version; otherwise At has to read it first.
func Known(code string, version int) bool {
	return version == 0 || Kept(code, version).Version == version
}

// At is a plan as it was sold in a version, in a platform unit; version 0 is the plan on offer. Kept knows it afterwards.
func At(ctx context.Context, code string, version int) (p Plan, err error) {
	if p = Kept(code, version); Known(code, version) {
		return p, nil
	}
	var row planVersion
	err = db.Orm(ctx).Take(&row, "code = ? AND version = ?", code, version).Error // all rows: plans belong to nobody
	if db.Missing(err) {
		return p, ErrNotFound
	}
	if err != nil {
		return p, err
	}
	p = Plan{}
	if err := json.Unmarshal([]byte(row.Terms), &p); err != nil {
		return p, err
	}
	kept.Store(Key{Code: code, Version: version}, p)
	return p, nil
}

// agreed is where the versions begin that are no part of the catalogue.
const agreed = 1_000_000

// Agree keeps terms that were agreed with one customer as a version of their plan, in a platform unit. The same terms are
// always the same version; that other terms get the same number is unlikely, and an error.
func Agree(ctx context.Context, p Plan) (Plan, error) {
	p.Version = 0
	plain, err := json.Marshal(p)
	if err != nil {
		return p, err
	}
	p.Version = agreed + int(crc32.ChecksumIEEE(plain)>>2)
	terms, err := json.Marshal(p)
	if err != nil {
		return p, err
	}
	const q = `INSERT INTO plan_version (code, version, terms, sold_at, created_at) VALUES (?, ?, ?::jsonb, ?, ?) ON CONFLICT DO NOTHING`
	now := clock.Now()
	if err := db.Orm(ctx).Exec(q, p.Code, p.Version, string(terms), now, now).Error; err != nil { // all rows: plans belong to nobody
		return p, err
	}
	if same, err := unchanged(ctx, p, string(terms)); err != nil || !same {
		return p, cmp.Or(err, fmt.Errorf("version %d of the plan %s is taken by other terms", p.Version, p.Code))
	}
	kept.Store(Key{Code: p.Code, Version: p.Version}, p)
	return p, nil
}
