//! Conditions of views in the reader's words, beside how Zendesk has them.

use inflow_app::figures::explain::{InexactKind, Nothing};
use inflow_app::figures::views::{Offence, Reason, Verdict};
use inflow_app::figures::words::condition_text;
use inflow_app::import::repair::{NO_AUDITS, UNREADABLE_AUDITS};
use inflow_domain::{Condition, Timestamp, View};

use super::layout::Page;
use crate::pages::i18n::{Language, Text};

/// A condition as a page shows it.
#[derive(Debug, Clone)]
pub(crate) struct ShownCondition {
    /// In the reader's words.
    pub(crate) words: String,
    /// As Zendesk has it.
    pub(crate) zendesk: String,
    /// Why it cannot be judged, where that is so.
    pub(crate) reason: Option<Text>,
}

/// A view's conditions as a page shows them.
#[derive(Debug, Clone, Default)]
pub(crate) struct ShownConditions {
    /// Those that must all be true.
    pub(crate) all: Vec<ShownCondition>,
    /// Those of which one must be.
    pub(crate) any: Vec<ShownCondition>,
    /// What is wrong with the definition as a whole.
    pub(crate) whole: Option<Text>,
}

/// The conditions of a view with what its verdict says of each.
pub(crate) fn conditions(language: Language, view: &View, verdict: &Verdict) -> ShownConditions {
    let offences: &[Offence] = match verdict {
        Verdict::Supported => &[],
        Verdict::Unsupported(offences) => offences,
    };
    let shown = |condition: &Condition| ShownCondition {
        words: words(language, condition),
        zendesk: condition_text(condition),
        reason: offences
            .iter()
            .find(|offence| offence.condition.as_ref() == Some(condition))
            .map(|offence| language.text(reason(offence.reason))),
    };
    let whole = offences.iter().find(|offence| offence.condition.is_none());
    ShownConditions {
        all: view.all.iter().map(shown).collect(),
        any: view.any.iter().map(shown).collect(),
        whole: whole.map(|offence| language.text(reason(offence.reason))),
    }
}

/// A condition in words: `Status is less than Solved`.
pub(crate) fn words(language: Language, condition: &Condition) -> String {
    let name = condition.field.as_str();
    let field = field_words(language, condition);
    let operator = operator(&condition.operator, is_time(name));
    let operator =
        operator.map_or_else(|| condition.operator.to_string(), |id| language.text(id).to_string());
    if matches!(condition.operator.as_str(), "present" | "not_present") {
        return format!("{field} {operator}");
    }
    let texts = condition.value.texts();
    let value = if texts.is_empty() {
        language.text("value-blank").to_string()
    } else {
        let values = texts.iter().map(|text| value(language, name, text));
        values.collect::<Vec<_>>().join(", ")
    };
    format!("{field} {operator} {value}")
}

/// The field that a condition reads, in words.
pub(crate) fn field_words(language: Language, condition: &Condition) -> String {
    match (field(&condition.field), condition.custom_field()) {
        (Some(id), _) => language.text(id).to_string(),
        (None, Some(id)) => language.text("field-custom").with("id", id.to_string()).to_string(),
        (None, None) => condition.field.to_string(),
    }
}

/// The value that a condition saw, in words.
pub(crate) fn seen_words(page: &Page, condition: &Condition, seen: &str) -> String {
    let (language, name) = (page.language, condition.field.as_str());
    let blank = || language.text("value-blank").to_string();
    let count = |unit| seen.strip_suffix(unit).and_then(|count| count.parse::<i64>().ok());
    if seen.is_empty() {
        return blank();
    }
    if compares_fields(condition) {
        return seen.replace("(blank)", &blank()).replace(" and ", " / ");
    }
    let words = match name {
        "exact_created_at" => Timestamp::parse(seen).map(|instant| page.date_time(instant)),
        "description_includes_word" => count(" words")
            .map(|count| language.text("value-words").with("count", count).to_string()),
        name if is_time(name) => Some(match count(" h") {
            Some(count) => language.text("unit-hours").with("count", count).to_string(),
            None => language.text("value-not-at-all").to_string(),
        }),
        _ => None,
    };
    words.unwrap_or_else(|| value(language, name, seen))
}

/// Whether a condition compares a field with another one of the same ticket.
fn compares_fields(condition: &Condition) -> bool {
    let names_a_field = |text: &String| matches!(text.as_str(), "requester_id" | "assignee_id");
    condition.value.texts().iter().any(names_a_field)
}

/// The field of which a condition's value is the state of a ticket, by the order in which people look
/// at them; nothing where it compares fields with each other or reads how much time has passed.
pub(crate) fn state_field(language: Language, condition: &Condition) -> Option<(usize, String)> {
    const FIRST: [&str; 8] = [
        "status",
        "custom_status_id",
        "priority",
        "type",
        "group_id",
        "assignee_id",
        "requester_id",
        "organization_id",
    ];
    let name = condition.field.as_str();
    if is_time(name) || compares_fields(condition) {
        return None;
    }
    let place = FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
    Some((place, field_words(language, condition)))
}

