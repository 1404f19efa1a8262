-- Who did what to which record, with the fields before and after.
CREATE TABLE audit_log (
    id          uuid PRIMARY KEY,
    at          timestamptz NOT NULL,
    actor_id    uuid,
    actor_name  text NOT NULL,
    action      varchar(40) NOT NULL,
    kind        varchar(40) NOT NULL,
    record_id   uuid,
    record_name text NOT NULL,
    changes     jsonb NOT NULL
);
-- append-only
REVOKE UPDATE, DELETE ON audit_log FROM "{{role}}";
CREATE INDEX audit_log_at ON audit_log (at, id);
CREATE INDEX audit_log_actor ON audit_log (actor_id, at, id);
