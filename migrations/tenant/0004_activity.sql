-- Everything that was said and done, in one table: what people write down and what the program notes. about is the record
-- it happened to; the three ids are the timelines in which it shows.
CREATE TABLE activity (
    id         uuid PRIMARY KEY,
    type       text NOT NULL,
    at         timestamptz NOT NULL,
    owner_id   uuid,
    actor_name text NOT NULL DEFAULT '',
    kind       text NOT NULL,
    record_id  uuid NOT NULL,
    contact_id uuid,
    company_id uuid,
    deal_id    uuid,
    text       text NOT NULL DEFAULT '',
    minutes    int NOT NULL DEFAULT 0,
    data       jsonb NOT NULL DEFAULT '{}',
    version    int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);
CREATE INDEX activity_contact ON activity (contact_id, at, id) WHERE deleted_at IS NULL;
CREATE INDEX activity_company ON activity (company_id, at, id) WHERE deleted_at IS NULL;
CREATE INDEX activity_deal ON activity (deal_id, at, id) WHERE deleted_at IS NULL;
CREATE INDEX activity_at ON activity (at, owner_id) WHERE deleted_at IS NULL;
