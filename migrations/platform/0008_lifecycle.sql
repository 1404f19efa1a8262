-- +goose Up

-- An operator's hold: the state that the tenant goes back to, and why. While it is held, no clock runs for it.
ALTER TABLE tenant
    ADD COLUMN held_from   text,
    ADD COLUMN hold_reason text NOT NULL DEFAULT '';

-- How long a tenant has been on its way out: daily ticks in its present state, counted while the service ran.
CREATE TABLE tenant_exit (
    tenant_id bigint PRIMARY KEY REFERENCES tenant (id),
    state     text NOT NULL,
    days      int NOT NULL,
    ticked_on date NOT NULL
);

-- What its owners were told before the end. sent_day is the tick at which the letter went out.
CREATE TABLE exit_notice (
    tenant_id   bigint NOT NULL REFERENCES tenant_exit (tenant_id) ON DELETE CASCADE,
    days_before int NOT NULL,
    written_at  timestamptz NOT NULL,
    sent_at     timestamptz,
    sent_day    int,
    PRIMARY KEY (tenant_id, days_before)
);

-- What remains of a purged tenant besides its emptied line in the registry: under which number the invoices are kept with
-- the payment provider. For whom they were is known there only.
CREATE TABLE purge (
    id          bigint PRIMARY KEY,
    customer_id text,
    purged_at   timestamptz NOT NULL
);

-- Addresses that are never given out again, as hashes: old links must not lead to somebody else.
CREATE TABLE retired_slug (
    hash bytea PRIMARY KEY
);
