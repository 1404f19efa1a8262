package tenant

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

// Drop destroys a tenant that is pending_purge, all in one transaction on its node: its schema and role, its rows in every
// table of the platform, and the people who belong to no other company. What remains is an emptied line in the registry, so
// that number and address are never given out again, and the number under which the payment provider keeps the invoices.
// On another node than the first the schema goes first; what a crash leaves is a pending tenant, which is dropped again.
// ErrNotFound when the tenant is in any other state, db.ErrMoving while there is a second copy of it.
func (m *Maker) Drop(ctx context.Context, id int64) error {
	return m.linked(ctx, func(s *sites) error {
		return asOwner(ctx, s.home, func(home pgx.Tx) error {
			t, err := doomed(ctx, home, id)
			if err != nil {
				return err
			}
			if err := erase(ctx, home, t); err != nil {
				return err
			}
			p, err := s.at(ctx, t.Node)
			if err != nil {
				return err
			}
			if p.together() {
				return raze(ctx, home, t)
			}
			return asOwner(ctx, p.there, func(tx pgx.Tx) error { return raze(ctx, tx, t) })
		})
	})
}

// raze drops a tenant's schema and role, in a transaction of the owner's.
func raze(ctx context.Context, tx pgx.Tx, t Tenant) error {
	role := `"` + t.RoleName + `"`
	if err := execAll(ctx, tx, "SET LOCAL lock_timeout = '5s'", "DROP SCHEMA IF EXISTS "+role+" CASCADE", "RESET ROLE"); err != nil {
		return err
	}
	return dropRole(ctx, tx, t)
}

// dropRole drops a tenant's role. Roles belong to the cluster: one that a copy of this database uses stays, without a way to
// log in as it.
func dropRole(ctx context.Context, tx pgx.Tx, t Tenant) error {
	err := pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error {
		return execAll(ctx, tx, `DROP ROLE IF EXISTS "`+t.RoleName+`"`)
	})
	if db.State(err) != "2BP01" {
		return err
	}
	slog.WarnContext(ctx, "another database of the server uses the role of a purged tenant: it stays", "role", t.RoleName)
	return execAll(ctx, tx, `REVOKE "`+t.RoleName+`" FROM `+db.ShardLogin(t.Shard))
}

func doomed(ctx context.Context, tx pgx.Tx, id int64) (t Tenant, err error) {
	all, err := ask[Tenant](ctx, tx, `SELECT id, role_name, node, shard, slug FROM platform.tenant WHERE id = $1 AND state = 'pending_purge' FOR UPDATE`, id)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return t, err
	}
	var moving bool
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM platform.tenant_move WHERE tenant_id = $1)`, id).Scan(&moving)
	if moving {
		err = db.ErrMoving
	}
	return all[0], err
}

// of says what is a tenant's in the platform's tables: the tables with its number, and those that point to people. Both
// are looked up, so that a table added later is not forgotten.
const (
	numberedSQL = `SELECT table_name::text FROM information_schema.columns
		WHERE table_schema = 'platform' AND column_name = 'tenant_id' AND table_name <> 'session' ORDER BY table_name = 'membership', table_name`
	personalSQL = `SELECT format('DELETE FROM platform.%I WHERE %I = ANY ($1)', c.relname, a.attname)
		FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
		WHERE k.contype = 'f' AND k.confrelid = 'platform.users'::regclass ORDER BY 1`
	// eventsSQL forgets what the payment provider sent: it names the payer, by the customer's number only.
	eventsSQL = `DELETE FROM platform.stripe_event WHERE customer_id = (SELECT b.customer_id FROM platform.tenant_billing b WHERE b.tenant_id = $1)`
)

func erase(ctx context.Context, tx pgx.Tx, t Tenant) error {
	if _, err := tx.Exec(ctx, `INSERT INTO platform.purge (id, customer_id, purged_at)
		SELECT $1, (SELECT customer_id FROM platform.tenant_billing WHERE tenant_id = $1), $2`, t.ID, clock.Now()); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, eventsSQL, t.ID); err != nil {
		return err
	}
	people, err := only(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	tables, err := names(ctx, tx, numberedSQL)
	if err != nil {
		return err
	}
	for _, table := range tables {
		if _, err := tx.Exec(ctx, fmt.Sprintf(`DELETE FROM platform.%s WHERE tenant_id = $1`, pgx.Identifier{table}.Sanitize()), t.ID); err != nil { // sql: a table's own name
			return err
		}
	}
	if err := erasePeople(ctx, tx, people); err != nil {
		return err
	}
	return tombstone(ctx, tx, t)
}

// only lists the members of a tenant who never were one of another.
func only(ctx context.Context, tx pgx.Tx, id int64) ([]string, error) {
	return names(ctx, tx, `SELECT m.user_id::text FROM platform.membership m WHERE m.tenant_id = $1
		AND NOT EXISTS (SELECT FROM platform.membership o WHERE o.user_id = m.user_id AND o.tenant_id <> $1)`, id)
}

func erasePeople(ctx context.Context, tx pgx.Tx, people []string) error {
	statements, err := names(ctx, tx, personalSQL)
	if err != nil {
		return err
	}
	statements = append(statements,
		`DELETE FROM platform.password_reset WHERE email IN (SELECT email FROM platform.users WHERE id = ANY ($1))`,
		`DELETE FROM platform.signup WHERE email IN (SELECT email FROM platform.users WHERE id = ANY ($1))`,
		`DELETE FROM platform.idempotency WHERE user_id = ANY ($1)`,
		`UPDATE platform.audit SET actor_id = NULL, actor_name = '' WHERE actor_id = ANY ($1)`,
		`DELETE FROM platform.users WHERE id = ANY ($1)`)
	for _, s := range statements {
		if _, err := tx.Exec(ctx, s, people); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

func tombstone(ctx context.Context, tx pgx.Tx, t Tenant) error {
	if t.Slug != nil {
		if _, err := tx.Exec(ctx, `INSERT INTO platform.retired_slug (hash) VALUES (sha256(convert_to($1, 'UTF8'))) ON CONFLICT DO NOTHING`, *t.Slug); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE platform.session SET tenant_id = 0 WHERE tenant_id = $1`, t.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE platform.tenant SET state = 'purged', slug = NULL, name = '', migrate_error = '', migrate_failed_at = NULL,
		held_from = NULL, hold_reason = '', trial_ends_at = NULL WHERE id = $1`, t.ID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "SELECT pg_notify($1, $2)", db.HintChannel, hintOf(t.ID))
	return err
}

func names(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]string, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
