package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/db/setup"
	"github.com/kith-crm/kith/internal/platform/node"
)

// registry tells the door to the database where nodes and tenants are.
type registry struct{ a *App }

// Address implements db.Registry.
func (r registry) Address(ctx context.Context, id int) (db.Address, error) {
	return r.a.Nodes.Address(ctx, id)
}

// Nodes implements db.Registry.
func (r registry) Nodes(ctx context.Context) ([]int, error) { return r.a.Nodes.Nodes(ctx) }

// Place implements db.Registry.
func (r registry) Place(ctx context.Context, tenant int64) (db.Place, error) {
	return r.a.Moves.Place(ctx, tenant)
}

// setupOn is for work on the structures of a node.
func (a *App) setupOn(ctx context.Context, id int) (*setup.Database, error) {
	at, err := a.dbc.On(ctx, id)
	return setup.New(at), err
}

// migratorOn connects to a node as the migrator.
func (a *App) migratorOn(ctx context.Context, id int) (*pgx.Conn, error) {
	s, err := a.setupOn(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.Migrator(ctx)
}

// AddNode prepares a database server for companies, enters it into the registry and builds spare schemas on it. variable is
// the environment variable that holds its address.
func (a *App) AddNode(ctx context.Context, name, variable string) (n node.Node, err error) {
	if n, err = a.Nodes.Draft(ctx, name, variable); err != nil {
		return n, err
	}
	at, err := a.Nodes.Locate(n)
	if err != nil {
		return n, err
	}
	cfg := a.dbc
	cfg.URL, cfg.Direct = at.URL, at.Direct
	fresh := setup.New(cfg)
	if err := a.apart(ctx, fresh); err != nil {
		return n, err
	}
	if err := fresh.RunNode(ctx, a.Config.StrictHardening); err != nil {
		return n, err
	}
	if n, err = a.Nodes.Add(ctx, n); err != nil {
		return n, err
	}
	return n, a.maker.Fill(ctx, a.Config.SpareTenants)
}

// apart refuses a server that is one of the nodes already under another address, and one that companies could not be moved
// to or from.
func (a *App) apart(ctx context.Context, fresh *setup.Database) error {
	own, err := fresh.Identity(ctx)
	if err != nil {
		return err
	}
	if !own.Logical {
		return errors.New("the server needs the setting wal_level = logical, or no company could ever be moved")
	}
	all, err := a.Nodes.List(ctx)
	if err != nil {
		return err
	}
	for _, n := range all {
		other, err := a.setupOn(ctx, n.ID)
		if err != nil {
			return err
		}
		known, err := other.Identity(ctx)
		if err != nil {
			return fmt.Errorf("node %s: %w", n.Name, err)
		}
		if known.Cluster == own.Cluster {
			return fmt.Errorf("this server is the node %s already: roles belong to a server, so each can be one node only", n.Name)
		}
	}
	return nil
}

// prepareNodes brings the structures of all further nodes up to date.
func (a *App) prepareNodes(ctx context.Context) error {
	all, err := a.Nodes.List(ctx)
	if err != nil {
		return err
	}
	for _, n := range all {
		if n.ID == db.Home {
			continue
		}
		s, err := a.setupOn(ctx, n.ID)
		if err == nil {
			err = s.RunNode(ctx, a.Config.StrictHardening)
		}
		if err != nil {
			return fmt.Errorf("node %s: %w", n.Name, err)
		}
	}
	return nil
}

// AuditRoles compares the roles of every node with what they should be. One that can't be looked at is a finding too: nobody
// knows what is wrong there.
func (a *App) AuditRoles(ctx context.Context) ([]string, error) {
	all, err := a.Nodes.List(ctx)
	findings := []string{}
	for _, n := range all {
		found, failed := a.auditNode(ctx, n.ID)
		switch {
		case failed != nil && n.ID == db.Home:
			return nil, failed
		case failed != nil:
			slog.ErrorContext(ctx, "a node's roles can't be looked at", "node", n.Name, "error", failed)
			found = []string{"the roles can't be looked at"}
		}
		for _, f := range found {
			findings = append(findings, onNode(n, f))
		}
	}
	return findings, err
}

func onNode(n node.Node, finding string) string {
	if n.ID == db.Home {
		return finding
	}
	return n.Name + ": " + finding
}

func (a *App) auditNode(ctx context.Context, id int) ([]string, error) {
	if id == db.Home {
		return a.Setup.Audit(ctx)
	}
	s, err := a.setupOn(ctx, id)
	if err != nil {
		return nil, err
	}
	return a.Setup.AuditNode(ctx, s, id)
}
