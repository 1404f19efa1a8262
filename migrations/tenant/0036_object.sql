-- Kinds of records that a company makes for itself: what they are called, and the records of all of them in one table, with
-- their values by field in one column (ADR 32). What they have to do with people, companies and deals is in links.
CREATE TABLE object (
    id         uuid PRIMARY KEY,
    name       varchar(40) NOT NULL CHECK (name <> ''),
    plural     varchar(40) NOT NULL CHECK (plural <> ''),
    icon       varchar(20) NOT NULL,
    state      varchar(10) NOT NULL,
    version    int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);
CREATE TABLE object_record (
    id         uuid PRIMARY KEY,
    object_id  uuid NOT NULL REFERENCES object,
    name       varchar(200) NOT NULL CHECK (name <> ''),
    owner_id   uuid,
    custom     jsonb NOT NULL DEFAULT '{}',
    version    int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    search     text GENERATED ALWAYS AS (translate(lower(' ' || name || ' '),
        'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍',
        'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        ')) STORED
) WITH (toast_tuple_target = 800);
CREATE INDEX object_record_name ON object_record (object_id, name COLLATE "und-x-icu", id) WHERE deleted_at IS NULL;
CREATE INDEX object_record_owner ON object_record (owner_id) WHERE deleted_at IS NULL;
CREATE INDEX object_record_search ON object_record USING gin (search ext.gin_trgm_ops);
CREATE TABLE object_link (
    record_id  uuid NOT NULL REFERENCES object_record,
    kind       varchar(16) NOT NULL,
    target_id  uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (record_id, kind, target_id)
);
CREATE INDEX object_link_target ON object_link (target_id, kind);
-- What happened around such a record is found by the record itself.
CREATE INDEX activity_object ON activity (record_id, at, id) WHERE deleted_at IS NULL AND kind = 'object_record';

-- Every role may do with them what it may do with companies.
INSERT INTO casbin_rule (id, ptype, v0, v1, v2, v3)
SELECT gen_random_uuid(), ptype, v0, 'object_record', v2, v3 FROM casbin_rule WHERE ptype = 'p' AND v1 = 'company';
