-- The company's archives: when they are made, for whom they are sealed, where they are sent, and which there are. All of it is
-- one row, which is locked while it is changed, so that there are never two archives in the making; the list is bounded (ADR 38).
CREATE TABLE vault (
    one         boolean PRIMARY KEY DEFAULT true CHECK (one),
    every       varchar(8) NOT NULL DEFAULT 'off' CHECK (every IN ('off', 'daily', 'weekly', 'monthly')),
    keep        int NOT NULL DEFAULT 5 CHECK (keep BETWEEN 1 AND 30),
    next_at     timestamptz,
    recipient   text NOT NULL DEFAULT '',
    bucket      jsonb NOT NULL DEFAULT '{}',
    secret      bytea,
    making_id   uuid,
    making_by   uuid,
    making_since timestamptz,
    phase       varchar(8) NOT NULL DEFAULT '',
    problem     varchar(12) NOT NULL DEFAULT '',
    made        jsonb NOT NULL DEFAULT '[]',
    version     int NOT NULL DEFAULT 1,
    updated_at  timestamptz
);
INSERT INTO vault DEFAULT VALUES;

INSERT INTO casbin_rule (id, ptype, v0, v1, v2, v3)
SELECT gen_random_uuid(), 'p', role, 'archive', action, 'all'
FROM unnest('{owner,admin}'::text[]) AS role, unnest('{create,export,update,delete}'::text[]) AS action;
