package db_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/db"
)

// Case 4: what a statement smuggled into a company's unit could try, and what PostgreSQL answers after the hardening.
func TestAttacks(t *testing.T) {
	d := testdb.Shared(t).Open(t)
	acme, globex := claim(t, d, "Acme"), claim(t, d, "Globex")
	b := tenantOf(globex).Schema
	for _, a := range attacks(b) {
		t.Run(a.name, func(t *testing.T) {
			require.Equal(t, a.state, db.State(inside(acme, d, a.sql)), a.sql)
		})
	}
}

type attack struct{ name, sql, state string }

func attacks(b string) []attack {
	denied := func(name, sql string) attack { return attack{name, sql, "42501"} }
	return []attack{
		denied("qualified", "SELECT id FROM "+b+".team"),
		denied("set_config role", "SELECT set_config('role', '"+b+"', true)"),
		denied("set_config path", "SELECT set_config('search_path', '"+b+"', true)"),
		denied("set_config with query", "SELECT set_config('role','"+b+"',true), query_to_xml('select id from "+b+".team',true,true,'')"),
		denied("query_to_xml", "SELECT query_to_xml('select id from team', true, true, '')"),
		denied("table_to_xml", "SELECT table_to_xml('"+b+".team', true, true, '')"),
		denied("schema_to_xml", "SELECT schema_to_xml('"+b+"', true, true, '')"),
		denied("database_to_xml", "SELECT database_to_xml(true, true, '')"),
		denied("cursor_to_xml", "SELECT cursor_to_xml('c', 1, true, true, '')"),
		denied("ts_stat", "SELECT ts_stat('select id from team')"),
		denied("ts_rewrite", "SELECT ts_rewrite('a'::tsquery, 'select 1')"),
		denied("do block", "DO $$ BEGIN EXECUTE 'set role "+b+"'; END $$"),
		denied("do block sql", "DO LANGUAGE sql $$ select 1 $$"),
		denied("pg_settings", "UPDATE pg_settings SET setting = '"+b+"' WHERE name = 'role'"),
		denied("temp table", "CREATE TEMP TABLE team (id uuid)"),
		denied("namespaces", "SELECT nspname FROM pg_namespace"),
		denied("roles", "SELECT rolname FROM pg_roles"),
		denied("classes", "SELECT relname, reltuples FROM pg_class"),
		denied("tables view", "SELECT tablename FROM pg_tables"),
		denied("information schema", "SELECT table_name FROM information_schema.tables"),
		denied("statistics", "SELECT relname FROM pg_stat_user_tables"),
		denied("samples", "SELECT most_common_vals FROM pg_stats"),
		denied("others' queries", "SELECT query FROM pg_stat_activity"),
		denied("databases", "SELECT datname FROM pg_database"),
		denied("authid", "SELECT rolpassword FROM pg_authid"),
		denied("notify", "SELECT pg_notify('kith', 'tenant:1')"),
		denied("large object make", "SELECT lo_create(0)"),
		denied("large object write", "SELECT lo_from_bytea(0, 'x')"),
		denied("session lock", "SELECT pg_advisory_lock(1)"),
		denied("transaction lock", "SELECT pg_advisory_xact_lock(1)"),
		denied("sleep", "SELECT pg_sleep(10)"),
		denied("terminate", "SELECT pg_terminate_backend(1)"),
		denied("read file", "SELECT pg_read_file('/etc/passwd')"),
		denied("list files", "SELECT pg_ls_dir('/')"),
		denied("sizes", "SELECT pg_database_size('postgres')"),
		denied("locks", "SELECT pg_lock_status()"),
		denied("snapshot", "SELECT pg_export_snapshot()"),
		denied("wal message", "SELECT pg_logical_emit_message(true, 'a', 'b')"),
		denied("copy program", "COPY team TO PROGRAM 'cat'"),
		denied("copy file", "COPY team TO '/tmp/team'"),
		denied("extension", "CREATE EXTENSION dblink"),
		denied("schema", "CREATE SCHEMA mine"),
		denied("function", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'"),
		denied("become owner", "SET ROLE kith_owner"),
		denied("become migrator", "SET ROLE kith_migrator"),
		denied("become platform", "SET ROLE kith_platform"),
		denied("become superuser", "SET SESSION AUTHORIZATION postgres"),
		denied("take over", "ALTER TABLE team OWNER TO "+b),
		{"stacked reset", "SELECT 1; RESET ROLE; SELECT id FROM " + b + ".team", "42601"},
		{"stacked set role", "UPDATE team SET name = 'x'; SET ROLE " + b, "42601"},
		{"prepared transaction", "PREPARE TRANSACTION 'x'", "55000"},
	}
}
