DROP TABLE queue_waiting;
DROP TABLE fate_volume;
DROP TABLE robot;
ALTER TABLE integration DROP COLUMN time_field;
ALTER TABLE integration DROP COLUMN counts_ends;
ALTER TABLE contact DROP COLUMN ends;
