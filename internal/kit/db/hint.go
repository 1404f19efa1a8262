package db

import (
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// HintChannel is where hints are sent; whoever works outside units of work sends theirs there too.
const HintChannel = "kith"

// Hint tells every instance of the program, right after the commit, that something it may have cached has changed.
// A hint carries no data: its receivers read again.
func Hint(ctx context.Context, what string) error {
	u := from(ctx)
	if u == nil {
		return ErrNoUnit
	}
	u.hints = append(u.hints, what)
	return nil
}

// Hints listens for hints. While it hears the database (Fresh), caches may be trusted; otherwise they must not.
type Hints struct {
	db     *DB
	onHint func(what string) // called with "" when anything may have been missed
	heard  atomic.Int64
}

// Listen returns a listener that calls onHint for each hint, and with an empty one whenever it starts to listen anew.
func (d *DB) Listen(onHint func(what string)) *Hints { return &Hints{db: d, onHint: onHint} }

// heartbeat is how often the listener asks whether the database is still there; staleAfter is when silence means that
// hints may be lost. Together they keep every cache within two seconds of the truth.
const (
	heartbeat  = 700 * time.Millisecond
	staleAfter = 1600 * time.Millisecond
)

// Fresh tells whether the listener heard the database lately.
func (h *Hints) Fresh() bool { return time.Since(time.UnixMilli(h.heard.Load())) < staleAfter } //nolint:forbidigo // a real interval

// Run listens until ctx ends and comes back by itself after every failure.
func (h *Hints) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := h.listen(ctx); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "hints: lost the database, listening again", "error", err)
			select {
			case <-ctx.Done():
			case <-time.After(heartbeat):
			}
		}
	}
}

func (h *Hints) listen(ctx context.Context) error {
	cfg, err := h.db.cfg.LoginConfig(PlatformLogin)
	if err != nil {
		return err
	}
	c, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return err
	}
	defer c.Close(context.Background()) //nolint:errcheck // nothing is lost with it
	if _, err := c.Exec(ctx, "listen "+HintChannel); err != nil {
		return err
	}
	h.onHint("")
	for ctx.Err() == nil {
		if err := h.hear(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// hear waits for one hint or, after a heartbeat without one, asks the database for a sign of life.
func (h *Hints) hear(ctx context.Context, c *pgx.Conn) error {
	h.heard.Store(time.Now().UnixMilli()) //nolint:forbidigo // a real interval
	wait, cancel := context.WithTimeout(ctx, heartbeat)
	defer cancel()
	n, err := c.WaitForNotification(wait)
	if err == nil {
		h.onHint(n.Payload)
		return nil
	}
	if c.IsClosed() || ctx.Err() != nil {
		return err
	}
	ping, cancel := context.WithTimeout(ctx, heartbeat)
	defer cancel()
	return c.Ping(ping)
}

// preambleParts splits the static preamble for the batch path.
func preambleParts(p string) []string { return strings.Split(p, "; ") }
