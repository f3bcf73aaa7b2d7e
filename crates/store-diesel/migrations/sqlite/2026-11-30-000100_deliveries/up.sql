-- Files that are written by themselves after imports: what is delivered where (settings), and not before when.
CREATE TABLE delivery (
    integration_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    paused_at BIGINT,
    last_at BIGINT,
    failures BIGINT NOT NULL,
    next_at BIGINT,
    PRIMARY KEY (integration_id, name)
) WITHOUT ROWID;

-- What a delivery brought there of each queue or workload: a hash for each day.
CREATE TABLE delivered_series (
    integration_id BIGINT NOT NULL,
    delivery TEXT NOT NULL,
    series TEXT NOT NULL,
    days BLOB NOT NULL,
    PRIMARY KEY (integration_id, delivery, series)
);

-- What became of each attempt.
CREATE TABLE delivery_entry (
    integration_id BIGINT NOT NULL,
    delivery TEXT NOT NULL,
    number BIGINT NOT NULL,
    happened_at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    files BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    checksum TEXT,
    says TEXT,
    PRIMARY KEY (integration_id, delivery, number)
);

-- The numbers by which planners' products know queues and workloads.
CREATE TABLE queue_number (
    integration_id BIGINT NOT NULL,
    queue TEXT NOT NULL,
    number BIGINT NOT NULL UNIQUE,
    PRIMARY KEY (integration_id, queue)
) WITHOUT ROWID;
