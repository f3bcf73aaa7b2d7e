DROP TABLE custom_status;
