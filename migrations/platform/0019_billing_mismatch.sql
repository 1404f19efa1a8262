-- +goose Up

-- What the nightly comparison with Stripe found to be different here: no event had told of it. Each was repaired by the
-- look that found it; that they come at all is what an operator must know.
CREATE TABLE billing_mismatch (
    id        uuid        NOT NULL PRIMARY KEY,
    tenant_id bigint      NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    here      jsonb       NOT NULL,
    there     jsonb       NOT NULL,
    found_at  timestamptz NOT NULL
);
CREATE INDEX billing_mismatch_age ON billing_mismatch (found_at);
