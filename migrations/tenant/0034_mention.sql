-- Who is mentioned in which entry is kept in the entry itself; this finds the entries that mention somebody.
CREATE INDEX activity_mention ON activity USING gin ((data -> 'mentions') jsonb_path_ops) WHERE data -> 'mentions' IS NOT NULL;
