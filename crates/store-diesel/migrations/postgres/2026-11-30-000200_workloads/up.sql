-- What one team answers: a channel of some views, or Talk queues. Ids of workloads are never given twice.
CREATE TABLE workload (
    integration_id BIGINT NOT NULL,
    workload_id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    -- The number of a channel; none for Talk.
    channel BIGINT,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (integration_id, workload_id),
    UNIQUE (integration_id, name)
);

-- member: a view's id, or the id of a Talk queue.
CREATE TABLE workload_member (
    integration_id BIGINT NOT NULL,
    workload_id BIGINT NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (integration_id, workload_id, member)
);

ALTER TABLE integration ADD COLUMN workloads_made BIGINT NOT NULL DEFAULT 0;
