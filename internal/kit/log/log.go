// Package log makes the program's logger: structured, and blind to secrets by their names.
package log

import (
	"io"
	"log/slog"
	"strings"
)

// New returns a logger that writes JSON, or text for people when format is "text".
func New(w io.Writer, format string, level slog.Level) *slog.Logger {
	o := &slog.HandlerOptions{Level: level, ReplaceAttr: redact}
	if format == "text" {
		return slog.New(slog.NewTextHandler(w, o))
	}
	return slog.New(slog.NewJSONHandler(w, o))
}

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
