-- The company's own roles, each made by copying another. base is the role of the program that it refines: it decides who
-- can be given it and which seat it takes. Its rights are in casbin_rule, under its id.
CREATE TABLE role (
    id         uuid PRIMARY KEY,
    name       varchar(60) NOT NULL CHECK (name <> ''),
    base       varchar(20) NOT NULL,
    version    int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX role_name_key ON role (lower(name));
