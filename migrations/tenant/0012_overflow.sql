-- Leads that came in when there was no room for them, or while nothing could be written. Nothing of them is lost: they
-- are taken in, oldest first, as soon as there is room.
CREATE TABLE overflow (
    id          uuid PRIMARY KEY,
    source      varchar(40) NOT NULL,
    lead        json NOT NULL,
    error       varchar(60) NOT NULL DEFAULT '',
    received_at timestamptz NOT NULL
);
