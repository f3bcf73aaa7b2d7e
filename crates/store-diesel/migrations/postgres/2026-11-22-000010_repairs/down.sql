DROP TABLE ticket_repair;
ALTER TABLE ticket_event DROP COLUMN from_audit;
