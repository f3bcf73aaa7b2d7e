DELETE FROM call_volume;
DELETE FROM call_queue;
ALTER TABLE call_queue DROP COLUMN untold;
ALTER TABLE call DROP COLUMN tells_answering;
ALTER TABLE call DROP COLUMN exceeded_queue_wait_time;
ALTER TABLE call DROP COLUMN outside_business_hours;
ALTER TABLE call DROP COLUMN callback;
ALTER TABLE call DROP COLUMN wait_time;
ALTER TABLE call DROP COLUMN time_to_answer;
