-- +goose Up

-- Keys that a person's devices hold; ours is the public half. credential is what the check of an answer needs.
CREATE TABLE passkey (
    id            uuid PRIMARY KEY,
    user_id       uuid NOT NULL REFERENCES users (id),
    name          text NOT NULL,
    credential_id bytea NOT NULL CONSTRAINT passkey_credential_key UNIQUE,
    credential    jsonb NOT NULL,
    created_at    timestamptz NOT NULL,
    used_at       timestamptz
);
CREATE INDEX passkey_user ON passkey (user_id);
