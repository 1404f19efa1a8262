package tenant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

// Squash writes what a schema looks like that has run all migrations, as one file of statements: tables in the order of
// their names, then indexes, references, rights and rows. It builds such a schema, reads it, and undoes it; then the same
// with what it has read, since PostgreSQL spells some expressions anew when it reads its own spelling.
func (m *Maker) Squash(ctx context.Context) (string, error) {
	text, err := m.squash(ctx, m.pending(0))
	if err != nil {
		return "", err
	}
	return m.squash(ctx, split(text))
}

// Resquash is Squash for a schema that is built as new tenants are.
func (m *Maker) Resquash(ctx context.Context) (string, error) { return m.squash(ctx, m.fresh()) }

// errUndo ends a transaction that was only for looking.
var errUndo = errors.New("undo")

func (m *Maker) squash(ctx context.Context, statements []string) (text string, err error) {
	err = m.undone(ctx, db.Home, statements, func(tx pgx.Tx, t Tenant) (err error) {
		text, err = describe(ctx, tx, t)
		return err
	})
	head := fmt.Sprintf("-- All tenant migrations in one, for new schemas. Made by `go run ./cmd/dev gen`; do not change it by hand.\n%s%d\n", squashedAt, m.Head())
	return head + text, err
}

// undone builds a schema from statements on a node, lets f look at it, and leaves nothing behind.
func (m *Maker) undone(ctx context.Context, node int, statements []string, f func(pgx.Tx, Tenant) error) error {
	err := m.linked(ctx, func(s *sites) error {
		p, err := s.at(ctx, node)
		if err != nil {
			return err
		}
		t, err := m.next(ctx, p)
		if err != nil {
			return err
		}
		return pgx.BeginFunc(ctx, p.there, func(tx pgx.Tx) error {
			if err := m.create(ctx, tx, t, statements); err != nil {
				return err
			}
			if err := f(tx, t); err != nil {
				return err
			}
			return errUndo
		})
	})
	if errors.Is(err, errUndo) {
		return nil
	}
	return err
}

const squashedAt = "-- version "

// The parts of a schema, each as statements in a fixed order. $1 is the schema, whose role has the same name.
const (
	tablesSQL = `SELECT format(E'\nCREATE TABLE %I (\n%s\n);', c.relname, string_agg('    ' || line, E',\n' ORDER BY part, place, line))
FROM pg_class c CROSS JOIN LATERAL (
    SELECT 1 AS part, a.attnum AS place, format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
        || CASE WHEN a.attgenerated <> '' THEN format(' GENERATED ALWAYS AS (%s) STORED', pg_get_expr(d.adbin, d.adrelid))
                WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END
        || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END AS line
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT 2, 0, format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid))
    FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'c', 'x')) x
WHERE c.relkind = 'r' AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
GROUP BY c.relname ORDER BY c.relname`

	indexesSQL = `SELECT replace(pg_get_indexdef(i.indexrelid), ' ON ' || $1 || '.', ' ON ') || ';'
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY c.relname`

	referencesSQL = `SELECT format('ALTER TABLE %I ADD CONSTRAINT %I %s;', c.relname, k.conname, pg_get_constraintdef(k.oid))
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype = 'f' AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) ORDER BY c.relname, k.conname`

	// Rights to single columns come after what is taken away from their tables, which would take them too.
	rightsSQL = `SELECT line FROM (
    SELECT 1 AS part, c.relname, format('REVOKE %s ON %I FROM "{{role}}";', string_agg(p, ', ' ORDER BY n), c.relname) AS line
    FROM pg_class c CROSS JOIN unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) WITH ORDINALITY AS x (p, n)
    WHERE c.relkind = 'r' AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND NOT has_table_privilege($1, c.oid, p)
    GROUP BY c.relname
    UNION ALL
    SELECT 2, c.relname, format('GRANT UPDATE (%s) ON %I TO "{{role}}";', string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), c.relname)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND NOT has_table_privilege($1, c.oid, 'UPDATE')
      AND has_column_privilege($1, c.oid, a.attnum, 'UPDATE')
    GROUP BY c.relname) x
ORDER BY part, relname`

	// rowsSQL makes, for each table, the query for its rows as one statement. Keys made by chance are made anew.
	rowsSQL = `SELECT format('SELECT %L || string_agg(x.line, E'',\n'' ORDER BY x.line COLLATE "C") || '';'' FROM (SELECT format(%L, %s) AS line FROM %I) x HAVING count(*) > 0',
    format(E'INSERT INTO %I (%s) VALUES\n', c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)),
    format('    (%s)', string_agg(CASE WHEN a.attname = 'id' AND a.atttypid = 'uuid'::regtype THEN 'gen_random_uuid()' ELSE '%s' END, ', ' ORDER BY a.attnum)),
    string_agg(format('quote_nullable(%I::text)', a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE a.attname <> 'id' OR a.atttypid <> 'uuid'::regtype), c.relname)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relkind = 'r' AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
GROUP BY c.relname ORDER BY c.relname`
)

