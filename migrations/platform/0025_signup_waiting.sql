-- +goose Up

-- Since when a confirmed sign-up waits for a spare schema; NULL for those that never had to.
ALTER TABLE signup ADD COLUMN waiting_since timestamptz;
