-- All tenant migrations in one, for new schemas. Made by `go run ./cmd/dev gen`; do not change it by hand.
-- version 45

CREATE TABLE access_example (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    record_id uuid NOT NULL,
    must character varying(6) NOT NULL,
    created_by uuid,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT access_example_must_check CHECK (((must)::text = ANY (ARRAY[('never'::character varying)::text, ('always'::character varying)::text]))),
    CONSTRAINT access_example_pkey PRIMARY KEY (id)
);

CREATE TABLE activity (
    id uuid NOT NULL,
    type text NOT NULL,
    at timestamp with time zone NOT NULL,
    owner_id uuid,
    actor_name text DEFAULT ''::text NOT NULL,
    kind text NOT NULL,
    record_id uuid NOT NULL,
    contact_id uuid,
    company_id uuid,
    deal_id uuid,
    text text DEFAULT ''::text NOT NULL,
    minutes integer DEFAULT 0 NOT NULL,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    pinned_at timestamp with time zone,
    CONSTRAINT activity_pkey PRIMARY KEY (id)
);

CREATE TABLE attachment (
    id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    record_id uuid NOT NULL,
    name character varying(200) NOT NULL,
    media_type character varying(100) NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    created_by uuid,
    created_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT attachment_name_check CHECK (((name)::text <> ''::text)),
    CONSTRAINT attachment_pkey PRIMARY KEY (id),
    CONSTRAINT attachment_size_check CHECK ((size > 0))
);

CREATE TABLE audit_head (
    id smallint NOT NULL,
    seq bigint NOT NULL,
    hash character varying(64) NOT NULL,
    CONSTRAINT audit_head_id_check CHECK ((id = 1)),
    CONSTRAINT audit_head_pkey PRIMARY KEY (id)
);

CREATE TABLE audit_log (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL,
    action text NOT NULL,
    kind text NOT NULL,
    record_id uuid,
    record_name text DEFAULT ''::text NOT NULL,
    changes jsonb DEFAULT '[]'::jsonb NOT NULL,
    seq bigint DEFAULT 0 NOT NULL,
    hash character varying(64) DEFAULT ''::character varying NOT NULL,
    salt character varying(26) DEFAULT ''::character varying NOT NULL,
    kept character varying(64) DEFAULT ''::character varying NOT NULL,
    erased_by uuid,
    CONSTRAINT audit_log_pkey PRIMARY KEY (id)
);

CREATE TABLE buying_person (
    deal_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    influence character varying(8) NOT NULL,
    attitude character varying(8) NOT NULL,
    CONSTRAINT buying_person_attitude_check CHECK (((attitude)::text = ANY (ARRAY[('for'::character varying)::text, ('neutral'::character varying)::text, ('against'::character varying)::text, ('unknown'::character varying)::text]))),
    CONSTRAINT buying_person_influence_check CHECK (((influence)::text = ANY (ARRAY[('low'::character varying)::text, ('medium'::character varying)::text, ('high'::character varying)::text]))),
    CONSTRAINT buying_person_pkey PRIMARY KEY (deal_id, contact_id)
);

CREATE TABLE buying_tie (
    id uuid NOT NULL,
    deal_id uuid NOT NULL,
    from_id uuid NOT NULL,
    to_id uuid NOT NULL,
    kind character varying(12) NOT NULL,
    CONSTRAINT buying_tie_kind_check CHECK (((kind)::text = ANY (ARRAY[('reports_to'::character varying)::text, ('influences'::character varying)::text, ('close_to'::character varying)::text, ('conflict'::character varying)::text]))),
    CONSTRAINT buying_tie_pkey PRIMARY KEY (deal_id, id)
);

CREATE TABLE cadence_attempt (
    deal_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    hour integer NOT NULL,
    outcome character varying(16) NOT NULL,
    by_id uuid,
    activity_id uuid NOT NULL,
    planned_at timestamp with time zone,
    CONSTRAINT cadence_attempt_hour_check CHECK (((hour >= 0) AND (hour <= 23))),
    CONSTRAINT cadence_attempt_pkey PRIMARY KEY (deal_id, id)
);

CREATE TABLE cadence_lead (
    deal_id uuid NOT NULL,
    state character varying(8) NOT NULL,
    reason character varying(16) NOT NULL,
    since timestamp with time zone NOT NULL,
    next_at timestamp with time zone,
    asked boolean NOT NULL,
    attempts integer NOT NULL,
    version integer NOT NULL,
    CONSTRAINT cadence_lead_check CHECK (((next_at IS NOT NULL) = ((state)::text = 'calling'::text))),
    CONSTRAINT cadence_lead_pkey PRIMARY KEY (deal_id),
    CONSTRAINT cadence_lead_state_check CHECK (((state)::text = ANY (ARRAY[('calling'::character varying)::text, ('reached'::character varying)::text, ('tried'::character varying)::text, ('stopped'::character varying)::text])))
);

CREATE TABLE cadence_rule (
    pipeline_id uuid NOT NULL,
    active boolean NOT NULL,
    attempts integer NOT NULL,
    days integer NOT NULL,
    from_hour integer NOT NULL,
    to_hour integer NOT NULL,
    sundays boolean NOT NULL,
    version integer NOT NULL,
    CONSTRAINT cadence_rule_attempts_check CHECK (((attempts >= 6) AND (attempts <= 10))),
    CONSTRAINT cadence_rule_check CHECK ((from_hour < to_hour)),
    CONSTRAINT cadence_rule_days_check CHECK (((days >= 3) AND (days <= 14))),
    CONSTRAINT cadence_rule_from_hour_check CHECK (((from_hour >= 0) AND (from_hour <= 23))),
    CONSTRAINT cadence_rule_pkey PRIMARY KEY (pipeline_id),
    CONSTRAINT cadence_rule_to_hour_check CHECK (((to_hour >= 1) AND (to_hour <= 24)))
);

CREATE TABLE calendar (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name character varying(100) NOT NULL,
    address bytea,
    host character varying(255) NOT NULL,
    busy jsonb NOT NULL,
    problem character varying(20) NOT NULL,
    fetched_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT calendar_pkey PRIMARY KEY (id)
);

CREATE TABLE casbin_rule (
    id uuid NOT NULL,
    ptype character varying(8) NOT NULL,
    v0 character varying(60) NOT NULL,
    v1 character varying(60) NOT NULL,
    v2 character varying(60) DEFAULT ''::character varying NOT NULL,
    v3 character varying(60) DEFAULT ''::character varying NOT NULL,
    stage_id uuid GENERATED ALWAYS AS (
CASE ptype
    WHEN 'p3'::text THEN (v2)::uuid
    ELSE NULL::uuid
END) STORED,
    CONSTRAINT casbin_rule_pkey PRIMARY KEY (id)
);

