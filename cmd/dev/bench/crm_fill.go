package bench

import lists "github.com/kith-crm/kith/internal/kit/page"

var wordIndex = "CREATE INDEX activity_words ON activity USING gin (to_tsvector('simple', " + lists.Folded("text") + ")) WHERE deleted_at IS NULL AND text <> ''"

// crmSteps make a company's data what a bench of the CRM needs: names of five languages, deals on a board, a million entries
// of timelines, half of them with a text. The index of words is made afterwards, as a restore does.
var crmSteps = []struct{ what, sql string }{
	{"names of five languages", `UPDATE contact SET first_name = f, last_name = l, name = f || ' ' || l || ' ' || nr FROM (
		SELECT id AS key, n AS nr,
			(ARRAY['Jan','Anna','Piotr','Maria','Łukasz','Katarzyna','Tomasz','Agnieszka','John','Michael','Sarah','Emily','राज','सुनीता','अमित','प्रिया','Иван','Ольга','Мария','Пётр','Jose','Maricel','Rodrigo','Luz'])[1 + (n * 7) % 24] AS f,
			(ARRAY['Kowalski','Nowak','Wiśniewski','Wójcik','Kowalczyk','Lewandowski','Smith','Brown','Johnson','Williams','शर्मा','वर्मा','पटेल','सिंह','Иванов','Смирнов','Петрова','Кузнецова','Santos','Reyes','Cruz','Bautista'])[1 + (n * 13 + n / 24) % 22] AS l
		FROM (SELECT id, row_number() OVER (ORDER BY created_at)::int AS n FROM contact) AS numbered) AS named WHERE id = key`},
	{"10,000 deals", `INSERT INTO deal (id, name, pipeline_id, stage_id, rank, status, amount, currency, lost_reason, owner_id, stage_since, version, created_at, updated_at)
		SELECT gen_random_uuid(), (ARRAY['Roof','Kitchen','Dach','छत','Крыша'])[1 + n % 5] || ' ' || n, pipeline_id, id, n, 'open', n * 100, 'EUR', '',
			(SELECT owner_id FROM contact WHERE owner_id IS NOT NULL LIMIT 1), now(), 1, now() - n * interval '1 minute', now() - n * interval '1 minute'
		FROM generate_series(1, 10000) AS n JOIN (SELECT id, pipeline_id, row_number() OVER (ORDER BY position, id) AS nth, count(*) OVER () AS of
			FROM stage WHERE kind = 'open' AND pipeline_id = (SELECT id FROM pipeline WHERE removed_at IS NULL ORDER BY position LIMIT 1)) AS places ON nth = 1 + n % of`},
	{"without the index of words", `DROP INDEX activity_words`},
	{"1,000,000 entries", `INSERT INTO activity (id, type, at, owner_id, actor_name, kind, record_id, contact_id, text, data, version, created_at, updated_at)
		SELECT gen_random_uuid(), (ARRAY['note','updated','call','stage_changed'])[1 + n % 4], now() - n * interval '30 seconds', owner_id, 'Ana', 'contact', id, id,
			CASE WHEN n % 2 = 0 THEN (ARRAY['wants a discount on','prosi o rabat na','просит скидку на','छूट चाहिए','gusto ng diskwento sa'])[1 + n % 5] || ' ' ||
				(ARRAY['the roof','dach','договор','अनुबंध','delivery','faktura','estimate'])[1 + (n / 5) % 7] || ' ' || substr(md5((n / 50)::text), 1, 6) || ', call again on day ' || n % 365 ELSE '' END,
			'{}', 1, now(), now()
		FROM generate_series(1, 1000000) AS n JOIN (SELECT id, owner_id, row_number() OVER () AS nth FROM contact) AS people ON nth = 1 + n % 100000`},
	{"the index of words", wordIndex},
	{"statistics", `VACUUM ANALYZE`},
}
