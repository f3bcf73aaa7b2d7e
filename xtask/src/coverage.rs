//! Which rules, conditions, kinds and channels a run has exercised.
//!
//! The simulator counts what its truth exercised, with 0 for what it knows of but never met. This
//! module keeps its own list beside that, so that what the simulator has forgotten is missed too.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};

/// The rules of docs/counting.md whose effect on figures the truth can see.
const RULES: &[&str] = &[
    "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "4.1", "4.2", "4.3", "4.4", "5.1", "5.2", "5.3",
    "5.4", "6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6",
    "8.1",
];

/// The kinds of rule 3.
const KINDS: &[&str] = &["created", "reply", "entry"];

/// The channels that a queue can have (rule 5.2).
const CHANNELS: &[&str] = &["email", "chat", "social_media", "call", "case"];

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
const CUSTOM: &[&str] = &[
    "is",
    "is_not",
    "present",
    "not_present",
    "less_than",
    "less_than_equal",
    "greater_than",
    "greater_than_equal",
    "includes",
    "not_includes",
];

/// The fields of rule 6.4 with their operators; each must have been true once and false once.
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
    (&["custom_fields_N", "ticket_fields_N"], CUSTOM),
    (&["NEW", "OPEN", "PENDING", "HOLD", "SOLVED", "CLOSED"], HOURS),
    (&["assigned_at", "assignee_updated_at", "requester_updated_at"], HOURS),
    (&["due_date", "due_at", "until_due_date"], HOURS),
    (&["exact_created_at"], INSTANT),
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
    let named = |group: &'static str, names: &'static [&'static str]| {
        names.iter().map(move |name| format!("{group}/{name}"))
    };
    let conditions = CONDITIONS.iter().flat_map(|(fields, operators)| {
        fields.iter().flat_map(move |field| {
            operators.iter().flat_map(move |operator| {
                ["true", "false"].map(|truth| format!("cond/{field}/{operator}/{truth}"))
            })
        })
    });
    named("rule", RULES)
        .chain(named("kind", KINDS))
        .chain(named("channel", CHANNELS))
        .chain(named("zendesk_channel", ZENDESK_CHANNELS))
        .chain(conditions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_missing_until_one_account_has_exercised_it() {
        let mut coverage = Coverage::default();
        coverage.add(br#"{"rule/3.1": 4, "label/mail": 0}"#).unwrap();
        let missing = coverage.missing();
        assert!(missing.contains(&"label/mail".to_owned()));
        assert!(missing.contains(&"rule/3.2".to_owned()));
        assert!(missing.contains(&"cond/NEW/less_than/false".to_owned()));
        assert!(!missing.contains(&"rule/3.1".to_owned()));
        assert_eq!(missing.len() + 1, coverage.expected());

        coverage.add(br#"{"label/mail": 1}"#).unwrap();
        assert!(!coverage.missing().contains(&"label/mail".to_owned()));
    }

    #[test]
    fn an_empty_or_odd_file_is_an_error() {
        let mut coverage = Coverage::default();
        assert!(coverage.add(b"{}").is_err());
        assert!(coverage.add(b"[1]").is_err());
    }
}
