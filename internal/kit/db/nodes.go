package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kith-crm/kith/internal/kit/errs"
)

// Home is the node at Config.URL. It holds the platform's schema; tenants live on it and on others.
const Home = 1

// ErrMoving refuses a unit on a tenant that is on its way to another node for longer than anybody waits.
var ErrMoving = errs.New(errs.Unavailable, "tenant.moving", "Your company is being moved to another server. Try again in a moment.").With("retryAfter", 1)

// Address is where a node is.
type Address struct {
	URL    string // for units of work; it may lead through a pooler in transaction mode
	Direct string // for what needs a session: hints, jobs, structures; empty means URL
}

// Place is where a tenant is. Nobody serves it while it is fenced, the moment in which it changes its node.
type Place struct {
	Node   int
	Fenced bool
}

// Registry knows the nodes, and which tenant is on which now. Its methods open units on the platform.
type Registry interface {
	Address(ctx context.Context, node int) (Address, error) // of a node other than Home
	Nodes(ctx context.Context) ([]int, error)               // all, Home among them
	Place(ctx context.Context, tenant int64) (Place, error)
}

// On is the configuration for a node.
func (c Config) On(ctx context.Context, node int) (Config, error) {
	if node == Home || node == 0 {
		return c, nil
	}
	if c.Registry == nil {
		return c, fmt.Errorf("db: there is no node %d", node)
	}
	a, err := c.Registry.Address(ctx, node)
	c.URL, c.Direct = a.URL, a.Direct
	return c, err
}

// Sessions is the configuration for connections that keep a session, past a pooler if there is one.
func (c Config) Sessions() Config {
	c.URL, c.Direct = cmp.Or(c.Direct, c.URL), ""
	return c
}

// nodes are the numbers of all nodes; Home alone when the registry can't be read.
func (c Config) nodes(ctx context.Context) []int {
	if c.Registry == nil {
		return []int{Home}
	}
	all, err := c.Registry.Nodes(ctx)
	if err != nil {
		return []int{Home}
	}
	return all
}

// slot is what a pool is for.
type slot struct {
	node  int
	login string
}

func (s slot) String() string {
	if s.node == Home {
		return s.login
	}
	return fmt.Sprintf("%s@%d", s.login, s.node)
}

// pool returns the pool of a login role on a node, and makes it at its first use.
func (d *DB) pool(ctx context.Context, s slot) (*sql.DB, error) {
	s.node = cmp.Or(s.node, Home)
	if p := d.made(s, nil); p != nil {
		return p, nil
	}
	cfg, err := d.cfg.On(ctx, s.node)
	if err != nil {
		return nil, err
	}
	p, err := cfg.pool(s.login)
	if err != nil {
		return nil, err
	}
	if first := d.made(s, p); first != p {
		return first, p.Close()
	}
	return p, nil
}

// made returns the pool that there is, or keeps fresh as the one.
func (d *DB) made(s slot, fresh *sql.DB) *sql.DB {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p := d.pools[s]; p != nil || fresh == nil {
		return p
	}
	d.pools[s] = fresh
	return fresh
}

const queuePreamble = `begin; set local search_path = river`

// OnNode runs f in one transaction on a node's job queue, which is all that is on every node besides tenants.
func (d *DB) OnNode(ctx context.Context, node int, f func(context.Context) error) error {
	return d.run(ctx, &unit{db: d, slot: slot{cmp.Or(node, Home), PlatformLogin}, preamble: queuePreamble}, f)
}

// EveryNode runs f on the job queue of each node.
func (d *DB) EveryNode(ctx context.Context, f func(context.Context) error) error {
	all := []int{Home}
	if d.cfg.Registry != nil {
		var err error
		if all, err = d.cfg.Registry.Nodes(ctx); err != nil {
			return err
		}
	}
	var failed error
	for _, n := range all {
		failed = errors.Join(failed, d.OnNode(ctx, n, f))
	}
	return failed
}

// followPause is how often the registry is asked while a tenant is fenced.
const followPause = 20 * time.Millisecond

// place asks the registry where a tenant is, once for all who wait to know.
func (d *DB) place(ctx context.Context, tenant int64) (Place, error) {
	asked := d.asked.DoChan(strconv.FormatInt(tenant, 10), func() (any, error) {
		own, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.lanes.wait)
		defer cancel()
		return d.cfg.Registry.Place(own, tenant)
	})
	select {
	case r := <-asked:
		p, _ := r.Val.(Place)
		return p, r.Err
	case <-ctx.Done():
		return Place{}, ctx.Err()
	}
}

// astray tells whether a unit that could not begin may be at the wrong node: the tenant's role is closed or gone there, or
// the node is.
func (u *unit) astray(err error) bool {
	if u.tenant == nil || u.db.cfg.Registry == nil || err == nil {
		return false
	}
	switch State(err) {
	case "42501", "22023", "42704", "3D000", "28000", "28P01":
		return true
	case "":
		var refused *pgconn.ConnectError
		return u.slot.node != Home && errors.As(err, &refused)
	}
	return false
}

// follow finds out why a unit could not begin. It returns nil when it is worth to begin again: the tenant has moved, or its
// fence was lifted. While the tenant is fenced it waits; again says that beginning again has not helped.
func (u *unit) follow(ctx context.Context, cause error, again bool) error {
	for wait := time.Duration(0); wait < u.db.lanes.wait; wait += followPause {
		p, err := u.db.place(ctx, u.tenant.ID)
		switch {
		case err != nil:
			return errors.Join(cause, err)
		case !p.Fenced && p.Node == u.slot.node && again && wait == 0:
			return cause
		case !p.Fenced:
			u.slot.node = p.Node
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(followPause):
		}
	}
	return ErrMoving.Because(cause)
}

// settle runs f, which begins a unit, where the tenant is.
func (u *unit) settle(ctx context.Context, f func() error) error {
	err := f()
	for n := 0; u.astray(err) && n < 4; n++ {
		u.release()
		if lost := u.follow(ctx, err, n > 1); lost != nil {
			return lost
		}
		err = f()
	}
	return err
}

// explain is the error of a unit that was cut off by its tenant's move; any other stays as it is.
func (u *unit) explain(ctx context.Context, err error) error {
	if s := State(err); u.tenant == nil || u.db.cfg.Registry == nil || s != "42501" && s != "42P01" {
		return err
	}
	p, failed := u.db.place(ctx, u.tenant.ID)
	if failed == nil && (p.Fenced || p.Node != u.slot.node) {
		return ErrMoving.Because(err)
	}
	return err
}
