package tenant

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sync/singleflight"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Maker builds and migrates tenant schemas, as the migrator.
type Maker struct {
	connect  func(context.Context) (*pgx.Conn, error)
	away     func(ctx context.Context, node int) (*pgx.Conn, error) // as connect, to another node than the first
	steps    []migration
	serves   Range
	base     []string // statements of a new schema, up to the version squashed
	squashed int
	shards   int
	flights  singleflight.Group // tenants that are being migrated because somebody asked for them
	lazy     chan struct{}      // a slot for each of them
	large    int                // rows from which on a table is large
	plans    blueprints
}

// NewMaker reads the migrations from files (tenant/NNNN_name.sql, and tenant.sql, which is many of them in one) and works
// on connections of the migrator.
func NewMaker(connect func(context.Context) (*pgx.Conn, error), files fs.FS, shards int) (*Maker, error) {
	steps, err := readMigrations(files)
	if err != nil {
		return nil, err
	}
	m := &Maker{connect: connect, steps: steps, serves: rangeOf(steps), shards: shards, lazy: make(chan struct{}, lazyAtOnce), large: largeRows}
	m.base, m.squashed, err = readSquashed(files)
	return m, err
}

// Nodes tells the maker how to connect, as the migrator, to nodes other than the first.
func (m *Maker) Nodes(away func(ctx context.Context, node int) (*pgx.Conn, error)) { m.away = away }

// Head is the version of a schema with all migrations.
func (m *Maker) Head() int { return m.serves.Head }

// Serves are the versions that this program can serve.
func (m *Maker) Serves() Range { return m.serves }

// spareBatch is how many schemas share one grant: every grant makes all connections rebuild their list of roles.
const spareBatch = 25

// builders is how many schemas of a full batch are built at the same time.
const builders = 4

// fillLock is the advisory lock that lets one instance at a time build spares.
const fillLock = 727450002

// Fill builds spare schemas until want of them wait on each open node. Another instance that is already at it is left
// alone; a node that fails keeps no other one from being filled.
func (m *Maker) Fill(ctx context.Context, want int) error {
	return m.linked(ctx, func(s *sites) error {
		if _, err := s.home.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(fillLock)); err != nil { // closing releases it
			return err
		}
		nodes, err := openNodes(ctx, s.home)
		for _, n := range nodes {
			if failed := m.fillNode(ctx, s, n, want); failed != nil {
				err = errors.Join(err, fmt.Errorf("filling node %d: %w", n, failed))
			}
		}
		return err
	})
}

func (m *Maker) fillNode(ctx context.Context, s *sites, node, want int) error {
	p, err := s.at(ctx, node)
	if err != nil {
		return err
	}
	for {
		have, err := m.count(ctx, p)
		if err != nil || have >= want {
			return err
		}
		if err := m.batch(ctx, p, min(spareBatch, want-have)); err != nil {
			return err
		}
	}
}

func (m *Maker) count(ctx context.Context, p place) (n int, err error) {
	err = asOwner(ctx, p.home, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM platform.tenant WHERE state = 'spare' AND schema_version = $1 AND node = $2`, m.Head(), p.node).Scan(&n)
	})
	return n, err
}

// notePool notes what came of a filling of the pool; failed is empty when it went well.
func (m *Maker) notePool(ctx context.Context, failed string, now time.Time) error {
	return m.connected(ctx, func(c *pgx.Conn) error {
		return asOwner(ctx, c, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO platform.tenant_pool (filled_at, error) VALUES ($1, $2)
				ON CONFLICT (one) DO UPDATE SET filled_at = excluded.filled_at, error = excluded.error`, now, failed)
			return err
		})
	})
}

// batch builds n schemas, each in a transaction of its own, then grants their roles and enters them in the registry
// together. What a crash leaves in between is a role and a schema that nobody refers to; their number is never used again.
func (m *Maker) batch(ctx context.Context, p place, n int) error {
	all, err := m.buildAll(ctx, p, n)
	if err != nil {
		return err
	}
	made := map[int][]Tenant{}
	for _, t := range all {
		made[t.Shard] = append(made[t.Shard], t)
	}
	for shard, ts := range made {
		if err := m.enter(ctx, p, shard, ts); err != nil {
			return err
		}
	}
	return nil
}

