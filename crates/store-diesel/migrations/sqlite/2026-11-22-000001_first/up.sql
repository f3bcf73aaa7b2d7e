-- Connected accounts. Instants are seconds since 1970 everywhere.
CREATE TABLE integration (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    domain TEXT NOT NULL,
    base_url TEXT,
    grouping TEXT NOT NULL,
    since BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    credential_kind TEXT NOT NULL,
    credential_identity TEXT NOT NULL,
    credential_secret BLOB NOT NULL,
    coverage_from BIGINT,
    coverage_until BIGINT,
    calls_until BIGINT,
    provisional_from BIGINT,
    last_success BIGINT,
    tickets_cursor TEXT,
    tickets_generated_at BIGINT,
    events_bookmark BIGINT,
    calls_bookmark BIGINT,
    keeps_text BOOLEAN NOT NULL,
    counted_with TEXT,
    discovered_at BIGINT,
    UNIQUE (account, name)
);

-- What was read. The integration comes first in every key, and nothing refers to another
-- integration's rows, so that both accounts and integrations can be divided later.
CREATE TABLE ticket (
    integration_id BIGINT NOT NULL,
    ticket_id BIGINT NOT NULL,
    generated_at BIGINT NOT NULL,
    snapshot BLOB NOT NULL,
    PRIMARY KEY (integration_id, ticket_id)
) WITHOUT ROWID;

-- comment_author: who wrote the comments, where it was not the author of the event; -2 for several.
CREATE TABLE ticket_event (
    integration_id BIGINT NOT NULL,
    ticket_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    happened_at BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    comment_author BIGINT,
    body BLOB NOT NULL,
    PRIMARY KEY (integration_id, ticket_id, event_id)
) WITHOUT ROWID;

-- queue: the group or number that the call counts under; absent where it is ungrouped.
CREATE TABLE call (
    integration_id BIGINT NOT NULL,
    call_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    inbound BOOLEAN NOT NULL,
    completion_status TEXT NOT NULL,
    agent_id BIGINT,
    voicemail BOOLEAN NOT NULL,
    ivr_group TEXT,
    number TEXT,
    talk_seconds BIGINT NOT NULL,
    hold_seconds BIGINT NOT NULL,
    wrap_up_seconds BIGINT NOT NULL,
    queue TEXT,
    PRIMARY KEY (integration_id, call_id)
) WITHOUT ROWID;

CREATE INDEX call_by_queue ON call (integration_id, inbound, queue, created_at);

CREATE TABLE view_version (
    integration_id BIGINT NOT NULL REFERENCES integration (id),
    view_id BIGINT NOT NULL,
    version_no BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    title TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    updated_at BIGINT NOT NULL,
    definition BLOB NOT NULL,
    unreadable TEXT,
    PRIMARY KEY (integration_id, view_id, version_no)
) WITHOUT ROWID;

CREATE TABLE custom_field (
    integration_id BIGINT NOT NULL REFERENCES integration (id),
    field_id BIGINT NOT NULL,
    zendesk_type TEXT NOT NULL,
    options BLOB NOT NULL,
    PRIMARY KEY (integration_id, field_id)
) WITHOUT ROWID;

-- counted: whether the last count took the user for staff.
CREATE TABLE staff (
    integration_id BIGINT NOT NULL REFERENCES integration (id),
    user_id BIGINT NOT NULL,
    discovered BOOLEAN NOT NULL,
    assignee BOOLEAN NOT NULL,
    counted BOOLEAN NOT NULL,
    PRIMARY KEY (integration_id, user_id)
) WITHOUT ROWID;

-- Tickets to be counted again.
CREATE TABLE changed_ticket (
    integration_id BIGINT NOT NULL,
    ticket_id BIGINT NOT NULL,
    PRIMARY KEY (integration_id, ticket_id)
) WITHOUT ROWID;

-- Every view that ever counted. number: what stands for it in the rows of contacts; it stays.
-- counted_with: a name for the definition that it was last counted under; absent where it does not
-- count.
CREATE TABLE counted_view (
    integration_id BIGINT NOT NULL,
    view_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    counted_with TEXT,
    PRIMARY KEY (integration_id, view_id)
) WITHOUT ROWID;

-- What was counted. views: the number of every view that the contact counts in, empty where it is in
-- none.
CREATE TABLE contact (
    integration_id BIGINT NOT NULL,
    ticket_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    happened_at BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    channel BIGINT NOT NULL,
    unmapped_channel TEXT,
    views BLOB NOT NULL,
    PRIMARY KEY (integration_id, ticket_id, event_id)
) WITHOUT ROWID;

CREATE INDEX contact_by_time ON contact (integration_id, happened_at);

-- counts: how many contacts arrived in each quarter hour of a week that had any.
CREATE TABLE volume (
    integration_id BIGINT NOT NULL,
    view_id BIGINT NOT NULL,
    channel BIGINT NOT NULL,
    week_start BIGINT NOT NULL,
    counts BLOB NOT NULL,
    PRIMARY KEY (integration_id, view_id, channel, week_start)
) WITHOUT ROWID;

CREATE TABLE queue (
    integration_id BIGINT NOT NULL,
    view_id BIGINT NOT NULL,
    channel BIGINT NOT NULL,
    offered BIGINT NOT NULL,
    PRIMARY KEY (integration_id, view_id, channel)
) WITHOUT ROWID;

CREATE TABLE inexact_ticket (
    integration_id BIGINT NOT NULL,
    ticket_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (integration_id, ticket_id)
) WITHOUT ROWID;
