-- +goose Up

-- Log-ins that were refused, until they are in the audit trail: one row for a person, a company, a reason and a network.
-- tenant_id is 0 where it concerns every company of the person; user_id is all zeros for addresses without an account,
-- which are counted too, so that nobody can tell them apart by time.
CREATE TABLE login_refusal (
    user_id   uuid NOT NULL,
    tenant_id bigint NOT NULL,
    reason    text NOT NULL,
    network   text NOT NULL,
    ip        text NOT NULL,
    agent     text NOT NULL,
    began_at  timestamptz NOT NULL,
    tries     int NOT NULL,
    told      int NOT NULL,
    PRIMARY KEY (user_id, tenant_id, reason, network)
);

-- From where a key was used: the networks last seen, so that a new one can be told.
ALTER TABLE api_key ADD COLUMN used_from jsonb NOT NULL DEFAULT '[]';
