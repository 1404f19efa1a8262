package bench

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// floor is the least that a server has to do: net/http, a prepared statement, JSON made by hand. It knows no rights, no tenants and no
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
		if call(ctx, request{url: floorOrigin + "/contacts"}, nil) == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	return f, nil
}

// row is a person; what a list shows is all of it.
type row struct {
	ID, Name, FirstName, LastName, Email, Phone, JobTitle string
	CompanyID                                             *string
	Street, City, Postcode, Country                       string
	Birthday                                              *time.Time
	Source                                                string
	OwnerID                                               *string
	CreatedAt, UpdatedAt                                  time.Time
	Version                                               int64
}

const floorColumns = `SELECT id::text, name, first_name, last_name, email, phone, job_title, company_id::text, street, city, postcode, country,
	birthday, source, owner_id::text, created_at, updated_at, version FROM contact WHERE deleted_at IS NULL`

// person writes a row of floorColumns.
func person(rows pgx.Rows, o *object) error {
	var p row
	err := rows.Scan(&p.ID, &p.Name, &p.FirstName, &p.LastName, &p.Email, &p.Phone, &p.JobTitle, &p.CompanyID, &p.Street, &p.City, &p.Postcode, &p.Country,
		&p.Birthday, &p.Source, &p.OwnerID, &p.CreatedAt, &p.UpdatedAt, &p.Version)
	o.text("id", p.ID).text("name", p.Name).text("firstName", p.FirstName).text("lastName", p.LastName).text("email", p.Email).text("phone", p.Phone).
		text("jobTitle", p.JobTitle).maybe("companyId", p.CompanyID).text("street", p.Street).text("city", p.City).text("postcode", p.Postcode).text("country", p.Country).
		text("source", p.Source).maybe("ownerId", p.OwnerID).time("createdAt", p.CreatedAt).time("updatedAt", p.UpdatedAt).number("version", p.Version)
	if p.Birthday != nil {
		o.time("birthday", *p.Birthday)
	}
	return err
}

// Floor serves until it is asked to stop. It has as many connections as the program has for a company.
func Floor(ctx context.Context, schema string) error {
	cfg, err := pgxpool.ParseConfig(os.Getenv("KITH_FLOOR_DATABASE"))
	if err != nil {
		return err
	}
	cfg.MaxConns = 8
	cfg.ConnConfig.RuntimeParams["search_path"] = schema + ", ext"
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return err
	}
	cfg = cfg.Copy()
	cfg.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
	planned, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return err
	}
	crmFloor(pool, planned)
	server := &http.Server{Addr: floorAddress, ReadHeaderTimeout: 5 * time.Second}
	defer context.AfterFunc(ctx, func() { server.Close() })() //nolint:errcheck // nobody waits for an answer any more
	return server.ListenAndServe()
}

func page(r *http.Request, pool *pgxpool.Pool) (array, error) {
	q := r.URL.Query()
	if q.Has("name") {
		return queried(r, pool, person, floorColumns+` AND (name COLLATE "und-x-icu", id) > ($1, $2::uuid) ORDER BY name COLLATE "und-x-icu", id LIMIT 50`, q.Get("name"), q.Get("id"))
	}
	return queried(r, pool, person, floorColumns+` ORDER BY name COLLATE "und-x-icu", id LIMIT 50`)
}

// object is a JSON object in the making, without its braces; array is JSON that is whole.
type (
	object []byte
	array  []byte
)

func (o *object) key(name string) *object {
	if len(*o) > 0 {
		*o = append(*o, ',')
	}
	*o = append(append(append(*o, '"'), name...), '"', ':')
	return o
}

func (o *object) text(name, value string) *object {
	o.key(name)
	b := append(*o, '"')
	for i := range len(value) {
		switch c := value[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = fmt.Appendf(b, `\u%04x`, c)
		default:
			b = append(b, c)
		}
	}
	*o = append(b, '"')
	return o
}

func (o *object) maybe(name string, value *string) *object {
	if value == nil {
		return o.raw(name, []byte("null"))
	}
	return o.text(name, *value)
}

func (o *object) number(name string, value int64) *object {
	*o = strconv.AppendInt(*o.key(name), value, 10)
	return o
}

func (o *object) time(name string, value time.Time) *object {
	*o = append(value.UTC().AppendFormat(append(*o.key(name), '"'), time.RFC3339Nano), '"')
	return o
}

func (o *object) raw(name string, json []byte) *object {
	*o = append(*o.key(name), json...)
	return o
}
