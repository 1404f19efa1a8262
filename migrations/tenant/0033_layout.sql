-- In what order records of a kind are read: what stands under which heading. One without a role and a pipeline is everybody's;
-- the id of no pipeline is zero, so that there is one layout for each of them.
CREATE TABLE layout (
    id          uuid PRIMARY KEY,
    object      varchar(20) NOT NULL,
    role        varchar(40) NOT NULL,
    pipeline_id uuid NOT NULL,
    sections    jsonb NOT NULL,
    version     int NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    UNIQUE (object, role, pipeline_id)
);
