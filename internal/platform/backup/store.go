package backup

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// source is the server that is backed up: one connection that asks, and others that stream.
type source struct {
	url  string
	conn *pgx.Conn
}

// identity is what a server says of itself.
type identity struct {
	System      string
	Timeline    uint32
	Version     string
	Major       int
	SegmentSize uint64
	Tablespaces int // beside its own two
}

func connect(ctx context.Context, url string) (*source, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the address of the server that is to be backed up can't be read: see KITH_BACKUP_URL")
	}
	cfg.RuntimeParams["application_name"] = "kith backup"
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("the server that is to be backed up: %w", err)
	}
	return &source{url, conn}, nil
}

func (s *source) close() { _ = s.conn.Close(context.Background()) } // nothing is lost with it

const identitySQL = `SELECT system_identifier::text, current_setting('server_version'), current_setting('server_version_num')::int / 10000,
	pg_size_bytes(current_setting('wal_segment_size')), (SELECT count(oid)::int FROM pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global')) FROM pg_control_system()`

// identify asks the server who it is. The timeline is asked for where it is streamed: a control file tells of it late.
func (s *source) identify(ctx context.Context) (i identity, err error) {
	var size int64
	err = s.conn.QueryRow(ctx, identitySQL).Scan(&i.System, &i.Version, &i.Major, &size, &i.Tablespaces)
	i.SegmentSize = uint64(max(0, size)) //nolint:gosec // not negative
	if err != nil {
		return i, err
	}
	w, err := dial(ctx, s.url)
	if err != nil {
		return i, err
	}
	defer w.close()
	rows, err := w.command(ctx, "IDENTIFY_SYSTEM")
	if err != nil {
		return i, err
	}
	if len(rows) != 1 || len(rows[0]) < 2 || rows[0][0] != i.System {
		return i, errors.New("the two connections lead to different servers: give the server's own address, not that of a pooler, in KITH_BACKUP_URL")
	}
	tli, err := strconv.ParseUint(rows[0][1], 10, 32)
	i.Timeline = uint32(tli)
	return i, err
}

// now is how far the log is, and the moment of which all commits are before that.
func (s *source) now(ctx context.Context) (at LSN, moment time.Time, err error) {
	var text string
	// The moment is read first: what commits after it may be in the log already, never the other way round.
	if err = s.conn.QueryRow(ctx, "SELECT clock_timestamp()").Scan(&moment); err != nil {
		return 0, moment, err
	}
	if err = s.conn.QueryRow(ctx, "SELECT pg_current_wal_flush_lsn()::text").Scan(&text); err != nil {
		return 0, moment, err
	}
	at, err = ParseLSN(text)
	return at, moment.UTC(), err
}

const lockKey = 0x6b697468_6261636b // "kithback"

// lock makes this the only backup of the server, until the connection is closed.
func (s *source) lock(ctx context.Context) error {
	var ok bool
	err := s.conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", int64(lockKey)).Scan(&ok)
	if err == nil && !ok {
		err = ErrRunning
	}
	return err
}

// replayed is what a restored server tells of its end of recovery.
func (s *source) replayed(ctx context.Context) (last *time.Time, inRecovery bool, err error) {
	err = s.conn.QueryRow(ctx, "SELECT pg_last_xact_replay_timestamp(), pg_is_in_recovery()").Scan(&last, &inRecovery)
	return last, inRecovery, err
}

// slot keeps the log on the server until it is in the backup place.
const slot = "kith_backup"

// reserve makes the slot unless it is there, and tells from where on the server keeps the log.
func (w *walsender) reserve(ctx context.Context) (LSN, error) {
	for range 2 {
		rows, err := w.command(ctx, "READ_REPLICATION_SLOT "+slot)
		if err != nil {
			return 0, err
		}
		if len(rows) == 1 && len(rows[0]) > 1 && rows[0][1] != "" {
			return ParseLSN(rows[0][1])
		}
		if len(rows) == 1 && rows[0][0] != "" { // it is there, and what it kept is gone
			if err := w.forget(ctx); err != nil {
				return 0, err
			}
		}
		if _, err := w.command(ctx, "CREATE_REPLICATION_SLOT "+slot+" PHYSICAL (RESERVE_WAL)"); err != nil {
			return 0, err
		}
	}
	return 0, errors.New("the server keeps no log for backups: look at max_replication_slots and max_slot_wal_keep_size")
}

// forget drops the slot; the server keeps nothing any more.
func (w *walsender) forget(ctx context.Context) error {
	_, err := w.command(ctx, "DROP_REPLICATION_SLOT "+slot)
	return err
}

// lost tells whether the server has thrown away the log that is asked for.
func lost(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "58P01" || e.Code == "55000")
}

// busy tells whether another process follows the log.
func busy(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "55006"
}
