-- Who may write what is imported. fence: how often the lease was taken or given back; worker: who has it,
-- nothing where it is free; expires_at: until when it lasts unless it is renewed.
CREATE TABLE lease (
    integration_id BIGINT NOT NULL PRIMARY KEY,
    fence BIGINT NOT NULL,
    worker TEXT COLLATE "C",
    expires_at BIGINT NOT NULL
);

INSERT INTO lease (integration_id, fence, worker, expires_at) SELECT id, 0, NULL, 0 FROM integration;
