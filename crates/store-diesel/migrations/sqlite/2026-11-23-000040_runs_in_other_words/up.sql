-- How long the stage of a run will still take. trouble and named: what kind of trouble a run ended with
-- and what that names, so that it can be told in any language; absent where no kind is known.
ALTER TABLE import_run ADD COLUMN seconds_left BIGINT;
ALTER TABLE import_run ADD COLUMN trouble TEXT;
ALTER TABLE import_run ADD COLUMN named TEXT;
