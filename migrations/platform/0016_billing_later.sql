-- +goose Up

-- The plan and the interval from the next period on, as Stripe's schedule has them; empty when they stay.
ALTER TABLE tenant_billing ADD COLUMN later_plan text NOT NULL DEFAULT '', ADD COLUMN later_interval text NOT NULL DEFAULT '';
