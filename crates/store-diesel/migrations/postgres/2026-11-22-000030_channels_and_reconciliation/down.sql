DROP TABLE reconciliation;
DROP TABLE channel_override;
