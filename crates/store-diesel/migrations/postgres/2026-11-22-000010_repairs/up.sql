-- from_audit: whether the event was taken from the ticket's audits; the export replaces it no more.
ALTER TABLE ticket_event ADD COLUMN from_audit BOOLEAN NOT NULL DEFAULT FALSE;

-- Inexact tickets whose repair was tried since they last changed. outcome: why that left them
-- inexact.
CREATE TABLE ticket_repair (
    integration_id BIGINT NOT NULL,
    ticket_id BIGINT NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (integration_id, ticket_id)
);
