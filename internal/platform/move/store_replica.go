package move

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kith-crm/kith/internal/kit/db"
)

// hold makes this process the only one that works on a company's move; the lock is gone with its connection.
func (s *Service) hold(ctx context.Context, tenantID int64) (release func(), err error) {
	home, err := s.d.At(ctx, db.Home)
	if err != nil {
		return nil, err
	}
	c, err := home.Admin(ctx)
	if err != nil {
		return nil, err
	}
	release = func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		c.Exec(ctx, "SELECT pg_advisory_unlock_all()") //nolint:errcheck // the server ends the connection some time after it is closed; what comes next must not find the lock
		c.Close(ctx)                                   //nolint:errcheck // closing releases the lock as well
	}
	key := fnv.New64a()
	fmt.Fprintf(key, "move %d", tenantID)
	var got bool
	err = c.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", int64(key.Sum64()>>1)).Scan(&got)
	if err == nil && !got {
		err = ErrRunning
	}
	if err != nil {
		release()
	}
	return release, err
}

// ready makes a connection fit for long work, and rows read on it look the same on every server.
func ready(ctx context.Context, c *pgx.Conn) error {
	return execAll(ctx, c, "SET statement_timeout = 0", "SET idle_in_transaction_session_timeout = 0", "SET timezone = 'UTC'",
		"SET datestyle = 'ISO'", "SET intervalstyle = 'iso_8601'", "SET extra_float_digits = 1", "SET bytea_output = 'hex'")
}

func execAll(ctx context.Context, c *pgx.Conn, statements ...string) error {
	for _, s := range statements {
		if _, err := c.Exec(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// name is that of the publication, the slot and the subscription of this move.
func (r *run) name() string { return fmt.Sprintf("kith_move_%d", r.m.TenantID) }

// table is one of the company's, with those of its columns that are not computed, by name: their order may differ.
type table struct {
	Name    string
	Columns []string
}

const tablesSQL = `SELECT quote_ident($1) || '.' || quote_ident(c.relname) AS name, array_agg(quote_ident(a.attname) ORDER BY a.attname) AS columns
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
	WHERE n.nspname = $1 AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' GROUP BY c.relname ORDER BY c.relname`

func (r *run) tables(ctx context.Context) ([]table, error) {
	rows, err := r.src.Query(ctx, tablesSQL, r.t.SchemaName)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[table])
}

// steady waits for a migration that is running, and fails when it has made the schema another one. New ones are refused.
func (r *run) steady(ctx context.Context) error {
	var version int
	err := r.src.QueryRow(ctx, `SELECT version FROM "`+r.t.SchemaName+`".schema_version FOR UPDATE`).Scan(&version) // sql: a name of the registry's
	if err == nil && version != r.t.SchemaVersion {
		return ErrVersion
	}
	return err
}

// publish offers the changes of the tables from now on.
func (r *run) publish(ctx context.Context, tables []table) error {
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.Name
	}
	return execAll(ctx, r.src, "CREATE PUBLICATION "+r.name()+" FOR TABLE "+strings.Join(names, ", "))
}

// fill copies all tables as they were at the moment at which the slot begins, in one transaction.
func (r *run) fill(ctx context.Context, tables []table) error {
	from, err := r.moment(ctx)
	if err != nil {
		return err
	}
	defer from.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // it only reads
	// Neither keys between tables nor anything else may react to the copy.
	err = execAll(ctx, r.dst, "SET session_replication_role = replica")
	if err != nil {
		return err
	}
	defer execAll(context.WithoutCancel(ctx), r.dst, "RESET session_replication_role") //nolint:errcheck // the connection does not outlive the move
	err = pgx.BeginFunc(ctx, r.dst, func(to pgx.Tx) error {
		for _, t := range tables {
			if _, err := to.Exec(ctx, "TRUNCATE "+t.Name+" CASCADE"); err != nil { // sql: the catalog's own name
				return err
			}
		}
		for _, t := range tables {
			if err := transfer(ctx, from.Conn().PgConn(), to.Conn().PgConn(), t); err != nil {
				return fmt.Errorf("%s: %w", t.Name, err)
			}
		}
		return nil
	})
	for _, t := range tables {
		if err == nil {
			err = execAll(ctx, r.dst, "ANALYZE "+t.Name)
		}
	}
	return err
}

// moment makes the slot and begins a transaction that sees exactly what is before it.
func (r *run) moment(ctx context.Context) (pgx.Tx, error) {
	rc, err := r.source.Replicator(ctx)
	if err != nil {
		return nil, err
	}
	defer rc.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the slot stays
	results, err := rc.Exec(ctx, "CREATE_REPLICATION_SLOT "+r.name()+" LOGICAL pgoutput EXPORT_SNAPSHOT").ReadAll()
	if err != nil {
		return nil, err
	}
	if len(results) != 1 || len(results[0].Rows) != 1 || len(results[0].Rows[0]) < 3 {
		return nil, errors.New("the server made a slot without a snapshot")
	}
	tx, err := r.src.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, err
	}
	snapshot := string(results[0].Rows[0][2])
	if _, err := tx.Exec(ctx, "SET TRANSACTION SNAPSHOT '"+snapshot+"'"); err != nil { // sql: the server's own name, of digits and dashes
		return nil, errors.Join(err, tx.Rollback(ctx))
	}
	return tx, nil
}

