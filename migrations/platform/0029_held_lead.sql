-- +goose Up

-- The days that a company has been read-only for: daily ticks, counted while the service ran. A lead that came before a
-- tick has waited through it.
CREATE TABLE held_day (
    tenant_id bigint NOT NULL REFERENCES tenant (id),
    n         int NOT NULL,
    day       date NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, n)
);

-- What its owners were told of leads that have waited too long, those that came before up_to, and how many were deleted
-- then. sent_day is the tick at which the letter went out.
CREATE TABLE held_notice (
    id         uuid PRIMARY KEY,
    tenant_id  bigint NOT NULL REFERENCES tenant (id),
    up_to      timestamptz NOT NULL,
    leads      int NOT NULL,
    written_at timestamptz NOT NULL,
    sent_day   int,
    deleted    int,
    deleted_at timestamptz
);
CREATE INDEX held_notice_tenant ON held_notice (tenant_id);
