package setup

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/db"
)

// dangerous are the functions of PostgreSQL with which a plain SELECT could leave its tenant, watch others, or hold what
// is not its own.
const dangerous = `
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE pronamespace = 'pg_catalog'::regnamespace AND (
    proname IN ('set_config', 'ts_stat', 'pg_notify', 'pg_terminate_backend', 'pg_cancel_backend', 'pg_sleep', 'pg_sleep_for',
        'pg_sleep_until', 'pg_relation_size', 'pg_table_size', 'pg_total_relation_size', 'pg_indexes_size', 'pg_database_size',
        'pg_relation_filepath', 'pg_relation_filenode', 'lo_creat', 'lo_create', 'lo_open', 'lo_close', 'lo_from_bytea', 'lo_get',
        'lo_put', 'lo_unlink', 'lo_lseek', 'lo_lseek64', 'lo_tell', 'lo_tell64', 'lo_truncate', 'lo_truncate64', 'loread', 'lowrite',
        'pg_export_snapshot', 'pg_logical_emit_message', 'pg_lock_status', 'pg_prepared_xact', 'pg_event_trigger_ddl_commands',
        'currtid2', 'pg_tablespace_size', 'pg_import_system_collations', 'pg_read_file_old', 'pg_rotate_logfile_old', 'pg_nextoid',
        'pg_stop_making_pinned_objects', 'pg_replication_slot_advance')
    OR proname ~ '^(binary_upgrade_|pg_control_|pg_logical_slot_|pg_(create|copy|drop)_.*slot)'
    OR proname ~ '^(query|cursor|table|schema|database)_to_xml'
    OR (proname = 'ts_rewrite' AND pronargs = 2)
    OR proname ~ '^pg_(try_)?advisory_'
    OR proname ~ '^pg_stat_get_')
  AND EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) a WHERE a.grantee = 0)`

// open are the system's tables that everybody may read.
const open = `
SELECT c.oid::regclass::text FROM pg_class c
WHERE relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND relkind IN ('r', 'v')
  AND EXISTS (SELECT FROM aclexplode(coalesce(relacl, acldefault('r', relowner))) a WHERE a.grantee = 0)`

// Missing lists what of the hardening is not in place; empty means all of it is.
func (d *Database) Missing(ctx context.Context) ([]string, error) {
	c, err := d.Admin(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing is lost with it
	var all []string
	for _, q := range []string{dangerous, open} {
		names, err := list(ctx, c, q)
		if err != nil {
			return nil, err
		}
		all = append(all, names...)
	}
	return all, nil
}

// harden takes from everybody what tenants could misuse and gives the program's own roles back what they need. Managed
// servers forbid parts of it: what is missing is reported, and refused only when the operator asked for that.
func (d *Database) harden(ctx context.Context, strict bool) error {
	c, err := d.Admin(ctx)
	if err != nil {
		return err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing is lost with it
	if err := revoke(ctx, c); err != nil {
		return err
	}
	if err := d.giveBack(ctx, c); err != nil {
		return err
	}
	missing, err := d.Missing(ctx)
	if err != nil || len(missing) == 0 {
		return err
	}
	if strict {
		return fmt.Errorf("the server refused %d parts of the hardening, first %s", len(missing), missing[0])
	}
	slog.WarnContext(ctx, "the server refused parts of the hardening", "count", len(missing), "first", missing[0])
	return nil
}

func revoke(ctx context.Context, c *pgx.Conn) error {
	functions, err := list(ctx, c, dangerous)
	if err != nil {
		return err
	}
	tables, err := list(ctx, c, open)
	if err != nil {
		return err
	}
	statements := []string{
		`REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC`,
		`REVOKE USAGE ON LANGUAGE sql FROM PUBLIC`,
		`REVOKE ALL ON SCHEMA public FROM PUBLIC`,
		`REVOKE ALL ON SCHEMA information_schema FROM PUBLIC`,
	}
	for _, f := range functions {
		statements = append(statements, "REVOKE EXECUTE ON FUNCTION "+f+" FROM PUBLIC")
	}
	for _, t := range tables {
		statements = append(statements, "REVOKE ALL ON "+t+" FROM PUBLIC")
	}
	for _, s := range statements {
		if _, err := c.Exec(ctx, s); err != nil {
			slog.DebugContext(ctx, "hardening refused", "statement", s, "error", err)
		}
	}
	return nil
}

// giveBack lets the login roles connect, send hints and, for the platform, use locks and look at its own tables.
func (d *Database) giveBack(ctx context.Context, c *pgx.Conn) error {
	statements := []string{
		`GRANT EXECUTE ON FUNCTION pg_notify(text, text) TO kith_platform, kith_owner`,
		`GRANT EXECUTE ON FUNCTION pg_advisory_xact_lock(bigint), pg_try_advisory_xact_lock(bigint), pg_advisory_lock(bigint), pg_advisory_unlock(bigint), pg_advisory_unlock_all() TO kith_platform, kith_migrator, kith_owner`,
		`GRANT SELECT ON pg_class, pg_namespace, pg_attribute, pg_index, pg_type, pg_proc, pg_constraint, pg_roles, pg_database, pg_tables, pg_description, pg_attrdef, pg_indexes, pg_auth_members, pg_default_acl TO kith_platform, kith_migrator, kith_owner`,
		`GRANT USAGE ON LANGUAGE plpgsql, sql TO kith_owner, kith_platform, kith_migrator`,
		`GRANT USAGE ON SCHEMA information_schema TO kith_platform, kith_owner`,
		`GRANT SELECT ON information_schema.columns, information_schema.tables TO kith_platform, kith_owner`,
	}
	for n := range d.cfg.Shards {
		login := db.ShardLogin(n)
		statements = append(statements,
			`GRANT EXECUTE ON FUNCTION pg_notify(text, text) TO `+login,
			`ALTER ROLE `+login+` SET statement_timeout = '15s'`,
			`ALTER ROLE `+login+` SET lock_timeout = '3s'`,
			`ALTER ROLE `+login+` SET idle_in_transaction_session_timeout = '15s'`)
	}
	statements = append(statements, `ALTER ROLE kith_platform SET lock_timeout = '5s'`, `ALTER ROLE kith_platform SET idle_in_transaction_session_timeout = '15s'`)
	release, err := d.clusterLock(ctx)
	if err != nil {
		return err
	}
	defer release()
	return execAll(ctx, c, statements...)
}

func list(ctx context.Context, c *pgx.Conn, query string) ([]string, error) {
	rows, err := c.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