// transfer pipes a table from one server to the other.
func transfer(ctx context.Context, from, to *pgconn.PgConn, t table) error {
	columns := " (" + strings.Join(t.Columns, ", ") + ") "
	out, in := io.Pipe()
	sent := make(chan error, 1)
	go func() {
		_, err := from.CopyTo(ctx, in, "COPY "+t.Name+columns+"TO STDOUT (FORMAT binary)")
		in.CloseWithError(err) //nolint:errcheck // it returns none
		sent <- err
	}()
	_, err := to.CopyFrom(ctx, out, "COPY "+t.Name+columns+"FROM STDIN (FORMAT binary)")
	out.CloseWithError(err) //nolint:errcheck // it returns none
	return errors.Join(err, <-sent)
}

// subscribe lets the changes since the copy follow. The target's server connects to the source's by itself.
func (r *run) subscribe(ctx context.Context) error {
	address := strings.ReplaceAll(r.source.URL(), "'", "''")
	return execAll(ctx, r.dst, "CREATE SUBSCRIPTION "+r.name()+" CONNECTION '"+address+"' PUBLICATION "+r.name()+
		" WITH (create_slot = false, slot_name = '"+r.name()+"', copy_data = false)")
}

// subscribed tells whether an earlier attempt came as far as subscribe: the copy is whole, and what it misses waits in
// the slot.
func (r *run) subscribed(ctx context.Context) (whole bool, err error) {
	var slot bool
	if err = r.src.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = $1 AND wal_status <> 'lost')", r.name()).Scan(&slot); err != nil {
		return false, err
	}
	err = r.dst.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_subscription WHERE subname = $1)", r.name()).Scan(&whole)
	return whole && slot, err
}

// dropSubscription ends the replication on the target, whether there is one or not. It does not ask the source.
func (r *run) dropSubscription(ctx context.Context) error {
	var there bool
	err := r.dst.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_subscription WHERE subname = $1)", r.name()).Scan(&there)
	if err != nil || !there {
		return err
	}
	alter := "ALTER SUBSCRIPTION " + r.name()
	return execAll(ctx, r.dst, alter+" DISABLE", alter+" SET (slot_name = NONE)", "DROP SUBSCRIPTION "+r.name())
}

// dropPublication ends the replication on the source: the slot goes as soon as the target has let go of it.
func (r *run) dropPublication(ctx context.Context) error {
	if err := execAll(ctx, r.src, "DROP PUBLICATION IF EXISTS "+r.name()); err != nil {
		return err
	}
	for {
		var busy bool
		err := r.src.QueryRow(ctx, "SELECT active FROM pg_replication_slots WHERE slot_name = $1", r.name()).Scan(&busy)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err == nil && !busy {
			_, err = r.src.Exec(ctx, "SELECT pg_drop_replication_slot($1)", r.name())
		}
		if err != nil && db.State(err) != "55006" { // in use
			return err
		}
		time.Sleep(poll)
	}
}

// holders counts the sessions in whose transactions something of the company is open on the source.
func (r *run) holders(ctx context.Context) (n int, err error) {
	err = r.src.QueryRow(ctx, `SELECT count(DISTINCT l.pid) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
		JOIN pg_stat_activity a ON a.pid = l.pid
		WHERE l.locktype = 'relation' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND n.nspname = $1 AND a.backend_type = 'client backend' AND l.pid <> pg_backend_pid()`, r.t.SchemaName).Scan(&n)
	return n, err
}

// mark writes a change that changes nothing and returns a position in the source's log before its end.
func (r *run) mark(ctx context.Context) (position string, err error) {
	if err = r.src.QueryRow(ctx, "SELECT pg_current_wal_insert_lsn()::text").Scan(&position); err != nil {
		return "", err
	}
	return position, execAll(ctx, r.src, `UPDATE "`+r.t.SchemaName+`".schema_version SET version = version`)
}

// reached tells how far the target is, and whether that is beyond a position; what it has reached is on its disk.
func (r *run) reached(ctx context.Context, position string) (at string, there bool, err error) {
	err = r.dst.QueryRow(ctx, `SELECT coalesce(o.at, '0/0')::text, coalesce(o.at > $2::pg_lsn, false) FROM pg_subscription s,
		LATERAL (SELECT pg_replication_origin_progress('pg_' || s.oid, true) AS at) o WHERE s.subname = $1`, r.name(), position).Scan(&at, &there)
	return at, there, err
}

// freeze begins a transaction on the target that goes on to see it as it is now.
func (r *run) freeze(ctx context.Context) (pgx.Tx, error) {
	tx, err := r.dst.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, "SELECT 1")
	return tx, err
}

// compare counts and sums up the rows of every table on both sides; problem names those that differ.
func (r *run) compare(ctx context.Context, target pgx.Tx) (rows int64, problem string, err error) {
	tables, err := r.tables(ctx)
	if err != nil {
		return 0, "", err
	}
	var differ []string
	for _, t := range tables {
		query := "SELECT count(*), coalesce(sum(hashtextextended(ROW(" + strings.Join(t.Columns, ", ") + ")::text, 0)), 0)::text FROM " + t.Name
		var here, there int64
		var mine, theirs string
		if err := r.src.QueryRow(ctx, query).Scan(&here, &mine); err != nil {
			return 0, "", err
		}
		if err := target.QueryRow(ctx, query).Scan(&there, &theirs); err != nil {
			return 0, "", err
		}
		if here != there || mine != theirs {
			differ = append(differ, fmt.Sprintf("%s has %d rows on the source and %d on the target", t.Name, here, there))
		}
		rows += here
	}
	return rows, strings.Join(differ, "; "), nil
}
