package merge

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Signs is a query for the records of a kind that the caller sees, with what tells of doubles: id, name, detail (what people
// tell namesakes apart by), created_at, signs (texts, each a reason and a value: records that share one are a pair), words
// (the name as it is compared, in small letters) and block (records are compared by name within one; null for none).
type Signs func(ctx context.Context) *gorm.DB

// Near is the similarity of names from which on two records may be the same.
const Near = 0.55

// What more records share than this says nothing: an address of a whole office, the first letters of a common name.
const (
	crowd      = 30
	blockCrowd = 300
)

// pairs finds all pairs in one pass: first by what they share, then by names in the same block. A name alone says least.
const pairs = `WITH seen AS MATERIALIZED (?),
	shared AS (SELECT array_agg(seen.id) AS ids, split_part(sign, ' ', 1) AS reason FROM seen, unnest(seen.signs) AS sign
		GROUP BY sign HAVING count(*) BETWEEN 2 AND ?),
	block AS (SELECT block FROM seen WHERE block IS NOT NULL GROUP BY block HAVING count(*) BETWEEN 2 AND ?),
	compared AS MATERIALIZED (SELECT seen.id, seen.words, seen.block FROM seen JOIN block ON block.block = seen.block),
	found AS (SELECT one AS one_id, other AS other_id, reason FROM shared, unnest(ids) AS one, unnest(ids) AS other WHERE one < other
		UNION SELECT one.id, other.id, 'name' FROM compared AS one JOIN compared AS other ON other.block = one.block AND one.id < other.id
			WHERE similarity(one.words, other.words) >= ?::float8),
	pair AS (SELECT one_id, other_id, array_to_string(array_agg(reason ORDER BY reason), ',') AS reasons,
		sum(CASE reason WHEN 'name' THEN 2 ELSE 3 END) AS certainty FROM found GROUP BY one_id, other_id)
	SELECT md5(pair.one_id::text || pair.other_id::text)::uuid AS id, pair.one_id, pair.other_id, pair.reasons,
		to_char(pair.certainty, 'FM00') || to_char(greatest(one.created_at, other.created_at) AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS') AS rank,
		one.name AS one_name, one.detail AS one_detail, one.created_at AS one_created_at,
		other.name AS other_name, other.detail AS other_detail, other.created_at AS other_created_at
	FROM pair JOIN seen AS one ON one.id = pair.one_id JOIN seen AS other ON other.id = pair.other_id
	LEFT JOIN distinct_pair ON distinct_pair.one_id = pair.one_id AND distinct_pair.other_id = pair.other_id
	WHERE (distinct_pair.one_id IS NOT NULL) = ?::boolean`

var spec = page.Spec{Table: "pair", Default: "-rank", Sorts: map[string]page.Column{"rank": {Expr: "pair.rank", Type: "text"}}}

// row is a pair as it is read.
type row struct {
	ID                           uuid.UUID
	OneID, OtherID               uuid.UUID
	Reasons, Rank                string
	OneName, OneDetail           string
	OtherName, OtherDetail       string
	OneCreatedAt, OtherCreatedAt time.Time
}

// list reads one page of the pairs of a kind, the most certain and the newest first, and the cursor of the next.
func list(ctx context.Context, signs Signs, apart bool, q page.Query) ([]row, *string, error) {
	raw := db.Orm(ctx).Raw(pairs, signs(ctx), crowd, blockCrowd, Near, apart) // all rows: made of the visible ones
	rows, err := spec.Page(db.Orm(ctx).Table("(?) AS pair", raw), q)          // all rows: made of the visible ones
	if err != nil {
		return nil, nil, err
	}
	var found []row
	if err := db.Fetch(ctx, db.Into(rows, &found)); err != nil {
		return nil, nil, err
	}
	found, next := page.Cut(spec, q, found, func(r row, _ string) (string, uuid.UUID) { return r.Rank, r.ID })
	return found, next, nil
}

// distinctPair says that two records are not the same.
type distinctPair struct {
	OneID, OtherID uuid.UUID
	Kind           string
	CreatedBy      *uuid.UUID
	CreatedAt      time.Time
}

func insertDistinct(ctx context.Context, p distinctPair) error {
	return db.Orm(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&p).Error
}

func removeDistinct(ctx context.Context, p distinctPair) (bool, error) {
	r := db.Orm(ctx).Where("one_id = ? AND other_id = ?", p.OneID, p.OtherID).Delete(&distinctPair{}) // all rows: of two that the caller may change
	return r.RowsAffected > 0, r.Error
}

// Free refuses to take a record out of the trash that is there because it was merged: taking the two apart brings it back.
func Free(ctx context.Context, r record.Ref) error {
	h, err := peek(ctx, r)
	if err == nil && h.MergedInto != nil {
		return ErrMerged
	}
	return err
}
