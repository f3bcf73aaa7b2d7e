-- How many runs in a row, before the latest one, never ended: their process was killed or cut off.
ALTER TABLE import_run ADD COLUMN cut_off BIGINT NOT NULL DEFAULT 0;