CREATE TABLE changeset (
    id uuid NOT NULL,
    owner_id uuid,
    act character varying(8) NOT NULL,
    object character varying(16) NOT NULL,
    name character varying(200) NOT NULL,
    edit jsonb NOT NULL,
    state character varying(10) NOT NULL,
    total integer NOT NULL,
    done integer NOT NULL,
    changed integer NOT NULL,
    same integer NOT NULL,
    failed integer NOT NULL,
    back integer NOT NULL,
    kept integer NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    undone_at timestamp with time zone,
    undone_by uuid,
    CONSTRAINT changeset_act_check CHECK (((act)::text = ANY (ARRAY[('edit'::character varying)::text, ('delete'::character varying)::text, ('import'::character varying)::text]))),
    CONSTRAINT changeset_pkey PRIMARY KEY (id),
    CONSTRAINT changeset_state_check CHECK (((state)::text = ANY (ARRAY[('checking'::character varying)::text, ('ready'::character varying)::text, ('running'::character varying)::text, ('done'::character varying)::text, ('cancelled'::character varying)::text, ('failed'::character varying)::text, ('undoing'::character varying)::text, ('undone'::character varying)::text, ('partly'::character varying)::text])))
);

CREATE TABLE changeset_entry (
    set_id uuid NOT NULL,
    object character varying(16) NOT NULL,
    record_id uuid NOT NULL,
    state character varying(8) NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    before jsonb DEFAULT '{}'::jsonb NOT NULL,
    after jsonb DEFAULT '{}'::jsonb NOT NULL,
    problem jsonb,
    CONSTRAINT changeset_entry_pkey PRIMARY KEY (set_id, object, record_id),
    CONSTRAINT changeset_entry_state_check CHECK (((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('open'::character varying)::text, ('fits'::character varying)::text, ('same'::character varying)::text, ('failed'::character varying)::text, ('changed'::character varying)::text, ('made'::character varying)::text, ('deleted'::character varying)::text, ('back'::character varying)::text, ('kept'::character varying)::text, ('erased'::character varying)::text])))
);

CREATE TABLE company (
    id uuid NOT NULL,
    name text NOT NULL,
    domain text DEFAULT ''::text NOT NULL,
    website text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    industry text DEFAULT ''::text NOT NULL,
    street text DEFAULT ''::text NOT NULL,
    city text DEFAULT ''::text NOT NULL,
    postcode text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    owner_id uuid,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    kinds jsonb DEFAULT '[]'::jsonb NOT NULL,
    tags jsonb DEFAULT '[]'::jsonb NOT NULL,
    merged_into uuid,
    merge json,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    search text GENERATED ALWAYS AS (translate(lower(((((((((' '::text || name) || ' '::text) || domain) || ' '::text) || email) || ' '::text) || regexp_replace(phone, '[^0-9]'::text, ''::text, 'g'::text)) || ' '::text)), 'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍'::text, 'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        '::text)) STORED,
    search_own text GENERATED ALWAYS AS (
CASE
    WHEN (custom <> '{}'::jsonb) THEN ("left"(translate(lower(((' '::text || (jsonb_path_query_array(custom, '$.*?(@.type() == "number" || @.type() == "string" && !(@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$"))'::jsonpath))::text) || ' '::text)), 'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍'::text, 'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        '::text), 4000) || translate((jsonb_path_query_array(custom, '$.*?(@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$")'::jsonpath))::text, '0123456789abcdef-[]", '::text, 'GHIJKLMNOPQRSTUV'::text))
    ELSE NULL::text
END) STORED,
    CONSTRAINT company_pkey PRIMARY KEY (id)
);

CREATE TABLE consent (
    contact_id uuid NOT NULL,
    id uuid NOT NULL,
    part smallint DEFAULT 0 NOT NULL,
    channel character varying(5) NOT NULL,
    state character varying(9) NOT NULL,
    at timestamp with time zone NOT NULL,
    via character varying(6) NOT NULL,
    by_id uuid,
    source character varying(200) DEFAULT ''::character varying NOT NULL,
    edition character varying(40) DEFAULT ''::character varying NOT NULL,
    wording character varying(150) DEFAULT ''::character varying NOT NULL,
    ip character varying(45) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT consent_channel_check CHECK (((channel)::text = ANY (ARRAY[('email'::character varying)::text, ('phone'::character varying)::text]))),
    CONSTRAINT consent_pkey PRIMARY KEY (contact_id, id, part),
    CONSTRAINT consent_state_check CHECK (((state)::text = ANY (ARRAY[('given'::character varying)::text, ('withdrawn'::character varying)::text]))),
    CONSTRAINT consent_via_check CHECK (((via)::text = ANY (ARRAY[('person'::character varying)::text, ('api'::character varying)::text, ('form'::character varying)::text, ('import'::character varying)::text, ('link'::character varying)::text, ('before'::character varying)::text])))
);

CREATE TABLE contact (
    id uuid NOT NULL,
    name text NOT NULL,
    first_name text DEFAULT ''::text NOT NULL,
    last_name text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    job_title text DEFAULT ''::text NOT NULL,
    company_id uuid,
    street text DEFAULT ''::text NOT NULL,
    city text DEFAULT ''::text NOT NULL,
    postcode text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    birthday date,
    source text DEFAULT ''::text NOT NULL,
    owner_id uuid,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    preferred_name text DEFAULT ''::text NOT NULL,
    email_label text DEFAULT ''::text NOT NULL,
    phone_label text DEFAULT ''::text NOT NULL,
    more_emails jsonb DEFAULT '[]'::jsonb NOT NULL,
    more_phones jsonb DEFAULT '[]'::jsonb NOT NULL,
    company_since date,
    positions jsonb DEFAULT '[]'::jsonb NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    tags jsonb DEFAULT '[]'::jsonb NOT NULL,
    consent jsonb DEFAULT '{}'::jsonb NOT NULL,
    merged_into uuid,
    merge json,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    search text GENERATED ALWAYS AS (translate(lower(((((((((((((' '::text || name) || ' '::text) || preferred_name) || ' '::text) || email) || ' '::text) || (jsonb_path_query_array(more_emails, '$[*]."value"'::jsonpath))::text) || ' '::text) || regexp_replace(phone, '[^0-9]'::text, ''::text, 'g'::text)) || ' '::text) || regexp_replace((jsonb_path_query_array(more_phones, '$[*]."value"'::jsonpath))::text, '[^0-9,]'::text, ''::text, 'g'::text)) || ' '::text)), 'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍'::text, 'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        '::text)) STORED,
    search_own text GENERATED ALWAYS AS (
CASE
    WHEN (custom <> '{}'::jsonb) THEN ("left"(translate(lower(((' '::text || (jsonb_path_query_array(custom, '$.*?(@.type() == "number" || @.type() == "string" && !(@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$"))'::jsonpath))::text) || ' '::text)), 'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍'::text, 'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        '::text), 4000) || translate((jsonb_path_query_array(custom, '$.*?(@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$")'::jsonpath))::text, '0123456789abcdef-[]", '::text, 'GHIJKLMNOPQRSTUV'::text))
    ELSE NULL::text
END) STORED,
    CONSTRAINT contact_pkey PRIMARY KEY (id)
);

