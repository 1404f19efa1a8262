-- What a company adds to its tasks stands in their rows, as in those of people, companies and deals (ADR 23).
ALTER TABLE task ADD COLUMN custom jsonb NOT NULL DEFAULT '{}', SET (toast_tuple_target = 800);
