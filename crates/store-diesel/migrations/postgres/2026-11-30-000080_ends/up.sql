-- What became of a contact in each of its views. Nothing is told of contacts that were counted before it was
-- kept: the next count takes them all, and then the integration counts ends.
ALTER TABLE contact ADD COLUMN ends BYTEA;
ALTER TABLE integration ADD COLUMN counts_ends BOOLEAN NOT NULL DEFAULT FALSE;

-- The custom field that holds the seconds spent on a ticket.
ALTER TABLE integration ADD COLUMN time_field BIGINT;

-- Users that answer by themselves.
CREATE TABLE robot (
    integration_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (integration_id, user_id)
);

-- fates: what became of the contacts of each quarter hour of a week, and by how much what waits changed.
CREATE TABLE fate_volume (
    integration_id BIGINT NOT NULL,
    view_id BIGINT NOT NULL,
    channel BIGINT NOT NULL,
    week_start BIGINT NOT NULL,
    fates BYTEA NOT NULL,
    PRIMARY KEY (integration_id, view_id, channel, week_start)
);

-- weeks: by how much what waits in a queue changed in each week.
CREATE TABLE queue_waiting (
    integration_id BIGINT NOT NULL,
    view_id BIGINT NOT NULL,
    channel BIGINT NOT NULL,
    weeks BYTEA NOT NULL,
    PRIMARY KEY (integration_id, view_id, channel)
);
