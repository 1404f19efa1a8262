CREATE TABLE deal (
    id          uuid PRIMARY KEY,
    name        text NOT NULL CHECK (name <> ''),
    pipeline_id uuid NOT NULL REFERENCES pipeline,
    stage_id    uuid NOT NULL REFERENCES stage,
    rank        numeric NOT NULL,
    status      varchar(8) NOT NULL CHECK (status IN ('open', 'won', 'lost')),
    amount      bigint NOT NULL CHECK (amount >= 0),
    currency    varchar(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    expected_on date,
    lost_reason text NOT NULL CHECK (status <> 'lost' OR lost_reason <> ''),
    company_id  uuid REFERENCES company,
    owner_id    uuid,
    stage_since timestamptz NOT NULL,
    closed_at   timestamptz CHECK ((closed_at IS NULL) = (status = 'open')),
    version     int NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    deleted_at  timestamptz
);
CREATE INDEX deal_board ON deal (stage_id, rank, id) WHERE deleted_at IS NULL;
CREATE INDEX deal_owner ON deal (owner_id, status) WHERE deleted_at IS NULL;
CREATE INDEX deal_company ON deal (company_id) WHERE deleted_at IS NULL;
CREATE INDEX deal_name ON deal (name COLLATE "und-x-icu", id) WHERE deleted_at IS NULL;
CREATE INDEX deal_created ON deal (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX deal_updated ON deal (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX deal_expected ON deal (coalesce(expected_on, 'infinity'::date), id) WHERE deleted_at IS NULL;
CREATE INDEX deal_value ON deal (amount, id) WHERE deleted_at IS NULL;
CREATE INDEX deal_closed ON deal (closed_at) WHERE deleted_at IS NULL AND status = 'won';
CREATE INDEX deal_search ON deal USING gin (name ext.gin_trgm_ops) WHERE deleted_at IS NULL;

-- Where a deal has been. Names are kept as they were: a renamed stage keeps its old name here.
CREATE TABLE deal_stage (
    deal_id    uuid NOT NULL REFERENCES deal,
    id         uuid NOT NULL,
    from_stage varchar(80) NOT NULL,
    to_stage   varchar(80) NOT NULL,
    at         timestamptz NOT NULL,
    by_id      uuid,
    by_name    varchar(200) NOT NULL,
    PRIMARY KEY (deal_id, id)
);

-- The people of a deal.
CREATE TABLE deal_contact (
    deal_id    uuid NOT NULL REFERENCES deal,
    contact_id uuid NOT NULL REFERENCES contact,
    role       varchar(16) NOT NULL CHECK (role IN ('decider', 'influencer', 'user', 'buyer', 'other')),
    PRIMARY KEY (deal_id, contact_id)
);
CREATE INDEX deal_contact_of ON deal_contact (contact_id);
