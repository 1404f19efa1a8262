-- +goose Up

-- People. One person is one row, in however many companies they work.
CREATE TABLE users (
    id                  uuid PRIMARY KEY,
    email               text NOT NULL CONSTRAINT users_email_key UNIQUE CHECK (email = lower(email)),
    name                text NOT NULL,
    language            text NOT NULL,
    password_hash       text NOT NULL,
    password_changed_at timestamptz NOT NULL,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL
);

-- Who asked for a new password. A row is written for unknown addresses too, so that nobody can tell them apart.
CREATE TABLE password_reset (
    id         uuid PRIMARY KEY,
    email      text NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT password_reset_token_key UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX password_reset_email ON password_reset (email);

-- How often something was tried within a window; losing it in a crash only lets people try again.
CREATE UNLOGGED TABLE attempt (
    key     bytea PRIMARY KEY,
    hits    int NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX attempt_ends ON attempt (ends_at);

-- One log-in on one device. tenant_id is the company used last; 0 is none.
CREATE TABLE session (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id),
    tenant_id  bigint NOT NULL,
    head       bytea NOT NULL,
    ip         text NOT NULL,
    agent      text NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    ended_at   timestamptz,
    end_reason text NOT NULL DEFAULT ''
);
CREATE INDEX session_person ON session (user_id, seen_at DESC);
CREATE INDEX session_seen ON session (seen_at);

-- Every refresh token of a session, by its hash: a used one that comes back means that somebody copied it.
CREATE TABLE refresh_token (
    hash       bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX refresh_token_session ON refresh_token (session_id);
CREATE INDEX refresh_token_used ON refresh_token (used_at);

-- The keys that sign access tokens; the seed is sealed with the program's secret.
CREATE TABLE signing_key (
    id         uuid PRIMARY KEY,
    state      text NOT NULL CHECK (state IN ('next', 'active', 'retired')),
    seed       bytea NOT NULL,
    created_at timestamptz NOT NULL,
    active_at  timestamptz,
    retired_at timestamptz
);
CREATE UNIQUE INDEX signing_key_one ON signing_key (state) WHERE state <> 'retired';
