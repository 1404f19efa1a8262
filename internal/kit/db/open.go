// Package db is the one door to the database. It owns every connection; everybody else gets a unit of work from the
// context: one transaction, either on the schema of the caller's tenant, under that tenant's role, or on the platform's
// schema. Outside a unit nothing reaches the server.
//
// It does not know what is stored: tables belong to the domains, and which rows a caller may see comes with the caller.
package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"golang.org/x/sync/singleflight"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// Config says where the database is and how the program logs in.
type Config struct {
	URL      string                   // address of the database; user and password are replaced per login role
	Password func(role string) string // the password of a login role; nil where the server trusts the socket
	Direct   string                   // the same without a pooler in between; empty means URL
	Registry Registry                 // of the nodes; nil means that Home is the only one
	Shards   int                      // number of login roles for tenants (kith_app_00 …)
	PoolSize int                      // connections per login role; a tenant gets at most half of them
	Recycle  int                      // a connection is closed after it has served so many tenants; 0 means 200
	Patience time.Duration            // how long to wait for a connection; 0 means 5 seconds
	// Statements traces each statement; nil for none.
	Statements pgx.QueryTracer
	// WriteJobs writes the jobs collected in a unit, in its transaction; see Collect.
	WriteJobs func(ctx context.Context, tx pgx.Tx, jobs []any) error
	// Ready is asked before each unit of work on a tenant whether the program can serve it; nil means always.
	Ready func(ctx context.Context, t caller.Tenant) error
}

// DB holds the pools, made at their first use: one for each login role on each node.
type DB struct {
	cfg   Config
	lanes *lanes
	mu    sync.Mutex
	pools map[slot]*sql.DB
	asked singleflight.Group // tenants whose place is being looked up
}

// The login roles.
const (
	PlatformLogin = "kith_platform"
	MigratorLogin = "kith_migrator"
)

// ShardLogin is the name of the login role of a shard of tenants.
func ShardLogin(shard int) string { return fmt.Sprintf("kith_app_%02d", shard) }

// Open prepares the pools; it connects at first use.
func Open(cfg Config) (*DB, error) {
	cfg.Recycle, cfg.Patience = cmp.Or(cfg.Recycle, maxTenants), cmp.Or(cfg.Patience, patience)
	d := &DB{cfg: cfg, pools: map[slot]*sql.DB{}, lanes: newLanes(cfg.PoolSize, cfg.Patience)}
	_, err := d.pool(context.Background(), slot{Home, PlatformLogin})
	return d, err
}

// mapper is the object mapper. It has no database: a unit of work lends itself to it for each statement.
var mapper = sync.OnceValue(func() *gorm.DB {
	m, err := gorm.Open(postgres.New(postgres.Config{Conn: closed{}}), &gorm.Config{
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
		QueryFields:            true,
		Logger:                 logger.Discard,
		NamingStrategy:         schema.NamingStrategy{SingularTable: true},
		NowFunc:                clock.Now,
	})
	if err != nil {
		panic(err) // it connects to nothing: only a wrong configuration in this function can fail
	}
	return m
})

// LoginConfig is the connection configuration for a login role.
func (c Config) LoginConfig(role string) (*pgx.ConnConfig, error) {
	cfg, err := pgx.ParseConfig(c.URL)
	if err != nil {
		return nil, errors.New("the database's address can't be read") // the cause would show the password
	}
	cfg.User = role
	if c.Password != nil {
		cfg.Password = c.Password(role)
	}
	cfg.DefaultQueryExecMode = pgx.QueryExecModeExec
	cfg.RuntimeParams["application_name"] = "kith"
	if c.Statements != nil {
		cfg.Tracer = c.Statements
	}
	return cfg, nil
}

// pool opens a pool of units of work for a login role.
func (c Config) pool(role string) (*sql.DB, error) {
	cfg, err := c.LoginConfig(role)
	if err != nil {
		return nil, err
	}
	p := sql.OpenDB(connector{stdlib.GetConnector(*cfg), c.Recycle})
	p.SetMaxOpenConns(c.PoolSize)
	p.SetMaxIdleConns(c.PoolSize)
	p.SetConnMaxIdleTime(time.Minute)
	p.SetConnMaxLifetime(maxLife)
	return p, nil
}

// Ping tells whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	return d.InPlatform(ctx, func(ctx context.Context) error { return Orm(ctx).Exec("SELECT 1").Error })
}

// Close ends every connection.
func (d *DB) Close() (err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range d.pools {
		err = errors.Join(err, p.Close())
	}
	return err
}

// Stats are the pools' figures for metrics, by login role, and node where it is not Home (kith_app_00@2).
func (d *DB) Stats() map[string]sql.DBStats {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := map[string]sql.DBStats{}
	for s, p := range d.pools {
		all[s.String()] = p.Stats()
	}
	return all
}
