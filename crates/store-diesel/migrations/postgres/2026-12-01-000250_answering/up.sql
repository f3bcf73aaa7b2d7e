-- How calls were answered (rule 9.6). tells_answering: whether that was kept when the call was read.
ALTER TABLE call ADD COLUMN time_to_answer BIGINT;
ALTER TABLE call ADD COLUMN wait_time BIGINT;
ALTER TABLE call ADD COLUMN callback BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE call ADD COLUMN outside_business_hours BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE call ADD COLUMN exceeded_queue_wait_time BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE call ADD COLUMN tells_answering BOOLEAN NOT NULL DEFAULT FALSE;

-- Calls that were read before: the next import reads them again, as far as Zendesk still gives them.
UPDATE integration SET calls_bookmark = NULL;

-- The program makes the sums of the calls that are stored anew in the transaction of this migration.
-- untold: how many of the queue's calls do not tell how they were answered.
ALTER TABLE call_queue ADD COLUMN untold BIGINT NOT NULL DEFAULT 0;
DELETE FROM call_queue;
DELETE FROM call_volume;
