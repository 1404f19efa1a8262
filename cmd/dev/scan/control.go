package scan

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Control fails when sqlmap does not find the way in that a small server on the database at address really has, or finds
// one in a server that has none: a scanner that was never seen to find anything proves nothing.
func Control(ctx context.Context, address string) error {
	dir, err := os.MkdirTemp("", "kith-sqlmap-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	db, err := pgxpool.New(ctx, address)
	if err != nil {
		return err
	}
	defer db.Close()
	search := target{path: "/search?q=post"}
	open := httptest.NewServer(counter(db, func(q string) (string, []any) {
		return "SELECT count(*) FROM pg_database WHERE datname LIKE '%" + q + "%'", nil
	}))
	defer open.Close()
	if err := search.attack(ctx, open.URL, "", dir); !errors.Is(err, errOpen) {
		return errors.Join(errors.New("sqlmap did not find the way in that is there"), err)
	}
	closed := httptest.NewServer(counter(db, func(q string) (string, []any) {
		return "SELECT count(*) FROM pg_database WHERE datname LIKE '%' || $1 || '%'", []any{q}
	}))
	defer closed.Close()
	return search.attack(ctx, closed.URL, "", dir)
}

// counter answers how many databases have the value of q in their name.
func counter(db *pgxpool.Pool, query func(q string) (string, []any)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sql, args := query(r.URL.Query().Get("q"))
		var n int
		if err := db.QueryRow(r.Context(), sql, args...).Scan(&n); err != nil {
			w.WriteHeader(http.StatusUnprocessableEntity)
			return
		}
		fmt.Fprintf(w, `{"found":%d}`, n)
	})
}
