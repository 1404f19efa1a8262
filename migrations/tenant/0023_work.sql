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
