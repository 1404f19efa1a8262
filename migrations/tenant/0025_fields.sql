-- Fields that a company adds to its records. What is special to a type (choices, decimals, a currency, on what it depends)
-- is in settings.
CREATE TABLE custom_field (
    id         uuid PRIMARY KEY,
    object     varchar(20) NOT NULL,
    label      varchar(60) NOT NULL CHECK (label <> ''),
    type       varchar(10) NOT NULL,
    help       varchar(200) NOT NULL,
    section    varchar(60) NOT NULL,
    position   int NOT NULL,
    state      varchar(10) NOT NULL,
    required   boolean NOT NULL,
    settings   jsonb NOT NULL,
    version    int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);
-- Their values stand in the record, by the field's id (ADR 23). A row with many goes out of line, so that lists that show
-- none of them do not read them.
ALTER TABLE contact ADD COLUMN custom jsonb NOT NULL DEFAULT '{}', SET (toast_tuple_target = 800);
ALTER TABLE company ADD COLUMN custom jsonb NOT NULL DEFAULT '{}', SET (toast_tuple_target = 800);
ALTER TABLE deal ADD COLUMN custom jsonb NOT NULL DEFAULT '{}', SET (toast_tuple_target = 800);
-- A stage can ask for them as well.
ALTER TABLE stage ALTER COLUMN gate TYPE varchar(300);
