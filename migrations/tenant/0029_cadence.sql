-- Whom a pipeline sells to: companies, or private people. The one shows who decides in a purchase, the other calls its leads.
ALTER TABLE pipeline ADD COLUMN mode varchar(3) NOT NULL DEFAULT 'b2b' CHECK (mode IN ('b2b', 'b2c'));

-- How the leads of a pipeline are called. A pipeline without a row calls nobody.
CREATE TABLE cadence_rule (
    pipeline_id uuid PRIMARY KEY REFERENCES pipeline,
    active      boolean NOT NULL,
    attempts    int NOT NULL CHECK (attempts BETWEEN 6 AND 10),
    days        int NOT NULL CHECK (days BETWEEN 3 AND 14),
    from_hour   int NOT NULL CHECK (from_hour BETWEEN 0 AND 23),
    to_hour     int NOT NULL CHECK (to_hour BETWEEN 1 AND 24),
    sundays     boolean NOT NULL,
    version     int NOT NULL,
    CHECK (from_hour < to_hour)
);

-- Where a deal stands with being called: since when, how often, and when next. asked is a time that the lead asked for.
CREATE TABLE cadence_lead (
    deal_id  uuid PRIMARY KEY REFERENCES deal,
    state    varchar(8)  NOT NULL CHECK (state IN ('calling', 'reached', 'tried', 'stopped')),
    reason   varchar(16) NOT NULL,
    since    timestamptz NOT NULL,
    next_at  timestamptz CHECK ((next_at IS NOT NULL) = (state = 'calling')),
    asked    boolean NOT NULL,
    attempts int NOT NULL,
    version  int NOT NULL
);
CREATE INDEX cadence_lead_next ON cadence_lead (next_at) WHERE next_at IS NOT NULL;

-- Each call to a lead. hour is that of the lead's clock; planned_at and since are how the lead stood before, for who takes it back.
CREATE TABLE cadence_attempt (
    deal_id     uuid NOT NULL REFERENCES deal,
    id          uuid NOT NULL,
    at          timestamptz NOT NULL,
    hour        int NOT NULL CHECK (hour BETWEEN 0 AND 23),
    outcome     varchar(16) NOT NULL,
    by_id       uuid,
    activity_id uuid NOT NULL,
    planned_at  timestamptz,
    PRIMARY KEY (deal_id, id)
);
