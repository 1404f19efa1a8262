package export

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/sheet"
)

// Make makes a file, outside of a unit of work. When it was interrupted it begins anew; what the earlier try left is swept away.
func (s *Service) Make(ctx context.Context, id uuid.UUID) error {
	select {
	case s.making <- struct{}{}:
		defer func() { <-s.making }()
	case <-ctx.Done():
		return ctx.Err()
	}
	var e Export
	err := s.InTenant(ctx, func(ctx context.Context) (err error) {
		e, err = begin(ctx, id)
		return err
	})
	if err == nil {
		err = s.try(ctx, e)
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrNotFound):
		return s.Sweep(ctx) // nobody wants it any more
	case ctx.Err() != nil:
		return err // the program ends: the next one begins anew
	}
	return errors.Join(err, s.failed(ctx, e, err))
}

// failed tells the person why there is no file. A fault of ours is tried again later.
func (s *Service) failed(ctx context.Context, e Export, why error) error {
	code := ErrFailed.Code
	if x, ok := errs.As(why); ok && x.Kind != errs.Internal && x.Kind != errs.Unavailable {
		code = x.Code
	} else {
		slog.ErrorContext(ctx, "an export failed", "export", e.ID, "error", why)
	}
	return s.InTenant(ctx, func(ctx context.Context) error {
		return save(ctx, e, map[string]any{"state": Failed, "problem": code, "finished_at": clock.Now()})
	})
}

// try makes the file as the person who asked, with the rights they have now, and stores it.
func (s *Service) try(ctx context.Context, e Export) error {
	ctx, err := s.As(ctx, e.OwnerID)
	if err != nil {
		return err
	}
	spool, err := blob.NewSpool(maxBytes)
	if err != nil {
		return err
	}
	defer spool.Close() //nolint:errcheck // it was read
	if e.Done, err = s.fill(ctx, e, spool); err != nil {
		return err
	}
	content, size, err := spool.Content()
	if err != nil {
		return err
	}
	if err := s.Files.Put(ctx, e.key(ctx), content, size); err != nil {
		return err
	}
	e.Size, e.State = size, Ready
	return s.InTenant(ctx, func(ctx context.Context) error {
		if err := save(ctx, e, map[string]any{"state": Ready, "done": e.Done, "total": e.Done, "size": size, "finished_at": clock.Now()}); err != nil {
			return err
		}
		return s.Bus.Publish(ctx, Made{e})
	})
}

// fill writes the list, as it is at one moment, into a file, and returns how many rows it has.
func (s *Service) fill(ctx context.Context, e Export, to io.Writer) (rows int64, err error) {
	out := bufio.NewWriterSize(to, 64<<10)
	err = s.Snapshot(ctx, func(in context.Context) error {
		table, err := s.table(in, e)
		if err == nil && table.Total > maxRows {
			err = ErrLarge
		}
		if err != nil {
			return err
		}
		batch, err := table.Next(in)
		if err != nil {
			return err
		}
		w, err := sheet.NewWriter(e.Format, out, table.Columns, heads(ctx, e, table.Columns), batch)
		for at := clock.Now(); err == nil && len(batch) > 0; batch, err = table.Next(in) {
			if err = writeAll(w, batch); err != nil {
				break
			}
			rows += int64(len(batch))
			if at, err = s.progress(ctx, e, at, rows, table.Total); err != nil {
				break
			}
		}
		if err != nil {
			return err
		}
		return w.Close()
	})
	if err == nil {
		err = out.Flush()
	}
	if errors.Is(err, blob.ErrFull) {
		err = ErrLarge
	}
	return rows, err
}

func writeAll(w sheet.Writer, rows [][]any) error {
	for _, row := range rows {
		if err := w.Row(row); err != nil {
			return err
		}
	}
	return nil
}

// pause is how often it is said how far a file is.
const pause = 2 * time.Second

// progress says how far it is, in a unit of work beside the one that reads: ErrNotFound when nobody wants the file any more.
func (s *Service) progress(ctx context.Context, e Export, at time.Time, done, total int64) (time.Time, error) {
	now := clock.Now()
	if now.Sub(at) < pause {
		return at, nil
	}
	err := s.InTenant(ctx, func(ctx context.Context) error {
		return save(ctx, e, map[string]any{"done": done, "total": total})
	})
	if err != nil && !errors.Is(err, ErrNotFound) {
		slog.WarnContext(ctx, "how far an export is could not be told", "export", e.ID, "error", err)
		err = nil
	}
	return now, err
}

// heads are the columns in the language of who asked.
func heads(ctx context.Context, e Export, columns []sheet.Column) []string {
	language := caller.From(ctx).Language
	all := make([]string, len(columns))
	for i, c := range columns {
		name := c.Key
		if c.Name != "" {
			name = c.Name
		}
		if all[i] = c.Head; c.Head == "" {
			all[i] = texts.Say(language, "column."+name, nil)
		}
		if c.N > 0 {
			all[i] += " " + strconv.Itoa(c.N)
		}
	}
	return all
}
