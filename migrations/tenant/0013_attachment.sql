-- A file that belongs to a contact, a company or a deal. Its bytes are in the storage of files, under the company's public
-- id and this one. Who may see the record may see it.
CREATE TABLE attachment (
    id         uuid PRIMARY KEY,
    kind       varchar(16) NOT NULL,
    record_id  uuid NOT NULL,
    name       varchar(200) NOT NULL CHECK (name <> ''),
    media_type varchar(100) NOT NULL,
    size       bigint NOT NULL CHECK (size > 0),
    sha256     varchar(64) NOT NULL,
    created_by uuid,
    created_at timestamptz NOT NULL,
    deleted_at timestamptz
);
CREATE INDEX attachment_record ON attachment (record_id);
