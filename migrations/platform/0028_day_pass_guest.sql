-- +goose Up

-- A pass of somebody who never was a member: they are invited when the day begins, and until it ends.
ALTER TABLE day_pass
    ALTER COLUMN membership_id DROP NOT NULL,
    ADD COLUMN email         text NOT NULL DEFAULT '',
    ADD COLUMN name          text NOT NULL DEFAULT '',
    ADD COLUMN role          text NOT NULL DEFAULT '',
    ADD COLUMN invitation_id uuid,
    ADD CONSTRAINT day_pass_whose CHECK ((membership_id IS NULL) = (email <> ''));
CREATE UNIQUE INDEX day_pass_guest_key ON day_pass (tenant_id, email, day) WHERE state IN ('booked', 'open') AND email <> '';