// describe reads a schema as statements that make it.
func describe(ctx context.Context, tx pgx.Tx, t Tenant) (string, error) {
	text, err := structure(ctx, tx, t)
	if err != nil {
		return "", err
	}
	rows, err := tx.Query(ctx, rowsSQL, t.SchemaName)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	queries, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, q := range queries {
		if err == nil {
			err = lines(ctx, tx, &b, q)
		}
	}
	return text + b.String(), err
}

// structure is what describe tells of a schema besides its rows.
func structure(ctx context.Context, tx pgx.Tx, t Tenant) (string, error) {
	var b strings.Builder
	for _, q := range []string{tablesSQL, indexesSQL, referencesSQL, rightsSQL} {
		if err := lines(ctx, tx, &b, q, t.SchemaName); err != nil {
			return "", err
		}
		b.WriteString("\n")
	}
	return b.String(), nil
}

func lines(ctx context.Context, tx pgx.Tx, b *strings.Builder, query string, args ...any) error {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, line := range all {
		b.WriteString(line + "\n")
	}
	return err
}

// ErrVersion is returned for a version of the tables that this program never knew.
var ErrVersion = errors.New("these tables are of a newer version of Kith")

// Scratch builds the tables of a company as they were at a version, lets f fill and look at them, and leaves nothing behind.
// In f the names of tables are those of the scratch. It is one transaction: a crash leaves nothing either.
func (m *Maker) Scratch(ctx context.Context, node, version int, f func(context.Context, pgx.Tx) error) error {
	err := m.linked(ctx, func(s *sites) error {
		p, err := s.at(ctx, node)
		if err != nil {
			return err
		}
		t, err := m.next(ctx, p)
		if err != nil {
			return err
		}
		return pgx.BeginFunc(ctx, p.there, func(tx pgx.Tx) error {
			if err := execAll(ctx, tx, `CREATE ROLE "`+t.RoleName+`" NOLOGIN`); err != nil {
				return err
			}
			if err := m.rebuild(ctx, tx, t, version, f); err != nil {
				return err
			}
			return errUndo
		})
	})
	if errors.Is(err, errUndo) {
		return nil
	}
	return err
}

// Refill puts tables as they were at a version, filled by f, in the place of those of a company that has nothing to lose,
// and brings them up to date: all of it or nothing.
func (m *Maker) Refill(ctx context.Context, t Tenant, version int, f func(context.Context, pgx.Tx) error) error {
	return m.linked(ctx, func(s *sites) error {
		p, err := s.at(ctx, t.Node)
		if err != nil {
			return err
		}
		return pgx.BeginFunc(ctx, p.there, func(tx pgx.Tx) error {
			if err := execAll(ctx, tx, "SET LOCAL ROLE kith_owner", `DROP SCHEMA "`+t.SchemaName+`" CASCADE`); err != nil {
				return err
			}
			if err := m.rebuild(ctx, tx, t, version, f); err != nil {
				return err
			}
			return execAll(ctx, tx, m.spell(t, m.pending(version))...)
		})
	})
}

// rebuild makes the schema of a role at a version and has it filled.
func (m *Maker) rebuild(ctx context.Context, tx pgx.Tx, t Tenant, version int, f func(context.Context, pgx.Tx) error) error {
	if version < 1 || version > m.Head() {
		return fmt.Errorf("%w: %d, this program knows up to %d", ErrVersion, version, m.Head())
	}
	statements := m.fresh()
	if version < m.Head() {
		statements = together(m.steps[:version])
	}
	if err := m.furnish(ctx, tx, t, statements); err != nil {
		return err
	}
	if err := execAll(ctx, tx, "SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0", "SET LOCAL timezone = 'UTC'"); err != nil {
		return err
	}
	return f(ctx, tx)
}

