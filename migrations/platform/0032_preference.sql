-- +goose Up

-- The time zone people live in; empty: that of the company they work in.
ALTER TABLE users ADD COLUMN timezone text NOT NULL DEFAULT '';

-- What members choose for themselves in one company. Who has no row has chosen nothing: what holds then is in the program.
-- Hours are those of the person's clock. digest_on is the last day whose digest was written, feed_hash of the secret address
-- of the person's calendar.
CREATE TABLE preference (
    membership_id uuid PRIMARY KEY REFERENCES membership (id),
    tenant_id     bigint NOT NULL REFERENCES tenant (id),
    user_id       uuid NOT NULL REFERENCES users (id),
    mail          boolean NOT NULL,
    digest_hour   smallint CHECK (digest_hour BETWEEN 0 AND 23),
    quiet_from    smallint NOT NULL CHECK (quiet_from BETWEEN 0 AND 23),
    quiet_to      smallint NOT NULL CHECK (quiet_to BETWEEN 0 AND 23),
    late_days     smallint NOT NULL CHECK (late_days BETWEEN 0 AND 7),
    digest_on     date,
    seen_at       timestamptz,
    feed_hash     bytea CONSTRAINT preference_feed_key UNIQUE,
    feed_at       timestamptz,
    updated_at    timestamptz NOT NULL
);
CREATE INDEX preference_tenant ON preference (tenant_id);
