ALTER TABLE integration DROP COLUMN fully_discovered_at;
ALTER TABLE integration DROP COLUMN tickets_passed_over;
DROP TABLE doubtful_ticket;
