DROP TABLE audit_entry;
DROP TABLE sign_in_attempt;
DROP TABLE api_key;
DROP TABLE one_time_link;
DROP TABLE web_session;
DROP TABLE web_user;
