DROP TABLE changed_field;
ALTER TABLE ticket_repair DROP COLUMN postponed_at;
ALTER TABLE ticket_repair DROP COLUMN asked_for;
ALTER TABLE doubtful_ticket DROP COLUMN updated_at;
ALTER TABLE inexact_ticket DROP COLUMN incomplete;
ALTER TABLE inexact_ticket DROP COLUMN updated_at;
