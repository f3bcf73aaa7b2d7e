DROP TABLE queue_number;
DROP TABLE delivery_entry;
DROP TABLE delivered_series;
DROP TABLE delivery;
