-- What a person has several of stands in the person's row (ADR 16).
ALTER TABLE contact
    DROP COLUMN search,
    ADD COLUMN preferred_name text NOT NULL DEFAULT '',
    ADD COLUMN email_label    text NOT NULL DEFAULT '',
    ADD COLUMN phone_label    text NOT NULL DEFAULT '',
    ADD COLUMN more_emails    jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN more_phones    jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN company_since  date,
    ADD COLUMN positions      jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN language       text NOT NULL DEFAULT '',
    ADD COLUMN tags           jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN consent        jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN search         text GENERATED ALWAYS AS (lower(name || ' ' || preferred_name || ' ' || email || ' ' || (jsonb_path_query_array(more_emails, '$[*].value'))::text
        || ' ' || regexp_replace(phone, '[^0-9]', '', 'g') || ' ' || regexp_replace((jsonb_path_query_array(more_phones, '$[*].value'))::text, '[^0-9,]', '', 'g'))) STORED;
CREATE INDEX contact_search ON contact USING gin (search ext.gin_trgm_ops);
-- People by a further address, by an earlier company and by a tag: few have any, so these stay small.
CREATE INDEX contact_more_emails ON contact USING gin (more_emails jsonb_path_ops) WHERE more_emails <> '[]';
CREATE INDEX contact_positions ON contact USING gin (positions jsonb_path_ops) WHERE positions <> '[]';
CREATE INDEX contact_tags ON contact USING gin (tags jsonb_path_ops) WHERE tags <> '[]';
-- What a company is to the tenant: customer, supplier, partner, or several of them.
ALTER TABLE company
    ADD COLUMN kinds jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN tags  jsonb NOT NULL DEFAULT '[]';
CREATE INDEX company_tags ON company USING gin (tags jsonb_path_ops) WHERE tags <> '[]';
