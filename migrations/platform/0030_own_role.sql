-- +goose Up

-- The company's own role that somebody is invited with, and has from the day they join until they are given another one. It
-- refines the role of the program beside it; what it may do stands in the company's schema.
ALTER TABLE invitation ADD COLUMN own_role uuid;
ALTER TABLE membership ADD COLUMN own_role uuid;
