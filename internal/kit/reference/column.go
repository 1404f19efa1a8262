package reference

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Column is a column of ids. All names are SQL identifiers written in the code.
type Column struct {
	Table, Name string
	Kind        string // of the records that it refers to; empty where another column says it
	KindColumn  string // that column
	// Along is a column that holds the id of the record that the row is about. It goes along where AlongKind, another column, has
	// the kind.
	Along, AlongKind string
	// Key is the column with a uuid that tells a row from the others; "id" when empty.
	Key string
	// Once are all columns of a row where only one row with a key may refer to a record: the second is folded into the first.
	Once      []string
	Versioned bool   // rows count their saves
	Told      string // what people call its rows; empty for what they don't count
	// Seen is the condition for rows that the caller may see.
	Seen func(ctx context.Context) (where string, args []any)
}

// Place implements Mover.
func (c Column) Place() string { return c.Table + "." + c.Name }

// Covers implements Mover.
func (c Column) Covers() []string {
	if c.Along == "" {
		return []string{c.Place()}
	}
	return []string{c.Place(), c.Table + "." + c.Along}
}

// Of implements Mover.
func (c Column) Of(kind string) bool { return c.Kind == "" || c.Kind == kind }

func (c Column) key() string {
	if c.Key == "" {
		return "id"
	}
	return c.Key
}

// statement puts the names of the column into a statement.
func (c Column) statement(sql string) string {
	kind, version, along := "", "", ""
	if c.KindColumn != "" {
		kind = " AND {table}." + c.KindColumn + " = @kind"
	}
	if c.Versioned {
		version = ", version = version + 1"
	}
	if c.Along != "" {
		along = ", " + c.Along + " = CASE WHEN " + c.AlongKind + " = @kind AND " + c.Along + " = @from THEN @to ELSE " + c.Along + " END"
	}
	sql = strings.NewReplacer("{kind}", kind, "{version}", version, "{along}", along).Replace(sql)
	return strings.NewReplacer("{table}", c.Table, "{column}", c.Name, "{key}", c.key(), "{all}", strings.Join(c.Once, ", ")).Replace(sql)
}

func named(of record.Ref, from, to uuid.UUID) map[string]any {
	return map[string]any{"kind": of.Kind, "from": from, "to": to}
}

const (
	moveRows = `UPDATE {table} SET {column} = @to{version}{along} WHERE {column} = @from{kind} RETURNING {key}::text`
	moveOnce = `UPDATE {table} SET {column} = @to{version}{along} WHERE {column} = @from{kind}
		AND {key} NOT IN (SELECT {key} FROM {table} WHERE {column} = @to{kind}) RETURNING {key}::text`
	fold     = `DELETE FROM {table} WHERE {column} = @from{kind} RETURNING row_to_json({table})::text`
	moveBack = `UPDATE {table} SET {column} = @to{version}{along} WHERE {column} = @from{kind}
		AND {key} IN (SELECT json_array_elements_text(CAST(@keys AS json))::uuid) RETURNING {key}::text`
	// What stood for a folded row is there still, or the row was taken away since.
	unfold = `INSERT INTO {table} ({all}) SELECT {all} FROM json_populate_record(NULL::{table}, CAST(@row AS json))
		WHERE {key} IN (SELECT {key} FROM {table} WHERE {column} = @from{kind}) ON CONFLICT DO NOTHING`
	standIn = `INSERT INTO {table} ({all}) SELECT {all} FROM json_populate_record(NULL::{table}, CAST(@row AS json)) ON CONFLICT DO NOTHING`
)

// Move implements Mover.
func (c Column) Move(ctx context.Context, from record.Ref, to uuid.UUID) (m Moved, err error) {
	if len(c.Once) == 0 {
		m.Keys, err = c.run(ctx, moveRows, named(from, from.ID, to))
		return m, err
	}
	if m.Keys, err = c.run(ctx, moveOnce, named(from, from.ID, to)); err != nil {
		return m, err
	}
	rows, err := c.run(ctx, fold, named(from, from.ID, to))
	for _, r := range rows {
		m.Folded = append(m.Folded, json.RawMessage(r))
	}
	return m, err
}

// Back implements Mover.
func (c Column) Back(ctx context.Context, to record.Ref, from uuid.UUID, m Moved, later []*Moved) error {
	keys, err := json.Marshal(m.Keys)
	if err != nil {
		return err
	}
	args := named(to, from, to.ID)
	args["keys"] = string(keys)
	if err := c.unfold(ctx, args, m.Folded); err != nil {
		return err
	}
	if len(m.Keys) == 0 {
		return nil
	}
	back, err := c.run(ctx, moveBack, args)
	if err != nil {
		return err
	}
	for _, key := range back {
		if err := c.inherit(ctx, key, from, later); err != nil {
			return err
		}
	}
	return nil
}

// unfold gives a record its own rows again, before those that stand for them move back to others.
func (c Column) unfold(ctx context.Context, args map[string]any, rows []json.RawMessage) error {
	for _, r := range rows {
		args["row"] = string(r)
		if _, err := c.run(ctx, unfold, args); err != nil {
			return err
		}
	}
	return nil
}

// inherit puts, in the place of a row that has moved back, the row of the next record that has one as well: it was folded
// into the one that left, and is now the one that was moved.
func (c Column) inherit(ctx context.Context, key string, from uuid.UUID, later []*Moved) error {
	for _, l := range later {
		i := slices.IndexFunc(l.Folded, func(r json.RawMessage) bool { return valueOf(r, c.key()) == key })
		if i < 0 {
			continue
		}
		row, err := with(l.Folded[i], c.Name, from)
		if err != nil {
			return err
		}
		l.Folded, l.Keys = slices.Delete(slices.Clone(l.Folded), i, i+1), append(l.Keys, key)
		_, err = c.run(ctx, standIn, map[string]any{"row": string(row)})
		return err
	}
	return nil
}

func valueOf(row json.RawMessage, column string) string {
	var all map[string]any
	if json.Unmarshal(row, &all) != nil {
		return ""
	}
	value, _ := all[column].(string)
	return value
}

func with(row json.RawMessage, column string, value uuid.UUID) (json.RawMessage, error) {
	var all map[string]any
	if err := json.Unmarshal(row, &all); err != nil {
		return nil, err
	}
	all[column] = value
	return json.Marshal(all)
}

func (c Column) run(ctx context.Context, sql string, args map[string]any) (rows []string, err error) {
	return rows, db.Orm(ctx).Raw(c.statement(sql), args).Scan(&rows).Error
}

// Count implements Mover.
func (c Column) Count(ctx context.Context, of record.Ref) (name string, n int64, told bool, err error) {
	if c.Told == "" {
		return "", 0, false, nil
	}
	rows := db.Orm(ctx).Table(c.Table).Where(c.Table+"."+c.Name+" = ?", of.ID)
	if c.KindColumn != "" {
		rows = rows.Where(c.Table+"."+c.KindColumn+" = ?", of.Kind)
	}
	if c.Seen != nil {
		where, args := c.Seen(ctx)
		rows = rows.Where(where, args...)
	}
	n, err = db.Count(ctx, rows)
	return c.Told, n, true, err
}
