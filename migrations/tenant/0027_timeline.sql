-- What is to be seen first about a record. Few entries are pinned, so the index stays small.
ALTER TABLE activity ADD COLUMN pinned_at timestamptz;
CREATE INDEX activity_pinned ON activity (record_id) WHERE pinned_at IS NOT NULL;