CREATE TABLE custom_field (
    id uuid NOT NULL,
    object character varying(20) NOT NULL,
    label character varying(60) NOT NULL,
    type character varying(10) NOT NULL,
    help character varying(200) NOT NULL,
    section character varying(60) NOT NULL,
    "position" integer NOT NULL,
    state character varying(10) NOT NULL,
    required boolean NOT NULL,
    settings jsonb NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT custom_field_label_check CHECK (((label)::text <> ''::text)),
    CONSTRAINT custom_field_pkey PRIMARY KEY (id)
);

CREATE TABLE deal (
    id uuid NOT NULL,
    name text NOT NULL,
    pipeline_id uuid NOT NULL,
    stage_id uuid NOT NULL,
    rank numeric NOT NULL,
    status character varying(8) NOT NULL,
    amount bigint NOT NULL,
    currency character varying(3) NOT NULL,
    expected_on date,
    lost_reason text NOT NULL,
    company_id uuid,
    owner_id uuid,
    stage_since timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    search text GENERATED ALWAYS AS (translate(lower(((' '::text || name) || ' '::text)), 'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍'::text, 'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        '::text)) STORED,
    search_own text GENERATED ALWAYS AS (
CASE
    WHEN (custom <> '{}'::jsonb) THEN ("left"(translate(lower(((' '::text || (jsonb_path_query_array(custom, '$.*?(@.type() == "number" || @.type() == "string" && !(@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$"))'::jsonpath))::text) || ' '::text)), 'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍'::text, 'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        '::text), 4000) || translate((jsonb_path_query_array(custom, '$.*?(@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$")'::jsonpath))::text, '0123456789abcdef-[]", '::text, 'GHIJKLMNOPQRSTUV'::text))
    ELSE NULL::text
END) STORED,
    CONSTRAINT deal_amount_check CHECK ((amount >= 0)),
    CONSTRAINT deal_check CHECK ((((status)::text <> 'lost'::text) OR (lost_reason <> ''::text))),
    CONSTRAINT deal_check1 CHECK (((closed_at IS NULL) = ((status)::text = 'open'::text))),
    CONSTRAINT deal_currency_check CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT deal_name_check CHECK ((name <> ''::text)),
    CONSTRAINT deal_pkey PRIMARY KEY (id),
    CONSTRAINT deal_status_check CHECK (((status)::text = ANY (ARRAY[('open'::character varying)::text, ('won'::character varying)::text, ('lost'::character varying)::text])))
);

CREATE TABLE deal_contact (
    deal_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    role character varying(16) NOT NULL,
    CONSTRAINT deal_contact_pkey PRIMARY KEY (deal_id, contact_id),
    CONSTRAINT deal_contact_role_check CHECK (((role)::text = ANY (ARRAY[('decider'::character varying)::text, ('champion'::character varying)::text, ('influencer'::character varying)::text, ('user'::character varying)::text, ('blocker'::character varying)::text, ('buyer'::character varying)::text, ('legal'::character varying)::text, ('other'::character varying)::text])))
);

CREATE TABLE deal_stage (
    deal_id uuid NOT NULL,
    id uuid NOT NULL,
    from_stage character varying(80) NOT NULL,
    to_stage character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id uuid,
    by_name character varying(200) NOT NULL,
    swept_from uuid,
    stage_id uuid,
    CONSTRAINT deal_stage_pkey PRIMARY KEY (deal_id, id)
);

CREATE TABLE distinct_pair (
    one_id uuid NOT NULL,
    other_id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    created_by uuid,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT distinct_pair_check CHECK ((one_id < other_id)),
    CONSTRAINT distinct_pair_pkey PRIMARY KEY (one_id, other_id)
);

CREATE TABLE export (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    object_id uuid,
    name character varying(200) NOT NULL,
    format character varying(8) NOT NULL,
    asked jsonb NOT NULL,
    state character varying(8) NOT NULL,
    problem character varying(60) DEFAULT ''::character varying NOT NULL,
    try integer DEFAULT 0 NOT NULL,
    total bigint NOT NULL,
    done bigint DEFAULT 0 NOT NULL,
    size bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT export_format_check CHECK (((format)::text = ANY (ARRAY[('csv'::character varying)::text, ('xlsx'::character varying)::text, ('jsonl'::character varying)::text]))),
    CONSTRAINT export_pkey PRIMARY KEY (id),
    CONSTRAINT export_state_check CHECK (((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('running'::character varying)::text, ('ready'::character varying)::text, ('failed'::character varying)::text])))
);

CREATE TABLE feedback (
    id uuid NOT NULL,
    path character varying(200) NOT NULL,
    screen character varying(120) NOT NULL,
    part character varying(120) NOT NULL,
    text character varying(2000) NOT NULL,
    owner_id uuid,
    answer character varying(2000) DEFAULT ''::character varying NOT NULL,
    answered_by uuid,
    answered_at timestamp with time zone,
    seen_at timestamp with time zone,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT feedback_check CHECK ((((answer)::text = ''::text) = (answered_at IS NULL))),
    CONSTRAINT feedback_pkey PRIMARY KEY (id),
    CONSTRAINT feedback_text_check CHECK (((text)::text <> ''::text))
);

CREATE TABLE field_use (
    object character varying(16) NOT NULL,
    field character varying(48) NOT NULL,
    reader character varying(8) NOT NULL,
    day date NOT NULL,
    n bigint NOT NULL,
    CONSTRAINT field_use_pkey PRIMARY KEY (object, field, reader, day)
);

CREATE TABLE finding_dismissal (
    pipeline_id uuid NOT NULL,
    finding character varying(120) NOT NULL,
    until timestamp with time zone,
    CONSTRAINT finding_dismissal_pkey PRIMARY KEY (pipeline_id, finding)
);

CREATE TABLE idempotency (
    user_id uuid NOT NULL,
    key text NOT NULL,
    print bytea NOT NULL,
    answer jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT idempotency_pkey PRIMARY KEY (user_id, key)
);

CREATE TABLE import (
    id uuid NOT NULL,
    owner_id uuid,
    file_name text NOT NULL,
    state character varying(10) NOT NULL,
    source character varying(10) NOT NULL,
    encoding character varying(20) NOT NULL,
    separator character varying(1) NOT NULL,
    columns jsonb NOT NULL,
    on_duplicate character varying(6) NOT NULL,
    parts integer NOT NULL,
    next_part integer NOT NULL,
    total integer NOT NULL,
    done integer NOT NULL,
    created integer NOT NULL,
    updated integer NOT NULL,
    skipped integer NOT NULL,
    failed integer NOT NULL,
    error text NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    match character varying(60) DEFAULT ''::character varying NOT NULL,
    object character varying(10) DEFAULT 'contact'::character varying NOT NULL,
    sheets jsonb DEFAULT '[]'::jsonb NOT NULL,
    sheet character varying(100) DEFAULT ''::character varying NOT NULL,
    stages jsonb DEFAULT '[]'::jsonb NOT NULL,
    first_part integer DEFAULT 0 NOT NULL,
    remarked integer DEFAULT 0 NOT NULL,
    CONSTRAINT import_object_check CHECK (((object)::text = ANY (ARRAY[('contact'::character varying)::text, ('company'::character varying)::text, ('deal'::character varying)::text, ('task'::character varying)::text]))),
    CONSTRAINT import_on_duplicate_check CHECK (((on_duplicate)::text = ANY (ARRAY[('update'::character varying)::text, ('skip'::character varying)::text]))),
    CONSTRAINT import_pkey PRIMARY KEY (id),
    CONSTRAINT import_state_check CHECK (((state)::text = ANY (ARRAY[('ready'::character varying)::text, ('running'::character varying)::text, ('paused'::character varying)::text, ('done'::character varying)::text, ('failed'::character varying)::text, ('cancelled'::character varying)::text])))
);

