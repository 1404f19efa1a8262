package trail

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

const values = "$1::uuid, $2::timestamptz, $3::uuid, $4, $5, $6, $7::uuid, $8, $9::jsonb"

// appendOwn makes the entry the end of the company's chain. The head is locked at the very end of the unit of work, so
// that those who write at the same time wait for one commit and no more.
const appendOwn = `WITH head AS (UPDATE audit_head SET seq = seq + 1, hash = encode(sha256(convert_to(hash || $10, 'UTF8')), 'hex') RETURNING seq, hash)
	INSERT INTO audit_log (` + columns + `, salt, seq, hash) SELECT ` + values + `, $11, head.seq, head.hash FROM head`

const appendPlatform = `WITH head AS (
		INSERT INTO audit_head AS h (tenant_id, seq, hash) VALUES ($11::bigint, 1, encode(sha256(convert_to($10, 'UTF8')), 'hex'))
		ON CONFLICT (tenant_id) DO UPDATE SET seq = h.seq + 1, hash = encode(sha256(convert_to(h.hash || $10, 'UTF8')), 'hex') RETURNING seq, hash)
	INSERT INTO audit (` + columns + `, tenant_id, seq, hash) SELECT ` + values + `, $11::bigint, head.seq, head.hash FROM head`

const plainPlatform = `INSERT INTO audit (` + columns + `) SELECT ` + values

func (e Entry) values() []any {
	return []any{e.ID, e.At, e.ActorID, e.ActorName, e.Action, e.Kind, e.RecordID, e.RecordName, e.Changes}
}

func appendTo(ctx context.Context, sql string, e Entry, more ...any) error {
	d, err := e.digest()
	if err != nil {
		return err
	}
	return db.DeferLast(ctx, sql, append(append(e.values(), d), more...)...)
}

// linked are the columns of a link of the company's own chain.
const linked = columns + ", salt, seq, hash, kept, erased_by"

// part says where one chain lives.
type part struct{ entries, ends string }

var parts = map[string]part{
	partCompany: {"SELECT " + linked + " FROM audit_log WHERE ?::bigint >= 0 AND seq > ? ORDER BY seq LIMIT ?",
		"SELECT h.seq, h.hash, (SELECT count(*) FROM audit_log WHERE seq = 0) AS older FROM audit_head h WHERE ?::bigint >= 0"},
	partPlatform: {"SELECT " + columns + ", seq, hash FROM audit WHERE tenant_id = ? AND seq > ? ORDER BY seq LIMIT ?",
		"SELECT coalesce(max(h.seq), 0) AS seq, coalesce(max(h.hash), '') AS hash, (SELECT count(*) FROM audit WHERE tenant_id = ? AND seq = 0) AS older FROM audit_head h WHERE h.tenant_id = ?"},
}

// chain returns the next links of a part.
func chain(ctx context.Context, name string, after int64, limit int) (ls []link, err error) {
	return ls, db.Orm(ctx).Raw(parts[name].entries, caller.From(ctx).Tenant.ID, after, limit).Scan(&ls).Error // all rows: of the one company
}

type end struct {
	Seq   int64
	Hash  string
	Older int64
}

func endOf(ctx context.Context, name string) (e end, err error) {
	t := caller.From(ctx).Tenant.ID
	args := []any{t}
	if name == partPlatform {
		args = append(args, t)
	}
	return e, db.Orm(ctx).Raw(parts[name].ends, args...).Scan(&e).Error // all rows: of the one company
}

// lastAnchor is the newest signed end of a part; the zero anchor when there is none.
func lastAnchor(ctx context.Context, tenantID int64, name string) (a anchor, err error) {
	const sql = "SELECT seq, hash, mac FROM audit_anchor WHERE tenant_id = ? AND part = ? ORDER BY seq DESC LIMIT 1"
	return a, db.Orm(ctx).Raw(sql, tenantID, name).Scan(&a).Error // all rows: of the one company
}

func insertAnchor(ctx context.Context, tenantID int64, name string, a anchor, now time.Time) error {
	const sql = "INSERT INTO audit_anchor (tenant_id, part, seq, hash, mac, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
	return db.Orm(ctx).Exec(sql, tenantID, name, a.Seq, a.Hash, a.MAC, now).Error // all rows: an insert
}
