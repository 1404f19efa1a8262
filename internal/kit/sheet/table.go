package sheet

import (
	"context"
	"slices"
)

// Column is one of a table. Key names it to programs, and Head to people where the company named it itself.
type Column struct {
	Key, Head string
	Name      string // under which texts know it, where several columns are of one field; Key when empty
	N         int    // which of those it is; 0 for the only one
}

// Table is a list on its way into a file: rows are read batch by batch, so that it is never in memory as a whole.
type Table struct {
	Columns []Column
	Total   int64 // rows
	// Next reads the next rows, in their order, each with a cell for every column; none at the end.
	Next func(ctx context.Context) ([][]any, error)
}

// Field is a column of records of one type. A cell is a string, a float64, an int64, a bool, a date.Date, a time.Time in the
// zone in which it is to be read, an Amount, a Money, or nil.
type Field[T any] struct {
	Column
	Part  string // the part of the record by which it is closed to roles; Key when empty
	Extra bool   // only in files that ask for it
	Cell  func(T) any
}

// Pick returns the fields that are wanted, in that order, or all that are not extra where none are named. What sees refuses is
// not among them; nor is what is unknown, which an old view may still name.
func Pick[T any](all []Field[T], wanted []string, sees func(part string) bool) (some []Field[T]) {
	take := func(f Field[T]) {
		part := f.Part
		if part == "" {
			part = f.Key
		}
		if sees(part) {
			some = append(some, f)
		}
	}
	for _, f := range all {
		if len(wanted) == 0 && !f.Extra {
			take(f)
		}
	}
	for i, key := range wanted {
		at := slices.IndexFunc(all, func(f Field[T]) bool { return f.Key == key })
		if at >= 0 && !slices.Contains(wanted[:i], key) {
			take(all[at])
		}
	}
	return some
}

// Columns are those of fields.
func Columns[T any](fields []Field[T]) []Column {
	all := make([]Column, len(fields))
	for i, f := range fields {
		all[i] = f.Column
	}
	return all
}

// Rows are the cells of records in the order of fields.
func Rows[T any](fields []Field[T], records []T) [][]any {
	all := make([][]any, len(records))
	for i, r := range records {
		all[i] = make([]any, len(fields))
		for j, f := range fields {
			all[i][j] = f.Cell(r)
		}
	}
	return all
}

// Batch is how many records are read at once, and AtOnce how many rows a file has that is not made in the background.
const (
	Batch  = 500
	AtOnce = 100_000
)

// Of is the table of records: next reads some of them, and see adds what stands around them.
func Of[T, S any](fields []Field[S], total int64, next func(context.Context, int) ([]T, error), see func(context.Context, ...T) ([]S, error)) Table {
	return Table{Columns(fields), total, func(ctx context.Context) ([][]any, error) {
		some, err := next(ctx, Batch)
		if err != nil || len(some) == 0 {
			return nil, err
		}
		seen, err := see(ctx, some...)
		return Rows(fields, seen), err
	}}
}

// CSV reads a table into a file as a whole, with the columns as programs know them; at most so many rows.
func (t Table) CSV(ctx context.Context, most int) (data []byte, rows int, err error) {
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c.plain()
	}
	all := [][]string{head}
	for len(all) <= most {
		batch, err := t.Next(ctx)
		if err != nil {
			return nil, 0, err
		}
		if len(batch) == 0 {
			break
		}
		for _, row := range batch {
			all = append(all, texts(row))
		}
	}
	all = all[:min(len(all), most+1)]
	data, err = Write(all)
	return data, len(all) - 1, err
}

// plain is a column as programs know it; one that the company made has no other name than its own.
func (c Column) plain() string {
	if c.Head != "" {
		return c.Head
	}
	return c.Key
}
