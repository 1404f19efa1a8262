-- +goose Up

-- Kinds of seat of which a tenant uses more than it was granted, since a cut that came from outside. The database itself
-- keeps it, whatever changes a pool. days counts daily ticks while the service ran; told_at is when the owners were told.
CREATE TABLE seat_excess (
    tenant_id bigint      NOT NULL,
    kind      text        NOT NULL,
    began_at  timestamptz NOT NULL,
    days      int         NOT NULL DEFAULT 0,
    ticked_on date,
    told_at   timestamptz,
    PRIMARY KEY (tenant_id, kind),
    FOREIGN KEY (tenant_id, kind) REFERENCES seat_pool (tenant_id, kind) ON DELETE CASCADE
);

-- +goose StatementBegin
CREATE FUNCTION seat_pool_excess() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS $$
BEGIN
    IF NEW.kind = 'trial' THEN
        RETURN NULL; -- full and light seats draw from it: theirs is what counts
    ELSIF NEW.used > NEW.granted THEN
        INSERT INTO seat_excess (tenant_id, kind, began_at) VALUES (NEW.tenant_id, NEW.kind, clock_timestamp()) ON CONFLICT DO NOTHING;
    ELSIF TG_OP = 'UPDATE' AND OLD.used > OLD.granted THEN
        DELETE FROM seat_excess WHERE tenant_id = NEW.tenant_id AND kind = NEW.kind;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER seat_pool_excess AFTER INSERT OR UPDATE ON seat_pool FOR EACH ROW EXECUTE FUNCTION seat_pool_excess();

INSERT INTO seat_excess (tenant_id, kind, began_at) SELECT tenant_id, kind, now() FROM seat_pool WHERE used > granted AND kind <> 'trial';

-- Days on which somebody works who is no member otherwise: the seat is taken when the day begins and free when it ends.
CREATE TABLE day_pass (
    id            uuid        PRIMARY KEY,
    tenant_id     bigint      NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    membership_id uuid        NOT NULL REFERENCES membership (id) ON DELETE CASCADE,
    day           date        NOT NULL,
    starts_at     timestamptz NOT NULL,
    ends_at       timestamptz NOT NULL,
    state         text        NOT NULL CHECK (state IN ('booked', 'open', 'over', 'missed', 'withdrawn')),
    booked_by     uuid        NOT NULL REFERENCES users (id),
    full_told_at  timestamptz, -- when whoever booked it was told that no seat is free
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL
);
CREATE UNIQUE INDEX day_pass_day_key ON day_pass (membership_id, day) WHERE state IN ('booked', 'open');
CREATE INDEX day_pass_tenant ON day_pass (tenant_id, day DESC);
CREATE INDEX day_pass_due ON day_pass (starts_at) WHERE state IN ('booked', 'open');

-- The most that was seen used of each limit on each day (UTC), and what the limit was.
CREATE TABLE usage_sample (
    tenant_id bigint NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    day       date   NOT NULL,
    name      text   NOT NULL,
    used      bigint NOT NULL,
    "limit"   bigint NOT NULL,
    PRIMARY KEY (tenant_id, day, name)
);
