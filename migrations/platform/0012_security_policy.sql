-- +goose Up

-- What a company asks of its people's log-ins. No row means the defaults of the program.
CREATE TABLE security_policy (
    tenant_id     bigint PRIMARY KEY REFERENCES tenant (id),
    min_length    int NOT NULL,
    no_reuse      int NOT NULL,
    max_age_days  int NOT NULL,
    idle_minutes  int NOT NULL,
    session_hours int NOT NULL,
    second_factor text NOT NULL CHECK (second_factor IN ('optional', 'admins', 'everybody')),
    networks      jsonb NOT NULL DEFAULT '{}',
    version       int NOT NULL,
    updated_at    timestamptz NOT NULL
);

-- Hashes of passwords a person had, so that a company can ask for one that was not used before.
CREATE TABLE old_password (
    user_id uuid NOT NULL REFERENCES users (id),
    ended_at timestamptz NOT NULL,
    hash    text NOT NULL,
    PRIMARY KEY (user_id, ended_at)
);

-- Another address for a person: confirmed by a link to the new one; the old one gets a link that takes it back.
CREATE TABLE email_change (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users (id),
    old_email    text NOT NULL,
    new_email    text NOT NULL,
    confirm_hash bytea NOT NULL CONSTRAINT email_change_confirm_key UNIQUE,
    stop_hash    bytea NOT NULL CONSTRAINT email_change_stop_key UNIQUE,
    created_at   timestamptz NOT NULL,
    confirmed_at timestamptz,
    stopped_at   timestamptz
);
CREATE INDEX email_change_user ON email_change (user_id);
