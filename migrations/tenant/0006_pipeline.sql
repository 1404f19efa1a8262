-- Ways of selling, and the steps of each. Limited names need no TOAST table.
CREATE TABLE pipeline (
    id         uuid PRIMARY KEY,
    name       varchar(80) NOT NULL CHECK (name <> ''),
    position   int NOT NULL,
    version    int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE stage (
    id          uuid PRIMARY KEY,
    pipeline_id uuid NOT NULL REFERENCES pipeline,
    name        varchar(80) NOT NULL CHECK (name <> ''),
    position    int NOT NULL,
    probability int NOT NULL CHECK (probability BETWEEN 0 AND 100),
    kind        varchar(8) NOT NULL CHECK (kind IN ('open', 'won', 'lost'))
);
