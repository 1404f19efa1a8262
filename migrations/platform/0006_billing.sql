-- +goose Up

-- What Stripe said of a tenant when it was last asked, and whose turn it is to ask: whoever holds the lease.
CREATE TABLE tenant_billing (
    tenant_id       bigint      NOT NULL PRIMARY KEY REFERENCES tenant (id) ON DELETE CASCADE,
    customer_id     text        UNIQUE,
    subscription_id text,
    status          text        NOT NULL DEFAULT '',
    plan            text        NOT NULL DEFAULT '',
    plan_version    int         NOT NULL DEFAULT 0,
    "interval"      text        NOT NULL DEFAULT 'month',
    currency        text        NOT NULL DEFAULT '',
    full_seats      int         NOT NULL DEFAULT 0,
    light_seats     int         NOT NULL DEFAULT 0,
    pending_payment boolean     NOT NULL DEFAULT false,
    period_end      timestamptz,
    cancel_at       timestamptz,
    next_total      bigint,
    next_at         timestamptz,
    state_days      int         NOT NULL DEFAULT 0,
    ticked_on       date,
    checked_at      timestamptz,
    lock_token      uuid,
    locked_until    timestamptz NOT NULL DEFAULT '-infinity'
);

-- What we have asked, or are about to ask, of Stripe. The id is the idempotency key; params are sent as they stand here.
CREATE TABLE billing_command (
    id          uuid        NOT NULL PRIMARY KEY,
    tenant_id   bigint      NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    kind        text        NOT NULL,
    params      text        NOT NULL,
    asked       text        NOT NULL DEFAULT '',
    request_key text,
    state       text        NOT NULL CHECK (state IN ('open', 'done', 'failed')),
    result      text        NOT NULL DEFAULT '{}',
    error       text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE UNIQUE INDEX billing_command_open ON billing_command (tenant_id, kind) WHERE state = 'open';
CREATE UNIQUE INDEX billing_command_request ON billing_command (tenant_id, request_key) WHERE request_key IS NOT NULL;
CREATE INDEX billing_command_last ON billing_command (tenant_id, kind, created_at DESC);

-- Every event that Stripe sent, once. Stripe repeats events for three days and lists them for thirty.
CREATE TABLE stripe_event (
    id          text        NOT NULL PRIMARY KEY,
    type        text        NOT NULL,
    customer_id text        NOT NULL DEFAULT '',
    raw         text        NOT NULL,
    received_at timestamptz NOT NULL,
    handled_at  timestamptz
);
CREATE INDEX stripe_event_waiting ON stripe_event (received_at) WHERE handled_at IS NULL;
CREATE INDEX stripe_event_age ON stripe_event (received_at);

-- Letters that were written, so that none is written twice.
CREATE TABLE billing_notice (
    tenant_id  bigint      NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    code       text        NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, code)
);
