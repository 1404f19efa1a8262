-- +goose Up

-- The roll-out of migrations to tenants. needs_version is the oldest program that can serve the tenant's schema; canaries
-- go before all others.
ALTER TABLE tenant
    ADD COLUMN needs_version     int NOT NULL DEFAULT 0,
    ADD COLUMN canary            boolean NOT NULL DEFAULT false,
    ADD COLUMN migrate_failed_at timestamptz;
CREATE INDEX tenant_failed ON tenant (id) WHERE migrate_error <> '';

-- Whether the roll-out goes on. The one row is there from the start.
CREATE TABLE rollout (
    one       boolean PRIMARY KEY DEFAULT true CHECK (one),
    paused_at timestamptz,
    reason    text NOT NULL DEFAULT ''
);
INSERT INTO rollout DEFAULT VALUES;
