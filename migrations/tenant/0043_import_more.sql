-- Imports of companies and deals, and of one of several sheets.
ALTER TABLE import
    ADD COLUMN object varchar(10) NOT NULL DEFAULT 'contact' CHECK (object IN ('contact', 'company', 'deal')),
    ADD COLUMN sheets jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN sheet varchar(100) NOT NULL DEFAULT '',
    ADD COLUMN stages jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN first_part int NOT NULL DEFAULT 0;
COMMENT ON COLUMN import.sheets IS 'of a workbook: which of its parts are of which sheet';
COMMENT ON COLUMN import.stages IS 'where the file says that deals stand, and what that is here';
COMMENT ON COLUMN import.first_part IS 'the first of the parts that belong to the sheet';
