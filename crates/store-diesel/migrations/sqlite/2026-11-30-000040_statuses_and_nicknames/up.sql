-- The custom statuses of each account (rule 2.2). category: the status that one belongs to.
CREATE TABLE custom_status (
    integration_id BIGINT NOT NULL,
    status_id BIGINT NOT NULL,
    category TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    PRIMARY KEY (integration_id, status_id)
) WITHOUT ROWID;

-- The next import looks at them.
UPDATE integration SET fully_discovered_at = NULL;

-- Nicknames of lines are told from numbers, and agent 0 from agents (rules 7.2 and 7.3): the program
-- makes the queues of the calls that are stored, and their sums, anew in the transaction of this migration.
DELETE FROM call_queue;
DELETE FROM call_volume;
