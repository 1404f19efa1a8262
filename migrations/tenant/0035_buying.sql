-- What people are in a purchase, beside who decides in it.
ALTER TABLE deal_contact DROP CONSTRAINT deal_contact_role_check;
ALTER TABLE deal_contact ADD CONSTRAINT deal_contact_role_check
    CHECK (role IN ('decider', 'champion', 'influencer', 'user', 'blocker', 'buyer', 'legal', 'other'));

-- How much the people of a deal have to say in it, and what they think of it. Who is taken off a deal and comes back is known still.
CREATE TABLE buying_person (
    deal_id    uuid NOT NULL REFERENCES deal,
    contact_id uuid NOT NULL REFERENCES contact,
    influence  varchar(8) NOT NULL CHECK (influence IN ('low', 'medium', 'high')),
    attitude   varchar(8) NOT NULL CHECK (attitude IN ('for', 'neutral', 'against', 'unknown')),
    PRIMARY KEY (deal_id, contact_id)
);

-- How two people of a deal stand to each other.
CREATE TABLE buying_tie (
    id      uuid NOT NULL,
    deal_id uuid NOT NULL REFERENCES deal,
    from_id uuid NOT NULL REFERENCES contact,
    to_id   uuid NOT NULL REFERENCES contact,
    kind    varchar(12) NOT NULL CHECK (kind IN ('reports_to', 'influences', 'close_to', 'conflict')),
    PRIMARY KEY (deal_id, id)
);
