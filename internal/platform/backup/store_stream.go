package backup

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// walsender is a connection that speaks the streaming replication protocol.
type walsender struct{ *pgconn.PgConn }

func dial(ctx context.Context, url string) (*walsender, error) {
	cfg, err := pgconn.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the address of the server that is to be backed up can't be read: see KITH_BACKUP_URL")
	}
	cfg.RuntimeParams = map[string]string{"replication": "true", "application_name": "kith backup"}
	conn, err := pgconn.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("the server lets this role not replicate; KITH_BACKUP_URL can name another: %w", err)
	}
	return &walsender{conn}, nil
}

func (w *walsender) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = w.Close(ctx) // nothing is lost with it
}

// command runs a command of the protocol and returns the rows of its answer.
func (w *walsender) command(ctx context.Context, text string) (rows [][]string, err error) {
	results, err := w.Exec(ctx, text).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text, err)
	}
	for _, r := range results {
		for _, values := range r.Rows {
			row := make([]string, len(values))
			for i, v := range values {
				row[i] = string(v)
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// span is the part of the log that a base backup needs to be whole.
type span struct{ start, stop LSN }

const baseBackup = "BASE_BACKUP (LABEL 'kith', CHECKPOINT 'fast', WAIT true, WAL true, MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256')"

// base writes the server's data to tar, with the log that makes them whole, and what the server says of each file to sums.
func (w *walsender) base(ctx context.Context, tar, sums io.Writer) (s span, err error) {
	// What is needed stays on the server until this connection ends.
	if _, err := w.command(ctx, fmt.Sprintf("CREATE_REPLICATION_SLOT kith_base_%d TEMPORARY PHYSICAL (RESERVE_WAL)", w.PID())); err != nil {
		return s, err
	}
	w.Frontend().SendQuery(&pgproto3.Query{String: baseBackup})
	if err := w.Frontend().Flush(); err != nil {
		return s, err
	}
	b := baseReader{tar: tar, sums: sums}
	for {
		m, err := w.ReceiveMessage(ctx)
		if err != nil {
			return s, err
		}
		done, err := b.take(m)
		if err != nil || done {
			return b.span, err
		}
	}
}

// baseReader takes the messages of a base backup apart.
type baseReader struct {
	span      span
	points    int
	archives  int
	to        io.Writer
	tar, sums io.Writer
}

func (b *baseReader) take(m pgproto3.BackendMessage) (done bool, err error) {
	switch m := m.(type) {
	case *pgproto3.ErrorResponse:
		return true, pgconn.ErrorResponseToPgError(m)
	case *pgproto3.DataRow:
		return false, b.row(m.Values)
	case *pgproto3.CopyData:
		return false, b.data(m.Data)
	case *pgproto3.ReadyForQuery:
		if b.points != 2 || b.archives != 1 {
			return true, errors.New("the server did not finish the base backup")
		}
		return true, nil
	}
	return false, nil
}

// row reads where the backup starts and ends: rows of a position and a timeline; those of tablespaces have three columns.
func (b *baseReader) row(values [][]byte) (err error) {
	if len(values) != 2 {
		return nil
	}
	at, err := ParseLSN(string(values[0]))
	if b.points++; b.points == 1 {
		b.span.start = at
	} else {
		b.span.stop = at
	}
	return err
}

func (b *baseReader) data(d []byte) (err error) {
	if len(d) == 0 {
		return io.ErrUnexpectedEOF
	}
	switch d[0] {
	case 'n':
		if b.archives++; b.archives > 1 {
			return errTablespan
		}
		b.to = b.tar
	case 'm':
		b.to = b.sums
	case 'd':
		_, err = b.to.Write(d[1:])
	}
	return err
}

// stream begins to send the log from a position on.
func (w *walsender) stream(ctx context.Context, from LSN, timeline uint32) error {
	w.Frontend().SendQuery(&pgproto3.Query{String: fmt.Sprintf("START_REPLICATION SLOT %s PHYSICAL %s TIMELINE %d", slot, from, timeline)})
	if err := w.Frontend().Flush(); err != nil {
		return err
	}
	for {
		m, err := w.ReceiveMessage(ctx)
		if err != nil {
			return err
		}
		switch m := m.(type) {
		case *pgproto3.CopyBothResponse:
			return nil
		case *pgproto3.ErrorResponse:
			return pgconn.ErrorResponseToPgError(m)
		}
	}
}

// piece is a piece of the log, or nothing when the server only says that it is there.
type piece struct {
	at   LSN
	data []byte
	asks bool // the server wants an answer
}

var errEnded = errors.New("the server has ended the stream of its log")

// receive waits for the next piece until patience is over; then it is empty.
func (w *walsender) receive(ctx context.Context, patience time.Duration) (p piece, err error) {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	m, err := w.ReceiveMessage(waiting)
	if err != nil {
		if pgconn.Timeout(err) && ctx.Err() == nil {
			return p, nil
		}
		return p, err
	}
	switch m := m.(type) {
	case *pgproto3.ErrorResponse:
		return p, pgconn.ErrorResponseToPgError(m)
	case *pgproto3.CopyDone:
		return p, errEnded
	case *pgproto3.CopyData:
		return pieceOf(m.Data)
	}
	return p, nil
}

const (
	dataHeader  = 25 // kind, begin, end of the server's log, time
	aliveLength = 18 // kind, end, time, whether an answer is wanted
)

func pieceOf(d []byte) (p piece, err error) {
	switch {
	case len(d) >= dataHeader && d[0] == 'w':
		return piece{at: LSN(binary.BigEndian.Uint64(d[1:])), data: d[dataHeader:]}, nil
	case len(d) == aliveLength && d[0] == 'k':
		return piece{asks: d[17] == 1}, nil
	}
	return p, errors.New("the server sends what is not its log")
}

// postgresEpoch is where PostgreSQL begins to count.
var postgresEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// confirm tells the server what was received, and what is safe, so that it need not keep it.
func (w *walsender) confirm(received, safe LSN) error {
	b := []byte{'r'}
	for _, v := range []LSN{received, safe, safe} {
		b = binary.BigEndian.AppendUint64(b, uint64(v))
	}
	b = binary.BigEndian.AppendUint64(b, uint64(clock.Since(postgresEpoch).Microseconds())) //nolint:gosec // after 2000
	w.Frontend().Send(&pgproto3.CopyData{Data: append(b, 0)})
	return w.Frontend().Flush()
}
