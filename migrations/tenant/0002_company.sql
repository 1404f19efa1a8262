CREATE TABLE company (
    id         uuid PRIMARY KEY,
    name       text NOT NULL,
    domain     text NOT NULL DEFAULT '',
    website    text NOT NULL DEFAULT '',
    email      text NOT NULL DEFAULT '',
    phone      text NOT NULL DEFAULT '',
    industry   text NOT NULL DEFAULT '',
    street     text NOT NULL DEFAULT '',
    city       text NOT NULL DEFAULT '',
    postcode   text NOT NULL DEFAULT '',
    country    text NOT NULL DEFAULT '',
    owner_id   uuid,
    version    int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    search     text GENERATED ALWAYS AS (lower(name || ' ' || domain || ' ' || email || ' ' || regexp_replace(phone, '[^0-9]', '', 'g'))) STORED
);
CREATE INDEX company_name ON company (name COLLATE "und-x-icu", id) WHERE deleted_at IS NULL;
-- Imports find companies by name, whatever its case.
CREATE INDEX company_same ON company (lower(name), id) WHERE deleted_at IS NULL;
CREATE INDEX company_created ON company (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX company_updated ON company (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX company_city ON company (lower(city), id) WHERE deleted_at IS NULL;
CREATE INDEX company_owner ON company (owner_id) WHERE deleted_at IS NULL;
CREATE INDEX company_search ON company USING gin (search ext.gin_trgm_ops);
