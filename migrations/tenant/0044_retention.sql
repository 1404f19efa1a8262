-- What people decided about being written to and called, each with its proof: who noted it, how it is known, and what the person was
-- shown (ADR 45). Rows are only added: nobody can change or remove one, they go with the contact's row alone. A text that is
-- longer than a row takes continues in further parts, so that the table needs no other beside it.
CREATE TABLE consent (
    contact_id uuid NOT NULL REFERENCES contact ON DELETE CASCADE,
    id         uuid NOT NULL,
    part       smallint NOT NULL DEFAULT 0,
    channel    varchar(5) NOT NULL CHECK (channel IN ('email', 'phone')),
    state      varchar(9) NOT NULL CHECK (state IN ('given', 'withdrawn')),
    at         timestamptz NOT NULL,
    via        varchar(6) NOT NULL CHECK (via IN ('person', 'api', 'form', 'import', 'link', 'before')),
    by_id      uuid,
    source     varchar(200) NOT NULL DEFAULT '',
    edition    varchar(40) NOT NULL DEFAULT '',
    wording    varchar(150) NOT NULL DEFAULT '',
    ip         varchar(45) NOT NULL DEFAULT '',
    PRIMARY KEY (contact_id, id, part)
);
REVOKE UPDATE, DELETE ON consent FROM "{{role}}";

INSERT INTO consent (contact_id, id, channel, state, at, via, source)
SELECT c.id, gen_random_uuid(), w.channel, d->>'state', (d->>'at')::timestamptz, 'before', left(d->>'source', 200)
FROM contact c CROSS JOIN LATERAL (VALUES ('email'), ('phone')) AS w (channel)
    CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(c.consent->w.channel) WHEN 'array' THEN c.consent->w.channel ELSE '[]' END) AS d
WHERE c.consent <> '{}' AND NOT EXISTS (SELECT FROM contact m WHERE m.merged_into = c.id AND m.consent->w.channel @> jsonb_build_array(d));

-- Rules of how long records are kept, and the records that are due by them (ADR 45). The row of a rule has no record: its id is
-- zeros. Nights are counted while the program runs, so that no clock that jumps destroys anything.
CREATE TABLE retention (
    rule       varchar(36) NOT NULL,
    record_id  uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    months     int NOT NULL DEFAULT 0,
    erase      boolean NOT NULL DEFAULT false,
    allowed    bigint NOT NULL DEFAULT 0,
    problem    varchar(8) NOT NULL DEFAULT '' CHECK (problem IN ('', 'clock', 'share')),
    name       varchar(160) NOT NULL DEFAULT '',
    nights     int NOT NULL DEFAULT 0,
    at         timestamptz,
    kept_until timestamptz,
    kept_by    uuid,
    version    int NOT NULL DEFAULT 1,
    PRIMARY KEY (rule, record_id)
);
