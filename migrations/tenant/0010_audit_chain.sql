-- Each entry's hash covers the one before it: a changed, removed or inserted entry is found. Entries made before this have
-- no place in the chain (0).
ALTER TABLE audit_log ADD COLUMN seq bigint NOT NULL DEFAULT 0;
ALTER TABLE audit_log ADD COLUMN hash varchar(64) NOT NULL DEFAULT '';
CREATE INDEX audit_log_seq ON audit_log (seq);

-- The end of the chain.
CREATE TABLE audit_head (
    id   smallint PRIMARY KEY CHECK (id = 1),
    seq  bigint NOT NULL,
    hash varchar(64) NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');
REVOKE INSERT, DELETE ON audit_head FROM "{{role}}";
REVOKE TRUNCATE ON audit_log FROM "{{role}}";
