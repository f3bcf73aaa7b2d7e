-- Of a closed ticket whose snapshot and events were dropped: the time of its last event. Its contacts
-- stay as they were counted, and no count looks at it before its audits bring the history back. The
-- snapshot is empty then, or a newer one.
ALTER TABLE ticket ADD COLUMN dropped_until BIGINT;

-- When events were dropped, and up to which time the dropped tickets have none left.
CREATE TABLE event_drop (
    integration_id BIGINT NOT NULL,
    dropped_at BIGINT NOT NULL,
    dropped_until BIGINT NOT NULL,
    PRIMARY KEY (integration_id, dropped_at)
);

-- When all tickets were last looked at for what can be dropped.
ALTER TABLE integration ADD COLUMN swept_at BIGINT;
