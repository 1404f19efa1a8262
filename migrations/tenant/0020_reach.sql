-- How the company is reached by those to whom its people write without seeing their addresses: where answers go. One row.
CREATE TABLE reach_setting (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    reply_to   varchar(254) NOT NULL DEFAULT '',
    version    int NOT NULL DEFAULT 1,
    updated_at timestamptz
);
INSERT INTO reach_setting DEFAULT VALUES;
