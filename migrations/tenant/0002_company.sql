-- name_key sorts name as people do and search is what a piece of text is looked for in; the program makes the first.
CREATE TABLE company (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CHECK (name <> ''),
    name_key   bytea NOT NULL,
    domain     text NOT NULL,
    website    text NOT NULL,
    email      text NOT NULL,
    phone      text NOT NULL,
    industry   text NOT NULL,
    street     text NOT NULL,
    city       text NOT NULL,
    postcode   text NOT NULL,
    country    text NOT NULL,
    owner_id   uuid,
    search     text GENERATED ALWAYS AS (lower(name || ' ' || domain || ' ' || email || ' ' || regexp_replace(phone, '[^0-9]', '', 'g'))) STORED,
    version    int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);
CREATE INDEX company_name ON company (name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX company_created ON company (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX company_updated ON company (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX company_city ON company (lower(city), id) WHERE deleted_at IS NULL;
CREATE INDEX company_owner ON company (owner_id) WHERE deleted_at IS NULL;
CREATE INDEX company_search ON company USING gin (search gin_trgm_ops) WHERE deleted_at IS NULL;
