-- The stage that a step led into, whatever it is called by now; unknown where it can't be told from the name any more.
ALTER TABLE deal_stage ADD COLUMN stage_id uuid;
UPDATE deal_stage SET stage_id = (SELECT s.id FROM deal d JOIN stage s ON coalesce(s.pipeline_id, s.former_pipeline_id) = d.pipeline_id
    WHERE d.id = deal_stage.deal_id AND s.name = deal_stage.to_stage ORDER BY s.removed_at DESC NULLS FIRST LIMIT 1);

-- Into which stage a removed one went: what was in the one counts as having been in the other.
ALTER TABLE stage ADD COLUMN merged_into uuid REFERENCES stage;

-- What a company was told about a pipeline and does not want to hear again, for good or until a moment.
CREATE TABLE finding_dismissal (
    pipeline_id uuid NOT NULL REFERENCES pipeline,
    finding     varchar(120) NOT NULL,
    until       timestamptz,
    PRIMARY KEY (pipeline_id, finding)
);

-- How often a field of records was read or filled in on a day, and by what: a line a minute at most, not one a read.
CREATE TABLE field_use (
    object varchar(16) NOT NULL,
    field  varchar(48) NOT NULL,
    reader varchar(8)  NOT NULL,
    day    date        NOT NULL,
    n      bigint      NOT NULL,
    PRIMARY KEY (object, field, reader, day)
);
