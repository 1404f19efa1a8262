-- What people wrote into a company's own fields is searched too (ADR 39): words and numbers, folded as page.Folded does, and
-- behind them the ids of choices, in letters that no folded text has (page.Sign). It shares the index of the other text.
ALTER TABLE contact ADD COLUMN search_own text GENERATED ALWAYS AS (CASE WHEN custom <> '{}' THEN
        left(translate(lower(' ' || (jsonb_path_query_array(custom, '$.* ? (@.type() == "number" || @.type() == "string" && !(@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$"))'))::text || ' '),
        'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍',
        'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        '), 4000)
        || translate((jsonb_path_query_array(custom, '$.* ? (@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$")'))::text, '0123456789abcdef-[]", ', 'GHIJKLMNOPQRSTUV') END) STORED;
DROP INDEX contact_search;
CREATE INDEX contact_search ON contact USING gin (search ext.gin_trgm_ops, search_own ext.gin_trgm_ops);
ALTER TABLE company ADD COLUMN search_own text GENERATED ALWAYS AS (CASE WHEN custom <> '{}' THEN
        left(translate(lower(' ' || (jsonb_path_query_array(custom, '$.* ? (@.type() == "number" || @.type() == "string" && !(@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$"))'))::text || ' '),
        'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍',
        'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        '), 4000)
        || translate((jsonb_path_query_array(custom, '$.* ? (@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$")'))::text, '0123456789abcdef-[]", ', 'GHIJKLMNOPQRSTUV') END) STORED;
DROP INDEX company_search;
CREATE INDEX company_search ON company USING gin (search ext.gin_trgm_ops, search_own ext.gin_trgm_ops);
ALTER TABLE deal ADD COLUMN search_own text GENERATED ALWAYS AS (CASE WHEN custom <> '{}' THEN
        left(translate(lower(' ' || (jsonb_path_query_array(custom, '$.* ? (@.type() == "number" || @.type() == "string" && !(@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$"))'))::text || ' '),
        'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍',
        'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        '), 4000)
        || translate((jsonb_path_query_array(custom, '$.* ? (@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$")'))::text, '0123456789abcdef-[]", ', 'GHIJKLMNOPQRSTUV') END) STORED;
DROP INDEX deal_search;
CREATE INDEX deal_search ON deal USING gin (search ext.gin_trgm_ops, search_own ext.gin_trgm_ops);
ALTER TABLE object_record ADD COLUMN search_own text GENERATED ALWAYS AS (CASE WHEN custom <> '{}' THEN
        left(translate(lower(' ' || (jsonb_path_query_array(custom, '$.* ? (@.type() == "number" || @.type() == "string" && !(@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$"))'))::text || ' '),
        'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍',
        'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        '), 4000)
        || translate((jsonb_path_query_array(custom, '$.* ? (@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$")'))::text, '0123456789abcdef-[]", ', 'GHIJKLMNOPQRSTUV') END) STORED;
DROP INDEX object_record_search;
CREATE INDEX object_record_search ON object_record USING gin (search ext.gin_trgm_ops, search_own ext.gin_trgm_ops);
-- The records of a list that somebody keeps at hand, by their ids, the latest first.
ALTER TABLE list_choice ADD COLUMN stars varchar(4000) NOT NULL DEFAULT '[]';
