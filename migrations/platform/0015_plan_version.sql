-- +goose Up

-- The version of its plan that a tenant has bought; 0 follows the catalogue (trial, free).
ALTER TABLE tenant ADD COLUMN plan_version int NOT NULL DEFAULT 0;
UPDATE tenant SET plan_version = b.plan_version FROM tenant_billing b
WHERE b.tenant_id = tenant.id AND b.plan = tenant.plan AND b.subscription_id IS NOT NULL;
