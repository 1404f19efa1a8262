package setup

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/db"
)

// expectation is something that must not be found: a query that returns the names of what breaks it. The names in a finding
// are those of roles, schemas and tables, never data.
type expectation struct{ what, query string }

// registrySQL reads who lives where; only the first node has it.
const registrySQL = `SELECT coalesce(jsonb_agg(jsonb_build_object('schema_name', schema_name, 'role_name', role_name, 'state', state, 'node', node)), '[]')::text FROM platform.tenant`

// given makes what was read a table of the queries below: tenant. Its node is here when it is the one that is looked at.
const given = `WITH tenant AS (SELECT schema_name, role_name, state, node = $2 AS here
	FROM jsonb_to_recordset($1::jsonb) AS x (schema_name text, role_name text, state text, node int)) `

// tenantRoles are the roles of the tenants on the node; other databases of the cluster have roles of their own. What a
// tenant that has moved left here is closed, and waits to be dropped.
const tenantRoles = `tenant t JOIN pg_roles r ON r.rolname = t.role_name AND t.here`

// expectations are what keeps tenants apart. The suite asserts the very same list.
var expectations = []expectation{
	{"a tenant's role owns a relation", `SELECT n.nspname || '.' || c.relname FROM ` + tenantRoles + ` JOIN pg_class c ON c.relowner = r.oid JOIN pg_namespace n ON n.oid = c.relnamespace`},
	{"a tenant's role has a right over the server", `SELECT rolname::text FROM ` + tenantRoles + ` WHERE rolcanlogin OR rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication`},
	{"a tenant's role is a member of another", `SELECT r.rolname || ' of ' || m.roleid::regrole::text FROM ` + tenantRoles + ` JOIN pg_auth_members m ON m.member = r.oid`},
	{"a tenant's role is not granted to exactly one login role", `SELECT t.role_name FROM ` + tenantRoles + `
		LEFT JOIN pg_auth_members m ON m.roleid = r.oid LEFT JOIN pg_roles l ON l.oid = m.member AND l.rolname LIKE 'kith\_app\_%' GROUP BY 1 HAVING count(l.oid) <> 1`},
	{"a tenant's role is granted to something else than a login role", `SELECT t.role_name || ' to ' || l.rolname FROM ` + tenantRoles + `
		JOIN pg_auth_members m ON m.roleid = r.oid JOIN pg_roles l ON l.oid = m.member WHERE l.rolname NOT LIKE 'kith\_app\_%' AND l.rolname <> '` + db.MigratorLogin + `'`},
	{"a tenant's role is missing", `SELECT t.role_name FROM tenant t LEFT JOIN pg_roles r ON r.rolname = t.role_name WHERE r.oid IS NULL AND t.state <> 'purged' AND t.here`},
	{"a login role has more than 500 tenants", `SELECT l.rolname::text FROM ` + tenantRoles + `
		JOIN pg_auth_members m ON m.roleid = r.oid JOIN pg_roles l ON l.oid = m.member WHERE l.rolname LIKE 'kith\_app\_%' GROUP BY 1 HAVING count(*) > 500`},
	{"a login role inherits, or has a right over the server", `SELECT rolname::text FROM pg_roles WHERE (rolname LIKE 'kith\_app\_%' OR rolname = '` + db.PlatformLogin + `')
		AND (rolinherit OR rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`},
	{"a login role is a member of a role that is no tenant's", `SELECT l.rolname || ' of ' || r.rolname FROM pg_auth_members m JOIN pg_roles l ON l.oid = m.member JOIN pg_roles r ON r.oid = m.roleid
		WHERE l.rolname LIKE 'kith\_app\_%' AND r.rolname !~ '^t_[0-9]{6,18}$'`},
	{"everybody gets rights on new things", `SELECT DISTINCT coalesce(n.nspname::text, 'the database') FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace, aclexplode(d.defaclacl) a WHERE a.grantee = 0`},
	{"somebody else has a right on a tenant's table", `SELECT n.nspname || '.' || c.relname || ' to ' || coalesce(g.rolname, 'everybody') FROM tenant t JOIN pg_namespace n ON n.nspname = t.schema_name
		JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r', aclexplode(c.relacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
		WHERE g.rolname IS NULL OR g.rolname NOT IN (t.role_name, '` + Owner + `')`},
	{"a tenant's role may do more on a table than with its rows", `SELECT n.nspname || '.' || c.relname || ' ' || a.privilege_type FROM tenant t JOIN pg_namespace n ON n.nspname = t.schema_name
		JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r', aclexplode(c.relacl) a JOIN pg_roles g ON g.oid = a.grantee
		WHERE g.rolname = t.role_name AND a.privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')`},
	{"a tenant's role may use another schema", `SELECT t.role_name || ' ' || n.nspname FROM ` + tenantRoles + ` JOIN pg_namespace n ON n.nspname NOT IN (t.schema_name, 'ext', 'pg_catalog')
		WHERE EXISTS (SELECT FROM aclexplode(n.nspacl) a WHERE a.grantee = r.oid)`},
	{"a locked tenant's schema is open, or another's is closed", `SELECT t.role_name FROM tenant t JOIN pg_namespace n ON n.nspname = t.schema_name JOIN pg_roles r ON r.rolname = t.role_name
		WHERE t.state <> 'purged' AND t.here AND (t.state = 'locked') = EXISTS (SELECT FROM aclexplode(n.nspacl) a WHERE a.grantee = r.oid AND a.privilege_type = 'USAGE')`},
	{"everybody may use a tenant's schema, the platform's or the queue's", `SELECT n.nspname::text FROM pg_namespace n, aclexplode(n.nspacl) a
		WHERE a.grantee = 0 AND (n.nspname ~ '^t_[0-9]{6,18}$' OR n.nspname IN ('platform', 'river', 'public', 'information_schema'))`},
	{"everybody may call what leaves a tenant", dangerous},
	{"everybody may read the server's own tables", open},
}

