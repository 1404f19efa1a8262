package archive

import (
	"context"
	"io"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// omitted are tables that say nothing about the company, or that the program makes anew.
var omitted = []string{
	"schema_version", // is in the manifest
	"idempotency",    // answers to requests, kept for a day
	"vault",          // which archives there are: their files stay with the server
	"import_part",    // what an import that runs has yet to read
}

// sealed are columns that only the server which sealed them can read: they begin anew after a restore.
var sealed = map[string][]string{"calendar": {"address"}}

// table is one of a company's.
type table struct {
	Name    string
	Columns string // those that are not computed, for SQL
	Key     string // how its rows are put in order, the same on every server
}

// tablesSQL reads the tables of the schema in the search path. Text is ordered by its bytes, whatever the server's language is.
const tablesSQL = `SELECT c.relname AS name,
	(SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a
		WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND NOT (c.relname || '.' || a.attname) = ANY (string_to_array($1, ' '))) AS columns,
	(SELECT string_agg(quote_ident(a.attname) || CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END, ', ' ORDER BY array_position(i.indkey::int2[], a.attnum))
		FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = c.oid AND i.indisprimary) AS key
	FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' ORDER BY c.relname`

// sealedNames are the sealed columns as tablesSQL takes them.
func sealedNames() (names string) {
	for t, columns := range sealed {
		for _, c := range columns {
			names += t + "." + c + " "
		}
	}
	return names
}

// rowsSQL reads the rows of a table in its order, each as one line of JSON.
func (t table) rowsSQL() string {
	return "SELECT to_jsonb(r)::text FROM (SELECT " + t.Columns + " FROM " + t.Name + ") AS r ORDER BY " + t.Key // sql: names of the catalog
}

// readTables lists those of the schema in the search path that go into an archive.
func readTables(ctx context.Context, tx pgx.Tx) ([]table, error) {
	rows, err := tx.Query(ctx, tablesSQL, sealedNames())
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[table])
	return slices.DeleteFunc(all, func(t table) bool { return slices.Contains(omitted, t.Name) }), err
}

// tablesOf are those that go into the archive of a company.
func tablesOf(ctx context.Context, m *tenant.Maker, t tenant.Tenant) (all []table, err error) {
	err = m.Look(ctx, t, func(ctx context.Context, tx pgx.Tx) (err error) {
		all, err = readTables(ctx, tx)
		return err
	})
	return all, err
}

// version is that of the tables of the caller's company.
func version(ctx context.Context) (n int, err error) {
	return n, db.Orm(ctx).Raw(`SELECT version FROM schema_version`).Scan(&n).Error // all rows: the only one
}

// writeRows writes all rows of a table.
func writeRows(ctx context.Context, t table, w io.Writer) (n int64, err error) {
	rows, err := db.Orm(ctx).Raw(t.rowsSQL()).Rows() // all rows: the whole company goes into its archive
	if err != nil {
		return 0, err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	var line []byte
	for rows.Next() {
		if err := rows.Scan(&line); err != nil {
			return n, err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}

// attached is one file that people added.
type attached struct {
	ID   string
	Size int64
}

// readAttached lists the files of the company, those in the trash too.
func readAttached(ctx context.Context) (all []attached, err error) {
	return all, db.Orm(ctx).Raw(`SELECT id, size FROM attachment ORDER BY id`).Scan(&all).Error // all rows: the whole company goes into its archive
}

// isAttached tells whether the company still has a file.
func isAttached(ctx context.Context, id string) (there bool, err error) {
	return there, db.Orm(ctx).Raw(`SELECT EXISTS (SELECT FROM attachment WHERE id = ?)`, id).Scan(&there).Error // all rows: of one file
}
