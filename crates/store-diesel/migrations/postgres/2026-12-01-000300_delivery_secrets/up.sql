-- What the destination of a delivery is entered with, sealed with the key file.
CREATE TABLE delivery_secret (
    integration_id BIGINT NOT NULL,
    delivery TEXT COLLATE "C" NOT NULL,
    secret BYTEA NOT NULL,
    PRIMARY KEY (integration_id, delivery)
);
