-- Zendesk channels that an integration places elsewhere than the rules do. channel: a code.
CREATE TABLE channel_override (
    integration_id BIGINT NOT NULL,
    zendesk_channel TEXT COLLATE "C" NOT NULL,
    channel BIGINT NOT NULL,
    PRIMARY KEY (integration_id, zendesk_channel)
);

-- What the last comparison with Zendesk's own views came to.
CREATE TABLE reconciliation (
    integration_id BIGINT NOT NULL PRIMARY KEY,
    made_at BIGINT NOT NULL,
    views BIGINT NOT NULL,
    tickets BIGINT NOT NULL,
    differing BIGINT NOT NULL
);
