DROP TABLE odd_row;
