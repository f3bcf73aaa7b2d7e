-- Rows of Zendesk's answers that could not be read whole: set aside, or read with blanks. row_key tells
-- them apart, place says where the row stood, noted_at when it was met first.
CREATE TABLE odd_row (
    integration_id BIGINT NOT NULL,
    endpoint TEXT NOT NULL,
    row_key TEXT NOT NULL,
    set_aside BOOLEAN NOT NULL,
    problem TEXT NOT NULL,
    place TEXT NOT NULL,
    noted_at BIGINT NOT NULL,
    PRIMARY KEY (integration_id, endpoint, row_key)
) WITHOUT ROWID;
