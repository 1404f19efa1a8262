-- Files of more products, imports that wait, and of other kinds of records than contacts.
ALTER TABLE import DROP CONSTRAINT import_state_check;
ALTER TABLE import
    ADD CONSTRAINT import_state_check CHECK (state IN ('ready', 'running', 'paused', 'done', 'failed', 'cancelled')),
    ADD COLUMN object varchar(10) NOT NULL DEFAULT 'contact',
    ADD COLUMN match varchar(60) NOT NULL DEFAULT '';
COMMENT ON COLUMN import.match IS 'the field by which records that are there already are found again; empty for the usual one';
