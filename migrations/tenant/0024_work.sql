-- What kind of work a task is, how long it takes, when to be reminded, until when it is put off, and how it comes again:
-- by a rule of RFC 5545 that counts from repeat_from. next_id is the task that came after.
ALTER TABLE task
    ADD COLUMN kind          varchar(8) NOT NULL DEFAULT 'todo',
    ADD COLUMN minutes       int,
    ADD COLUMN remind_before int,
    ADD COLUMN snoozed_until timestamptz,
    ADD COLUMN repeat        varchar(200) NOT NULL DEFAULT '',
    ADD COLUMN repeat_from   timestamptz,
    ADD COLUMN next_id       uuid;
-- Calendars of others that a person has beside the own: by a secret address, sealed, or from a file. busy is what they say of the
-- coming months.
CREATE TABLE calendar (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL,
    name       varchar(100) NOT NULL,
    address    bytea,
    host       varchar(255) NOT NULL,
    busy       jsonb NOT NULL,
    problem    varchar(20) NOT NULL,
    fetched_at timestamptz,
    created_at timestamptz NOT NULL
);
