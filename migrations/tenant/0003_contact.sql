-- company_id stays when the company goes to the trash, so that it can come back with its people.
CREATE TABLE contact (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CHECK (name <> ''),
    name_key   bytea NOT NULL,
    first_name text NOT NULL,
    last_name  text NOT NULL,
    email      text NOT NULL,
    phone      text NOT NULL,
    job_title  text NOT NULL,
    company_id uuid REFERENCES company,
    owner_id   uuid,
    street     text NOT NULL,
    city       text NOT NULL,
    postcode   text NOT NULL,
    country    text NOT NULL,
    birthday   date,
    source     text NOT NULL,
    search     text GENERATED ALWAYS AS (lower(first_name || ' ' || last_name || ' ' || email || ' ' || regexp_replace(phone, '[^0-9]', '', 'g'))) STORED,
    version    int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);
CREATE INDEX contact_name ON contact (name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_created ON contact (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_updated ON contact (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_city ON contact (lower(city), id) WHERE deleted_at IS NULL;
CREATE INDEX contact_owner ON contact (owner_id) WHERE deleted_at IS NULL;
CREATE INDEX contact_company ON contact (company_id) WHERE deleted_at IS NULL AND company_id IS NOT NULL;
CREATE INDEX contact_email ON contact (email) WHERE deleted_at IS NULL AND email <> '';
CREATE INDEX contact_search ON contact USING gin (search gin_trgm_ops) WHERE deleted_at IS NULL;
