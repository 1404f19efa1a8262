-- Stages that are closed to a role, as policy: p3, role, object, stage, how far. A stage that goes takes its rules along.
ALTER TABLE casbin_rule ADD COLUMN stage_id uuid GENERATED ALWAYS AS (CASE ptype WHEN 'p3' THEN v2::uuid END) STORED
    REFERENCES stage ON DELETE CASCADE;
