-- +goose Up

-- When somebody last showed who they are within a session, and by what they logged in.
ALTER TABLE session
    ADD COLUMN proved_at timestamptz,
    ADD COLUMN method text NOT NULL DEFAULT 'password';
UPDATE session SET proved_at = created_at;
ALTER TABLE session ALTER COLUMN proved_at SET NOT NULL;

-- The authenticator app of a person; the secret is sealed. last_step is the newest time step whose code was used.
CREATE TABLE second_factor (
    user_id      uuid PRIMARY KEY REFERENCES users (id),
    secret       bytea NOT NULL,
    confirmed_at timestamptz,
    last_step    bigint NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL
);

-- Codes for the day the app is lost, by their hashes; each is good once.
CREATE TABLE recovery_code (
    user_id uuid NOT NULL REFERENCES users (id),
    hash    bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, hash)
);

-- Browsers that are not asked for the second step for a while. Their cookie is a MAC of the id.
CREATE TABLE device (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id),
    token_hash bytea NOT NULL CONSTRAINT device_token_key UNIQUE,
    ip         text NOT NULL,
    agent      text NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX device_user ON device (user_id);

-- What a half-finished ceremony has to remember: a second step, a passkey's challenge, a way through single sign-on.
CREATE TABLE challenge (
    token_hash bytea PRIMARY KEY,
    purpose    text NOT NULL,
    user_id    uuid REFERENCES users (id),
    data       bytea NOT NULL DEFAULT '',
    expires_at timestamptz NOT NULL
);
CREATE INDEX challenge_expires ON challenge (expires_at);
