package trail

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// sight is what the trail knows of a record: what it was called last, and whether the caller has read it lately.
type sight struct {
	Name   string
	Lately bool
}

// sightOf looks in the trail that the unit of work writes to.
func sightOf(ctx context.Context, ref record.Ref, since time.Time) (sight, error) {
	if db.OnPlatform(ctx) {
		return seenPlatform(ctx, ref, since)
	}
	return seenOwn(ctx, ref, since)
}

func seenOwn(ctx context.Context, ref record.Ref, since time.Time) (x sight, err error) {
	const sql = `SELECT EXISTS (SELECT FROM audit_log WHERE kind = @kind AND (record_id = CAST(@id AS uuid) OR CAST(@id AS uuid) IS NULL AND record_id IS NULL) AND at > @since
			AND action = 'viewed' AND actor_name = @name AND (actor_id = CAST(@actor AS uuid) OR CAST(@actor AS uuid) IS NULL AND actor_id IS NULL)) AS lately,
		coalesce((SELECT record_name FROM audit_log WHERE kind = @kind AND record_id = CAST(@id AS uuid) ORDER BY at DESC LIMIT 1), '') AS name`
	return x, db.Orm(ctx).Raw(sql, reader(ctx, ref, since)).Scan(&x).Error // all rows: of the one company
}

func seenPlatform(ctx context.Context, ref record.Ref, since time.Time) (x sight, err error) {
	const sql = `SELECT EXISTS (SELECT FROM audit WHERE tenant_id = @tenant AND kind = @kind AND (record_id = CAST(@id AS uuid) OR CAST(@id AS uuid) IS NULL AND record_id IS NULL) AND at > @since
			AND action = 'viewed' AND actor_name = @name AND (actor_id = CAST(@actor AS uuid) OR CAST(@actor AS uuid) IS NULL AND actor_id IS NULL)) AS lately, '' AS name`
	return x, db.Orm(ctx).Raw(sql, reader(ctx, ref, since)).Scan(&x).Error // all rows: of the one company
}

func reader(ctx context.Context, ref record.Ref, since time.Time) map[string]any {
	c := caller.From(ctx)
	return map[string]any{"tenant": c.Tenant.ID, "kind": ref.Kind, "id": optional(ref.ID), "since": since, "name": c.Name, "actor": optional(c.UserID)}
}

func optional(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

// last reads, of each of some records of a kind, the last entry since a moment.
func last(ctx context.Context, kind string, ids []uuid.UUID, since time.Time) (es []Entry, err error) {
	q := db.Orm(ctx).Table("audit_log").Select("DISTINCT ON (record_id) "+columns). // all rows: whoever asks tells only who and when
											Where("kind = ? AND record_id IN ? AND at > ?", kind, ids, since).Order("record_id, at DESC, id DESC")
	return es, db.Fetch(ctx, db.Into(q, &es))
}
