-- Pipelines as their company sets them up. A removed pipeline or stage stays as a row, so that its removal can be undone and the
-- rights to it are not lost; a stage without a pipeline is a removed one.
ALTER TABLE pipeline ADD COLUMN removed_at timestamptz;
ALTER TABLE stage
    ADD COLUMN exit_rule          varchar(240) NOT NULL DEFAULT '',
    ADD COLUMN rot_days           int          NOT NULL DEFAULT 0 CHECK (rot_days BETWEEN 0 AND 365),
    ADD COLUMN gate               varchar(100) NOT NULL DEFAULT '',
    ADD COLUMN former_pipeline_id uuid REFERENCES pipeline,
    ADD COLUMN removal_id         uuid,
    ADD COLUMN removed_at         timestamptz;
ALTER TABLE stage ALTER COLUMN pipeline_id DROP NOT NULL;

-- A deal stands in a stage of its own pipeline: nothing is removed while deals stand in it, nor do any come meanwhile.
ALTER TABLE stage ADD CONSTRAINT stage_place_key UNIQUE (id, pipeline_id);
ALTER TABLE deal ADD CONSTRAINT deal_place_fkey FOREIGN KEY (stage_id, pipeline_id) REFERENCES stage (id, pipeline_id);

-- The stage that a step led out of because it was removed.
ALTER TABLE deal_stage ADD COLUMN swept_from uuid;

-- The teams that use a pipeline; one without any is everybody's.
CREATE TABLE pipeline_team (
    pipeline_id uuid NOT NULL REFERENCES pipeline,
    team_id     uuid NOT NULL REFERENCES team ON DELETE CASCADE,
    PRIMARY KEY (pipeline_id, team_id)
);

-- What deals are usually lost for.
CREATE TABLE lost_reason (
    id       uuid PRIMARY KEY,
    name     varchar(80) NOT NULL CHECK (name <> ''),
    position int NOT NULL
);
