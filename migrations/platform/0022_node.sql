-- +goose Up

-- The database servers on which tenants live. The first one also holds this schema. An address has a password in it, so
-- it stays in the environment: url_from is the variable that holds it. A closed node gets no new tenants.
CREATE TABLE node (
    id         int PRIMARY KEY,
    name       text NOT NULL CONSTRAINT node_name_key UNIQUE CHECK (name ~ '^[a-z][a-z0-9-]{0,39}$'),
    url_from   text NOT NULL CONSTRAINT node_url_from_key UNIQUE CHECK (url_from ~ '^[A-Z][A-Z0-9_]*$'),
    state      text NOT NULL CHECK (state IN ('open', 'closed')),
    created_at timestamptz NOT NULL
);
INSERT INTO node (id, name, url_from, state, created_at) VALUES (1, 'main', 'KITH_DATABASE_URL', 'open', now());
ALTER TABLE tenant ADD CONSTRAINT tenant_node_fkey FOREIGN KEY (node) REFERENCES node (id);
CREATE INDEX tenant_node ON tenant (node, state);

-- A tenant on its way from one node to another. It is copied, then fenced, that is served nowhere, for a moment, then
-- moved: the target serves it, and the copy on the source waits to be dropped. checked_at is when both were found to hold
-- the same rows; problem is what was found instead.
CREATE TABLE tenant_move (
    tenant_id  bigint PRIMARY KEY REFERENCES tenant (id),
    source     int NOT NULL REFERENCES node (id),
    target     int NOT NULL REFERENCES node (id) CHECK (target <> source),
    phase      text NOT NULL CHECK (phase IN ('copying', 'fenced', 'moved')),
    started_at timestamptz NOT NULL,
    moved_at   timestamptz,
    checked_at timestamptz,
    rows       bigint NOT NULL DEFAULT 0,
    problem    text NOT NULL DEFAULT ''
);
