ALTER TABLE import_run DROP COLUMN named;
ALTER TABLE import_run DROP COLUMN trouble;
ALTER TABLE import_run DROP COLUMN seconds_left;