CREATE TABLE import_part (
    import_id uuid NOT NULL,
    part integer NOT NULL,
    lines text NOT NULL,
    CONSTRAINT import_part_pkey PRIMARY KEY (import_id, part)
);

CREATE TABLE import_problem (
    import_id uuid NOT NULL,
    "row" integer NOT NULL,
    field character varying(60) NOT NULL,
    code character varying(60) NOT NULL,
    reason character varying(200) NOT NULL,
    CONSTRAINT import_problem_pkey PRIMARY KEY (import_id, "row", field)
);

CREATE TABLE intake (
    id uuid NOT NULL,
    name character varying(40) NOT NULL,
    key character varying(30) NOT NULL,
    owner_id uuid,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT intake_pkey PRIMARY KEY (id)
);

CREATE TABLE layout (
    id uuid NOT NULL,
    object character varying(20) NOT NULL,
    role character varying(40) NOT NULL,
    pipeline_id uuid NOT NULL,
    sections jsonb NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT layout_object_role_pipeline_id_key UNIQUE (object, role, pipeline_id),
    CONSTRAINT layout_pkey PRIMARY KEY (id)
);

CREATE TABLE list_choice (
    user_id uuid NOT NULL,
    object character varying(16) NOT NULL,
    opens character varying(36) NOT NULL,
    tabs character varying(6000) NOT NULL,
    columns character varying(6000) NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    stars character varying(4000) DEFAULT '[]'::character varying NOT NULL,
    CONSTRAINT list_choice_pkey PRIMARY KEY (user_id, object)
);

CREATE TABLE list_view (
    id uuid NOT NULL,
    object character varying(16) NOT NULL,
    user_id uuid NOT NULL,
    name character varying(80) NOT NULL,
    kind character varying(8) NOT NULL,
    search character varying(200) NOT NULL,
    sort character varying(60) NOT NULL,
    filter character varying(4000) NOT NULL,
    tree character varying(4000) NOT NULL,
    columns character varying(6000) NOT NULL,
    sharing character varying(4) NOT NULL,
    team_id uuid,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT list_view_pkey PRIMARY KEY (id)
);

CREATE TABLE lost_reason (
    id uuid NOT NULL,
    name character varying(80) NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT lost_reason_name_check CHECK (((name)::text <> ''::text)),
    CONSTRAINT lost_reason_pkey PRIMARY KEY (id)
);

CREATE TABLE object (
    id uuid NOT NULL,
    name character varying(40) NOT NULL,
    plural character varying(40) NOT NULL,
    icon character varying(20) NOT NULL,
    state character varying(10) NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT object_name_check CHECK (((name)::text <> ''::text)),
    CONSTRAINT object_pkey PRIMARY KEY (id),
    CONSTRAINT object_plural_check CHECK (((plural)::text <> ''::text))
);

CREATE TABLE object_link (
    record_id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    target_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT object_link_pkey PRIMARY KEY (record_id, kind, target_id)
);

CREATE TABLE object_record (
    id uuid NOT NULL,
    object_id uuid NOT NULL,
    name character varying(200) NOT NULL,
    owner_id uuid,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    search text GENERATED ALWAYS AS (translate(lower(((' '::text || (name)::text) || ' '::text)), 'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍'::text, 'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        '::text)) STORED,
    search_own text GENERATED ALWAYS AS (
CASE
    WHEN (custom <> '{}'::jsonb) THEN ("left"(translate(lower(((' '::text || (jsonb_path_query_array(custom, '$.*?(@.type() == "number" || @.type() == "string" && !(@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$"))'::jsonpath))::text) || ' '::text)), 'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍'::text, 'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        '::text), 4000) || translate((jsonb_path_query_array(custom, '$.*?(@ like_regex "^[0-9a-f]+-[0-9a-f]+-[47][0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+$")'::jsonpath))::text, '0123456789abcdef-[]", '::text, 'GHIJKLMNOPQRSTUV'::text))
    ELSE NULL::text
END) STORED,
    CONSTRAINT object_record_name_check CHECK (((name)::text <> ''::text)),
    CONSTRAINT object_record_pkey PRIMARY KEY (id)
);

CREATE TABLE overflow (
    id uuid NOT NULL,
    source character varying(40) NOT NULL,
    lead json NOT NULL,
    error character varying(60) DEFAULT ''::character varying NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT overflow_pkey PRIMARY KEY (id)
);

CREATE TABLE phone_system (
    one boolean DEFAULT true NOT NULL,
    url character varying(300) DEFAULT ''::character varying NOT NULL,
    key_id uuid,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone,
    CONSTRAINT phone_system_one_check CHECK (one),
    CONSTRAINT phone_system_pkey PRIMARY KEY (one)
);

CREATE TABLE pipeline (
    id uuid NOT NULL,
    name character varying(80) NOT NULL,
    "position" integer NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    mode character varying(3) DEFAULT 'b2b'::character varying NOT NULL,
    CONSTRAINT pipeline_mode_check CHECK (((mode)::text = ANY (ARRAY[('b2b'::character varying)::text, ('b2c'::character varying)::text]))),
    CONSTRAINT pipeline_name_check CHECK (((name)::text <> ''::text)),
    CONSTRAINT pipeline_pkey PRIMARY KEY (id)
);

CREATE TABLE pipeline_team (
    pipeline_id uuid NOT NULL,
    team_id uuid NOT NULL,
    CONSTRAINT pipeline_team_pkey PRIMARY KEY (pipeline_id, team_id)
);

CREATE TABLE privacy_request (
    id uuid NOT NULL,
    act character varying(8) NOT NULL,
    state character varying(8) NOT NULL,
    contact_id uuid NOT NULL,
    name character varying(160) NOT NULL,
    owner_id uuid,
    items integer DEFAULT 0 NOT NULL,
    size bigint DEFAULT 0 NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT privacy_request_act_check CHECK (((act)::text = ANY (ARRAY[('report'::character varying)::text, ('erase'::character varying)::text]))),
    CONSTRAINT privacy_request_pkey PRIMARY KEY (id),
    CONSTRAINT privacy_request_state_check CHECK (((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('done'::character varying)::text, ('failed'::character varying)::text])))
);

