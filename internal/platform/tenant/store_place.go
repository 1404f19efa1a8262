package tenant

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/db"
)

// sites are the migrator's connections: one to the registry, and one to each node that was asked for.
type sites struct {
	m    *Maker
	home *pgx.Conn
	away map[int]*pgx.Conn
}

// place is where a tenant is made or migrated: the connection to its node and the one to the registry, which on the first
// node are the same.
type place struct {
	node        int
	there, home *pgx.Conn
}

func (p place) together() bool { return p.there == p.home }

// inRegistry runs f in a transaction on the registry: in tx, which is one on the tenant's node, when that is the same.
func (p place) inRegistry(ctx context.Context, tx pgx.Tx, f func(home pgx.Tx) error) error {
	if p.together() {
		return f(tx)
	}
	return asOwner(ctx, p.home, f)
}

// linked runs f with connections that are closed behind it.
func (m *Maker) linked(ctx context.Context, f func(*sites) error) error {
	return m.connected(ctx, func(home *pgx.Conn) error {
		s := &sites{m, home, map[int]*pgx.Conn{}}
		defer s.close(context.WithoutCancel(ctx))
		return f(s)
	})
}

// connected runs f on a connection of the migrator's to the registry.
func (m *Maker) connected(ctx context.Context, f func(*pgx.Conn) error) error {
	c, err := m.connect(ctx)
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is lost with it
	return f(c)
}

func (s *sites) close(ctx context.Context) {
	for _, c := range s.away {
		c.Close(ctx) //nolint:errcheck // nothing is lost with it
	}
}

// at connects to a node.
func (s *sites) at(ctx context.Context, node int) (place, error) {
	if node == db.Home || node == 0 {
		return place{db.Home, s.home, s.home}, nil
	}
	if c := s.away[node]; c != nil && !c.IsClosed() {
		return place{node, c, s.home}, nil
	}
	if s.m.away == nil {
		return place{}, fmt.Errorf("there is no way to node %d", node)
	}
	c, err := s.m.away(ctx, node)
	s.away[node] = c
	if err != nil {
		delete(s.away, node)
	}
	return place{node, c, s.home}, err
}

func openNodes(ctx context.Context, c *pgx.Conn) (ids []int, err error) {
	err = asOwner(ctx, c, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id FROM platform.node WHERE state = 'open' ORDER BY id`)
		if err != nil {
			return err
		}
		ids, err = pgx.CollectRows(rows, pgx.RowTo[int])
		return err
	})
	return ids, err
}

// Raise makes the schema and role of a tenant on a node that it is to be moved to, at its version and with the rights of
// any other; what an earlier attempt left there goes first. The schema has the rows that a new one has.
func (m *Maker) Raise(ctx context.Context, t Tenant, node int) error {
	if t.SchemaVersion != m.Head() {
		return fmt.Errorf("%s is at version %d, this program makes schemas at %d", t.SchemaName, t.SchemaVersion, m.Head())
	}
	return m.onNode(ctx, node, func(c *pgx.Conn) error {
		if err := asOwner(ctx, c, func(tx pgx.Tx) error { return raze(ctx, tx, t) }); err != nil {
			return err
		}
		if err := pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error { return m.raise(ctx, tx, t) }); err != nil {
			return err
		}
		return m.lend(ctx, c, t)
	})
}

// raise makes the role unless it is there: raze leaves one that a copy of the database uses.
func (m *Maker) raise(ctx context.Context, tx pgx.Tx, t Tenant) error {
	var there bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, t.RoleName).Scan(&there); err != nil {
		return err
	}
	if there {
		return m.furnish(ctx, tx, t, m.fresh())
	}
	return m.create(ctx, tx, t, m.fresh())
}

// Raze drops the copy of a tenant on a node where it is not served.
func (m *Maker) Raze(ctx context.Context, t Tenant, node int) error {
	if t.Node == node {
		return fmt.Errorf("%s is served on node %d: it stays", t.SchemaName, node)
	}
	return m.onNode(ctx, node, func(c *pgx.Conn) error {
		return asOwner(ctx, c, func(tx pgx.Tx) error { return raze(ctx, tx, t) })
	})
}

// Fence takes a tenant's role away from the program on a node: from then on no unit of work begins there. Those that have
// begun go on until Seal.
func (m *Maker) Fence(ctx context.Context, t Tenant, node int) error {
	return m.onNode(ctx, node, func(c *pgx.Conn) error {
		return execAll(ctx, c, `REVOKE "`+t.RoleName+`" FROM `+db.ShardLogin(t.Shard))
	})
}

// Seal closes a tenant's schema to its role on a node: what is still open there fails at its next statement.
func (m *Maker) Seal(ctx context.Context, t Tenant, node int) error {
	return m.onNode(ctx, node, func(c *pgx.Conn) error {
		return asOwner(ctx, c, func(tx pgx.Tx) error {
			return execAll(ctx, tx, `REVOKE USAGE ON SCHEMA "`+t.SchemaName+`" FROM "`+t.RoleName+`"`)
		})
	})
}

// Unfence undoes Fence and Seal; the schema of a locked tenant stays closed.
func (m *Maker) Unfence(ctx context.Context, t Tenant, node int) error {
	return m.onNode(ctx, node, func(c *pgx.Conn) error {
		if t.State == Locked {
			return m.lend(ctx, c, t)
		}
		err := asOwner(ctx, c, func(tx pgx.Tx) error {
			return execAll(ctx, tx, `GRANT USAGE ON SCHEMA "`+t.SchemaName+`" TO "`+t.RoleName+`"`)
		})
		if err != nil {
			return err
		}
		return m.lend(ctx, c, t)
	})
}

func (m *Maker) lend(ctx context.Context, c *pgx.Conn, t Tenant) error {
	return execAll(ctx, c, `GRANT "`+t.RoleName+`" TO `+db.ShardLogin(t.Shard))
}

func (m *Maker) onNode(ctx context.Context, node int, f func(*pgx.Conn) error) error {
	return m.linked(ctx, func(s *sites) error {
		p, err := s.at(ctx, node)
		if err != nil {
			return err
		}
		return f(p.there)
	})
}
