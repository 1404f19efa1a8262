-- How much of each limit is used. What lasts is counted up and down, and anew before anything is refused; what passes
-- (e-mails a day) belongs to a period, the day it began. warned is the highest warning given, in percent.
CREATE TABLE usage (
    name       varchar(30) PRIMARY KEY,
    period     date NOT NULL,
    used       bigint NOT NULL CHECK (used >= 0),
    warned     smallint NOT NULL DEFAULT 0,
    counted_at timestamptz NOT NULL
) WITH (fillfactor = 50);