CREATE TABLE reach_setting (
    one boolean DEFAULT true NOT NULL,
    reply_to character varying(254) DEFAULT ''::character varying NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone,
    CONSTRAINT reach_setting_one_check CHECK (one),
    CONSTRAINT reach_setting_pkey PRIMARY KEY (one)
);

CREATE TABLE retention (
    rule character varying(36) NOT NULL,
    record_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    months integer DEFAULT 0 NOT NULL,
    erase boolean DEFAULT false NOT NULL,
    allowed bigint DEFAULT 0 NOT NULL,
    problem character varying(8) DEFAULT ''::character varying NOT NULL,
    name character varying(160) DEFAULT ''::character varying NOT NULL,
    nights integer DEFAULT 0 NOT NULL,
    at timestamp with time zone,
    kept_until timestamp with time zone,
    kept_by uuid,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT retention_pkey PRIMARY KEY (rule, record_id),
    CONSTRAINT retention_problem_check CHECK (((problem)::text = ANY (ARRAY[(''::character varying)::text, ('clock'::character varying)::text, ('share'::character varying)::text])))
);

CREATE TABLE role (
    id uuid NOT NULL,
    name character varying(60) NOT NULL,
    base character varying(20) NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT role_name_check CHECK (((name)::text <> ''::text)),
    CONSTRAINT role_pkey PRIMARY KEY (id)
);

CREATE TABLE schema_version (
    one boolean DEFAULT true NOT NULL,
    version integer NOT NULL,
    CONSTRAINT schema_version_one_check CHECK (one),
    CONSTRAINT schema_version_pkey PRIMARY KEY (one)
);

CREATE TABLE share (
    id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    record_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    subject_type character varying(4) NOT NULL,
    ends_at timestamp with time zone,
    created_by uuid,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT share_pkey PRIMARY KEY (id),
    CONSTRAINT share_subject_type_check CHECK (((subject_type)::text = ANY (ARRAY[('user'::character varying)::text, ('team'::character varying)::text])))
);

CREATE TABLE stage (
    id uuid NOT NULL,
    pipeline_id uuid,
    name character varying(80) NOT NULL,
    "position" integer NOT NULL,
    probability integer NOT NULL,
    kind character varying(8) NOT NULL,
    exit_rule character varying(240) DEFAULT ''::character varying NOT NULL,
    rot_days integer DEFAULT 0 NOT NULL,
    gate character varying(300) DEFAULT ''::character varying NOT NULL,
    former_pipeline_id uuid,
    removal_id uuid,
    removed_at timestamp with time zone,
    merged_into uuid,
    CONSTRAINT stage_kind_check CHECK (((kind)::text = ANY (ARRAY[('open'::character varying)::text, ('won'::character varying)::text, ('lost'::character varying)::text]))),
    CONSTRAINT stage_name_check CHECK (((name)::text <> ''::text)),
    CONSTRAINT stage_pkey PRIMARY KEY (id),
    CONSTRAINT stage_place_key UNIQUE (id, pipeline_id),
    CONSTRAINT stage_probability_check CHECK (((probability >= 0) AND (probability <= 100))),
    CONSTRAINT stage_rot_days_check CHECK (((rot_days >= 0) AND (rot_days <= 365)))
);

CREATE TABLE task (
    id uuid NOT NULL,
    title text NOT NULL,
    note text NOT NULL,
    due_at timestamp with time zone,
    all_day boolean NOT NULL,
    done_at timestamp with time zone,
    owner_id uuid,
    about_kind character varying(16),
    about_id uuid,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    kind character varying(8) DEFAULT 'todo'::character varying NOT NULL,
    minutes integer,
    remind_before integer,
    snoozed_until timestamp with time zone,
    repeat character varying(200) DEFAULT ''::character varying NOT NULL,
    repeat_from timestamp with time zone,
    next_id uuid,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    source_uid text,
    CONSTRAINT task_check CHECK (((about_kind IS NULL) = (about_id IS NULL))),
    CONSTRAINT task_check1 CHECK (((due_at IS NOT NULL) OR (NOT all_day))),
    CONSTRAINT task_pkey PRIMARY KEY (id),
    CONSTRAINT task_title_check CHECK ((title <> ''::text))
);

CREATE TABLE team (
    id uuid NOT NULL,
    name character varying(80) NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    parent_id uuid,
    CONSTRAINT team_pkey PRIMARY KEY (id)
);

CREATE TABLE team_member (
    team_id uuid NOT NULL,
    user_id uuid NOT NULL,
    manager boolean NOT NULL,
    CONSTRAINT team_member_pkey PRIMARY KEY (user_id, team_id)
);

CREATE TABLE tombstone (
    mark character varying(64) NOT NULL,
    kind character varying(8) NOT NULL,
    erased_at timestamp with time zone NOT NULL,
    CONSTRAINT tombstone_kind_check CHECK (((kind)::text = ANY (ARRAY[('id'::character varying)::text, ('email'::character varying)::text, ('phone'::character varying)::text]))),
    CONSTRAINT tombstone_pkey PRIMARY KEY (mark)
);

CREATE TABLE usage (
    name character varying(30) NOT NULL,
    period date NOT NULL,
    used bigint NOT NULL,
    warned smallint DEFAULT 0 NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    CONSTRAINT usage_pkey PRIMARY KEY (name),
    CONSTRAINT usage_used_check CHECK ((used >= 0))
);

CREATE TABLE vault (
    one boolean DEFAULT true NOT NULL,
    every character varying(8) DEFAULT 'off'::character varying NOT NULL,
    keep integer DEFAULT 5 NOT NULL,
    next_at timestamp with time zone,
    recipient text DEFAULT ''::text NOT NULL,
    bucket jsonb DEFAULT '{}'::jsonb NOT NULL,
    secret bytea,
    making_id uuid,
    making_by uuid,
    making_since timestamp with time zone,
    phase character varying(8) DEFAULT ''::character varying NOT NULL,
    problem character varying(12) DEFAULT ''::character varying NOT NULL,
    made jsonb DEFAULT '[]'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone,
    CONSTRAINT vault_every_check CHECK (((every)::text = ANY (ARRAY[('off'::character varying)::text, ('daily'::character varying)::text, ('weekly'::character varying)::text, ('monthly'::character varying)::text]))),
    CONSTRAINT vault_keep_check CHECK (((keep >= 1) AND (keep <= 30))),
    CONSTRAINT vault_one_check CHECK (one),
    CONSTRAINT vault_pkey PRIMARY KEY (one)
);

