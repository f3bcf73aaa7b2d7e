-- updated_at: the ticket's last known change, for which its audits are asked for once. incomplete: nothing
-- contradicts, and something may be missing; the reason is then empty.
ALTER TABLE inexact_ticket ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE inexact_ticket ADD COLUMN incomplete BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE doubtful_ticket ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;

-- asked_for: the last change that the ticket's audits were asked for, whatever came of it. postponed_at:
-- when Zendesk last failed to answer for them.
ALTER TABLE ticket_repair ADD COLUMN asked_for BIGINT;
ALTER TABLE ticket_repair ADD COLUMN postponed_at BIGINT;

-- Custom fields whose options, or which themselves, the account renamed or removed: what tickets show of
-- them no event tells.
CREATE TABLE changed_field (
    integration_id BIGINT NOT NULL,
    field_id BIGINT NOT NULL,
    PRIMARY KEY (integration_id, field_id)
) WITHOUT ROWID;
