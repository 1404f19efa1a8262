-- +goose Up

-- The platform's part of each company's trail is a chain of its own; 0 is for what concerns no company.
ALTER TABLE audit ADD COLUMN seq bigint NOT NULL DEFAULT 0;
ALTER TABLE audit ADD COLUMN hash varchar(64) NOT NULL DEFAULT '';
CREATE INDEX audit_seq ON audit (tenant_id, seq);
CREATE TABLE audit_head (
    tenant_id bigint PRIMARY KEY,
    seq       bigint NOT NULL,
    hash      varchar(64) NOT NULL
);
REVOKE DELETE ON audit_head FROM kith_platform;

-- Ends of chains as they were, signed with the program's secret: whoever rewrites a whole chain, or cuts its end off, would
-- have to rewrite these too, which takes the secret.
CREATE TABLE audit_anchor (
    tenant_id bigint NOT NULL,
    part      text NOT NULL CHECK (part IN ('company', 'platform')),
    seq       bigint NOT NULL,
    hash      varchar(64) NOT NULL,
    mac       bytea NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, part, seq)
);
REVOKE UPDATE, DELETE ON audit_anchor FROM kith_platform;
