-- The company's intake addresses: where a form on a web page, or another program, sends leads. The key is part of the
-- address and stands in public pages: it lets somebody hand in a lead, and nothing else.
CREATE TABLE intake (
    id         uuid PRIMARY KEY,
    name       varchar(40) NOT NULL,
    key        varchar(30) NOT NULL,
    owner_id   uuid,
    version    int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
