-- Who may ask over HTTP. Everything belongs to an account. Of passwords an argon2 hash is kept, of
-- sessions, links and keys the SHA-256.
CREATE TABLE web_user (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT,
    UNIQUE (account, name)
);

CREATE TABLE web_session (
    hash BLOB NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE INDEX web_session_user ON web_session (user_id);

-- user_id: absent where the link makes an account's first administrator.
CREATE TABLE one_time_link (
    hash BLOB NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    user_id BIGINT,
    expires_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE api_key (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    last_used_day BIGINT,
    revoked_at BIGINT
);

-- A revoked key gives up its name.
CREATE UNIQUE INDEX api_key_name ON api_key (account, name) WHERE revoked_at IS NULL;

CREATE TABLE sign_in_attempt (
    hash BLOB NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE audit_entry (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL
);

CREATE INDEX audit_entry_account ON audit_entry (account, id);
