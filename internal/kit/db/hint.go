package db

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"sync"
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

// Hints listens for hints on every node. What it hears of (Fresh) may be cached; anything else must not.
type Hints struct {
	db     *DB
	onHint func(what string) // called with "" when anything may have been missed
	heard  sync.Map          // node → *atomic.Int64: when it was heard last
}

// Listen returns a listener that calls onHint for each hint, and with an empty one whenever it starts to listen anew.
func (d *DB) Listen(onHint func(what string)) *Hints { return &Hints{db: d, onHint: onHint} }

// heartbeat is how often the listener asks whether the database is still there; staleAfter is when silence means that
// hints may be lost. Together they keep every cache within two seconds of the truth.
const (
	heartbeat  = 700 * time.Millisecond
	staleAfter = 1600 * time.Millisecond
	// nodesEvery is how often the listener looks for new nodes. What is on one that it does not hear is not cached.
	nodesEvery = 5 * time.Second
	// deafPause is how long it leaves an address alone on which no hints arrive.
	deafPause = 30 * time.Second
)

// errDeaf is what an address is good for that leads through a pooler: statements, but not hints.
var errDeaf = errors.New("no hints arrive: the address leads through a pooler in transaction mode; set the same name with _DIRECT behind it to one that does not")

// Fresh tells whether the listener lately heard Home and the node.
func (h *Hints) Fresh(node int) bool { return h.fresh(Home) && (node == 0 || h.fresh(node)) }

func (h *Hints) fresh(node int) bool {
	at, ok := h.heard.Load(node)
	return ok && time.Since(time.UnixMilli(at.(*atomic.Int64).Load())) < staleAfter //nolint:forbidigo // a real interval
}

// Run listens until ctx ends and comes back by itself after every failure.
func (h *Hints) Run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for ctx.Err() == nil {
		for _, n := range h.db.cfg.nodes(ctx) {
			if at, known := h.heard.LoadOrStore(n, new(atomic.Int64)); !known {
				wg.Go(func() {
					defer h.heard.Delete(n)
					h.keep(ctx, n, at.(*atomic.Int64))
				})
			}
		}
		rest(ctx, nodesEvery)
	}
}

// keep listens on one node, again and again.
func (h *Hints) keep(ctx context.Context, node int, heard *atomic.Int64) {
	for ctx.Err() == nil {
		err := h.listen(ctx, node, heard)
		if err == nil || ctx.Err() != nil {
			continue
		}
		slog.WarnContext(ctx, "hints: lost the database, listening again", "node", node, "error", err)
		if errors.Is(err, errDeaf) {
			rest(ctx, deafPause)
		}
		rest(ctx, heartbeat)
	}
}

func rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func (h *Hints) listen(ctx context.Context, node int, heard *atomic.Int64) error {
	at, err := h.db.cfg.On(ctx, node)
	if err != nil {
		return err
	}
	cfg, err := at.Sessions().LoginConfig(PlatformLogin)
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
	if err := prove(ctx, c, cfg); err != nil {
		return err
	}
	h.onHint("")
	for ctx.Err() == nil {
		if err := h.hear(ctx, c, heard); err != nil {
			return err
		}
	}
	return nil
}

// prove sends a hint on another connection and waits for it: through a pooler in transaction mode LISTEN succeeds, and
// nothing ever arrives. The listener must not send it itself: the pooler would hand it back.
func prove(ctx context.Context, c *pgx.Conn, cfg *pgx.ConnConfig) error {
	ctx, cancel := context.WithTimeout(ctx, 4*heartbeat)
	defer cancel()
	sender, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return err
	}
	defer sender.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is lost with it
	token := "echo:" + rand.Text()
	if _, err := sender.Exec(ctx, "select pg_notify($1, $2)", HintChannel, token); err != nil {
		return err
	}
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return errors.Join(errDeaf, err)
		}
		if n.Payload == token {
			return nil
		}
	}
}

// hear waits for one hint or, after a heartbeat without one, asks the database for a sign of life.
func (h *Hints) hear(ctx context.Context, c *pgx.Conn, heard *atomic.Int64) error {
	heard.Store(time.Now().UnixMilli()) //nolint:forbidigo // a real interval
	wait, cancel := context.WithTimeout(ctx, heartbeat)
	defer cancel()
	n, err := c.WaitForNotification(wait)
	if err == nil {
		if !strings.HasPrefix(n.Payload, "echo:") {
			h.onHint(n.Payload)
		}
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
