CREATE TABLE schema_version (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    version int NOT NULL
);
INSERT INTO schema_version (version) VALUES (0);
REVOKE INSERT, UPDATE, DELETE ON schema_version FROM "{{role}}";

-- Answers by Idempotency-Key.
CREATE TABLE idempotency (
    user_id    uuid NOT NULL,
    key        text NOT NULL,
    print      bytea NOT NULL,
    answer     jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE TABLE team (
    id         uuid PRIMARY KEY,
    name       varchar(80) NOT NULL,
    version    int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX team_name_key ON team (lower(name));

CREATE TABLE team_member (
    team_id uuid NOT NULL REFERENCES team ON DELETE CASCADE,
    user_id uuid NOT NULL,
    manager boolean NOT NULL,
    PRIMARY KEY (user_id, team_id)
);

-- A single record opened to a person (assignment) or a team.
CREATE TABLE share (
    id           uuid PRIMARY KEY,
    kind         varchar(16) NOT NULL,
    record_id    uuid NOT NULL,
    subject_id   uuid NOT NULL,
    subject_type varchar(4) NOT NULL CHECK (subject_type IN ('user', 'team')),
    ends_at      timestamptz,
    created_by   uuid,
    created_at   timestamptz NOT NULL
);
CREATE UNIQUE INDEX share_key ON share (kind, record_id, subject_id);

-- Policies: role, object, action, scope (assigned, own, team, all). What is not here is not allowed.
CREATE TABLE casbin_rule (
    id    uuid PRIMARY KEY,
    ptype varchar(8) NOT NULL,
    v0    varchar(60) NOT NULL,
    v1    varchar(60) NOT NULL,
    v2    varchar(60) NOT NULL DEFAULT '',
    v3    varchar(60) NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX casbin_rule_key ON casbin_rule (ptype, v0, v1, v2);

INSERT INTO casbin_rule (id, ptype, v0, v1, v2, v3)
SELECT gen_random_uuid(), 'p', role, object, action, scope
FROM (VALUES
    ('owner', '{contact,company,deal,task,activity}', '{create,read,update,delete,export}', 'all'),
    ('owner', '{import,report,search,pipeline,member,seat,team,role,share,audit,billing,tenant,health}', '{create,read,update,delete}', 'all'),
    ('admin', '{contact,company,deal,task,activity}', '{create,read,update,delete,export}', 'all'),
    ('admin', '{import,report,search,pipeline,member,seat,team,role,share,audit,billing,tenant,health}', '{create,read,update,delete}', 'all'),
    ('manager', '{contact,company,deal,task,activity}', '{create,read,update,delete,export}', 'team'),
    ('manager', '{share}', '{create,read,delete}', 'team'),
    ('manager', '{report}', '{read}', 'team'),
    ('manager', '{import}', '{create,read}', 'own'),
    ('manager', '{search,pipeline,member,team,seat}', '{read}', 'all'),
    ('employee', '{contact,company,deal,task,activity}', '{create,read,update,delete}', 'own'),
    ('employee', '{share}', '{create,read,delete}', 'own'),
    ('employee', '{report}', '{read}', 'own'),
    ('employee', '{search,pipeline,member,team}', '{read}', 'all'),
    ('freelancer', '{contact,company,deal}', '{read,update}', 'assigned'),
    ('freelancer', '{task,activity}', '{create,read,update}', 'assigned'),
    ('freelancer', '{report}', '{read}', 'assigned'),
    ('freelancer', '{search,pipeline}', '{read}', 'all'),
    ('technician', '{tenant,health}', '{read,update}', 'all'),
    ('viewer', '{contact,company,deal,task,activity,report}', '{read}', 'all'),
    ('viewer', '{search,pipeline,member,team}', '{read}', 'all')
) AS p (role, objects, actions, scope), unnest(p.objects::text[]) AS object, unnest(p.actions::text[]) AS action;
