-- Absent while the integration is imported as usual. A deleted one has no credentials any more.
ALTER TABLE integration ADD COLUMN paused_at BIGINT;
ALTER TABLE integration ADD COLUMN deleted_at BIGINT;

-- The latest import run of each integration, and when the next one is due. stage, done and total:
-- how far it got. failure, advice, attention: why it ended badly, what to do, and whether somebody
-- has to do it; failures: how many runs in a row did.
CREATE TABLE import_run (
    integration_id BIGINT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    stage TEXT COLLATE "C",
    done BIGINT NOT NULL,
    total BIGINT,
    failure TEXT COLLATE "C",
    advice TEXT COLLATE "C",
    attention BOOLEAN NOT NULL,
    failures BIGINT NOT NULL,
    next_at BIGINT
);
