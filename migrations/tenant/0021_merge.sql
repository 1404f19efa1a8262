-- A record that is merged into another one stays in the trash as it was, with where it went and what that changed: the
-- other's fields before and after, and what was moved there. Taking the two apart reads it and empties both columns.
ALTER TABLE contact ADD COLUMN merged_into uuid, ADD COLUMN merge json;
ALTER TABLE company ADD COLUMN merged_into uuid, ADD COLUMN merge json;
CREATE INDEX contact_merged ON contact (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX company_merged ON company (merged_into) WHERE merged_into IS NOT NULL;
-- Two records of which somebody said that they are not the same, though they look so. The smaller id comes first.
CREATE TABLE distinct_pair (
    one_id     uuid NOT NULL,
    other_id   uuid NOT NULL,
    kind       varchar(16) NOT NULL,
    created_by uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (one_id, other_id),
    CHECK (one_id < other_id)
);
-- Entries in the trash move with the others, so they are found by these as well.
DROP INDEX activity_contact;
DROP INDEX activity_company;
CREATE INDEX activity_contact ON activity (contact_id, at, id);
CREATE INDEX activity_company ON activity (company_id, at, id);
