-- Rows of Zendesk's answers that could not be read whole: set aside, or read with blanks. row_key tells
-- them apart, place says where the row stood, noted_at when it was met first.
CREATE TABLE odd_row (
    integration_id BIGINT NOT NULL,
    endpoint TEXT COLLATE "C" NOT NULL,
    row_key TEXT COLLATE "C" NOT NULL,
    set_aside BOOLEAN NOT NULL,
    problem TEXT COLLATE "C" NOT NULL,
    place TEXT COLLATE "C" NOT NULL,
    noted_at BIGINT NOT NULL,
    PRIMARY KEY (integration_id, endpoint, row_key)
);
