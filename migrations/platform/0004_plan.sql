-- +goose Up
CREATE TABLE plan_version (
    code       text        NOT NULL,
    version    int         NOT NULL,
    terms      jsonb       NOT NULL,
    sold_at    timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (code, version)
);

-- What somebody has bought does not change behind their back.
-- +goose StatementBegin
CREATE FUNCTION plan_version_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sold_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'version % of plan % was sold', OLD.version, OLD.code
        USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_version_keep';
END $$;
-- +goose StatementEnd

CREATE TRIGGER plan_version_keep BEFORE UPDATE OR DELETE ON plan_version
    FOR EACH ROW EXECUTE FUNCTION plan_version_keep();
