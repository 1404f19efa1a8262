package selfhost

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

type row struct {
	Text        string
	InstalledAt time.Time
}

// installed are the installed files, oldest first.
func installed(ctx context.Context) (all []row, err error) {
	const q = `SELECT text, installed_at FROM licence_file ORDER BY installed_at, hash`
	return all, db.Orm(ctx).Raw(q).Scan(&all).Error // all rows: the server's own
}

func keep(ctx context.Context, hash, text string) error {
	const q = `INSERT INTO licence_file (hash, text, installed_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
	return db.Orm(ctx).Exec(q, hash, text, clock.Now()).Error // all rows: an insert
}

func drop(ctx context.Context, hash string) error {
	return db.Orm(ctx).Exec(`DELETE FROM licence_file WHERE hash = ?`, hash).Error // all rows: the server's own
}

// see notes a time and returns the highest that was ever seen.
func see(ctx context.Context, now time.Time) (highest time.Time, err error) {
	const q = `INSERT INTO licence_clock (highest) VALUES (?)
		ON CONFLICT (one) DO UPDATE SET highest = greatest(licence_clock.highest, excluded.highest) RETURNING highest`
	return highest, db.Orm(ctx).Raw(q, now).Scan(&highest).Error // all rows: the server's own
}

// mark notes what followed from the files; changed tells that it was something else before.
func mark(ctx context.Context, fingerprint string) (changed bool, err error) {
	r := db.Orm(ctx).Exec(`UPDATE licence_clock SET fingerprint = ? WHERE fingerprint <> ?`, fingerprint, fingerprint) // all rows: the server's own
	return r.RowsAffected > 0, r.Error
}

// order tells which company of the server a tenant is, counted from 1, oldest first.
func order(ctx context.Context, tenantID int64) (nth int, err error) {
	const q = `SELECT count(*) FROM tenant t, tenant me WHERE me.id = ? AND t.state NOT IN ('spare', 'purged') AND
		(t.claimed_at, t.id) <= (me.claimed_at, me.id)`
	return nth, db.Orm(ctx).Raw(q, tenantID).Scan(&nth).Error // all rows: companies are counted
}
