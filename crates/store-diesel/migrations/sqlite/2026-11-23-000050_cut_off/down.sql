ALTER TABLE import_run DROP COLUMN cut_off;
