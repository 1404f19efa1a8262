-- What is searched has small letters without their marks, digits of one script, spaces between words, before the first and
-- after the last (ADR 26). The two long strings are those of page.Folded.
ALTER TABLE contact
    DROP COLUMN search,
    ADD COLUMN search text GENERATED ALWAYS AS (translate(lower(' ' || name || ' ' || preferred_name || ' ' || email || ' ' || (jsonb_path_query_array(more_emails, '$[*].value'))::text || ' ' || regexp_replace(phone, '[^0-9]', '', 'g')
        || ' ' || regexp_replace((jsonb_path_query_array(more_phones, '$[*].value'))::text, '[^0-9,]', '', 'g') || ' '),
        'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍',
        'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        ')) STORED;
CREATE INDEX contact_search ON contact USING gin (search ext.gin_trgm_ops);
ALTER TABLE company
    DROP COLUMN search,
    ADD COLUMN search text GENERATED ALWAYS AS (translate(lower(' ' || name || ' ' || domain || ' ' || email || ' ' || regexp_replace(phone, '[^0-9]', '', 'g') || ' '),
        'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍',
        'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        ')) STORED;
CREATE INDEX company_search ON company USING gin (search ext.gin_trgm_ops);
DROP INDEX deal_search;
ALTER TABLE deal
    ADD COLUMN search text GENERATED ALWAYS AS (translate(lower(' ' || name || ' '),
        'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍',
        'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        ')) STORED;
CREATE INDEX deal_search ON deal USING gin (search ext.gin_trgm_ops);
-- The words of what people wrote; what the program notes has no text and costs nothing here.
CREATE INDEX activity_words ON activity USING gin (to_tsvector('simple', translate(lower(text),
        'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍',
        'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        '))) WHERE deleted_at IS NULL AND text <> '';
