-- +goose Up

-- Keys for programs. A key acts as a service account of its own, with the scopes it was given, and never as a person.
CREATE TABLE api_key (
    id         uuid PRIMARY KEY,
    tenant_id  bigint NOT NULL REFERENCES tenant (id),
    name       text NOT NULL,
    prefix     text NOT NULL,
    hash       bytea NOT NULL CONSTRAINT api_key_hash_key UNIQUE,
    scopes     jsonb NOT NULL,
    per_minute int NOT NULL,
    created_by uuid NOT NULL REFERENCES users (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    used_at    timestamptz,
    used_ip    text NOT NULL DEFAULT '',
    ended_at   timestamptz
);
CREATE INDEX api_key_tenant ON api_key (tenant_id, created_at);
