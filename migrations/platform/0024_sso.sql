-- +goose Up

-- The sign-on of a company: whose word it takes, and what role that makes of somebody. The client's secret is sealed.
CREATE TABLE sso (
    tenant_id     bigint PRIMARY KEY REFERENCES tenant (id),
    issuer        text NOT NULL,
    client_id     text NOT NULL,
    client_secret bytea NOT NULL,
    claim         text NOT NULL,
    rules         jsonb NOT NULL DEFAULT '[]',
    default_role  text NOT NULL DEFAULT '',
    state         text NOT NULL CHECK (state IN ('off', 'on', 'required')),
    tried_at      timestamptz,
    version       int NOT NULL,
    updated_at    timestamptz NOT NULL
);

-- Domains that a company says are its own. Of those who say so, one can have proven it.
CREATE TABLE sso_domain (
    id         uuid PRIMARY KEY,
    tenant_id  bigint NOT NULL REFERENCES tenant (id),
    domain     text NOT NULL CHECK (domain = lower(domain)),
    token      text NOT NULL,
    proven_at  timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT sso_domain_key UNIQUE (tenant_id, domain)
);
CREATE UNIQUE INDEX sso_domain_proven ON sso_domain (domain) WHERE proven_at IS NOT NULL;

-- Who a company's provider means by a subject. An address that is given to somebody new does not open the account of the
-- person before: of one person, a provider knows one subject.
CREATE TABLE sso_link (
    tenant_id  bigint NOT NULL REFERENCES tenant (id),
    issuer     text NOT NULL,
    subject    text NOT NULL,
    user_id    uuid NOT NULL REFERENCES users (id),
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, issuer, subject),
    CONSTRAINT sso_link_person UNIQUE (tenant_id, issuer, user_id)
);
CREATE INDEX sso_link_user ON sso_link (user_id);

-- A session that was opened by a company's sign-on opens that company only; null for one opened by the person's own means.
ALTER TABLE session ADD COLUMN bound_to bigint;
