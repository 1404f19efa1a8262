// Package wiretap stands between the program and its PostgreSQL server, for tests: it passes everything on and keeps the
// text of each statement, as the server gets it. It knows nothing of what is asked.
package wiretap

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"
)

// Tap is one wire.
type Tap struct {
	URL             string // of the database, by way of the tap; without TLS
	network, server string
	mu              sync.Mutex
	texts           map[string]bool
}

// Start begins to listen in on a database, for as long as the program runs.
func Start(ctx context.Context, database string) (*Tap, error) {
	cfg, err := pgconn.ParseConfig(database)
	if err != nil {
		return nil, err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	t := &Tap{texts: map[string]bool{}}
	t.network, t.server = pgconn.NetworkAddress(cfg.Host, cfg.Port)
	here := url.URL{Scheme: "postgres", User: url.UserPassword(cfg.User, cfg.Password), Host: l.Addr().String(), Path: "/" + cfg.Database, RawQuery: "sslmode=disable"}
	t.URL = here.String()
	go t.accept(ctx, l)
	return t, nil
}

// Take returns the texts of all statements since the last time, each once.
func (t *Tap) Take() map[string]bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	texts := t.texts
	t.texts = map[string]bool{}
	return texts
}

func (t *Tap) accept(ctx context.Context, l net.Listener) {
	for {
		client, err := l.Accept()
		if err != nil {
			return
		}
		go t.join(ctx, client)
	}
}

// join connects a client to the server, until one of them hangs up.
func (t *Tap) join(ctx context.Context, client net.Conn) {
	defer client.Close() //nolint:errcheck // it is over
	server, err := new(net.Dialer).DialContext(ctx, t.network, t.server)
	if err != nil {
		return
	}
	defer server.Close() //nolint:errcheck // it is over
	go func() {
		_, _ = io.Copy(client, server)
		_ = client.Close()
	}()
	if err := message(server, client, nil); err != nil { // the first one has a length, but no type
		return
	}
	for t.pass(server, client) == nil {
	}
}

// pass hands on one message. Of those that hold a statement, Query and Parse, the text is kept.
func (t *Tap) pass(server io.Writer, client io.Reader) error {
	kind := make([]byte, 1)
	if _, err := io.ReadFull(client, kind); err != nil {
		return err
	}
	if _, err := server.Write(kind); err != nil {
		return err
	}
	return message(server, client, func(body string) {
		switch kind[0] {
		case 'Q':
			t.keep(strings.TrimSuffix(body, "\x00"))
		case 'P': // a name, the text, types
			parts := strings.SplitN(body, "\x00", 3)
			t.keep(parts[min(1, len(parts)-1)])
		}
	})
}

func (t *Tap) keep(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.texts[text] = true
}

const longest = 64 << 20

// message hands on a length and as many bytes, which look sees before the server does.
func message(to io.Writer, from io.Reader, look func(body string)) error {
	head := make([]byte, 4)
	if _, err := io.ReadFull(from, head); err != nil {
		return err
	}
	n := binary.BigEndian.Uint32(head)
	if n < 4 || n > longest {
		return errors.New("wiretap: not a message of PostgreSQL's")
	}
	body := make([]byte, n-4)
	if _, err := io.ReadFull(from, body); err != nil {
		return err
	}
	if look != nil {
		look(string(body))
	}
	if _, err := to.Write(head); err != nil {
		return err
	}
	_, err := to.Write(body)
	return err
}
