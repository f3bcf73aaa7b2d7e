ALTER TABLE integration DROP COLUMN swept_at;
DROP TABLE event_drop;
ALTER TABLE ticket DROP COLUMN dropped_until;
