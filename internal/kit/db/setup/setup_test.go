package setup_test

import (
	"context"
	"flag"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/migrations"
)

func query(t *testing.T, sql string) []string {
	t.Helper()
	c, err := pgx.Connect(t.Context(), testdb.Shared(t).URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	rows, err := c.Query(t.Context(), sql)
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}

// Nothing dangerous is left to everybody, and running it all again changes nothing and fails nowhere.
func TestHardening(t *testing.T) {
	d := testdb.Shared(t)
	missing, err := d.Setup.Missing(t.Context())
	require.NoError(t, err)
	require.Empty(t, missing)
	files, err := fs.Sub(migrations.Files, "platform")
	require.NoError(t, err)
	require.NoError(t, d.Setup.Run(context.Background(), files, true))
}

// A function that everybody may call and that takes SQL or changes settings would be a way out of a tenant. New releases
// of PostgreSQL may bring one: then this test names it.
func TestPublicFunctions(t *testing.T) {
	require.Empty(t, query(t, `SELECT DISTINCT proname::text FROM pg_proc
		WHERE pronamespace = 'pg_catalog'::regnamespace AND has_function_privilege((SELECT role_name FROM platform.tenant LIMIT 1), oid, 'EXECUTE')
		AND proname <> 'pg_read_file_old' -- refuses by itself
		AND (proname ~ '(_to_xml|set_config|execute|query_to|dblink|advisory|terminate_backend|cancel_backend|^pg_read|^pg_ls_|^lo_|^ts_stat|^pg_notify|^pg_sleep)' OR prosrc ~ 'set_config')`), "a tenant may call these")
}

var update = flag.Bool("update", false, "write testdata/callable.txt anew")

// What acts, runs SQL or changes settings is volatile. The volatile functions that a tenant may call are listed in a file
// that somebody has read; one that is not in it, say after an upgrade of PostgreSQL, has to be looked at.
func TestCallableFunctions(t *testing.T) {
	const file = "testdata/callable.txt"
	now := query(t, `SELECT DISTINCT p.oid::regprocedure::text FROM pg_proc p WHERE provolatile = 'v' AND pronamespace = 'pg_catalog'::regnamespace
		AND has_function_privilege((SELECT role_name FROM platform.tenant LIMIT 1), p.oid, 'EXECUTE')
		AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY 1`)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(strings.Join(now, "\n")+"\n"), 0o644)) //nolint:gosec // a file of the repository
	}
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	known := strings.Split(strings.TrimSpace(string(text)), "\n")
	require.Greater(t, len(now), 10)
	for _, f := range now {
		require.Contains(t, known, f, "a tenant may call this: revoke it in harden.go, or see that it is harmless and run with -update")
	}
}

// Case 16 of the isolation list, as the nightly job looks at it: nothing is found in a database as it is set up, and each
// way of weakening it is named.
func TestAudit(t *testing.T) {
	d := testdb.Shared(t)
	sound := func(c *assert.CollectT) {
		asRegistered(t)
		none, err := d.Setup.Audit(t.Context())
		require.NoError(c, err)
		require.Empty(c, none)
	}
	require.EventuallyWithT(t, sound, 20*time.Second, 50*time.Millisecond)
	role := query(t, `SELECT role_name FROM platform.tenant ORDER BY id DESC LIMIT 1`)[0]
	other := query(t, `SELECT role_name FROM platform.tenant ORDER BY id LIMIT 1`)[0]
	for what, c := range map[string]struct{ weaken, mend, finding string }{
		"ownership":  {"ALTER TABLE " + role + ".team OWNER TO " + role, "ALTER TABLE " + role + ".team OWNER TO kith_owner", "owns a relation"},
		"log-in":     {"ALTER ROLE " + role + " LOGIN", "ALTER ROLE " + role + " NOLOGIN", "over the server"},
		"member":     {"GRANT " + other + " TO " + role, "REVOKE " + other + " FROM " + role, "member of another"},
		"rights":     {"GRANT SELECT ON " + role + ".team TO kith_platform", "REVOKE SELECT ON " + role + ".team FROM kith_platform", "somebody else has a right"},
		"everybody":  {"GRANT SELECT ON " + role + ".team TO PUBLIC", "REVOKE SELECT ON " + role + ".team FROM PUBLIC", "to everybody"},
		"truncate":   {"GRANT TRUNCATE ON " + role + ".team TO " + role, "REVOKE TRUNCATE ON " + role + ".team FROM " + role, "more on a table"},
		"schema":     {"GRANT USAGE ON SCHEMA " + other + " TO " + role, "REVOKE USAGE ON SCHEMA " + other + " FROM " + role, "another schema"},
		"platform":   {"GRANT USAGE ON SCHEMA platform TO PUBLIC", "REVOKE USAGE ON SCHEMA platform FROM PUBLIC", "everybody may use"},
		"set_config": {"GRANT EXECUTE ON FUNCTION set_config(text, text, boolean) TO PUBLIC", "REVOKE EXECUTE ON FUNCTION set_config(text, text, boolean) FROM PUBLIC", "leaves a tenant"},
		"catalog":    {"GRANT SELECT ON pg_stat_activity TO PUBLIC", "REVOKE ALL ON pg_stat_activity FROM PUBLIC", "server's own tables"},
		"defaults":   {"ALTER DEFAULT PRIVILEGES IN SCHEMA " + role + " GRANT SELECT ON TABLES TO PUBLIC", "ALTER DEFAULT PRIVILEGES IN SCHEMA " + role + " REVOKE SELECT ON TABLES FROM PUBLIC", "on new things"},
	} {
		t.Run(what, func(t *testing.T) {
			execute(t, c.weaken)
			found, err := d.Setup.Audit(t.Context())
			execute(t, c.mend)
			require.NoError(t, err)
			require.Contains(t, strings.Join(found, "\n"), c.finding)
		})
	}
	require.EventuallyWithT(t, sound, 20*time.Second, 50*time.Millisecond)
}

