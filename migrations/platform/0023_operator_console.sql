-- +goose Up

-- Who may open the operator's console: people of the service, apart from everybody who works in a tenant. The secret of the
-- authenticator app is sealed. An account counts once its owner has set it up by a link that is good once.
CREATE TABLE operator_account (
    id            uuid PRIMARY KEY,
    email         text NOT NULL CHECK (email = lower(email)),
    name          text NOT NULL,
    language      text NOT NULL DEFAULT 'en',
    password_hash text NOT NULL DEFAULT '',
    secret        bytea NOT NULL,
    last_step     bigint NOT NULL DEFAULT 0,
    setup_hash    bytea CONSTRAINT operator_account_setup_key UNIQUE,
    setup_ends_at timestamptz,
    created_at    timestamptz NOT NULL,
    ready_at      timestamptz,
    removed_at    timestamptz
);
CREATE UNIQUE INDEX operator_account_email_key ON operator_account (email) WHERE removed_at IS NULL;

-- One log-in of an operator. There is no token that outlives a look at this table.
CREATE TABLE operator_session (
    id          uuid PRIMARY KEY,
    operator_id uuid NOT NULL REFERENCES operator_account (id),
    token_hash  bytea NOT NULL CONSTRAINT operator_session_token_key UNIQUE,
    ip          text NOT NULL,
    agent       text NOT NULL,
    created_at  timestamptz NOT NULL,
    seen_at     timestamptz NOT NULL,
    ended_at    timestamptz
);
CREATE INDEX operator_session_operator ON operator_session (operator_id) WHERE ended_at IS NULL;
CREATE INDEX operator_session_age ON operator_session (created_at);

-- What the last filling of the pool of spare schemas came to; the error is empty when it went well.
CREATE TABLE tenant_pool (
    one       boolean PRIMARY KEY DEFAULT true CHECK (one),
    filled_at timestamptz NOT NULL,
    error     text NOT NULL
);

-- What the last nightly look at roles, grants and hardening has found.
CREATE TABLE role_audit (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    at       timestamptz NOT NULL,
    findings jsonb NOT NULL
);

-- What Stripe says the next period of a subscription costs, without tax and what is charged once; NULL until it was asked.
ALTER TABLE tenant_billing ADD COLUMN recurring bigint;