CREATE UNIQUE INDEX access_example_key ON access_example USING btree (user_id, kind, record_id);
CREATE INDEX activity_at ON activity USING btree (at, owner_id) WHERE (deleted_at IS NULL);
CREATE INDEX activity_company ON activity USING btree (company_id, at, id);
CREATE INDEX activity_contact ON activity USING btree (contact_id, at, id);
CREATE INDEX activity_deal ON activity USING btree (deal_id, at, id) WHERE (deleted_at IS NULL);
CREATE INDEX activity_mention ON activity USING gin (((data -> 'mentions'::text)) jsonb_path_ops) WHERE ((data -> 'mentions'::text) IS NOT NULL);
CREATE INDEX activity_object ON activity USING btree (record_id, at, id) WHERE ((deleted_at IS NULL) AND (kind = 'object_record'::text));
CREATE INDEX activity_pinned ON activity USING btree (record_id) WHERE (pinned_at IS NOT NULL);
CREATE INDEX activity_words ON activity USING gin (to_tsvector('simple'::regconfig, translate(lower(text), 'ąćęłńóśźżñáàâäãåāčçďđéèêëěíìîïīňôöõøřšťúùûüůūýÿžёँ०१२३४५६७८९"[](),;-़‌‍'::text, 'acelnoszznaaaaaaaccddeeeeeiiiiinoooorstuuuuuuyyzеं0123456789        '::text))) WHERE ((deleted_at IS NULL) AND (text <> ''::text));
CREATE INDEX attachment_record ON attachment USING btree (record_id);
CREATE INDEX audit_log_at ON audit_log USING btree (at, id);
CREATE INDEX audit_log_record ON audit_log USING btree (kind, record_id, at);
CREATE INDEX audit_log_seq ON audit_log USING btree (seq);
CREATE INDEX cadence_lead_next ON cadence_lead USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE UNIQUE INDEX casbin_rule_key ON casbin_rule USING btree (ptype, v0, v1, v2);
CREATE INDEX company_city ON company USING btree (lower(city), id) WHERE (deleted_at IS NULL);
CREATE INDEX company_created ON company USING btree (created_at, id) WHERE (deleted_at IS NULL);
CREATE INDEX company_merged ON company USING btree (merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX company_name ON company USING btree (name COLLATE "und-x-icu", id) WHERE (deleted_at IS NULL);
CREATE INDEX company_owner ON company USING btree (owner_id) WHERE (deleted_at IS NULL);
CREATE INDEX company_same ON company USING btree (lower(name), id) WHERE (deleted_at IS NULL);
CREATE INDEX company_search ON company USING gin (search gin_trgm_ops, search_own gin_trgm_ops);
CREATE INDEX company_tags ON company USING gin (tags jsonb_path_ops) WHERE (tags <> '[]'::jsonb);
CREATE INDEX company_updated ON company USING btree (updated_at, id) WHERE (deleted_at IS NULL);
CREATE INDEX contact_city ON contact USING btree (lower(city), id) WHERE (deleted_at IS NULL);
CREATE INDEX contact_company ON contact USING btree (company_id) WHERE (deleted_at IS NULL);
CREATE INDEX contact_created ON contact USING btree (created_at, id) WHERE (deleted_at IS NULL);
CREATE INDEX contact_email ON contact USING btree (email) WHERE ((deleted_at IS NULL) AND (email <> ''::text));
CREATE INDEX contact_merged ON contact USING btree (merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX contact_more_emails ON contact USING gin (more_emails jsonb_path_ops) WHERE (more_emails <> '[]'::jsonb);
CREATE INDEX contact_name ON contact USING btree (name COLLATE "und-x-icu", id) WHERE (deleted_at IS NULL);
CREATE INDEX contact_owner ON contact USING btree (owner_id) WHERE (deleted_at IS NULL);
CREATE INDEX contact_positions ON contact USING gin (positions jsonb_path_ops) WHERE (positions <> '[]'::jsonb);
CREATE INDEX contact_search ON contact USING gin (search gin_trgm_ops, search_own gin_trgm_ops);
CREATE INDEX contact_tags ON contact USING gin (tags jsonb_path_ops) WHERE (tags <> '[]'::jsonb);
CREATE INDEX contact_updated ON contact USING btree (updated_at, id) WHERE (deleted_at IS NULL);
CREATE INDEX deal_board ON deal USING btree (stage_id, rank, id) WHERE (deleted_at IS NULL);
CREATE INDEX deal_closed ON deal USING btree (closed_at) WHERE ((deleted_at IS NULL) AND ((status)::text = 'won'::text));
CREATE INDEX deal_company ON deal USING btree (company_id) WHERE (deleted_at IS NULL);
CREATE INDEX deal_contact_of ON deal_contact USING btree (contact_id);
CREATE INDEX deal_created ON deal USING btree (created_at, id) WHERE (deleted_at IS NULL);
CREATE INDEX deal_expected ON deal USING btree (COALESCE(expected_on, 'infinity'::date), id) WHERE (deleted_at IS NULL);
CREATE INDEX deal_name ON deal USING btree (name COLLATE "und-x-icu", id) WHERE (deleted_at IS NULL);
CREATE INDEX deal_owner ON deal USING btree (owner_id, status) WHERE (deleted_at IS NULL);
CREATE INDEX deal_search ON deal USING gin (search gin_trgm_ops, search_own gin_trgm_ops);
CREATE INDEX deal_updated ON deal USING btree (updated_at, id) WHERE (deleted_at IS NULL);
CREATE INDEX deal_value ON deal USING btree (amount, id) WHERE (deleted_at IS NULL);
CREATE INDEX idempotency_age ON idempotency USING btree (created_at);
CREATE INDEX object_link_target ON object_link USING btree (target_id, kind);
CREATE INDEX object_record_name ON object_record USING btree (object_id, name COLLATE "und-x-icu", id) WHERE (deleted_at IS NULL);
CREATE INDEX object_record_owner ON object_record USING btree (owner_id) WHERE (deleted_at IS NULL);
CREATE INDEX object_record_search ON object_record USING gin (search gin_trgm_ops, search_own gin_trgm_ops);
CREATE UNIQUE INDEX role_name_key ON role USING btree (lower((name)::text));
CREATE UNIQUE INDEX share_key ON share USING btree (kind, record_id, subject_id);
CREATE INDEX task_about ON task USING btree (about_id, due_at) WHERE ((deleted_at IS NULL) AND (about_id IS NOT NULL));
CREATE INDEX task_created ON task USING btree (created_at, id) WHERE (deleted_at IS NULL);
CREATE INDEX task_due ON task USING btree (COALESCE(due_at, 'infinity'::timestamp with time zone), id) WHERE (deleted_at IS NULL);
CREATE INDEX task_open ON task USING btree (owner_id, due_at) WHERE ((deleted_at IS NULL) AND (done_at IS NULL));
CREATE INDEX task_search ON task USING gin (title gin_trgm_ops) WHERE (deleted_at IS NULL);
CREATE INDEX task_source ON task USING btree (source_uid) WHERE ((source_uid IS NOT NULL) AND (deleted_at IS NULL));
CREATE UNIQUE INDEX team_name_key ON team USING btree (lower((name)::text));

ALTER TABLE buying_person ADD CONSTRAINT buying_person_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id);
ALTER TABLE buying_person ADD CONSTRAINT buying_person_deal_id_fkey FOREIGN KEY (deal_id) REFERENCES deal(id);
ALTER TABLE buying_tie ADD CONSTRAINT buying_tie_deal_id_fkey FOREIGN KEY (deal_id) REFERENCES deal(id);
ALTER TABLE buying_tie ADD CONSTRAINT buying_tie_from_id_fkey FOREIGN KEY (from_id) REFERENCES contact(id);
ALTER TABLE buying_tie ADD CONSTRAINT buying_tie_to_id_fkey FOREIGN KEY (to_id) REFERENCES contact(id);
ALTER TABLE cadence_attempt ADD CONSTRAINT cadence_attempt_deal_id_fkey FOREIGN KEY (deal_id) REFERENCES deal(id);
ALTER TABLE cadence_lead ADD CONSTRAINT cadence_lead_deal_id_fkey FOREIGN KEY (deal_id) REFERENCES deal(id);
ALTER TABLE cadence_rule ADD CONSTRAINT cadence_rule_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES pipeline(id);
ALTER TABLE casbin_rule ADD CONSTRAINT casbin_rule_stage_id_fkey FOREIGN KEY (stage_id) REFERENCES stage(id) ON DELETE CASCADE;
ALTER TABLE changeset_entry ADD CONSTRAINT changeset_entry_set_id_fkey FOREIGN KEY (set_id) REFERENCES changeset(id) ON DELETE CASCADE;
ALTER TABLE consent ADD CONSTRAINT consent_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id) ON DELETE CASCADE;
ALTER TABLE deal ADD CONSTRAINT deal_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(id);
ALTER TABLE deal ADD CONSTRAINT deal_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES pipeline(id);
ALTER TABLE deal ADD CONSTRAINT deal_place_fkey FOREIGN KEY (stage_id, pipeline_id) REFERENCES stage(id, pipeline_id);
ALTER TABLE deal ADD CONSTRAINT deal_stage_id_fkey FOREIGN KEY (stage_id) REFERENCES stage(id);
ALTER TABLE deal_contact ADD CONSTRAINT deal_contact_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id);
ALTER TABLE deal_contact ADD CONSTRAINT deal_contact_deal_id_fkey FOREIGN KEY (deal_id) REFERENCES deal(id);
ALTER TABLE deal_stage ADD CONSTRAINT deal_stage_deal_id_fkey FOREIGN KEY (deal_id) REFERENCES deal(id);
ALTER TABLE export ADD CONSTRAINT export_object_id_fkey FOREIGN KEY (object_id) REFERENCES object(id);
ALTER TABLE finding_dismissal ADD CONSTRAINT finding_dismissal_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES pipeline(id);
ALTER TABLE import_part ADD CONSTRAINT import_part_import_id_fkey FOREIGN KEY (import_id) REFERENCES import(id);
ALTER TABLE import_problem ADD CONSTRAINT import_problem_import_id_fkey FOREIGN KEY (import_id) REFERENCES import(id);
ALTER TABLE list_view ADD CONSTRAINT list_view_team_id_fkey FOREIGN KEY (team_id) REFERENCES team(id) ON DELETE SET NULL;
ALTER TABLE object_link ADD CONSTRAINT object_link_record_id_fkey FOREIGN KEY (record_id) REFERENCES object_record(id);
ALTER TABLE object_record ADD CONSTRAINT object_record_object_id_fkey FOREIGN KEY (object_id) REFERENCES object(id);
ALTER TABLE pipeline_team ADD CONSTRAINT pipeline_team_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES pipeline(id);
ALTER TABLE pipeline_team ADD CONSTRAINT pipeline_team_team_id_fkey FOREIGN KEY (team_id) REFERENCES team(id) ON DELETE CASCADE;
ALTER TABLE stage ADD CONSTRAINT stage_former_pipeline_id_fkey FOREIGN KEY (former_pipeline_id) REFERENCES pipeline(id);
ALTER TABLE stage ADD CONSTRAINT stage_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES stage(id);
ALTER TABLE stage ADD CONSTRAINT stage_pipeline_id_fkey FOREIGN KEY (pipeline_id) REFERENCES pipeline(id);
ALTER TABLE team ADD CONSTRAINT team_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES team(id);
ALTER TABLE team_member ADD CONSTRAINT team_member_team_id_fkey FOREIGN KEY (team_id) REFERENCES team(id) ON DELETE CASCADE;

