//! What a truth really exercised: a comparison that nothing could fail proves nothing.

use std::collections::BTreeMap;

use super::ends::{ContactEnd, Passage};
use super::judge::Tally;
use super::noted::NOTED;
use super::support::custom_id;
use crate::catalog::Catalog;
use crate::generate::channels::{CHANNELS, MORE_CHANNELS};
use crate::views::{
    Condition, UNSUPPORTED_FIELDS, UNSUPPORTED_OPERATORS, UNSUPPORTED_VALUES, View,
};

/// The targets of rule 9.4, in seconds.
pub(super) const TARGETS: [i64; 19] = [
    10, 20, 30, 60, 120, 180, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400,
    172_800, 259_200, 604_800,
];

const RULES: [&str; 87] = [
    "rule/1-former-agent-is-staff",
    "rule/1-former-agent-is-customer",
    "rule/2.2-one-field-twice",
    "rule/2.3-forward",
    "rule/2.3-backward",
    "rule/2.4-scrubbed",
    "rule/2.4-scrubbed-closed",
    "rule/2.5-same-second",
    "rule/3.1-outbound-rel",
    "rule/3.1-outbound-label",
    "rule/3.1-outbound-partner",
    "rule/3.1-outbound-35",
    "rule/3.1-outbound-46",
    "rule/3.2-merge",
    "rule/3.2-voice-comment",
    "rule/3.2-tpe-voice-comment",
    "rule/3.2-channel-back",
    "rule/3.2-chat-started",
    "rule/3.3-merge",
    "rule/3.3-deletion",
    "rule/3.3-restoring",
    "rule/3.3-not-waiting",
    "rule/3.4-running",
    "rule/3.4-exactly-60-minutes",
    "rule/3.4-new-session",
    "rule/3.4-merge-aside",
    "rule/3.5-nothing",
    "rule/3.5-customer-after-closing",
    "rule/3.6-deleted",
    "rule/3.6-merged",
    "rule/4.3-no-view",
    "rule/4.4-several-views",
    "rule/4.4-several-channels",
    "rule/5.1-ticket-via",
    "rule/5.1-comment-via",
    "rule/5.1-label",
    "rule/5.1-entry-by-ticket",
    "rule/6.4-older-spelling",
    "rule/6.5-inactive",
    "rule/6.6-one-title-two-views",
    "rule/7.1-inbound",
    "rule/7.1-outbound",
    "rule/7.2-ivr",
    "rule/7.2-phone-number",
    "rule/7.2-nickname",
    "rule/7.2-number-of-line",
    "rule/7.2-ungrouped",
    "rule/7.3-handled",
    "rule/7.3-completed-but-not-handled",
    "rule/7.3-voicemail",
    "rule/7.3-agent-0",
    "rule/7.3-abandoned_in_queue",
    "rule/7.3-abandoned_in_ivr",
    "rule/7.3-abandoned_in_voicemail",
    "rule/7.3-abandoned_on_hold",
    "rule/7.4-nothing-handled",
    "rule/8.1-quarter-hour",
    "rule/10.2-several-views",
    "rule/10.2-transfer-inside",
    "kind/created",
    "kind/reply",
    "kind/entry",
    "kind/reopening",
    "row/9.3-own-settled",
    "row/9.3-own-dropped",
    "row/9.3-deleted",
    "row/9.3-absorbed",
    "row/9.3-answered",
    "row/9.3-settled",
    "row/9.3-dropped",
    "row/9.3-moved",
    "row/9.3-moved-by-time",
    "row/9.3-deleted-untold",
    "row/9.3-unfinished",
    "rule/9.4-answered-at-once",
    "rule/9.6-wait-time",
    "rule/9.6-time-to-answer",
    "rule/9.6-neither",
    "rule/9.6-abandoned-in-ivr",
    "rule/9.6-abandoned-in-queue",
    "rule/9.6-voicemail",
    "rule/9.6-callback",
    "rule/9.6-outside-business-hours",
    "rule/9.7-more",
    "rule/9.7-less",
    "rule/9.7-taken",
    "rule/9.7-taken-after-the-end",
];

const CHANNEL_KEYS: [&str; 5] =
    ["channel/email", "channel/chat", "channel/social_media", "channel/call", "channel/case"];

/// Operators by field, as the systematic views use them.
const CONDITIONS: [(&str, &[&str]); 38] = {
    const IS: &[&str] = &["is", "is_not"];
    const RANKED: &[&str] = &["is", "is_not", "less_than", "greater_than"];
    const AGE: &[&str] = &["is", "less_than", "greater_than"];
    const ORDER: &[&str] = &["less_than", "less_than_equal", "greater_than", "greater_than_equal"];
    const LISTED: &[&str] = &["includes", "not_includes"];
    [
        ("status", RANKED),
        ("priority", RANKED),
        ("satisfaction_score", RANKED),
        ("custom_status_id", &["is", "is_not", "includes", "not_includes"]),
        ("type", IS),
        ("ticket_type_id", IS),
        ("support_type", IS),
        ("recipient", IS),
        ("group_id", IS),
        ("assignee_id", IS),
        ("requester_id", IS),
        ("organization_id", IS),
        ("brand_id", IS),
        ("ticket_form_id", IS),
        ("current_tags", LISTED),
        ("NEW", AGE),
        ("OPEN", AGE),
        ("PENDING", AGE),
        ("HOLD", AGE),
        ("SOLVED", AGE),
        ("CLOSED", AGE),
        ("assigned_at", AGE),
        ("assignee_updated_at", AGE),
        ("requester_updated_at", AGE),
        ("due_date", AGE),
        ("due_at", AGE),
        ("until_due_date", AGE),
        ("exact_created_at", ORDER),
        ("description_includes_word", &["includes", "not_includes", "is", "is_not"]),
        (
            "custom_fields:tagger",
            &["is", "is_not", "present", "not_present", "includes", "not_includes"],
        ),
        (
            "custom_fields:multiselect",
            &["is", "is_not", "present", "not_present", "includes", "not_includes"],
        ),
        ("custom_fields:checkbox", &["is", "is_not", "present", "not_present"]),
        ("custom_fields:date", ORDERED),
        ("custom_fields:integer", ORDERED),
        ("custom_fields:decimal", ORDERED),
        ("custom_fields:regexp", ORDERED),
        ("custom_fields:text", ORDERED),
        ("custom_fields:textarea", ORDERED),
    ]
};

