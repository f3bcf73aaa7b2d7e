-- The sums of inbound calls. They are kept with every call that is saved; those of the calls that are
-- stored already are made by the program, in the transaction of this migration. queue: as in call, and
-- empty for ungrouped calls: no queue's value is blank.
CREATE TABLE call_queue (
    integration_id BIGINT NOT NULL,
    queue TEXT COLLATE "C" NOT NULL,
    offered BIGINT NOT NULL,
    PRIMARY KEY (integration_id, queue)
);

-- figures: what each quarter hour of a week that had calls comes to.
CREATE TABLE call_volume (
    integration_id BIGINT NOT NULL,
    queue TEXT COLLATE "C" NOT NULL,
    week_start BIGINT NOT NULL,
    figures BYTEA NOT NULL,
    PRIMARY KEY (integration_id, queue, week_start)
);
