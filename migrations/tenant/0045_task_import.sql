-- Tasks and meetings from calendars. source_uid is whose calendar a task came from and what it is called there; the one that comes
-- after a repeated task is not in a calendar any more.
ALTER TABLE task ADD COLUMN source_uid text;
CREATE INDEX task_source ON task (source_uid) WHERE source_uid IS NOT NULL AND deleted_at IS NULL;
ALTER TABLE import
    DROP CONSTRAINT import_object_check,
    ADD CONSTRAINT import_object_check CHECK (object IN ('contact', 'company', 'deal', 'task')),
    ADD COLUMN remarked int NOT NULL DEFAULT 0;
COMMENT ON COLUMN task.source_uid IS 'by what a file that brought it finds it again';
COMMENT ON COLUMN import.remarked IS 'rows that were taken, but for something that they say';
