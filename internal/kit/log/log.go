// Package log makes the program's logger: structured, and blind to secrets by their names.
package log

import (
	"context"
	"io"
	"log/slog"
	"strings"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/trace"
)

// New returns a logger that writes JSON, or text for people when format is "text".
func New(w io.Writer, format string, level slog.Level) *slog.Logger {
	o := &slog.HandlerOptions{Level: level, ReplaceAttr: redact}
	if format == "text" {
		return slog.New(known{slog.NewTextHandler(w, o)})
	}
	return slog.New(known{slog.NewJSONHandler(w, o)})
}

// known adds what the context knows: the company for which something is done, and its trace.
type known struct{ slog.Handler }

func (h known) Handle(ctx context.Context, r slog.Record) error {
	if t := caller.From(ctx).Tenant.ID; t != 0 {
		r.AddAttrs(slog.Int64("tenant", t))
	}
	if id := trace.ID(ctx); id != "" {
		r.AddAttrs(slog.String("trace", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h known) WithAttrs(attrs []slog.Attr) slog.Handler { return known{h.Handler.WithAttrs(attrs)} }
func (h known) WithGroup(name string) slog.Handler       { return known{h.Handler.WithGroup(name)} }

var hidden = []string{"password", "token", "secret", "authorization", "cookie", "key"}

func redact(_ []string, a slog.Attr) slog.Attr {
	name := strings.ToLower(a.Key)
	for _, h := range hidden {
		if strings.Contains(name, h) {
			return slog.String(a.Key, "[hidden]")
		}
	}
	return a
}
