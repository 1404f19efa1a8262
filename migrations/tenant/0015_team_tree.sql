-- Teams stand in a tree: who leads a team sees what belongs to those below it.
ALTER TABLE team ADD COLUMN parent_id uuid REFERENCES team;
