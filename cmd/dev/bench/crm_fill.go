package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	lists "github.com/kith-crm/kith/internal/kit/page"
)

// fill puts contacts into a company's schema by SQL; the figures are about reading.
const fill = `INSERT INTO contact (id, name, first_name, last_name, email, phone, city, owner_id, version, created_at, updated_at)
SELECT gen_random_uuid(), 'Person ' || n, 'Person', n::text, 'person' || n || '@example.com', '+4860' || lpad(n::text, 7, '0'),
	'City ' || n %% 500, $1, 1, now() - n * interval '1 second', now() - n * interval '1 second' FROM generate_series(1, %d) n`

var wordIndex = "CREATE INDEX activity_words ON activity USING gin (to_tsvector('simple', " + lists.Folded("text") + ")) WHERE deleted_at IS NULL AND text <> ''"

type step struct{ what, sql string }

var statistics = step{"statistics", `VACUUM ANALYZE`}

// peopleSteps make a company's data what the neutral workload needs: names of five languages, deals in the six stages of a board.
var peopleSteps = []step{
	{"names of five languages", `UPDATE contact SET first_name = f, last_name = l, name = f || ' ' || l || ' ' || nr FROM (
		SELECT id AS key, n AS nr,
			(ARRAY['Jan','Anna','Piotr','Maria','Łukasz','Katarzyna','Tomasz','Agnieszka','John','Michael','Sarah','Emily','राज','सुनीता','अमित','प्रिया','Иван','Ольга','Мария','Пётр','Jose','Maricel','Rodrigo','Luz'])[1 + (n * 7) % 24] AS f,
			(ARRAY['Kowalski','Nowak','Wiśniewski','Wójcik','Kowalczyk','Lewandowski','Smith','Brown','Johnson','Williams','शर्मा','वर्मा','पटेल','सिंह','Иванов','Смирнов','Петрова','Кузнецова','Santos','Reyes','Cruz','Bautista'])[1 + (n * 13 + n / 24) % 22] AS l
		FROM (SELECT id, row_number() OVER (ORDER BY created_at)::int AS n FROM contact) AS numbered) AS named WHERE id = key`},
	{"10,000 deals", `INSERT INTO deal (id, name, pipeline_id, stage_id, rank, status, amount, currency, lost_reason, owner_id, stage_since, closed_at, version, created_at, updated_at)
		SELECT gen_random_uuid(), (ARRAY['Roof','Kitchen','Dach','छत','Крыша'])[1 + n % 5] || ' ' || n, pipeline_id, id, n, kind, n * 100, 'EUR', CASE kind WHEN 'lost' THEN 'price' ELSE '' END,
			(SELECT owner_id FROM contact WHERE owner_id IS NOT NULL LIMIT 1), now(), CASE kind WHEN 'open' THEN NULL ELSE now() END, 1, now() - n * interval '1 minute', now() - n * interval '1 minute'
		FROM generate_series(1, 10000) AS n JOIN (SELECT id, pipeline_id, kind, row_number() OVER (ORDER BY position, id) AS nth, count(*) OVER () AS of
			FROM stage WHERE removed_at IS NULL AND pipeline_id = (SELECT id FROM pipeline WHERE removed_at IS NULL ORDER BY position LIMIT 1)) AS places ON nth = 1 + n % of`},
}

// crmSteps add what a bench of all of the CRM needs: a million entries of timelines, half of them with a text. The index of
// words is made afterwards, as a restore does.
var crmSteps = []step{
	{"without the index of words", `DROP INDEX activity_words`},
	{"1,000,000 entries", `INSERT INTO activity (id, type, at, owner_id, actor_name, kind, record_id, contact_id, text, data, version, created_at, updated_at)
		SELECT gen_random_uuid(), (ARRAY['note','updated','call','stage_changed'])[1 + n % 4], now() - n * interval '30 seconds', owner_id, 'Ana', 'contact', id, id,
			CASE WHEN n % 2 = 0 THEN (ARRAY['wants a discount on','prosi o rabat na','просит скидку на','छूट चाहिए','gusto ng diskwento sa'])[1 + n % 5] || ' ' ||
				(ARRAY['the roof','dach','договор','अनुबंध','delivery','faktura','estimate'])[1 + (n / 5) % 7] || ' ' || substr(md5((n / 50)::text), 1, 6) || ', call again on day ' || n % 365 ELSE '' END,
			'{}', 1, now(), now()
		FROM generate_series(1, 1000000) AS n JOIN (SELECT id, owner_id, row_number() OVER () AS nth FROM contact) AS people ON nth = 1 + n % 100000`},
	{"the index of words", wordIndex},
}

