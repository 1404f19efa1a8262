-- +goose Up

-- Who works in which company, and as what. Removed members stay: they own history.
CREATE TABLE membership (
    id                       uuid PRIMARY KEY,
    tenant_id                bigint NOT NULL REFERENCES tenant (id),
    user_id                  uuid NOT NULL REFERENCES users (id),
    role                     text NOT NULL CHECK (role IN ('owner', 'admin', 'manager', 'employee', 'freelancer', 'technician', 'viewer')),
    state                    text NOT NULL CHECK (state IN ('active', 'suspended', 'removed')),
    ends_on                  date,
    ends_at                  timestamptz,
    seen_at                  timestamptz,
    first_steps_dismissed_at timestamptz,
    created_at               timestamptz NOT NULL,
    updated_at               timestamptz NOT NULL,
    CONSTRAINT membership_person_key UNIQUE (tenant_id, user_id),
    CHECK (role <> 'owner' OR ends_at IS NULL)
);
CREATE INDEX membership_user ON membership (user_id);
CREATE INDEX membership_ends ON membership (ends_at) WHERE state = 'active' AND ends_at IS NOT NULL;

-- Who was asked to join. The token of the link is not stored: it is made of link_id and the program's secret.
CREATE TABLE invitation (
    id         uuid PRIMARY KEY,
    tenant_id  bigint NOT NULL REFERENCES tenant (id),
    email      text NOT NULL,
    name       text NOT NULL,
    role       text NOT NULL,
    ends_on    date,
    ends_at    timestamptz,
    state      text NOT NULL CHECK (state IN ('pending', 'accepted', 'expired', 'withdrawn')),
    link_id    uuid NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT invitation_token_key UNIQUE,
    inviter_id uuid NOT NULL REFERENCES users (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    closed_at  timestamptz
);
CREATE UNIQUE INDEX invitation_pending_key ON invitation (tenant_id, email) WHERE state = 'pending';
CREATE INDEX invitation_tenant ON invitation (tenant_id, created_at DESC);
CREATE INDEX invitation_expires ON invitation (expires_at) WHERE state = 'pending';

-- Companies that are not there yet: what was asked for, until the link in the mail is followed.
CREATE TABLE signup (
    id            uuid PRIMARY KEY,
    company       text NOT NULL,
    name          text NOT NULL,
    email         text NOT NULL,
    password_hash text NOT NULL,
    language      text NOT NULL,
    currency      text NOT NULL,
    timezone      text NOT NULL,
    token_hash    bytea NOT NULL CONSTRAINT signup_token_key UNIQUE,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    closed_at     timestamptz
);
CREATE INDEX signup_email ON signup (email) WHERE closed_at IS NULL;
CREATE INDEX signup_expires ON signup (expires_at);
