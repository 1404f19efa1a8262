-- What is in somebody's way: on which screen, which part of it, in their words; and what an admin answered.
CREATE TABLE feedback (
    id          uuid PRIMARY KEY,
    path        varchar(200) NOT NULL,
    screen      varchar(120) NOT NULL,
    part        varchar(120) NOT NULL,
    text        varchar(2000) NOT NULL CHECK (text <> ''),
    owner_id    uuid,
    answer      varchar(2000) NOT NULL DEFAULT '',
    answered_by uuid,
    answered_at timestamptz,
    seen_at     timestamptz,
    version     int NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    CHECK ((answer = '') = (answered_at IS NULL))
);
