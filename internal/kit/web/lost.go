package web

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
)

func asPg(err error, p **pgconn.PgError) bool { return errors.As(err, p) && len((*p).Code) == 5 }

func lostConnection(err error) bool {
	var (
		network *net.OpError
		connect *pgconn.ConnectError
	)
	return errors.As(err, &network) || errors.As(err, &connect) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, io.EOF) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, net.ErrClosed)
}