// world is what is in the company.
type world struct {
	schema string
	people []string    // ids of some
	stages []stage     // the first two of the board
	deals  [2][]string // ids of those in them; none was ever changed
}

type stage struct{ ID, Name string }

func (r *rig) fill(ctx context.Context) (schema string, err error) {
	c, err := pgx.Connect(ctx, r.db.URL(database))
	if err != nil {
		return "", err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing is lost with it
	err = c.QueryRow(ctx, `SELECT schema_name FROM platform.tenant WHERE state <> 'spare' ORDER BY claimed_at LIMIT 1`).Scan(&schema)
	if err != nil {
		return "", err
	}
	var owner string
	if err := c.QueryRow(ctx, `SELECT id::text FROM platform.users WHERE email = 'ana@en.demo.example'`).Scan(&owner); err != nil {
		return "", err
	}
	if _, err := c.Exec(ctx, `SET search_path = `+schema+`, ext`); err != nil {
		return "", err
	}
	if _, err := c.Exec(ctx, fmt.Sprintf(fill, r.people), owner); err != nil {
		return "", err
	}
	_, err = c.Exec(ctx, `VACUUM ANALYZE contact`)
	return schema, err
}

// stock fills the company by SQL and prints what the indexes of the search weigh and take.
func (r *rig) stock(ctx context.Context, steps ...step) (w world, err error) {
	if w.schema, err = r.fill(ctx); err != nil {
		return w, err
	}
	c, err := pgx.Connect(ctx, r.db.URL(database))
	if err != nil {
		return w, err
	}
	defer c.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is lost with it
	if _, err := c.Exec(ctx, "SET search_path = "+w.schema+", ext; SET maintenance_work_mem = '256MB'"); err != nil {
		return w, err
	}
	for _, step := range append(steps, statistics) {
		begin := time.Now() //nolint:forbidigo // a duration
		if _, err := c.Exec(ctx, step.sql); err != nil {
			return w, fmt.Errorf("%s: %w", step.what, err)
		}
		fmt.Fprintf(r.out, "  %s: %s\n", step.what, since(begin))
	}
	if err := r.weigh(ctx, c); err != nil {
		return w, err
	}
	return w, w.look(ctx, c)
}

// look reads who and what is in the company. Of the deals those of the first two stages count.
func (w *world) look(ctx context.Context, c *pgx.Conn) (err error) {
	const (
		people = "SELECT id::text FROM contact ORDER BY id LIMIT 1000"
		stages = "SELECT id::text, name FROM stage WHERE removed_at IS NULL AND pipeline_id = (SELECT id FROM pipeline WHERE removed_at IS NULL ORDER BY position LIMIT 1) ORDER BY position LIMIT 2"
		deals  = "SELECT id::text FROM deal WHERE stage_id = $1 AND version = 1 AND deleted_at IS NULL ORDER BY id"
	)
	if w.people, err = read(ctx, c, pgx.RowTo[string], people); err != nil {
		return err
	}
	if w.stages, err = read(ctx, c, pgx.RowToStructByPos[stage], stages); err != nil {
		return err
	}
	for i, s := range w.stages {
		if w.deals[i], err = read(ctx, c, pgx.RowTo[string], deals, s.ID); err != nil {
			return err
		}
	}
	return nil
}

func read[T any](ctx context.Context, c *pgx.Conn, to pgx.RowToFunc[T], sql string, args ...any) ([]T, error) {
	rows, err := c.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, to)
}
