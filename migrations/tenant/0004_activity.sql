-- What happened to a record (kind, record_id); contact_id, company_id and deal_id are the records on whose timelines it
-- shows, itself among them.
CREATE TABLE activity (
    id         uuid PRIMARY KEY,
    type       varchar(20) NOT NULL,
    at         timestamptz NOT NULL,
    actor_id   uuid,
    kind       varchar(20) NOT NULL,
    record_id  uuid NOT NULL,
    contact_id uuid,
    company_id uuid,
    deal_id    uuid,
    text       text NOT NULL,
    minutes    int CHECK (minutes BETWEEN 0 AND 1440),
    data       jsonb NOT NULL,
    version    int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);
CREATE INDEX activity_contact ON activity (contact_id, at, id) WHERE deleted_at IS NULL AND contact_id IS NOT NULL;
CREATE INDEX activity_company ON activity (company_id, at, id) WHERE deleted_at IS NULL AND company_id IS NOT NULL;
CREATE INDEX activity_deal ON activity (deal_id, at, id) WHERE deleted_at IS NULL AND deal_id IS NOT NULL;
CREATE INDEX activity_person ON activity (at, actor_id, type) WHERE deleted_at IS NULL AND type IN ('call', 'meeting', 'email', 'note', 'task_done');
