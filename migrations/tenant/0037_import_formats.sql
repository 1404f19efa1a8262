-- Imports that wait, and records that are found again by a field of the company's own.
ALTER TABLE import DROP CONSTRAINT import_state_check;
ALTER TABLE import
    ADD CONSTRAINT import_state_check CHECK (state IN ('ready', 'running', 'paused', 'done', 'failed', 'cancelled')),
    ADD COLUMN match varchar(60) NOT NULL DEFAULT '';
COMMENT ON COLUMN import.match IS 'the field by which contacts that are there already are found again; empty for their e-mail addresses';
