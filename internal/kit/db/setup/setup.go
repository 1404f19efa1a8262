// Package setup prepares a database for the program: login roles, the schemas that exist once, the hardening, and the
// migrations of the platform and of the job queue. Everything can be run again. Tenant schemas are made by
// platform/tenant.
package setup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kith-crm/kith/internal/kit/db"
)

// Fingerprint changes whenever what this package makes changes, for those who keep a prepared database.
const Fingerprint = "6"

// Owner owns every table; nobody logs in as it.
const Owner = "kith_owner"

// Database is what Run leaves behind: it knows how to connect for work on structures.
type Database struct{ cfg db.Config }

// New describes a database; cfg must log in a role that may create roles and schemas.
func New(cfg db.Config) *Database { return &Database{cfg.Sessions()} }

// Run does everything on the first node, in an order in which each step can be repeated.
func (d *Database) Run(ctx context.Context, files fs.FS, strict bool) error {
	return inTurn(ctx, d.roles, d.Admit, d.schemas, d.platformSchema,
		func(ctx context.Context) error { return d.harden(ctx, strict) },
		d.queue,
		func(ctx context.Context) error { return d.platform(ctx, files) })
}

// RunNode is Run for a further node, which has no platform: logins, hardening and a job queue.
func (d *Database) RunNode(ctx context.Context, strict bool) error {
	return inTurn(ctx, d.roles, d.Admit, d.schemas,
		func(ctx context.Context) error { return d.harden(ctx, strict) }, d.queue)
}

