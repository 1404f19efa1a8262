-- How the company is reached by those to whom its people write without seeing their addresses: where answers go. One row.
CREATE TABLE reach_setting (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    reply_to   varchar(254) NOT NULL DEFAULT '',
    version    int NOT NULL DEFAULT 1,
    updated_at timestamptz
);
INSERT INTO reach_setting DEFAULT VALUES;
-- The company's phone system, which calls for people who may not see a number. One row; no address means none. The secret that
-- both sides sign with, and the address at which the system tells how a call goes, are made of key_id.
CREATE TABLE phone_system (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    url        varchar(300) NOT NULL DEFAULT '',
    key_id     uuid,
    version    int NOT NULL DEFAULT 1,
    updated_at timestamptz
);
INSERT INTO phone_system DEFAULT VALUES;
