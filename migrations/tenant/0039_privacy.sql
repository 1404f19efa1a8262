-- People's rights (ADR 37). An entry of the trail can lose what it says of somebody, and nothing else: its digest stays, and
-- the entry that says so seals what is left. Programs that don't know of it would call such a trail changed.
-- kith: breaking
ALTER TABLE audit_log
    ADD COLUMN salt      varchar(26) NOT NULL DEFAULT '',
    ADD COLUMN kept      varchar(64) NOT NULL DEFAULT '',
    ADD COLUMN erased_by uuid;
GRANT UPDATE (record_name, changes, salt, kept, erased_by) ON audit_log TO "{{role}}";

-- What was asked for about a person: all that is known, as a file, or to be forgotten. The name goes when the person does.
CREATE TABLE privacy_request (
    id          uuid PRIMARY KEY,
    act         varchar(8)  NOT NULL CHECK (act IN ('report', 'erase')),
    state       varchar(8)  NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
    contact_id  uuid NOT NULL,
    name        varchar(160) NOT NULL,
    owner_id    uuid,
    items       int NOT NULL DEFAULT 0,
    size        bigint NOT NULL DEFAULT 0,
    version     int NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    finished_at timestamptz
);

-- Who was forgotten, as marks that say nothing without the server's secret: of the record's id, and of the ways to reach the
-- person. A company that is restored from an older archive forgets them again.
CREATE TABLE tombstone (
    mark      varchar(64) PRIMARY KEY,
    kind      varchar(8)  NOT NULL CHECK (kind IN ('id', 'email', 'phone')),
    erased_at timestamptz NOT NULL
);

INSERT INTO casbin_rule (id, ptype, v0, v1, v2, v3)
SELECT gen_random_uuid(), 'p', role, 'privacy', action, 'all'
FROM (VALUES ('owner'), ('admin')) AS p (role), unnest('{read,create,delete}'::text[]) AS action
UNION ALL SELECT gen_random_uuid(), 'p', id::text, 'privacy', action, 'all' FROM role, unnest('{read,create,delete}'::text[]) AS action WHERE base = 'admin';
