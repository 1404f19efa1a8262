package sheet

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
)

// The formats of files.
const (
	CSV  = "csv"
	XLSX = "xlsx"
	JSON = "jsonl" // an object in each line
)

// Types are the media types of files, by format.
var Types = map[string]string{CSV: Type, XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", JSON: "application/x-ndjson"}

// Writer writes a table into a file, row by row.
type Writer interface {
	Row(cells []any) error
	// Close writes what is still missing at the end.
	Close() error
}

// NewWriter begins a file. heads are the columns as people read them; some rows that will follow say how wide columns are to be.
func NewWriter(format string, to io.Writer, columns []Column, heads []string, some [][]any) (Writer, error) {
	switch format {
	case XLSX:
		return newBook(to, heads, some)
	case JSON:
		return &lines{to: to, keys: keys(columns)}, nil
	}
	w := &commas{csv.NewWriter(to)}
	w.UseCRLF = true
	if _, err := io.WriteString(to, "\ufeff"); err != nil {
		return nil, err
	}
	head := make([]any, len(columns))
	for i, c := range columns {
		head[i] = c.plain()
	}
	return w, w.Row(head)
}

// commas writes CSV.
type commas struct{ *csv.Writer }

// Row implements Writer.
func (c *commas) Row(cells []any) error {
	row := texts(cells)
	for i := range row {
		row[i] = Defuse(row[i])
	}
	return c.Write(row)
}

// Close implements Writer.
func (c *commas) Close() error {
	c.Flush()
	return c.Error()
}

// lines writes an object in each line, its keys in the order of the columns. What is not there is left out.
type lines struct {
	to   io.Writer
	keys [][]byte // each with its colon
	buf  bytes.Buffer
}

// keys are the names of columns in an object: each once.
func keys(columns []Column) (all [][]byte) {
	taken := map[string]bool{}
	for _, c := range columns {
		name := c.plain()
		for n := 2; taken[name]; n++ {
			name = fmt.Sprintf("%s (%d)", c.plain(), n)
		}
		taken[name] = true
		key, _ := json.Marshal(name) //nolint:errcheck // a string
		all = append(all, append(key, ':'))
	}
	return all
}

// Row implements Writer.
func (l *lines) Row(cells []any) error {
	l.buf.Reset()
	l.buf.WriteByte('{')
	for i, cell := range cells {
		if cell == nil || cell == "" {
			continue
		}
		if l.buf.Len() > 1 {
			l.buf.WriteByte(',')
		}
		l.buf.Write(l.keys[i])
		value, err := json.Marshal(cell)
		if err != nil {
			return err
		}
		l.buf.Write(value)
	}
	l.buf.WriteString("}\n")
	_, err := l.to.Write(l.buf.Bytes())
	return err
}

// Close implements Writer.
func (l *lines) Close() error { return nil }
