-- +goose Up

-- Which companies have no trial of their own, and what it was that had had one: a mail domain, an address at a public
-- provider, or a payment card.
CREATE TABLE trial_refusal (
    tenant_id  bigint      NOT NULL PRIMARY KEY REFERENCES tenant (id) ON DELETE CASCADE,
    had        text        NOT NULL CHECK (had IN ('domain', 'address', 'card')),
    created_at timestamptz NOT NULL
);
