-- +goose Up

-- How many seats of a kind a tenant has and uses. During a trial there is a row of kind trial too, which full and light
-- seats draw from as well as from their own.
CREATE TABLE seat_pool (
    tenant_id         bigint  NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    kind              text    NOT NULL CHECK (kind IN ('full', 'light', 'viewer', 'trial')),
    granted           int     NOT NULL CHECK (granted >= 0),
    used              int     NOT NULL DEFAULT 0 CHECK (used >= 0),
    scheduled_granted int     CHECK (scheduled_granted >= 0),
    closed            boolean NOT NULL DEFAULT false,
    unit_amount       bigint  NOT NULL DEFAULT 0,
    currency          text    NOT NULL DEFAULT 'EUR',
    "interval"        text    NOT NULL DEFAULT 'month' CHECK ("interval" IN ('month', 'year')),
    PRIMARY KEY (tenant_id, kind)
);

-- The second layer under the guarded counter: use never rises above what was granted. A grant may fall below the use,
-- since it can be cut from outside.
-- +goose StatementBegin
CREATE FUNCTION seat_pool_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.used > NEW.granted AND (TG_OP = 'INSERT' OR NEW.used > OLD.used) THEN
        RAISE EXCEPTION 'no % seat is left', NEW.kind USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_pool_guard';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

CREATE TRIGGER seat_pool_guard BEFORE INSERT OR UPDATE ON seat_pool
    FOR EACH ROW EXECUTE FUNCTION seat_pool_guard();

CREATE TABLE seat (
    id         uuid        NOT NULL PRIMARY KEY,
    tenant_id  bigint      NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    kind       text        NOT NULL CHECK (kind IN ('full', 'light', 'viewer')),
    holder     uuid        NOT NULL,
    state      text        NOT NULL CHECK (state IN ('reserved', 'active', 'suspended', 'released')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX seat_holder ON seat (tenant_id, holder) WHERE state <> 'released';
