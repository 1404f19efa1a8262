-- Files of records brought in. Until it starts, an import's counters say what would happen.
CREATE TABLE import (
    id           uuid PRIMARY KEY,
    owner_id     uuid,
    file_name    text NOT NULL,
    state        varchar(10) NOT NULL CHECK (state IN ('ready', 'running', 'done', 'failed', 'cancelled')),
    source       varchar(10) NOT NULL,
    encoding     varchar(20) NOT NULL,
    separator    varchar(1) NOT NULL,
    columns      jsonb NOT NULL,
    on_duplicate varchar(6) NOT NULL CHECK (on_duplicate IN ('update', 'skip')),
    parts        int NOT NULL,
    next_part    int NOT NULL,
    total        int NOT NULL,
    done         int NOT NULL,
    created      int NOT NULL,
    updated      int NOT NULL,
    skipped      int NOT NULL,
    failed       int NOT NULL,
    error        text NOT NULL,
    version      int NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    started_at   timestamptz,
    finished_at  timestamptz
);

-- The rows of a file in parts that are worked in one transaction each, as JSON.
CREATE TABLE import_part (
    import_id uuid NOT NULL REFERENCES import,
    part      int NOT NULL,
    lines     text NOT NULL,
    PRIMARY KEY (import_id, part)
);

-- Why rows were not taken.
CREATE TABLE import_problem (
    import_id uuid NOT NULL REFERENCES import,
    row       int NOT NULL,
    field     varchar(20) NOT NULL,
    code      varchar(60) NOT NULL,
    reason    varchar(200) NOT NULL,
    PRIMARY KEY (import_id, row, field)
);
