-- Views of lists that people keep: what is looked for, in which order, with which columns. sharing is own, all or team.
CREATE TABLE list_view (
    id         uuid PRIMARY KEY,
    object     varchar(16)   NOT NULL,
    user_id    uuid          NOT NULL,
    name       varchar(80)   NOT NULL,
    kind       varchar(8)    NOT NULL,
    search     varchar(200)  NOT NULL,
    sort       varchar(60)   NOT NULL,
    filter     varchar(4000) NOT NULL,
    tree       varchar(4000) NOT NULL,
    columns    varchar(6000) NOT NULL,
    sharing    varchar(4)    NOT NULL,
    team_id    uuid REFERENCES team ON DELETE SET NULL,
    version    int           NOT NULL,
    created_at timestamptz   NOT NULL,
    updated_at timestamptz   NOT NULL,
    deleted_at timestamptz
);

-- What one person chose for a list: with which view it opens, which are tabs, and the columns where no view says.
CREATE TABLE list_choice (
    user_id    uuid          NOT NULL,
    object     varchar(16)   NOT NULL,
    opens      varchar(36)   NOT NULL,
    tabs       varchar(6000) NOT NULL,
    columns    varchar(6000) NOT NULL,
    updated_at timestamptz   NOT NULL,
    PRIMARY KEY (user_id, object)
);

-- Sharing a view is a right: of those who lead, and of the company's own roles that refine theirs.
INSERT INTO casbin_rule (id, ptype, v0, v1, v2, v3)
SELECT gen_random_uuid(), 'p', role, 'view', 'create', 'all'
FROM (VALUES ('owner'), ('admin'), ('manager')) AS p (role)
UNION ALL SELECT gen_random_uuid(), 'p', id::text, 'view', 'create', 'all' FROM role WHERE base IN ('admin', 'manager');
