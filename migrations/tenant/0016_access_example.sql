-- What must always hold: a person must never, or always, see a record. Every change of roles, teams and shares is checked
-- against these.
CREATE TABLE access_example (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL,
    kind       varchar(16) NOT NULL,
    record_id  uuid NOT NULL,
    must       varchar(6) NOT NULL CHECK (must IN ('never', 'always')),
    created_by uuid,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX access_example_key ON access_example (user_id, kind, record_id);
