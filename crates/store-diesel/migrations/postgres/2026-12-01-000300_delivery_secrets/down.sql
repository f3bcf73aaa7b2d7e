DROP TABLE delivery_secret;
