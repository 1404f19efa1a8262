-- +goose Up

-- Everything that happened to seats and to how many there may be, written by the database itself, so that no code can
-- forget it. Replayed from the beginning it gives what the pools say. Append-only for the program.
CREATE TABLE seat_event (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint      NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    at        timestamptz NOT NULL,
    kind      text        NOT NULL,
    seat_id   uuid, -- of what happened to a seat
    holder    uuid,
    state     text,
    granted   int   -- of what happened to a pool
);
CREATE INDEX seat_event_tenant ON seat_event (tenant_id, id);
REVOKE UPDATE, DELETE ON seat_event FROM kith_platform;

-- +goose StatementBegin
CREATE FUNCTION seat_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM tenant WHERE id = OLD.tenant_id) THEN -- else the whole company goes
            INSERT INTO seat_event (tenant_id, at, kind, seat_id, holder, state)
            VALUES (OLD.tenant_id, clock_timestamp(), OLD.kind, OLD.id, OLD.holder, 'released');
        END IF;
    ELSIF TG_OP = 'INSERT' OR (NEW.kind, NEW.holder, NEW.state) IS DISTINCT FROM (OLD.kind, OLD.holder, OLD.state) THEN
        INSERT INTO seat_event (tenant_id, at, kind, seat_id, holder, state)
        VALUES (NEW.tenant_id, NEW.updated_at, NEW.kind, NEW.id, NEW.holder, NEW.state);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION seat_pool_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.granted <> OLD.granted THEN
        INSERT INTO seat_event (tenant_id, at, kind, granted) VALUES (NEW.tenant_id, clock_timestamp(), NEW.kind, NEW.granted);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER seat_log AFTER INSERT OR UPDATE OR DELETE ON seat FOR EACH ROW EXECUTE FUNCTION seat_log();
CREATE TRIGGER seat_pool_log AFTER INSERT OR UPDATE ON seat_pool FOR EACH ROW EXECUTE FUNCTION seat_pool_log();

INSERT INTO seat_event (tenant_id, at, kind, granted) SELECT tenant_id, now(), kind, granted FROM seat_pool;
INSERT INTO seat_event (tenant_id, at, kind, seat_id, holder, state)
SELECT tenant_id, updated_at, kind, id, holder, state FROM seat WHERE state <> 'released' ORDER BY updated_at, id;
