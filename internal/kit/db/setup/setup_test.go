package setup_test

import (
	"context"
	"flag"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
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

// Case 16 of the isolation list: the roles of tenants own nothing, can't log in, belong to nothing and to exactly one
// login role, and no login role has more than 500 of them.
func TestRoles(t *testing.T) {
	for what, sql := range map[string]string{
		"own something": `SELECT c.relname::text FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname ~ '^t_[0-9]+$'`,
		"have rights":   `SELECT rolname::text FROM pg_roles WHERE rolname ~ '^t_[0-9]+$' AND (rolcanlogin OR rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`,
		"are members":   `SELECT r.rolname::text FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname ~ '^t_[0-9]+$'`,
		"are shared": `SELECT t.role_name FROM platform.tenant t JOIN pg_roles r ON r.rolname = t.role_name
			LEFT JOIN pg_auth_members m ON m.roleid = r.oid LEFT JOIN pg_roles l ON l.oid = m.member AND l.rolname LIKE 'kith_app_%' GROUP BY 1 HAVING count(l.oid) <> 1`,
		"are too many": `SELECT l.rolname::text FROM platform.tenant t JOIN pg_roles r ON r.rolname = t.role_name
			JOIN pg_auth_members m ON m.roleid = r.oid JOIN pg_roles l ON l.oid = m.member GROUP BY 1 HAVING count(*) > 500`,
		"inherit":         `SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'kith_app_%' AND rolinherit`,
		"public defaults": `SELECT defaclacl::text FROM pg_default_acl d, aclexplode(d.defaclacl) a WHERE a.grantee = 0`,
	} {
		require.Empty(t, query(t, sql), "roles that %s", what)
	}
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
	const budget = 140 // ADR 11
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
