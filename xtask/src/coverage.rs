//! Which rules, conditions, kinds and channels a run has exercised.
//!
//! The simulator counts what its truth exercised, with 0 for what it knows of but never met. This
//! module keeps its own list beside that, so that what the simulator has forgotten is missed too.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};

/// The rules of docs/counting.md that bear on figures, each with what shows that it was at work.
const RULES: &[(&str, &[&str])] = &[
    ("1", &["rule/1-former-agent-is-staff", "rule/1-former-agent-is-customer"]),
    ("2.2", &["rule/2.2-one-field-twice", "rule/2.2-child-ids-backwards"]),
    ("2.2", &["rule/2.2-custom-status-follows", "rule/2.2-custom-status-kept"]),
    ("2.2", &["rule/2.2-status-follows", "rule/2.2-creation-without-custom-status"]),
    ("2.3", &["rule/2.3-forward", "rule/2.3-backward"]),
    ("2.4", &["rule/2.4-scrubbed", "rule/2.4-scrubbed-closed", "rule/2.4-unread-field"]),
    ("2.4", &["rule/2.4-deletion-told", "rule/2.4-deletion-untold"]),
    ("2.4", &["rule/2.4-deletion-moves-the-snapshot", "rule/2.4-audits-from-before-the-window"]),
    ("2.4", &["rule/2.4-missing-ticket", "rule/2.4-missing-session", "rule/2.4-missing-reply"]),
    ("2.5", &["rule/2.5-same-second", "rule/2.5-ids-backwards"]),
    ("2.5", &["rule/2.5-ids-backwards-in-a-second", "rule/2.5-creation-first"]),
    ("2.5", &["rule/2.5-lowest-ids-first"]),
    ("3.1", &["kind/created", "rule/3.1-outbound-rel", "rule/3.1-outbound-label"]),
    ("3.1", &["rule/3.1-outbound-35", "rule/3.1-outbound-46", "rule/3.1-outbound-partner"]),
    ("3.2", &["kind/reply", "rule/3.2-merge", "rule/3.2-chat-started", "rule/3.2-channel-back"]),
    ("3.2", &["rule/3.2-voice-comment", "rule/3.2-tpe-voice-comment"]),
    ("3.3", &["kind/entry", "rule/3.3-merge", "rule/3.3-not-waiting"]),
    ("3.3", &["rule/3.3-deletion", "rule/3.3-restoring"]),
    ("3.4", &["rule/3.4-running", "rule/3.4-exactly-60-minutes", "rule/3.4-new-session"]),
    ("3.4", &["rule/3.4-merge-aside"]),
    ("3.5", &["rule/3.5-nothing", "rule/3.5-customer-after-closing"]),
    ("3.6", &["rule/3.6-deleted", "rule/3.6-merged"]),
    ("4.1", &["kind/created", "kind/reply", "kind/entry"]),
    ("4.2", &["kind/reply"]),
    ("4.3", &["rule/4.3-no-view"]),
    ("4.4", &["rule/4.4-several-views", "rule/4.4-several-channels"]),
    ("5.1", &["rule/5.1-ticket-via", "rule/5.1-comment-via", "rule/5.1-label"]),
    ("5.1", &["rule/5.1-entry-by-ticket"]),
    (
        "5.2",
        &["channel/email", "channel/chat", "channel/social_media", "channel/call", "channel/case"],
    ),
    ("5.3", &["zendesk_channel/whatsapp", "zendesk_channel/help_center"]),
    ("5.4", &["label/mail", "label/web form", "label/chat transcript"]),
    ("6.1", &["cond/status/is/true", "cond/status/is/false"]),
    ("6.2", &["unsupported/field/via_id", "unsupported/operator/changed"]),
    ("6.2", &["unsupported/value/current_user"]),
    ("6.3", &["unsupported/field/unnamed", "unsupported/operator/unnamed"]),
    ("6.4", &["rule/6.4-older-spelling", "rule/6.4-mixed-case"]),
    ("6.4", &["rule/6.4-bad-with-comment", "rule/6.4-good-with-comment"]),
    ("6.5", &["rule/6.5-inactive"]),
    ("6.6", &["rule/6.6-one-title-two-views"]),
    ("7.1", &["rule/7.1-inbound", "rule/7.1-outbound"]),
    ("7.2", &["rule/7.2-ivr", "rule/7.2-phone-number", "rule/7.2-ungrouped"]),
    ("7.2", &["rule/7.2-nickname", "rule/7.2-number-of-line"]),
    ("7.3", &["rule/7.3-handled", "rule/7.3-completed-but-not-handled", "rule/7.3-voicemail"]),
    ("7.3", &["rule/7.3-agent-0"]),
    ("7.3", &["rule/7.3-abandoned_in_queue", "rule/7.3-abandoned_in_ivr"]),
    ("7.3", &["rule/7.3-abandoned_in_voicemail", "rule/7.3-abandoned_on_hold"]),
    ("7.4", &["rule/7.4-nothing-handled"]),
    ("7.5", &["zendesk_channel/voice"]),
    ("7.6", &["channel/email"]),
    ("8.1", &["rule/8.1-quarter-hour"]),
    ("8.5", &["rule/8.5-unreadable-due-date", "rule/8.5-unreadable-rating"]),
    ("8.5", &["rule/8.5-unreadable-custom-field", "rule/8.5-event-of-no-ticket"]),
];

