package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/platform/tenant"
)

const (
	batchRows  = 1000
	batchBytes = 4 << 20
)

// prove restores an archive into tables that nobody else sees, compares them, and leaves nothing behind.
func prove(ctx context.Context, m *tenant.Maker, node int, f *File) error {
	return m.Scratch(ctx, node, f.Schema, func(ctx context.Context, tx pgx.Tx) error {
		l := filling{f: f, tx: tx}
		if err := l.load(ctx); err != nil {
			return err
		}
		return l.compare(ctx)
	})
}

// refill puts what is in an archive into a new company.
func refill(ctx context.Context, m *tenant.Maker, t tenant.Tenant, f *File, rename func([]byte, string) []byte) error {
	return m.Refill(ctx, t, f.Schema, func(ctx context.Context, tx pgx.Tx) error { return filling{f, tx, rename}.load(ctx) })
}

// filling fills the tables of a schema from an archive.
type filling struct {
	f      *File
	tx     pgx.Tx
	rename func(line []byte, table string) []byte // nil leaves lines as they are
}

// load empties the tables of a transaction's schema and fills them with what is in an archive. References between tables are
// taken away before and checked after it.
func (l filling) load(ctx context.Context) error {
	all, err := l.tables(ctx)
	if err != nil {
		return err
	}
	restore, err := l.release(ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		if err := l.fill(ctx, t); err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
	}
	return l.run(ctx, restore...)
}

func (l filling) run(ctx context.Context, statements ...string) error {
	for _, s := range statements {
		if _, err := l.tx.Exec(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// tables are those of the schema that an archive has; it may have no others, and lack none.
func (l filling) tables(ctx context.Context) ([]table, error) {
	all, err := readTables(ctx, l.tx)
	if err != nil {
		return nil, err
	}
	for _, name := range l.f.tables() {
		if !slices.ContainsFunc(all, func(t table) bool { return t.Name == name }) {
			return nil, damaged(tablesFolder+name+lines, "is of no table of this version")
		}
	}
	for _, t := range all {
		if !slices.Contains(l.f.tables(), t.Name) {
			return nil, damaged(tablesFolder+t.Name+lines, "is missing")
		}
	}
	return all, nil
}

// release takes the references between the tables away and returns what puts them back, which checks them.
func (l filling) release(ctx context.Context) (restore []string, err error) {
	rows, err := l.tx.Query(ctx, `SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', c.relname, k.conname), format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid))
		FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname, k.conname`)
	if err != nil {
		return nil, err
	}
	pairs, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (p [2]string, err error) { return p, r.Scan(&p[0], &p[1]) })
	if err != nil {
		return nil, err
	}
	for _, p := range pairs {
		restore = append(restore, p[1])
		if err := l.run(ctx, p[0]); err != nil {
			return nil, err
		}
	}
	return restore, nil
}

func (l filling) fill(ctx context.Context, t table) error {
	if err := l.run(ctx, "DELETE FROM "+t.Name); err != nil { // sql: a name of the catalog
		return err
	}
	insert := "INSERT INTO " + t.Name + " (" + t.Columns + ") SELECT " + t.Columns + " FROM jsonb_populate_recordset(NULL::" + t.Name + ", $1::jsonb)" // sql: names of the catalog
	var batch bytes.Buffer
	n := 0
	flush := func() error {
		if n == 0 {
			return nil
		}
		batch.WriteByte(']')
		_, err := l.tx.Exec(ctx, insert, batch.String())
		batch.Reset()
		n = 0
		return err
	}
	err := l.f.rows(tablesFolder+t.Name+lines, func(line []byte) error {
		if l.rename != nil {
			line = l.rename(line, t.Name)
		}
		batch.WriteByte("[,"[min(n, 1)])
		batch.Write(line)
		if n++; n < batchRows && batch.Len() < batchBytes {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// ErrDiffers is returned when what was restored is not what was taken.
var ErrDiffers = errors.New("what was restored is not what was taken")

// compare reads the tables that were filled and holds them against the archive, row by row.
func (l filling) compare(ctx context.Context) error {
	all, err := l.tables(ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		sum, err := l.sum(ctx, t)
		if err != nil {
			return err
		}
		if p, _ := l.f.Find(tablesFolder + t.Name + lines); p.SHA256 != sum {
			return fmt.Errorf("%w: %s", ErrDiffers, t.Name)
		}
	}
	return nil
}

// sum is the SHA-256 that a table's part of an archive would have.
func (l filling) sum(ctx context.Context, t table) (string, error) {
	rows, err := l.tx.Query(ctx, t.rowsSQL())
	if err != nil {
		return "", err
	}
	defer rows.Close()
	h := sha256.New()
	for rows.Next() {
		h.Write(rows.RawValues()[0])
		h.Write([]byte{'\n'})
	}
	return hex.EncodeToString(h.Sum(nil)), rows.Err()
}