func inTurn(ctx context.Context, steps ...func(context.Context) error) error {
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Admin connects as the configured role.
func (d *Database) Admin(ctx context.Context) (*pgx.Conn, error) { return pgx.Connect(ctx, d.cfg.URL) }

// URL is the address of the database as its administrator, past a pooler.
func (d *Database) URL() string { return d.cfg.URL }

// Identity tells servers apart, and whether changes can be replicated from one.
type Identity struct {
	Cluster string // the same for all databases of a server
	Logical bool   // wal_level is logical
}

// Identity asks the server who it is.
func (d *Database) Identity(ctx context.Context) (i Identity, err error) {
	c, err := d.Admin(ctx)
	if err != nil {
		return i, err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing is lost with it
	err = c.QueryRow(ctx, `SELECT system_identifier::text, current_setting('wal_level') = 'logical' FROM pg_control_system()`).Scan(&i.Cluster, &i.Logical)
	return i, err
}

// Replicator connects as the configured role for commands of replication.
func (d *Database) Replicator(ctx context.Context) (*pgconn.PgConn, error) {
	cfg, err := pgconn.ParseConfig(d.cfg.URL)
	if err != nil {
		return nil, errors.New("the database's address can't be read") // the cause would show the password
	}
	cfg.RuntimeParams["replication"] = "database"
	return pgconn.ConnectConfig(ctx, cfg)
}

// Migrator connects as the role that makes and changes tenant schemas.
func (d *Database) Migrator(ctx context.Context) (*pgx.Conn, error) {
	cfg, err := d.cfg.LoginConfig(db.MigratorLogin)
	if err != nil {
		return nil, err
	}
	return pgx.ConnectConfig(ctx, cfg)
}

// roles makes the owner and the login roles. Roles belong to the whole cluster, so another database's run may make them
// at the same moment: a lock that all of them share keeps them apart.
func (d *Database) roles(ctx context.Context) error {
	c, err := d.Admin(ctx)
	if err != nil {
		return fmt.Errorf("the database can't be reached: %w", err)
	}
	defer c.Close(ctx) //nolint:errcheck // nothing is lost with it
	release, err := d.clusterLock(ctx)
	if err != nil {
		return err
	}
	defer release()
	if err := makeRole(ctx, c, Owner, "NOLOGIN", ""); err != nil {
		return err
	}
	logins := []string{db.PlatformLogin, db.MigratorLogin}
	for n := range d.cfg.Shards {
		logins = append(logins, db.ShardLogin(n))
	}
	for _, l := range logins {
		attr := "LOGIN NOINHERIT"
		if l == db.MigratorLogin {
			attr += " CREATEROLE"
		}
		if err := makeRole(ctx, c, l, attr, d.password(l)); err != nil {
			return err
		}
	}
	return execAll(ctx, c, `GRANT kith_owner TO kith_migrator`, `GRANT kith_owner TO CURRENT_USER`)
}

// Admit says who may connect to this database; nobody else may. Copies of a database need it anew.
func (d *Database) Admit(ctx context.Context) error {
	c, err := d.Admin(ctx)
	if err != nil {
		return err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing is lost with it
	base := `"` + c.Config().Database + `"`
	logins := db.PlatformLogin + ", " + db.MigratorLogin
	for n := range d.cfg.Shards {
		logins += ", " + db.ShardLogin(n)
	}
	return execAll(ctx, c, `REVOKE ALL ON DATABASE `+base+` FROM PUBLIC`, `GRANT CONNECT ON DATABASE `+base+` TO `+logins,
		`GRANT CREATE ON DATABASE `+base+` TO kith_owner`)
}

func (d *Database) password(login string) string {
	if d.cfg.Password == nil {
		return ""
	}
	return d.cfg.Password(login)
}

func makeRole(ctx context.Context, c *pgx.Conn, name, attr, password string) error {
	var exists bool
	if err := c.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, name).Scan(&exists); err != nil {
		return err
	}
	verb := "CREATE"
	if exists {
		verb = "ALTER"
	}
	stmt := fmt.Sprintf("%s ROLE %s %s", verb, name, attr)
	if password != "" {
		stmt += " PASSWORD '" + password + "'" // derived: letters, digits, - and _ only
	}
	_, err := c.Exec(ctx, stmt)
	return err
}

// clusterLock serialises work on roles over all databases of the cluster; it is held on the database postgres when that
// can be reached, else only on this one.
func (d *Database) clusterLock(ctx context.Context) (release func(), err error) {
	cfg, err := pgx.ParseConfig(d.cfg.URL)
	if err != nil {
		return nil, err
	}
	here := cfg.Database
	cfg.Database = "postgres"
	c, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		cfg.Database = here
		if c, err = pgx.ConnectConfig(ctx, cfg); err != nil {
			return nil, err
		}
	}
	if _, err := c.Exec(ctx, `SELECT pg_advisory_lock(727450001)`); err != nil {
		c.Close(ctx) //nolint:errcheck // the error that counts is the first
		return nil, err
	}
	return func() { c.Close(context.WithoutCancel(ctx)) }, nil //nolint:errcheck // closing releases the lock
}

// schemas makes what exists once per database and says which role may use it.
func (d *Database) schemas(ctx context.Context) error {
	c, err := d.Admin(ctx)
	if err != nil {
		return err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing is lost with it
	return execAll(ctx, c,
		`CREATE SCHEMA IF NOT EXISTS ext`,
		`CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA ext`,
		`GRANT USAGE ON SCHEMA ext TO PUBLIC`,
		`CREATE SCHEMA IF NOT EXISTS river AUTHORIZATION kith_platform`,
	)
}

// platformSchema makes the one schema that is on the first node only.
func (d *Database) platformSchema(ctx context.Context) error {
	c, err := d.Admin(ctx)
	if err != nil {
		return err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing is lost with it
	return execAll(ctx, c,
		`CREATE SCHEMA IF NOT EXISTS platform AUTHORIZATION kith_owner`,
		`GRANT USAGE ON SCHEMA platform TO kith_platform`,
		`ALTER DEFAULT PRIVILEGES FOR ROLE kith_owner IN SCHEMA platform GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO kith_platform`,
		`ALTER DEFAULT PRIVILEGES FOR ROLE kith_owner IN SCHEMA platform GRANT USAGE ON SEQUENCES TO kith_platform`,
	)
}

// queue brings the job queue's tables up to date and lets the tenants' login roles add jobs.
func (d *Database) queue(ctx context.Context) error {
	cfg, err := d.cfg.LoginConfig(db.PlatformLogin)
	if err != nil {
		return err
	}
	pc, err := pgxpool.ParseConfig(d.cfg.URL)
	if err != nil {
		return err
	}
	pc.ConnConfig = cfg
	cfg.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec
	pc.MaxConns = 2
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return err
	}
	defer pool.Close()
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: "river"})
	if err != nil {
		return err
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrating the job queue: %w", err)
	}
	for n := range d.cfg.Shards {
		login := db.ShardLogin(n)
		for _, s := range []string{
			`GRANT USAGE ON SCHEMA river TO ` + login,
			`GRANT SELECT, INSERT, UPDATE (kind) ON river.river_job TO ` + login,
			`GRANT USAGE ON SEQUENCE river.river_job_id_seq TO ` + login,
		} {
			if _, err := pool.Exec(ctx, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// platform runs the platform's migrations as the owner.
func (d *Database) platform(ctx context.Context, files fs.FS) error {
	cfg, err := d.cfg.LoginConfig(db.MigratorLogin)
	if err != nil {
		return err
	}
	cfg.RuntimeParams["search_path"] = "platform, ext"
	conn := stdlib.OpenDB(*cfg, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET ROLE kith_owner")
		return err
	}))
	defer conn.Close() //nolint:errcheck // nothing is lost with it
	return migratePlatform(ctx, conn, files)
}

func migratePlatform(ctx context.Context, conn *sql.DB, files fs.FS) error {
	p, err := goose.NewProvider(goose.DialectPostgres, conn, files)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating the platform: %w", err)
	}
	return nil
}

func execAll(ctx context.Context, c *pgx.Conn, statements ...string) error {
	for _, s := range statements {
		if _, err := c.Exec(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}