/// Why an event counts nothing.
pub(crate) fn nothing_message(nothing: Nothing) -> &'static str {
    match nothing {
        Nothing::BeforeWindow => "nothing-before-window",
        Nothing::OutboundCall => "nothing-outbound-call",
        Nothing::RunningSession => "nothing-running-session",
        Nothing::Merge => "nothing-merge",
        Nothing::Restoring => "nothing-restoring",
        Nothing::NotWaiting => "nothing-not-waiting",
        Nothing::NoFurtherView => "nothing-no-further-view",
        Nothing::AfterClosing => "nothing-after-closing",
    }
}

/// Why a ticket's history is not exact: the reason that is kept of it, in the reader's words.
pub(crate) fn inexact_words(language: Language, reason: &str) -> String {
    // Why it could not be repaired stands behind why it has to be.
    if let Some((reason, unrepaired)) = reason.split_once("; ") {
        let unrepaired = match unrepaired {
            NO_AUDITS => language.text("inexact-no-audits").to_string(),
            UNREADABLE_AUDITS => language.text("inexact-odd-audits").to_string(),
            other => other.to_owned(),
        };
        return format!("{}; {unrepaired}", inexact_words(language, reason));
    }
    let Some((kind, name)) = InexactKind::of_words(reason) else { return reason.to_owned() };
    let message = match kind {
        InexactKind::PreviousValue => "inexact-change",
        InexactKind::Snapshot => "inexact-present",
        InexactKind::LostCreation => "inexact-creation",
        InexactKind::NoStart => "inexact-start",
    };
    let named = match name {
        "tags" => Some("field-tags"),
        "subject" => Some("field-text"),
        "custom fields" => Some("field-customs"),
        name => field(name),
    };
    let named = named.map_or_else(|| name.to_owned(), |id| language.text(id).to_string());
    language.text(message).with("field", named).to_string()
}

/// Why a condition cannot be judged.
pub(crate) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Channel => "reason-channel",
        Reason::Sla => "reason-sla",
        Reason::Skills => "reason-skills",
        Reason::BusinessHours => "reason-business-hours",
        Reason::Role => "reason-role",
        Reason::UpdatedAt => "reason-updated-at",
        Reason::TicketIsPublic => "reason-ticket-is-public",
        Reason::Viewer => "reason-viewer",
        Reason::ChangeOperator => "reason-change-operator",
        Reason::UnknownField => "reason-unknown-field",
        Reason::UnknownOperator => "reason-unknown-operator",
        Reason::UnreadableValue => "reason-unreadable-value",
        Reason::Unreadable => "reason-unreadable",
    }
}

/// Whether a field is a number of hours.
fn is_time(field: &str) -> bool {
    matches!(
        field,
        "NEW" | "OPEN" | "PENDING" | "HOLD" | "SOLVED" | "CLOSED" | "assigned_at" | "due_date"
    ) || matches!(
        field,
        "due_at" | "until_due_date" | "assignee_updated_at" | "requester_updated_at" | "updated_at"
    )
}

fn field(name: &str) -> Option<&'static str> {
    Some(match name {
        "status" => "field-status",
        "custom_status_id" => "field-custom-status",
        "type" | "ticket_type_id" => "field-type",
        "priority" => "field-priority",
        "group_id" => "field-group",
        "assignee_id" => "field-assignee",
        "requester_id" => "field-requester",
        "organization_id" => "field-organization",
        "brand_id" => "field-brand",
        "ticket_form_id" => "field-form",
        "current_tags" => "field-tags",
        "description_includes_word" => "field-text",
        "support_type" => "field-support-type",
        "recipient" => "field-recipient",
        "satisfaction_score" => "field-satisfaction",
        "NEW" => "field-hours-new",
        "OPEN" => "field-hours-open",
        "PENDING" => "field-hours-pending",
        "HOLD" => "field-hours-hold",
        "SOLVED" => "field-hours-solved",
        "CLOSED" => "field-hours-closed",
        "assigned_at" => "field-hours-assigned",
        "assignee_updated_at" => "field-hours-assignee-updated",
        "requester_updated_at" => "field-hours-requester-updated",
        "updated_at" => "field-hours-updated",
        "due_date" | "due_at" => "field-hours-due",
        "until_due_date" => "field-hours-until-due",
        "exact_created_at" => "field-created",
        "via_id" => "field-channel",
        "sla_next_breach_at" | "until_sla_next_breach_at" => "field-sla",
        "skills_match" => "field-skills",
        "schedule_id" => "field-schedule",
        "within_schedule" => "field-within-schedule",
        "role" => "field-role",
        "ticket_is_public" => "field-public",
        _ => return None,
    })
}

