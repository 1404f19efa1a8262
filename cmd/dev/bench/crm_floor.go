package bench

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kith-crm/kith/internal/kit/id"
	lists "github.com/kith-crm/kith/internal/kit/page"
)

const (
	boardSQL = `stage_id IN (SELECT id FROM stage WHERE removed_at IS NULL AND pipeline_id = (SELECT id FROM pipeline WHERE removed_at IS NULL ORDER BY position LIMIT 1))`
	sumSQL   = `SELECT stage_id::text, count(*), sum(amount)::bigint FROM deal WHERE deleted_at IS NULL AND ` + boardSQL + ` GROUP BY stage_id`
	cardSQL  = `SELECT d.id::text, d.name, d.stage_id::text, d.amount, d.currency, d.owner_id::text FROM (SELECT id AS stage_id FROM stage) AS stage
		CROSS JOIN LATERAL (SELECT id, name, stage_id, amount, currency, owner_id FROM deal WHERE deleted_at IS NULL AND stage_id = stage.stage_id ORDER BY rank, id LIMIT 26) AS d
		WHERE stage.` + boardSQL
	entrySQL = `SELECT id::text, type, at, actor_name, text, data::text FROM activity WHERE deleted_at IS NULL AND contact_id = $1 ORDER BY at DESC, id DESC LIMIT 51`
	newSQL   = `INSERT INTO contact (id, name, first_name, last_name, email, phone, version, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, 1, now(), now())`
	moveSQL  = `UPDATE deal SET stage_id = $2, version = version + 1, stage_since = now(), updated_at = now(),
		rank = (SELECT coalesce(min(rank), 0) - 1 FROM deal WHERE stage_id = $2 AND deleted_at IS NULL) WHERE id = $1 AND version = $3`
	stepSQL = `INSERT INTO deal_stage (deal_id, id, from_stage, to_stage, at, by_name, stage_id) VALUES ($1, $2, $3, $4, now(), 'Ana', $5)`
)

// crmFloor are the floor's answers: for each the SQL that a person would write by hand. planned makes a plan for each text
// that is looked for: one for all of them reads whole tables.
func crmFloor(pool, planned *pgxpool.Pool) {
	serve("/contacts", func(r *http.Request) (array, error) { return page(r, pool) })
	serve("/newest", func(r *http.Request) (array, error) {
		return queried(r, pool, person, floorColumns+" ORDER BY created_at, id LIMIT 50")
	})
	serve("/narrowed", func(r *http.Request) (array, error) {
		return queried(r, planned, person, floorColumns+` AND search LIKE $1 ORDER BY name COLLATE "und-x-icu", id LIMIT 50`, like(r))
	})
	serve("/contact", func(r *http.Request) (array, error) {
		return queried(r, pool, person, floorColumns+" AND id = $1::uuid", r.URL.Query().Get("id"))
	})
	serve("/timeline", func(r *http.Request) (array, error) {
		return queried(r, pool, entry, entrySQL, r.URL.Query().Get("id"))
	})
	serve("/search", func(r *http.Request) (array, error) { return floorSearch(r, planned) })
	serve("/board", func(r *http.Request) (array, error) { return floorBoard(r, pool) })
	serve("/create", func(r *http.Request) (array, error) { return floorCreate(r, pool) })
	serve("/move", func(r *http.Request) (array, error) { return floorMove(r, pool) })
	serve("/import", func(r *http.Request) (array, error) { return floorImport(r, pool) })
}

