-- +goose Up

-- The licence files of a server that the vendor does not run, as they were installed. What they say is only believed
-- after their signature was checked, each time.
CREATE TABLE licence_file (
    hash         text        NOT NULL PRIMARY KEY, -- SHA-256 of the text
    text         text        NOT NULL,
    installed_at timestamptz NOT NULL
);

-- The latest time that this server has seen: a clock that is set back does not prolong a licence. fingerprint is what
-- followed from the files when every company was looked at last.
CREATE TABLE licence_clock (
    one         boolean     NOT NULL PRIMARY KEY DEFAULT true CHECK (one),
    highest     timestamptz NOT NULL,
    fingerprint text        NOT NULL DEFAULT ''
);
