package importer

import (
	"cmp"
	"context"
	"log/slog"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/data/importer/format"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/sheet"
)

// Errors returns the rows that could not be taken, or not all of them, as a CSV file: which row, which column, why (in the caller's
// language), and the row as it was.
func (s *Service) Errors(ctx context.Context, id uuid.UUID) ([]byte, error) {
	imp, err := find(ctx, id)
	if err != nil {
		return nil, err
	}
	all, err := noted(ctx, id)
	if err != nil {
		return nil, err
	}
	language := caller.From(ctx).Language
	var head []string
	for _, name := range []string{"row", "column", "reason"} {
		head = append(head, texts.Say(language, "column."+name, nil))
	}
	for _, c := range imp.Columns {
		head = append(head, c.Header)
	}
	rows := [][]string{head}
	for part := imp.FirstPart; part < imp.NextPart && len(all) > 0; part++ {
		ls, err := lines(ctx, id, part, part+1)
		if err != nil {
			return nil, err
		}
		for _, l := range ls {
			for ; len(all) > 0 && all[0].Row == l.Row; all = all[1:] {
				row := append([]string{strconv.Itoa(l.Row), imp.Columns.header(all[0].Field, l), reason(language, all[0])}, l.Cells...)
				rows = append(rows, row)
			}
		}
	}
	if err := s.Bus.Publish(ctx, ErrorsTaken{imp, len(rows) - 1}); err != nil {
		return nil, err
	}
	return sheet.Write(rows)
}

// header is the column that a field of a row comes from: of several the first in which the row has something.
func (cs columns) header(field string, l format.Line) string {
	header := ""
	for _, c := range cs {
		if c.Field != field || field == "" {
			continue
		}
		if strings.TrimSpace(l.Cell(c.Index)) != "" {
			return c.Header
		}
		header = cmp.Or(header, c.Header)
	}
	return cmp.Or(header, field)
}

// logged tells the operator what the user is only told in general.
func logged(ctx context.Context, err error) error {
	slog.ErrorContext(ctx, "import failed", "error", err)
	return nil
}