func serve(path string, answer func(*http.Request) (array, error)) {
	http.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		items, err := answer(r)
		if err == nil {
			w.Header().Set("Content-Type", "application/json")
			_, err = w.Write(append(append([]byte(`{"items":`), items...), '}'))
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
}

func like(r *http.Request) string { return "%" + lists.Fold(r.URL.Query().Get("q")) + "%" }

// writer makes JSON of a row.
type writer func(pgx.Rows, *object) error

func queried(r *http.Request, pool *pgxpool.Pool, write writer, sql string, args ...any) (array, error) {
	rows, err := pool.Query(r.Context(), sql, args...)
	if err != nil {
		return nil, err
	}
	return collected(rows, write)
}

func collected(rows pgx.Rows, write writer) (array, error) {
	defer rows.Close()
	all := array{'['}
	var o object
	for rows.Next() {
		if len(all) > 1 {
			all = append(all, ',')
		}
		o = o[:0]
		if err := write(rows, &o); err != nil {
			return nil, err
		}
		all = append(append(append(all, '{'), o...), '}')
	}
	return append(all, ']'), rows.Err()
}

func entry(rows pgx.Rows, o *object) error {
	var (
		id, kind, actor, text, data string
		at                          time.Time
	)
	err := rows.Scan(&id, &kind, &at, &actor, &text, &data)
	o.text("id", id).text("type", kind).time("at", at).text("actor", actor).text("text", text).raw("data", []byte(data))
	return err
}

func found(rows pgx.Rows, o *object) error {
	var id, title, subtitle string
	err := rows.Scan(&id, &title, &subtitle)
	o.text("id", id).text("title", title).text("subtitle", subtitle)
	return err
}

func sum(rows pgx.Rows, o *object) error {
	var (
		stage         string
		count, amount int64
	)
	err := rows.Scan(&stage, &count, &amount)
	o.text("stageId", stage).number("count", count).number("amount", amount)
	return err
}

func card(rows pgx.Rows, o *object) error {
	var (
		id, name, stage, currency string
		owner                     *string
		amount                    int64
	)
	err := rows.Scan(&id, &name, &stage, &amount, &currency, &owner)
	o.text("id", id).text("name", name).text("stageId", stage).number("amount", amount).text("currency", currency).maybe("ownerId", owner)
	return err
}

// answers makes one object of several readings in one round trip.
type answers struct {
	pgx.Batch
	all object
}

func (a *answers) add(name string, write writer, sql string, args ...any) {
	a.Queue(sql, args...).Query(func(rows pgx.Rows) error {
		items, err := collected(rows, write)
		a.all.raw(name, items)
		return err
	})
}

func (a *answers) read(r *http.Request, pool *pgxpool.Pool) (array, error) {
	err := pool.SendBatch(r.Context(), &a.Batch).Close()
	return append(append(array{'{'}, a.all...), '}'), err
}

// floorSearch looks for a part of a name and for words, without order by what fits, rights or mistakes.
func floorSearch(r *http.Request, pool *pgxpool.Pool) (array, error) {
	var a answers
	for _, kind := range []string{"contact", "company", "deal"} {
		a.add(kind, found, "SELECT id::text, name, '' FROM "+kind+" WHERE deleted_at IS NULL AND search LIKE $1 ORDER BY updated_at DESC LIMIT 6", like(r))
	}
	words := lists.Search{Text: r.URL.Query().Get("q")}.Lexemes()
	a.add("activity", found, "SELECT id::text, text, type FROM (SELECT id, text, type, at FROM activity WHERE deleted_at IS NULL AND text <> '' AND to_tsvector('simple', "+lists.Folded("text")+
		") @@ $1::tsquery LIMIT 1000000000) AS fitting ORDER BY at DESC LIMIT 6", words) // without the inner limit all are read in their order
	return a.read(r, pool)
}

func floorBoard(r *http.Request, pool *pgxpool.Pool) (array, error) {
	var a answers
	a.add("sums", sum, sumSQL)
	a.add("cards", card, cardSQL)
	return a.read(r, pool)
}

func floorCreate(r *http.Request, pool *pgxpool.Pool) (array, error) {
	var in struct{ FirstName, LastName, Email, Phone string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	key := id.New()
	_, err := pool.Exec(r.Context(), newSQL, key, in.FirstName+" "+in.LastName, in.FirstName, in.LastName, in.Email, in.Phone)
	return array(`"` + key.String() + `"`), err
}

// floorMove moves a deal to the top of a stage and notes it in its history.
func floorMove(r *http.Request, pool *pgxpool.Pool) (array, error) {
	var in struct {
		ID, StageID, From, To string
		Version               int
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	var b pgx.Batch
	b.Queue(moveSQL, in.ID, in.StageID, in.Version).Exec(func(done pgconn.CommandTag) error {
		if done.RowsAffected() != 1 {
			return errors.New("the deal was moved before")
		}
		return nil
	})
	b.Queue(stepSQL, in.ID, id.New(), in.From, in.To, in.StageID)
	return array(`"` + in.ID + `"`), pool.SendBatch(r.Context(), &b).Close()
}

// floorImport copies the rows of a file into the table.
func floorImport(r *http.Request, pool *pgxpool.Pool) (array, error) {
	file := csv.NewReader(r.Body)
	if _, err := file.Read(); err != nil { // the headers
		return nil, err
	}
	now := time.Now() //nolint:forbidigo // the floor has no clock of the product
	columns := []string{"id", "name", "first_name", "last_name", "email", "phone", "city", "version", "created_at", "updated_at"}
	n, err := pool.CopyFrom(r.Context(), pgx.Identifier{"contact"}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		p, err := file.Read()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return []any{id.New(), p[0] + " " + p[1], p[0], p[1], p[2], p[3], p[4], 1, now, now}, nil
	}))
	return strconv.AppendInt(nil, n, 10), err
}