fn operator(name: &str, of_time: bool) -> Option<&'static str> {
    Some(match (name, of_time) {
        ("is", _) => "operator-is",
        ("is_not", _) => "operator-is-not",
        ("less_than", true) => "operator-fewer",
        ("greater_than", true) => "operator-more",
        ("less_than", false) => "operator-less",
        ("greater_than", false) => "operator-greater",
        ("less_than_equal", _) => "operator-less-equal",
        ("greater_than_equal", _) => "operator-greater-equal",
        ("includes", _) => "operator-includes",
        ("not_includes", _) => "operator-not-includes",
        ("present", _) => "operator-present",
        ("not_present", _) => "operator-not-present",
        _ => return None,
    })
}

/// A value in words, where it is one of Zendesk's own; else as it stands.
fn value(language: Language, field: &str, text: &str) -> String {
    let id = match (field, text) {
        (_, "current_user") => "value-current-user",
        (_, "current_groups") => "value-current-groups",
        ("assignee_id" | "organization_id", "requester_id") => "field-requester",
        ("requester_id", "assignee_id") => "field-assignee",
        ("status", "deleted") => "value-deleted",
        ("status", "new") => "value-new",
        ("status", "open") => "value-open",
        ("status", "pending") => "value-pending",
        ("status", "hold") => "value-hold",
        ("status", "solved") => "value-solved",
        ("status", "closed") => "value-closed",
        ("priority", "low") => "value-low",
        ("priority", "normal") => "value-normal",
        ("priority", "high") => "value-high",
        ("priority", "urgent") => "value-urgent",
        ("type", "question") | ("ticket_type_id", "1") => "value-question",
        ("type", "incident") | ("ticket_type_id", "2") => "value-incident",
        ("type", "problem") | ("ticket_type_id", "3") => "value-problem",
        ("type", "task") | ("ticket_type_id", "4") => "value-task",
        ("support_type", "0" | "agent") => "value-agent",
        ("support_type", "1" | "ai_agent") => "value-ai-agent",
        ("satisfaction_score", "unoffered" | "true") => "value-unoffered",
        ("satisfaction_score", "offered" | "false") => "value-offered",
        ("satisfaction_score", "bad") => "value-bad",
        ("satisfaction_score", "badwithcomment") => "value-bad-with-comment",
        ("satisfaction_score", "good") => "value-good",
        ("satisfaction_score", "goodwithcomment") => "value-good-with-comment",
        _ => return text.to_owned(),
    };
    language.text(id).to_string()
}

#[cfg(test)]
mod tests {
    use inflow_domain::ConditionValue;

    use super::*;

    #[test]
    fn what_could_not_be_repaired_is_told_behind_what_is_not_exact() {
        let reason = "the events do not lead to the ticket's present status";
        let (kind, _) = InexactKind::of_words(reason).expect("a reason of the engine");
        assert_eq!(kind, InexactKind::Snapshot);
        let alone = inexact_words(Language::English, reason);
        let told = inexact_words(Language::English, &format!("{reason}; {NO_AUDITS}"));
        assert_eq!(told, format!("{alone}; Zendesk has no audits of it"));
        let told = inexact_words(Language::German, &format!("{reason}; {UNREADABLE_AUDITS}"));
        assert!(told.ends_with("; die Audits dazu sind nicht lesbar"), "{told}");
    }

    #[test]
    fn conditions_are_told_in_every_language() {
        let condition = |field: &str, operator: &str, values: &[&str]| {
            let texts: Vec<String> = values.iter().map(|text| (*text).to_owned()).collect();
            let value = match texts.as_slice() {
                [] => ConditionValue::Blank,
                [text] => ConditionValue::One(text.clone()),
                _ => ConditionValue::Many(texts),
            };
            Condition { field: field.into(), operator: operator.into(), value }
        };
        let check = |condition: &Condition, expected: [&str; 4]| {
            assert_eq!(Language::ALL.map(|language| words(language, condition)), expected);
        };
        check(
            &condition("status", "less_than", &["solved"]),
            [
                "Status is less than Solved",
                "Status is lager dan Opgelost",
                "Status ist niedriger als Gelöst",
                "Statut est inférieur à Résolu",
            ],
        );
        check(
            &condition("assignee_id", "is", &[]),
            [
                "Assignee is (empty)",
                "Toegewezene is (leeg)",
                "Zugewiesen an ist (leer)",
                "Assigné est (vide)",
            ],
        );
        check(
            &condition("custom_fields_77", "present", &["x"]),
            [
                "Custom field 77 is filled in",
                "Aangepast veld 77 is ingevuld",
                "Benutzerdefiniertes Feld 77 ist ausgefüllt",
                "Champ personnalisé 77 est rempli",
            ],
        );
        assert_eq!(
            words(Language::English, &condition("OPEN", "greater_than", &["24"])),
            "Hours since open is more than 24"
        );
        assert_eq!(
            words(Language::English, &condition("via_id", "changed_to", &["4", "74"])),
            "Channel changed_to 4, 74"
        );
    }
}