/// Zendesk's channels of rules 5.2 and 5.3.
const ZENDESK_CHANNELS: &[&str] = &[
    "email",
    "mobile",
    "web",
    "chat",
    "native_messaging",
    "sms",
    "any_channel",
    "facebook",
    "twitter",
    "sunshine_conversations_facebook_messenger",
    "instagram_dm",
    "voice",
    "api",
    "answer_bot_for_web_widget",
    "chat_transcript",
    "mobile_sdk",
    "whatsapp",
    "line",
    "wechat",
    "telegram",
    "viber",
    "kakaotalk",
    "google_rcs",
    "google_business_messages",
    "apple_business_chat",
    "messagebird_sms",
    "twilio_sms",
    "sunshine_conversations_twitter_dm",
    "sunshine_conversations_api",
    "help_center",
    "mailgun",
    "side_conversation",
    "chat_offline_message",
    "business_messaging_slack_connect",
];

const EQUAL: &[&str] = &["is", "is_not"];
const ORDERED: &[&str] = &["is", "is_not", "less_than", "greater_than"];
const LISTED: &[&str] = &["includes", "not_includes"];
const HOURS: &[&str] = &["is", "less_than", "greater_than"];
const INSTANT: &[&str] = &["less_than", "less_than_equal", "greater_than", "greater_than_equal"];
const CUSTOM: &[&str] = &["is", "is_not", "present", "not_present"];

/// The fields of rule 6.4 with their operators; each must have been true once and false once. A
/// custom field goes by its type, whichever way the condition spells it.
const CONDITIONS: &[(&[&str], &[&str])] = &[
    (&["status", "priority", "satisfaction_score"], ORDERED),
    (&["custom_status_id", "description_includes_word"], EQUAL),
    (&["custom_status_id", "description_includes_word", "current_tags"], LISTED),
    (&["type", "ticket_type_id", "support_type", "recipient"], EQUAL),
    (
        &[
            "group_id",
            "assignee_id",
            "requester_id",
            "organization_id",
            "brand_id",
            "ticket_form_id",
        ],
        EQUAL,
    ),
    (&["NEW", "OPEN", "PENDING", "HOLD", "SOLVED", "CLOSED"], HOURS),
    (&["assigned_at", "assignee_updated_at", "requester_updated_at"], HOURS),
    (&["due_date", "due_at", "until_due_date"], HOURS),
    (&["exact_created_at"], INSTANT),
    (&["custom_fields:tagger", "custom_fields:multiselect", "custom_fields:checkbox"], CUSTOM),
    (&["custom_fields:tagger", "custom_fields:multiselect"], LISTED),
    (&["custom_fields:date", "custom_fields:integer", "custom_fields:decimal"], CUSTOM),
    (&["custom_fields:date", "custom_fields:integer", "custom_fields:decimal"], INSTANT),
    (&["custom_fields:regexp", "custom_fields:text", "custom_fields:textarea"], CUSTOM),
];

/// Counts of everything exercised, of all accounts together.
#[derive(Default)]
pub(crate) struct Coverage {
    counts: BTreeMap<String, u64>,
}

impl Coverage {
    /// Adds an account's exercised.json: an object of counts.
    pub(crate) fn add(&mut self, json: &[u8]) -> Result<()> {
        let counts: BTreeMap<String, u64> =
            serde_json::from_slice(json).context("exercised.json is no object of counts")?;
        ensure!(!counts.is_empty(), "exercised.json is empty");
        for (key, count) in counts {
            *self.counts.entry(key).or_default() += count;
        }
        Ok(())
    }

    /// How many keys there must be.
    pub(crate) fn expected(&self) -> usize {
        self.keys().len()
    }

    /// The keys that no account has exercised.
    pub(crate) fn missing(&self) -> Vec<String> {
        self.keys()
            .into_iter()
            .filter(|key| self.counts.get(key).is_none_or(|count| *count == 0))
            .collect()
    }

    fn keys(&self) -> BTreeSet<String> {
        self.counts.keys().cloned().chain(required()).collect()
    }
}

/// What must be exercised whatever the simulator knows of.
fn required() -> impl Iterator<Item = String> {
    let conditions = CONDITIONS.iter().flat_map(|(fields, operators)| {
        fields.iter().flat_map(move |field| {
            operators.iter().flat_map(move |operator| {
                ["true", "false"].map(|truth| format!("cond/{field}/{operator}/{truth}"))
            })
        })
    });
    let rules = RULES.iter().flat_map(|(_, keys)| keys.iter().map(|key| (*key).to_owned()));
    let channels = ZENDESK_CHANNELS.iter().map(|channel| format!("zendesk_channel/{channel}"));
    rules.chain(channels).chain(conditions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_that_bears_on_figures_is_listed() {
        let numbered =
            |section: u32, last: u32| (1..=last).map(move |rule| format!("{section}.{rule}"));
        for rule in numbered(3, 6)
            .chain(numbered(4, 4))
            .chain(numbered(5, 4))
            .chain(numbered(6, 6))
            .chain(numbered(7, 6))
        {
            assert!(RULES.iter().any(|(listed, _)| *listed == rule), "{rule}");
        }
    }

    #[test]
    fn a_key_is_missing_until_one_account_has_exercised_it() {
        let mut coverage = Coverage::default();
        coverage.add(br#"{"kind/entry": 4, "label/sms": 0}"#).unwrap();
        let missing = coverage.missing();
        assert!(missing.contains(&"label/sms".to_owned()));
        assert!(missing.contains(&"kind/reply".to_owned()));
        assert!(missing.contains(&"cond/NEW/less_than/false".to_owned()));
        assert!(!missing.contains(&"kind/entry".to_owned()));
        assert_eq!(missing.len() + 1, coverage.expected());

        coverage.add(br#"{"label/sms": 1}"#).unwrap();
        assert!(!coverage.missing().contains(&"label/sms".to_owned()));
    }

    #[test]
    fn an_empty_or_odd_file_is_an_error() {
        let mut coverage = Coverage::default();
        assert!(coverage.add(b"{}").is_err());
        assert!(coverage.add(b"[1]").is_err());
    }
}