// Audit compares the roles, grants and memberships of the first node's database, and its hardening, with what they should
// be, and names what is not. It works as the owner.
func (d *Database) Audit(ctx context.Context) ([]string, error) { return d.AuditNode(ctx, d, db.Home) }

// AuditNode is Audit for the database of any node; d is the first node's, which knows who lives where.
func (d *Database) AuditNode(ctx context.Context, other *Database, node int) (findings []string, err error) {
	var registry string
	err = d.asOwner(ctx, func(tx pgx.Tx) error { return tx.QueryRow(ctx, registrySQL).Scan(&registry) })
	if err != nil {
		return nil, err
	}
	findings = []string{}
	err = other.asOwner(ctx, func(tx pgx.Tx) error {
		for _, e := range expectations {
			rows, err := tx.Query(ctx, given+e.query, registry, node)
			if err != nil {
				return fmt.Errorf("looking whether %s: %w", e.what, err)
			}
			names, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil {
				return fmt.Errorf("looking whether %s: %w", e.what, err)
			}
			findings = append(findings, summary(e.what, names)...)
		}
		return nil
	})
	return findings, err
}

// asOwner runs f in one transaction of the owner, as which nobody logs in.
func (d *Database) asOwner(ctx context.Context, f func(pgx.Tx) error) error {
	c, err := d.Migrator(ctx)
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is lost with it
	return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SET LOCAL ROLE "+Owner); err != nil {
			return err
		}
		return f(tx)
	})
}

// named is how many examples a finding gives.
const named = 5

func summary(what string, names []string) []string {
	switch n := len(names); {
	case n == 0:
		return nil
	case n <= named:
		return []string{fmt.Sprintf("%s: %q", what, names)}
	default:
		return []string{fmt.Sprintf("%s: %q and %d more", what, names[:named], n-named)}
	}
}
