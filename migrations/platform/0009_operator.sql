-- +goose Up

-- Seats that an operator gave for nothing, until a day. They count on top of what is paid.
CREATE TABLE seat_gift (
    id         uuid PRIMARY KEY,
    tenant_id  bigint NOT NULL REFERENCES tenant (id),
    kind       text NOT NULL CHECK (kind IN ('full', 'light', 'viewer')),
    seats      int NOT NULL CHECK (seats > 0),
    reason     text NOT NULL,
    created_at timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE INDEX seat_gift_open ON seat_gift (tenant_id, ends_at) WHERE ended_at IS NULL;

-- When somebody of the service may look into a tenant, and why. It ends by itself, by the tenant, or by the operator.
CREATE TABLE support_access (
    id         uuid PRIMARY KEY,
    tenant_id  bigint NOT NULL REFERENCES tenant (id),
    operator   text NOT NULL,
    reason     text NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT support_access_token_key UNIQUE,
    created_at timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE INDEX support_access_tenant ON support_access (tenant_id, created_at DESC);
