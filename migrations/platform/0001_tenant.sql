-- +goose Up

CREATE SEQUENCE tenant_id_seq;

-- Every company, and the spare schemas that wait for one. The names of schema and role are opaque and never reused.
CREATE TABLE tenant (
    id             bigint PRIMARY KEY,
    uid            uuid NOT NULL UNIQUE,
    slug           text UNIQUE,
    name           text NOT NULL DEFAULT '',
    schema_name    text NOT NULL UNIQUE CHECK (schema_name ~ '^t_[0-9]{6,18}$'),
    role_name      text NOT NULL CHECK (role_name ~ '^t_[0-9]{6,18}$'),
    node           int NOT NULL DEFAULT 1,
    shard          smallint NOT NULL,
    state          text NOT NULL CHECK (state IN ('spare', 'trialing', 'free', 'active', 'past_due', 'grace', 'suspended',
                       'cancelled', 'pending_purge', 'purged', 'locked')),
    schema_version int NOT NULL,
    migrate_error  text NOT NULL DEFAULT '',
    language       text NOT NULL DEFAULT 'en',
    currency       text NOT NULL DEFAULT 'EUR',
    timezone       text NOT NULL DEFAULT 'UTC',
    plan           text NOT NULL DEFAULT 'free',
    trial_ends_at  timestamptz,
    version        int NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL,
    claimed_at     timestamptz
);
CREATE INDEX tenant_spare ON tenant (id) WHERE state = 'spare';
CREATE INDEX tenant_version ON tenant (schema_version) WHERE state <> 'purged';

-- Answers by Idempotency-Key for acts on the platform; the tenant's schema has the same table for its own.
CREATE TABLE idempotency (
    user_id    uuid NOT NULL,
    key        text NOT NULL,
    print      bytea NOT NULL,
    answer     jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- What happened to a tenant outside its own schema: sign-in, seats, billing. Append-only for the program.
CREATE TABLE audit (
    id          uuid PRIMARY KEY,
    tenant_id   bigint,
    at          timestamptz NOT NULL,
    actor_id    uuid,
    actor_name  text NOT NULL,
    action      text NOT NULL,
    kind        text NOT NULL,
    record_id   uuid,
    record_name text NOT NULL DEFAULT '',
    changes     jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX audit_tenant ON audit (tenant_id, at DESC, id DESC);
REVOKE UPDATE, DELETE ON audit FROM kith_platform;
