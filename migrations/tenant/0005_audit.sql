-- Who did what, with the values before and after; the program can only add to it.
CREATE TABLE audit_log (
    id          uuid PRIMARY KEY,
    at          timestamptz NOT NULL,
    actor_id    uuid,
    actor_name  text NOT NULL,
    action      text NOT NULL,
    kind        text NOT NULL,
    record_id   uuid,
    record_name text NOT NULL DEFAULT '',
    changes     jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX audit_log_at ON audit_log (at, id);
CREATE INDEX audit_log_record ON audit_log (kind, record_id, at);
REVOKE UPDATE, DELETE ON audit_log FROM "{{role}}";
