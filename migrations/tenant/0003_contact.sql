CREATE TABLE contact (
    id         uuid PRIMARY KEY,
    name       text NOT NULL,
    first_name text NOT NULL DEFAULT '',
    last_name  text NOT NULL DEFAULT '',
    email      text NOT NULL DEFAULT '',
    phone      text NOT NULL DEFAULT '',
    job_title  text NOT NULL DEFAULT '',
    company_id uuid,
    street     text NOT NULL DEFAULT '',
    city       text NOT NULL DEFAULT '',
    postcode   text NOT NULL DEFAULT '',
    country    text NOT NULL DEFAULT '',
    birthday   date,
    source     text NOT NULL DEFAULT '',
    owner_id   uuid,
    version    int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    search     text GENERATED ALWAYS AS (lower(name || ' ' || email || ' ' || regexp_replace(phone, '[^0-9]', '', 'g'))) STORED
);
CREATE INDEX contact_name ON contact (name COLLATE "und-x-icu", id) WHERE deleted_at IS NULL;
CREATE INDEX contact_created ON contact (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_updated ON contact (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_city ON contact (lower(city), id) WHERE deleted_at IS NULL;
CREATE INDEX contact_owner ON contact (owner_id) WHERE deleted_at IS NULL;
CREATE INDEX contact_company ON contact (company_id) WHERE deleted_at IS NULL;
CREATE INDEX contact_email ON contact (email) WHERE deleted_at IS NULL AND email <> '';
CREATE INDEX contact_search ON contact USING gin (search ext.gin_trgm_ops);
