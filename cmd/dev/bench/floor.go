package bench

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// floor is the least that a server has to do: net/http, a prepared statement, JSON. It knows no rights, no tenants and no
// audit. It runs as a process of its own, so that its processor time can be told apart.
type floor struct{ cmd *exec.Cmd }

func (f *floor) pid() int { return f.cmd.Process.Pid }

func (f *floor) close() {
	f.cmd.Process.Kill() //nolint:errcheck // the measurement is over
	f.cmd.Wait()         //nolint:errcheck // it was killed
}

// startFloor runs this very program again, as the floor.
func startFloor(ctx context.Context, url, schema string) (*floor, error) {
	f := &floor{exec.CommandContext(ctx, os.Args[0], "bench", "--floor", schema)}
	f.cmd.Env = append(os.Environ(), "KITH_FLOOR_DATABASE="+url)
	f.cmd.Stderr = os.Stderr
	if err := f.cmd.Start(); err != nil {
		return nil, err
	}
	for range 100 {
		if call(ctx, request{url: "http://" + floorAddress + "/contacts"}, nil) == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	return f, nil
}

type row struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	FirstName string     `json:"firstName"`
	LastName  string     `json:"lastName"`
	Email     string     `json:"email"`
	Phone     string     `json:"phone"`
	JobTitle  string     `json:"jobTitle"`
	CompanyID *string    `json:"companyId"`
	Street    string     `json:"street"`
	City      string     `json:"city"`
	Postcode  string     `json:"postcode"`
	Country   string     `json:"country"`
	Birthday  *time.Time `json:"birthday"`
	Source    string     `json:"source"`
	OwnerID   *string    `json:"ownerId"`
	CreatedAt time.Time  `json:"createdAt"`
	UpdatedAt time.Time  `json:"updatedAt"`
	Version   int        `json:"version"`
}

const floorColumns = `SELECT id::text, name, first_name, last_name, email, phone, job_title, company_id::text, street, city, postcode, country,
	birthday, source, owner_id::text, created_at, updated_at, version FROM contact WHERE deleted_at IS NULL`

// Floor serves the list of contacts until it is killed.
func Floor(ctx context.Context, schema string) error {
	cfg, err := pgxpool.ParseConfig(os.Getenv("KITH_FLOOR_DATABASE"))
	if err != nil {
		return err
	}
	cfg.ConnConfig.RuntimeParams["search_path"] = schema + ", ext"
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return err
	}
	http.HandleFunc("GET /contacts", func(w http.ResponseWriter, r *http.Request) {
		rows, err := page(r, pool)
		if err == nil {
			w.Header().Set("Content-Type", "application/json")
			err = json.NewEncoder(w).Encode(map[string]any{"items": rows})
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	cfg = cfg.Copy()
	cfg.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
	planned, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return err
	}
	crmFloor(pool, planned)
	server := &http.Server{Addr: floorAddress, ReadHeaderTimeout: 5 * time.Second}
	return server.ListenAndServe()
}

func page(r *http.Request, pool *pgxpool.Pool) ([]row, error) {
	query, args := floorColumns+` ORDER BY name COLLATE "und-x-icu", id LIMIT 50`, []any{}
	if name := r.URL.Query().Get("name"); name != "" {
		query, args = floorColumns+` AND (name COLLATE "und-x-icu", id) > ($1, $2::uuid) ORDER BY name COLLATE "und-x-icu", id LIMIT 50`, []any{name, r.URL.Query().Get("id")}
	}
	rows, err := pool.Query(r.Context(), query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[row])
}
