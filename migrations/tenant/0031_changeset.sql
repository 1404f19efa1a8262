-- Acts on many records at once, and how to take them back.
CREATE TABLE changeset (
    id          uuid PRIMARY KEY,
    owner_id    uuid, -- who did it
    act         varchar(8) NOT NULL CHECK (act IN ('edit', 'delete', 'import')),
    object      varchar(16) NOT NULL,
    name        varchar(200) NOT NULL, -- of the file that was imported
    edit        jsonb NOT NULL,        -- what was set
    state       varchar(10) NOT NULL CHECK (state IN ('checking', 'ready', 'running', 'done', 'cancelled', 'failed', 'undoing', 'undone', 'partly')),
    total       int NOT NULL,
    done        int NOT NULL,
    changed     int NOT NULL,
    same        int NOT NULL,
    failed      int NOT NULL,
    back        int NOT NULL,
    kept        int NOT NULL,
    version     int NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    finished_at timestamptz,
    undone_at   timestamptz,
    undone_by   uuid
);

-- What became of each record: the columns that changed, as they were before and after, and the version that the act left.
-- problem says why a record could not be changed, or what somebody else changed so that it was not put back.
CREATE TABLE changeset_entry (
    set_id    uuid NOT NULL REFERENCES changeset ON DELETE CASCADE,
    object    varchar(16) NOT NULL,
    record_id uuid NOT NULL,
    state     varchar(8) NOT NULL CHECK (state IN ('waiting', 'open', 'fits', 'same', 'failed', 'changed', 'made', 'deleted', 'back', 'kept', 'erased')),
    version   int NOT NULL DEFAULT 0,
    before    jsonb NOT NULL DEFAULT '{}',
    after     jsonb NOT NULL DEFAULT '{}',
    problem   jsonb,
    PRIMARY KEY (set_id, object, record_id)
);

INSERT INTO casbin_rule (id, ptype, v0, v1, v2, v3)
SELECT gen_random_uuid(), 'p', role, 'changeset', action, scope
FROM (VALUES ('owner', 'all'), ('admin', 'all'), ('manager', 'own'), ('employee', 'own')) AS p (role, scope),
    unnest('{create,read,update}'::text[]) AS action;
