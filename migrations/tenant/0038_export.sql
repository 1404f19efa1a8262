-- Files that people asked for from a list (ADR 36). A file itself is in the storage, under the row's id and the number of the try
-- that made it, and goes with the row.
CREATE TABLE export (
    id          uuid PRIMARY KEY,
    owner_id    uuid NOT NULL, -- who asked, and nobody else's to fetch
    kind        varchar(16) NOT NULL,
    object_id   uuid REFERENCES object, -- of records of the company's own
    name        varchar(200) NOT NULL,
    format      varchar(8) NOT NULL CHECK (format IN ('csv', 'xlsx', 'jsonl')),
    asked       jsonb NOT NULL,
    state       varchar(8) NOT NULL CHECK (state IN ('waiting', 'running', 'ready', 'failed')),
    problem     varchar(60) NOT NULL DEFAULT '',
    try         int NOT NULL DEFAULT 0,
    total       bigint NOT NULL,
    done        bigint NOT NULL DEFAULT 0,
    size        bigint NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    finished_at timestamptz,
    expires_at  timestamptz NOT NULL
);
