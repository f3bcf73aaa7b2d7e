-- What the destination of a delivery is entered with, sealed with the key file.
CREATE TABLE delivery_secret (
    integration_id BIGINT NOT NULL,
    delivery TEXT NOT NULL,
    secret BLOB NOT NULL,
    PRIMARY KEY (integration_id, delivery)
) WITHOUT ROWID;
