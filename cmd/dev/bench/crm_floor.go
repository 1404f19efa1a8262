package bench

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kith-crm/kith/internal/kit/id"
	lists "github.com/kith-crm/kith/internal/kit/page"
)

type (
	foundRow struct{ ID, Title, Subtitle string }
	sumRow   struct {
		StageID       string
		Count, Amount int64
	}
	cardRow struct {
		ID, Name, StageID string
		Amount            int64
		Currency          string
		OwnerID           *string
	}
	entryRow struct {
		ID, Type string
		At       time.Time
		Actor    string
		Text     string
		Data     json.RawMessage
	}
)

const (
	sumSQL  = `SELECT stage_id::text, count(*), sum(amount)::bigint FROM deal WHERE deleted_at IS NULL GROUP BY stage_id`
	cardSQL = `SELECT d.id::text, d.name, d.stage_id::text, d.amount, d.currency, d.owner_id::text FROM stage
		CROSS JOIN LATERAL (SELECT id, name, stage_id, amount, currency, owner_id FROM deal WHERE deleted_at IS NULL AND stage_id = stage.id ORDER BY rank, id LIMIT 26) AS d`
	entrySQL = `SELECT id::text, type, at, actor_name, text, data FROM activity WHERE deleted_at IS NULL AND contact_id = $1 ORDER BY at DESC, id DESC LIMIT 51`
	newSQL   = `INSERT INTO contact (id, name, first_name, last_name, email, phone, version, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, 1, now(), now())`
)

// crmFloor are the floor's answers beside the list of contacts: for each the SQL that a person would write by hand. planned
// makes a plan for each text that is looked for: one for all of them reads whole tables.
func crmFloor(pool, planned *pgxpool.Pool) {
	serve("/newest", func(r *http.Request) (any, error) {
		return queried[row](r, pool, floorColumns+" ORDER BY created_at, id LIMIT 50")
	})
	serve("/narrowed", func(r *http.Request) (any, error) {
		return queried[row](r, planned, floorColumns+` AND search LIKE $1 ORDER BY name COLLATE "und-x-icu", id LIMIT 50`, like(r))
	})
	serve("/contact", func(r *http.Request) (any, error) {
		return queried[row](r, pool, floorColumns+" AND id = $1::uuid", r.URL.Query().Get("id"))
	})
	serve("/timeline", func(r *http.Request) (any, error) {
		return queried[entryRow](r, pool, entrySQL, r.URL.Query().Get("id"))
	})
	serve("/search", func(r *http.Request) (any, error) { return floorSearch(r, planned) })
	serve("/board", func(r *http.Request) (any, error) { return floorBoard(r, pool) })
	serve("/create", func(r *http.Request) (any, error) { return floorCreate(r, pool) })
}

func serve(path string, answer func(*http.Request) (any, error)) {
	http.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		v, err := answer(r)
		if err == nil {
			w.Header().Set("Content-Type", "application/json")
			err = json.NewEncoder(w).Encode(map[string]any{"items": v})
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
}

func like(r *http.Request) string { return "%" + lists.Fold(r.URL.Query().Get("q")) + "%" }

func queried[T any](r *http.Request, pool *pgxpool.Pool, sql string, args ...any) ([]T, error) {
	rows, err := pool.Query(r.Context(), sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[T])
}

// floorSearch looks for a part of a name and for words, without order by what fits, rights or mistakes.
func floorSearch(r *http.Request, pool *pgxpool.Pool) (any, error) {
	var b pgx.Batch
	all := map[string][]foundRow{}
	add := func(kind, sql string, arg any) {
		b.Queue(sql, arg).Query(func(rows pgx.Rows) (err error) {
			all[kind], err = pgx.CollectRows(rows, pgx.RowToStructByPos[foundRow])
			return err
		})
	}
	for _, kind := range []string{"contact", "company", "deal"} {
		add(kind, "SELECT id::text, name, '' FROM "+kind+" WHERE deleted_at IS NULL AND search LIKE $1 ORDER BY updated_at DESC LIMIT 6", like(r))
	}
	words := lists.Search{Text: r.URL.Query().Get("q")}.Lexemes()
	add("activity", "SELECT id::text, text, type FROM (SELECT id, text, type, at FROM activity WHERE deleted_at IS NULL AND text <> '' AND to_tsvector('simple', "+lists.Folded("text")+
		") @@ $1::tsquery LIMIT 1000000000) AS fitting ORDER BY at DESC LIMIT 6", words) // without the inner limit all are read in their order
	return all, pool.SendBatch(r.Context(), &b).Close()
}

func floorBoard(r *http.Request, pool *pgxpool.Pool) (any, error) {
	var (
		b     pgx.Batch
		sums  []sumRow
		cards []cardRow
	)
	b.Queue(sumSQL).Query(func(rows pgx.Rows) (err error) {
		sums, err = pgx.CollectRows(rows, pgx.RowToStructByPos[sumRow])
		return err
	})
	b.Queue(cardSQL).Query(func(rows pgx.Rows) (err error) {
		cards, err = pgx.CollectRows(rows, pgx.RowToStructByPos[cardRow])
		return err
	})
	err := pool.SendBatch(r.Context(), &b).Close()
	return map[string]any{"sums": sums, "cards": cards}, err
}

func floorCreate(r *http.Request, pool *pgxpool.Pool) (any, error) {
	var in struct{ FirstName, LastName, Email, Phone string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	key := id.New()
	_, err := pool.Exec(r.Context(), newSQL, key, in.FirstName+" "+in.LastName, in.FirstName, in.LastName, in.Email, in.Phone)
	return key, err
}
