package db

import "context"

// Bare is what a connection is like while no unit is open on it.
type Bare struct {
	Session, Role, Path string
	Status              byte // of its transaction: I is none
}

// Bare looks at the connection that a login role's next unit would get.
func (d *DB) Bare(ctx context.Context, login string) (b Bare, err error) {
	p, err := d.pool(ctx, slot{Home, login})
	if err != nil {
		return b, err
	}
	c, err := p.Conn(ctx)
	if err != nil {
		return b, err
	}
	defer c.Close() //nolint:errcheck // it goes back
	return b, c.Raw(func(driver any) error {
		pg := driver.(*conn).pgx()
		b.Status = pg.PgConn().TxStatus()
		return pg.QueryRow(ctx, "SELECT session_user::text, current_user::text, current_setting('search_path')").Scan(&b.Session, &b.Role, &b.Path)
	})
}
