-- +goose Up

-- Who has had a trial: a hash of the mail domain of a company's founder, or of the whole address where a provider lends
-- its domain to everybody. One has a trial once.
CREATE TABLE trial (
    holder     bytea       NOT NULL PRIMARY KEY,
    tenant_id  bigint      NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    started_at timestamptz NOT NULL
);
CREATE INDEX trial_tenant ON trial (tenant_id);

-- What became of the last payment besides being paid (a dispute: '', 'open', 'won' or 'lost'; what was given back), and the
-- card that the next one is charged to.
ALTER TABLE tenant_billing
    ADD COLUMN dispute  text   NOT NULL DEFAULT '',
    ADD COLUMN refunded bigint NOT NULL DEFAULT 0,
    ADD COLUMN card     text   NOT NULL DEFAULT '';