const ORDERED: &[&str] = &[
    "is",
    "is_not",
    "present",
    "not_present",
    "less_than",
    "less_than_equal",
    "greater_than",
    "greater_than_equal",
];

/// Counters by name. Names that a thorough run must reach stand at zero from the start.
#[derive(Clone, Debug)]
pub(super) struct Exercised(pub(super) BTreeMap<String, u64>);

impl Exercised {
    /// By which row of rule 9.3 the contact of the event at a place ended in a view.
    pub(super) fn note_end(&mut self, passages: &[Passage], place: usize, end: &ContactEnd) {
        let by = |id: &i64| passages.iter().position(|passage| passage.event_id == *id);
        let over = end.event_id.as_ref().and_then(by);
        let row = match (over, end.outcome) {
            (None, "unfinished") => "row/9.3-unfinished",
            (None, _) => "row/9.3-deleted-untold",
            (Some(over), "settled") if over == place => "row/9.3-own-settled",
            (Some(over), _) if over == place => "row/9.3-own-dropped",
            (Some(over), "moved") if passages[over].before == passages[over].after => {
                "row/9.3-moved-by-time"
            }
            (Some(_), "moved") => "row/9.3-moved",
            (Some(over), _) => passages[over].ends.map_or("row/9.3-settled", |(_, row)| row),
        };
        self.count(row);
        let at_once = end.outcome == "answered" && end.at == Some(passages[place].at);
        self.add("rule/9.4-answered-at-once", u64::from(at_once));
        self.add("rule/9.7-taken", u64::from(end.handling_seconds > 0));
        let later = over.is_some_and(|over| passages[over + 1..].iter().any(|one| one.spent > 0));
        let is_later = later && end.handling_seconds > 0;
        self.add("rule/9.7-taken-after-the-end", u64::from(is_later));
    }

    /// All names that a thorough run reaches, at zero.
    pub(super) fn new() -> Self {
        let mut names: Vec<String> =
            RULES.iter().chain(&NOTED).chain(&CHANNEL_KEYS).map(|&name| name.to_owned()).collect();
        for (slug, labels) in CHANNELS {
            names.push(format!("zendesk_channel/{slug}"));
            names.extend(labels.iter().map(|label| format!("label/{}", label.to_lowercase())));
        }
        names.extend(MORE_CHANNELS.iter().map(|slug| format!("zendesk_channel/{slug}")));
        for (field, operators) in CONDITIONS {
            for operator in operators {
                names.push(format!("cond/{field}/{operator}/true"));
                names.push(format!("cond/{field}/{operator}/false"));
            }
        }
        names.extend(UNSUPPORTED_FIELDS.iter().map(|field| format!("unsupported/field/{field}")));
        names.extend(
            UNSUPPORTED_OPERATORS.iter().map(|operator| format!("unsupported/operator/{operator}")),
        );
        names.extend(UNSUPPORTED_VALUES.iter().map(|value| format!("unsupported/value/{value}")));
        names.extend(TARGETS.iter().map(|target| format!("target/{target}")));
        names.push("target/none".to_owned());
        names.push("unsupported/field/unnamed".to_owned());
        names.push("unsupported/operator/unnamed".to_owned());
        Self(names.into_iter().map(|name| (name, 0)).collect())
    }

    /// One more of this.
    pub(super) fn count(&mut self, name: &str) {
        self.add(name, 1);
    }

    /// A number of further ones of this.
    pub(super) fn add(&mut self, name: &str, count: u64) {
        *self.0.entry(name.to_owned()).or_default() += count;
    }

    /// How often a view's conditions were true and false.
    pub(super) fn add_view(&mut self, catalog: &Catalog, view: &View, tally: &Tally) {
        for (condition, counts) in view.all.iter().chain(&view.any).zip(tally) {
            let field = condition_name(catalog, condition);
            for (truth, count) in ["false", "true"].iter().zip(counts) {
                self.add(&format!("cond/{field}/{}/{truth}", condition.operator), *count);
            }
            if condition.field.starts_with("ticket_fields_") {
                self.add("rule/6.4-older-spelling", counts[0] + counts[1]);
            }
        }
    }
}

/// A custom field goes by its type, whichever way the condition spells it.
fn condition_name(catalog: &Catalog, condition: &Condition) -> String {
    match custom_id(&condition.field).and_then(|id| catalog.field(id)) {
        Some(field) => format!("custom_fields:{}", field.kind),
        None => condition.field.clone(),
    }
}
