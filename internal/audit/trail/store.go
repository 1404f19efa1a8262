package trail

import (
	"context"
	"crypto/rand"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/page"
)

// ownSpec lists the tenant's part; the order and its cursor are those of the platform's part too.
var ownSpec = page.Spec{
	Table:   "audit_log",
	Default: "-at",
	Sorts:   map[string]page.Column{"at": {Expr: "audit_log.at", Type: "timestamptz"}},
}

func sortValue(e Entry, _ string) (string, uuid.UUID) {
	return e.At.UTC().Format(time.RFC3339Nano), e.ID
}

// Filter narrows the trail; its zero value means all of it.
type Filter struct {
	Kind   string
	Action string
	Actor  uuid.UUID
	Text   string    // in the names of who acted and of the record
	From   time.Time // included
	To     time.Time // not included
	Cursor string
	Limit  int
}

func (f Filter) query() page.Query { return page.Query{Cursor: f.Cursor, Limit: f.Limit} }

// where adds the filter to a query; both parts of the trail have these columns.
func (f Filter) where(q *gorm.DB) *gorm.DB {
	if f.Kind != "" {
		q = q.Where("kind = ?", f.Kind)
	}
	if f.Action != "" {
		q = q.Where("action = ?", f.Action)
	}
	if f.Actor != uuid.Nil {
		q = q.Where("actor_id = ?", f.Actor)
	}
	if f.Text != "" {
		like := "%" + db.Like(f.Text) + "%"
		q = q.Where("(record_name ILIKE ? OR actor_name ILIKE ?)", like, like)
	}
	if !f.From.IsZero() {
		q = q.Where("at >= ?", f.From)
	}
	if !f.To.IsZero() {
		q = q.Where("at < ?", f.To)
	}
	return q
}

const columns = "id, at, actor_id, actor_name, action, kind, record_id, record_name, changes"

func list(ctx context.Context, f Filter) (es []Entry, err error) {
	all := db.Orm(ctx).Table("audit_log").Select(columns) // all rows: the right to the trail is one to all of it
	q, err := ownSpec.Page(f.where(all), f.query())
	if err != nil {
		return nil, err
	}
	err = db.Fetch(ctx, db.Into(q, &es))
	return es, err
}

// insert writes an entry where its change is made: with the tenant, or with the platform.
func insert(ctx context.Context, e Entry) error {
	if db.OnPlatform(ctx) {
		return insertPlatform(ctx, e)
	}
	e.Salt = rand.Text()
	return appendTo(ctx, appendOwn, e, e.Salt)
}

// changes are kept as JSON.
type changes []diff.Change

// Scan implements sql.Scanner.
func (c *changes) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), c)
	case []byte:
		return json.Unmarshal(v, c)
	default:
		return fmt.Errorf("trail: can't read changes from a %T", src)
	}
}

// Value implements driver.Valuer.
func (c changes) Value() (driver.Value, error) {
	if len(c) == 0 {
		return "[]", nil
	}
	data, err := json.Marshal(c)
	return string(data), err
}
