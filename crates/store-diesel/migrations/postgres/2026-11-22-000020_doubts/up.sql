-- Tickets of whose history something could not be read, until their audits are: reason says what.
CREATE TABLE doubtful_ticket (
    integration_id BIGINT NOT NULL,
    ticket_id BIGINT NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (integration_id, ticket_id)
);

-- Whether snapshots were passed over that could not be read.
ALTER TABLE integration ADD COLUMN tickets_passed_over BOOLEAN NOT NULL DEFAULT FALSE;

-- When staff and fields were read last; views are read more often.
ALTER TABLE integration ADD COLUMN fully_discovered_at BIGINT;
