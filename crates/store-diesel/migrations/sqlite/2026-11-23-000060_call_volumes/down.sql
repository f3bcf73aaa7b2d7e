DROP TABLE call_volume;
DROP TABLE call_queue;