REVOKE INSERT, DELETE ON audit_head FROM "{{role}}";
REVOKE UPDATE, DELETE ON audit_log FROM "{{role}}";
REVOKE UPDATE, DELETE ON consent FROM "{{role}}";
REVOKE INSERT, UPDATE, DELETE ON schema_version FROM "{{role}}";
GRANT UPDATE (record_name, changes, salt, kept, erased_by) ON audit_log TO "{{role}}";

INSERT INTO audit_head (id, seq, hash) VALUES
    ('1', '0', '');
INSERT INTO casbin_rule (id, ptype, v0, v1, v2, v3) VALUES
    (gen_random_uuid(), 'p', 'admin', 'activity', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'activity', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'activity', 'export', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'activity', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'activity', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'archive', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'archive', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'archive', 'export', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'archive', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'audit', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'audit', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'audit', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'audit', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'billing', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'billing', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'billing', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'billing', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'changeset', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'changeset', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'changeset', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'company', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'company', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'company', 'export', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'company', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'company', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'contact', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'contact', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'contact', 'export', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'contact', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'contact', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'deal', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'deal', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'deal', 'export', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'deal', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'deal', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'health', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'health', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'health', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'health', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'import', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'import', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'import', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'import', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'member', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'member', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'member', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'member', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'object_record', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'object_record', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'object_record', 'export', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'object_record', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'object_record', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'pipeline', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'pipeline', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'pipeline', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'pipeline', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'privacy', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'privacy', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'privacy', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'report', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'report', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'report', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'report', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'role', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'role', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'role', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'role', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'search', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'search', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'search', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'search', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'seat', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'seat', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'seat', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'seat', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'share', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'share', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'share', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'share', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'task', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'task', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'task', 'export', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'task', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'task', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'team', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'team', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'team', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'team', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'tenant', 'create', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'tenant', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'tenant', 'read', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'tenant', 'update', 'all'),
    (gen_random_uuid(), 'p', 'admin', 'view', 'create', 'all'),
    (gen_random_uuid(), 'p', 'employee', 'activity', 'create', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'activity', 'delete', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'activity', 'read', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'activity', 'update', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'changeset', 'create', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'changeset', 'read', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'changeset', 'update', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'company', 'create', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'company', 'delete', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'company', 'read', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'company', 'update', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'contact', 'create', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'contact', 'delete', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'contact', 'read', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'contact', 'update', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'deal', 'create', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'deal', 'delete', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'deal', 'read', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'deal', 'update', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'member', 'read', 'all'),
    (gen_random_uuid(), 'p', 'employee', 'object_record', 'create', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'object_record', 'delete', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'object_record', 'read', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'object_record', 'update', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'pipeline', 'read', 'all'),
    (gen_random_uuid(), 'p', 'employee', 'report', 'read', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'search', 'read', 'all'),
    (gen_random_uuid(), 'p', 'employee', 'share', 'create', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'share', 'delete', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'share', 'read', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'task', 'create', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'task', 'delete', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'task', 'read', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'task', 'update', 'own'),
    (gen_random_uuid(), 'p', 'employee', 'team', 'read', 'all'),
    (gen_random_uuid(), 'p', 'freelancer', 'activity', 'create', 'assigned'),
    (gen_random_uuid(), 'p', 'freelancer', 'activity', 'read', 'assigned'),
    (gen_random_uuid(), 'p', 'freelancer', 'activity', 'update', 'assigned'),
    (gen_random_uuid(), 'p', 'freelancer', 'company', 'read', 'assigned'),
    (gen_random_uuid(), 'p', 'freelancer', 'company', 'update', 'assigned'),
    (gen_random_uuid(), 'p', 'freelancer', 'contact', 'read', 'assigned'),
    (gen_random_uuid(), 'p', 'freelancer', 'contact', 'update', 'assigned'),
    (gen_random_uuid(), 'p', 'freelancer', 'deal', 'read', 'assigned'),
    (gen_random_uuid(), 'p', 'freelancer', 'deal', 'update', 'assigned'),
    (gen_random_uuid(), 'p', 'freelancer', 'object_record', 'read', 'assigned'),
    (gen_random_uuid(), 'p', 'freelancer', 'object_record', 'update', 'assigned'),
    (gen_random_uuid(), 'p', 'freelancer', 'pipeline', 'read', 'all'),
    (gen_random_uuid(), 'p', 'freelancer', 'report', 'read', 'assigned'),
    (gen_random_uuid(), 'p', 'freelancer', 'search', 'read', 'all'),
    (gen_random_uuid(), 'p', 'freelancer', 'task', 'create', 'assigned'),
    (gen_random_uuid(), 'p', 'freelancer', 'task', 'read', 'assigned'),
    (gen_random_uuid(), 'p', 'freelancer', 'task', 'update', 'assigned'),
    (gen_random_uuid(), 'p', 'manager', 'activity', 'create', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'activity', 'delete', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'activity', 'export', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'activity', 'read', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'activity', 'update', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'changeset', 'create', 'own'),
    (gen_random_uuid(), 'p', 'manager', 'changeset', 'read', 'own'),
    (gen_random_uuid(), 'p', 'manager', 'changeset', 'update', 'own'),
    (gen_random_uuid(), 'p', 'manager', 'company', 'create', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'company', 'delete', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'company', 'export', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'company', 'read', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'company', 'update', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'contact', 'create', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'contact', 'delete', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'contact', 'export', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'contact', 'read', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'contact', 'update', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'deal', 'create', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'deal', 'delete', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'deal', 'export', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'deal', 'read', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'deal', 'update', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'import', 'create', 'own'),
    (gen_random_uuid(), 'p', 'manager', 'import', 'read', 'own'),
    (gen_random_uuid(), 'p', 'manager', 'member', 'read', 'all'),
    (gen_random_uuid(), 'p', 'manager', 'object_record', 'create', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'object_record', 'delete', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'object_record', 'export', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'object_record', 'read', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'object_record', 'update', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'pipeline', 'read', 'all'),
    (gen_random_uuid(), 'p', 'manager', 'report', 'read', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'search', 'read', 'all'),
    (gen_random_uuid(), 'p', 'manager', 'seat', 'read', 'all'),
    (gen_random_uuid(), 'p', 'manager', 'share', 'create', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'share', 'delete', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'share', 'read', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'task', 'create', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'task', 'delete', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'task', 'export', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'task', 'read', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'task', 'update', 'team'),
    (gen_random_uuid(), 'p', 'manager', 'team', 'read', 'all'),
    (gen_random_uuid(), 'p', 'manager', 'view', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'activity', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'activity', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'activity', 'export', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'activity', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'activity', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'archive', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'archive', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'archive', 'export', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'archive', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'audit', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'audit', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'audit', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'audit', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'billing', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'billing', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'billing', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'billing', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'changeset', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'changeset', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'changeset', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'company', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'company', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'company', 'export', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'company', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'company', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'contact', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'contact', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'contact', 'export', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'contact', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'contact', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'deal', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'deal', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'deal', 'export', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'deal', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'deal', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'health', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'health', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'health', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'health', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'import', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'import', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'import', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'import', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'member', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'member', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'member', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'member', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'object_record', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'object_record', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'object_record', 'export', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'object_record', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'object_record', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'pipeline', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'pipeline', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'pipeline', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'pipeline', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'privacy', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'privacy', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'privacy', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'report', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'report', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'report', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'report', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'role', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'role', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'role', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'role', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'search', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'search', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'search', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'search', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'seat', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'seat', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'seat', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'seat', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'share', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'share', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'share', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'share', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'task', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'task', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'task', 'export', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'task', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'task', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'team', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'team', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'team', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'team', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'tenant', 'create', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'tenant', 'delete', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'tenant', 'read', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'tenant', 'update', 'all'),
    (gen_random_uuid(), 'p', 'owner', 'view', 'create', 'all'),
    (gen_random_uuid(), 'p', 'technician', 'health', 'read', 'all'),
    (gen_random_uuid(), 'p', 'technician', 'health', 'update', 'all'),
    (gen_random_uuid(), 'p', 'technician', 'tenant', 'read', 'all'),
    (gen_random_uuid(), 'p', 'technician', 'tenant', 'update', 'all'),
    (gen_random_uuid(), 'p', 'viewer', 'activity', 'read', 'all'),
    (gen_random_uuid(), 'p', 'viewer', 'company', 'read', 'all'),
    (gen_random_uuid(), 'p', 'viewer', 'contact', 'read', 'all'),
    (gen_random_uuid(), 'p', 'viewer', 'deal', 'read', 'all'),
    (gen_random_uuid(), 'p', 'viewer', 'member', 'read', 'all'),
    (gen_random_uuid(), 'p', 'viewer', 'object_record', 'read', 'all'),
    (gen_random_uuid(), 'p', 'viewer', 'pipeline', 'read', 'all'),
    (gen_random_uuid(), 'p', 'viewer', 'report', 'read', 'all'),
    (gen_random_uuid(), 'p', 'viewer', 'search', 'read', 'all'),
    (gen_random_uuid(), 'p', 'viewer', 'task', 'read', 'all'),
    (gen_random_uuid(), 'p', 'viewer', 'team', 'read', 'all');
INSERT INTO phone_system (one, url, key_id, version, updated_at) VALUES
    ('true', '', NULL, '1', NULL);
INSERT INTO reach_setting (one, reply_to, version, updated_at) VALUES
    ('true', '', '1', NULL);
INSERT INTO schema_version (one, version) VALUES
    ('true', '45');
INSERT INTO vault (one, every, keep, next_at, recipient, bucket, secret, making_id, making_by, making_since, phase, problem, made, version, updated_at) VALUES
    ('true', 'off', '5', NULL, '', '{}', NULL, NULL, NULL, NULL, '', '', '[]', '1', NULL);