// Look lets f read what the tables of a company look like, which its own role may not: the names of tables are those of the
// company. It changes nothing.
func (m *Maker) Look(ctx context.Context, t Tenant, f func(context.Context, pgx.Tx) error) error {
	return m.linked(ctx, func(s *sites) error {
		p, err := s.at(ctx, t.Node)
		if err != nil {
			return err
		}
		return pgx.BeginTxFunc(ctx, p.there, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
			if err := execAll(ctx, tx, "SET LOCAL ROLE kith_owner", schemaPath(t)); err != nil {
				return err
			}
			return f(ctx, tx)
		})
	})
}

// blueprint is how the schema of a version looks, line by line: as the migrations make it, and as it is made from what is
// read of that. PostgreSQL spells some expressions anew when it reads its own spelling, so a schema may have each line in
// either way: that depends on which release it was made with.
type blueprint struct{ migrated, squashed []string }

// blueprints are those of the nodes and versions that were asked for so far.
type blueprints struct {
	mu sync.Mutex
	of map[[2]int]blueprint
}

// Drift names what is in a tenant's schema that the migrations up to its version do not make, and what they make that is not
// there. Of a schema that is newer than this program it says nothing.
func (m *Maker) Drift(ctx context.Context, of caller.Tenant) ([]string, error) {
	t := Tenant{SchemaName: of.Schema, RoleName: of.Role, Node: of.Node}
	for {
		before, is, after, err := m.survey(ctx, t)
		if err != nil || after > m.Head() {
			return nil, err
		}
		if before != after {
			continue // it was migrated meanwhile
		}
		want, err := m.blueprint(ctx, t.Node, after)
		if err != nil {
			return nil, err
		}
		return want.differs(is), nil
	}
}

// survey reads how a tenant's schema looks, and its version before and after that.
func (m *Maker) survey(ctx context.Context, t Tenant) (before int, is []string, after int, err error) {
	const version = "SELECT version FROM schema_version"
	err = m.Look(ctx, t, func(ctx context.Context, tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, version).Scan(&before); err != nil {
			return err
		}
		text, err := structure(ctx, tx, t)
		if err != nil {
			return err
		}
		is = apart(text)
		return tx.QueryRow(ctx, version).Scan(&after)
	})
	return before, is, after, err
}

func (m *Maker) blueprint(ctx context.Context, node, version int) (b blueprint, err error) {
	m.plans.mu.Lock()
	defer m.plans.mu.Unlock()
	if b, ok := m.plans.of[[2]int{node, version}]; ok {
		return b, nil
	}
	var text string
	read := func(tx pgx.Tx, t Tenant) (err error) {
		text, err = structure(ctx, tx, t)
		return err
	}
	if err := m.undone(ctx, node, together(m.steps[:version]), read); err != nil {
		return b, err
	}
	b.migrated = apart(text)
	if err := m.undone(ctx, node, split(text), read); err != nil {
		return b, err
	}
	if b.squashed = apart(text); len(b.squashed) != len(b.migrated) {
		return b, errors.New("a schema that is made from its description differs from it")
	}
	if m.plans.of == nil {
		m.plans.of = map[[2]int]blueprint{}
	}
	m.plans.of[[2]int{node, version}] = b
	return b, nil
}

// apart are the lines of a structure; those of a table name it.
func apart(text string) (all []string) {
	table := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "CREATE TABLE "):
			table = strings.TrimPrefix(line, "CREATE TABLE ") + " "
			all = append(all, line)
		case line == ");":
			table = ""
		case line != "":
			all = append(all, table+strings.TrimSuffix(line, ","))
		}
	}
	return all
}

// differs names each line that is not there in either spelling, and each that is in none of them.
func (b blueprint) differs(is []string) (all []string) {
	for n := range b.migrated {
		if !slices.Contains(is, b.migrated[n]) && !slices.Contains(is, b.squashed[n]) {
			all = append(all, "lacks "+b.migrated[n])
		}
	}
	for _, line := range is {
		if !slices.Contains(b.migrated, line) && !slices.Contains(b.squashed, line) {
			all = append(all, "has "+line)
		}
	}
	return all
}