// buildAll builds a small number of schemas one after the other, so that serving hardly notices, and a full batch on
// several connections.
func (m *Maker) buildAll(ctx context.Context, p place, n int) ([]Tenant, error) {
	all, failed := make([]Tenant, n), make([]error, n)
	if n < spareBatch {
		for i := range all {
			if all[i], failed[i] = m.build(ctx, p); failed[i] != nil {
				return nil, failed[i]
			}
		}
		return all, nil
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for worker := range builders {
		wg.Go(func() {
			failed[worker] = m.linked(ctx, func(s *sites) error {
				own, err := s.at(ctx, p.node)
				for i := next.Add(1) - 1; i < int64(n) && err == nil; i = next.Add(1) - 1 {
					all[i], err = m.build(ctx, own)
				}
				return err
			})
		})
	}
	wg.Wait()
	return all, errors.Join(failed...)
}

// build makes one role and schema with all migrations.
func (m *Maker) build(ctx context.Context, p place) (t Tenant, err error) {
	if t, err = m.next(ctx, p); err != nil {
		return t, err
	}
	err = pgx.BeginFunc(ctx, p.there, func(tx pgx.Tx) error { return m.create(ctx, tx, t, m.fresh()) })
	if err != nil {
		return t, fmt.Errorf("building %s: %w", t.SchemaName, err)
	}
	return t, nil
}

// fresh are the statements that make a new schema: the squashed ones, then the migrations since.
func (m *Maker) fresh() []string { return append(slices.Clone(m.base), m.pending(m.squashed)...) }

// pending are the statements of the migrations after a version.
func (m *Maker) pending(version int) []string { return together(m.steps[version:]) }

func together(steps []migration) (all []string) {
	for _, s := range steps {
		all = append(all, s.together()...)
	}
	return all
}

// create makes a role and its schema.
func (m *Maker) create(ctx context.Context, tx pgx.Tx, t Tenant, statements []string) error {
	if err := execAll(ctx, tx, "RESET ROLE", `CREATE ROLE "`+t.RoleName+`" NOLOGIN`); err != nil {
		return err
	}
	return m.furnish(ctx, tx, t, statements)
}

// furnish makes the schema of a role.
func (m *Maker) furnish(ctx context.Context, tx pgx.Tx, t Tenant, statements []string) error {
	role := `"` + t.RoleName + `"`
	before := []string{
		"SET LOCAL ROLE kith_owner", "CREATE SCHEMA " + role, "GRANT USAGE ON SCHEMA " + role + " TO " + role,
		"ALTER DEFAULT PRIVILEGES IN SCHEMA " + role + " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO " + role,
		schemaPath(t),
	}
	after := fmt.Sprintf("UPDATE schema_version SET version = %d", m.Head())
	return execAll(ctx, tx, m.spell(t, slices.Concat(before, statements, []string{after}))...)
}

func (m *Maker) next(ctx context.Context, p place) (t Tenant, err error) {
	err = asOwner(ctx, p.home, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT nextval('platform.tenant_id_seq')`).Scan(&t.ID)
	})
	t.SchemaName = fmt.Sprintf("t_%06d", t.ID)
	t.RoleName, t.UID, t.Node, t.Shard = t.SchemaName, id.New(), p.node, int(t.ID%int64(m.shards))
	return t, err
}

// enter grants the roles of one shard to its login role and lists the schemas as spare.
func (m *Maker) enter(ctx context.Context, p place, shard int, ts []Tenant) error {
	var roles []string
	for _, t := range ts {
		roles = append(roles, `"`+t.RoleName+`"`)
	}
	if _, err := p.there.Exec(ctx, "GRANT "+strings.Join(roles, ", ")+" TO "+db.ShardLogin(shard)); err != nil {
		return err
	}
	return asOwner(ctx, p.home, func(tx pgx.Tx) error {
		for _, t := range ts {
			if _, err := tx.Exec(ctx, `INSERT INTO platform.tenant (id, uid, schema_name, role_name, node, shard, state, schema_version, needs_version, created_at)
				VALUES ($1, $2, $3, $4, $5, $6, 'spare', $7, $8, $9)`,
				t.ID, t.UID, t.SchemaName, t.RoleName, t.Node, t.Shard, m.Head(), needs(m.steps, m.Head()), clock.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// asOwner runs f in a transaction under the owner's role.
func asOwner(ctx context.Context, c *pgx.Conn, f func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SET LOCAL ROLE kith_owner"); err != nil {
			return err
		}
		return f(tx)
	})
}

// execer is a connection or a transaction.
type execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

func execAll(ctx context.Context, on execer, statements ...string) error {
	for _, s := range statements {
		if _, err := on.Exec(ctx, s); err != nil {
			return err
		}
	}
	return nil
}