// asRegistered grants each tenant's role to the login role of its shard, and to no other: roles belong to the cluster, and
// the tests of other databases in it move and drop companies of the same template.
func asRegistered(t *testing.T) {
	t.Helper()
	const login = `'kith_app_' || lpad(t.shard::text, 2, '0')`
	for _, sql := range query(t, `SELECT 'GRANT ' || t.role_name || ' TO ' || `+login+` FROM platform.tenant t JOIN pg_roles r ON r.rolname = t.role_name
		UNION ALL SELECT 'REVOKE ' || t.role_name || ' FROM ' || l.rolname FROM platform.tenant t JOIN pg_roles r ON r.rolname = t.role_name
			JOIN pg_auth_members m ON m.roleid = r.oid JOIN pg_roles l ON l.oid = m.member WHERE l.rolname LIKE 'kith\_app\_%' AND l.rolname <> `+login) {
		execute(t, sql)
	}
}

func execute(t *testing.T, sql string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), testdb.Shared(t).URL)
	require.NoError(t, err)
	defer c.Close(t.Context()) //nolint:errcheck // nothing is lost with it
	_, err = c.Exec(t.Context(), sql)
	require.NoError(t, err, sql)
}

// Case 15: a tenant's schema holds tables and indexes only, every table has a primary key, nothing points out of it, and
// the rights on each table are exactly those meant.
func TestTenantSchemaShape(t *testing.T) {
	for what, sql := range map[string]string{
		"triggers":  `SELECT tgname::text FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname ~ '^t_[0-9]' AND NOT tgisinternal`,
		"functions": `SELECT proname::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname ~ '^t_[0-9]'`,
		"sequences": `SELECT relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname ~ '^t_[0-9]' AND relkind NOT IN ('r', 'i')`,
		"types": `SELECT typname::text FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
			WHERE n.nspname ~ '^t_[0-9]' AND typcategory <> 'A' AND (c.oid IS NULL OR c.relkind <> 'r')`,
		"tables without a key": `SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname ~ '^t_[0-9]' AND relkind = 'r'
			AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND contype = 'p')`,
		"keys that leave the schema": `SELECT conname::text FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid
			WHERE contype = 'f' AND a.relnamespace <> b.relnamespace`,
		"foreign rights": `SELECT n.nspname || '.' || c.relname || ' to ' || r.rolname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
			WHERE n.nspname ~ '^t_[0-9]' AND relkind = 'r' AND (r.rolname IS NULL OR r.rolname NOT IN (n.nspname, 'kith_owner'))`,
		"rights beyond rows": `SELECT n.nspname || '.' || c.relname || ' ' || a.privilege_type FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
			WHERE n.nspname ~ '^t_[0-9]' AND relkind = 'r' AND r.rolname = n.nspname AND a.privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')`,
	} {
		require.Empty(t, query(t, sql), what)
	}
}

// The budget of relations: each costs every tenant disk, memory of every connection, and time in every migration.
func TestRelationsBudget(t *testing.T) {
	const budget = 260 // ADR 40
	counts := query(t, `SELECT DISTINCT count(*)::text FROM pg_class c
		LEFT JOIN pg_class heap ON heap.reltoastrelid = c.oid
		LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class theap ON theap.reltoastrelid = i.indrelid
		JOIN pg_namespace n ON n.oid = coalesce(heap.relnamespace, theap.relnamespace, c.relnamespace)
		WHERE n.nspname ~ '^t_[0-9]' GROUP BY n.nspname`)
	require.Len(t, counts, 1, "all schemas are alike")
	t.Log("relations in a tenant's schema, with toast tables and their indexes:", counts[0])
	n, err := strconv.Atoi(counts[0])
	require.NoError(t, err)
	require.LessOrEqual(t, n, budget)
}
