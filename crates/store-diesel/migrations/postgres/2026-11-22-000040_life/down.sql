DROP TABLE import_run;
ALTER TABLE integration DROP COLUMN deleted_at;
ALTER TABLE integration DROP COLUMN paused_at;
