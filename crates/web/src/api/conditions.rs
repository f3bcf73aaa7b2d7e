//! Conditions of views, in Zendesk's words and in plain ones.

use inflow_app::figures::words::condition_text;
use inflow_app::{Offence, Verdict};
use inflow_domain::{Condition, View};
use serde::Serialize;
use utoipa::ToSchema;

/// A condition of a view.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Condition)]
pub(super) struct ConditionShown {
    /// `all`: it must be true; `any`: it or another one of this group must be.
    #[schema(value_type = GroupName)]
    group: &'static str,
    /// As Zendesk has it.
    #[schema(example = "status less_than solved")]
    zendesk: String,
    /// In plain words.
    #[schema(example = "Status is less than solved")]
    words: String,
}

/// Which conditions must be true.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes texts")]
pub(super) enum GroupName {
    All,
    Any,
}

/// Why a view is not supported (rule 6.2).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reason)]
pub(super) struct ReasonShown {
    /// The condition as Zendesk has it; `null` where the definition as a whole cannot be read.
    zendesk: Option<String>,
    /// The same in plain words.
    words: Option<String>,
    /// Why it cannot be judged.
    reason: &'static str,
    /// The rule that says so.
    #[schema(example = "6.2")]
    rule: &'static str,
}

/// All conditions of a view.
pub(super) fn conditions(view: &View) -> Vec<ConditionShown> {
    let shown = |group| {
        move |condition: &Condition| ConditionShown {
            group,
            zendesk: condition_text(condition),
            words: words(condition),
        }
    };
    view.all.iter().map(shown("all")).chain(view.any.iter().map(shown("any"))).collect()
}

/// Why a view is not supported; nothing where it is.
pub(super) fn reasons(verdict: &Verdict) -> Vec<ReasonShown> {
    let shown = |offence: &Offence| ReasonShown {
        zendesk: offence.condition.as_ref().map(condition_text),
        words: offence.condition.as_ref().map(words),
        reason: offence.reason.as_str(),
        rule: "6.2",
    };
    match verdict {
        Verdict::Supported => Vec::new(),
        Verdict::Unsupported(offences) => offences.iter().map(shown).collect(),
    }
}

fn words(condition: &Condition) -> String {
    let field = match condition.custom_field() {
        Some(id) => format!("custom field {id}"),
        None => condition.field.replace('_', " ").to_lowercase(),
    };
    let operator = match condition.operator.as_str() {
        "" | "is" => "is".to_owned(),
        "is_not" => "is not".to_owned(),
        "less_than" => "is less than".to_owned(),
        "less_than_equal" => "is at most".to_owned(),
        "greater_than" => "is greater than".to_owned(),
        "greater_than_equal" => "is at least".to_owned(),
        "not_includes" => "does not include".to_owned(),
        "present" => "is present".to_owned(),
        "not_present" => "is not present".to_owned(),
        other => other.replace('_', " "),
    };
    let value = match condition.value.texts() {
        [] if operator.ends_with("present") => String::new(),
        [] => " blank".to_owned(),
        texts => format!(" {}", texts.join(", ")),
    };
    let text = format!("{field} {operator}{value}");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use inflow_domain::ConditionValue;

    use super::*;

    #[test]
    fn conditions_read_like_sentences() {
        let check = |field: &str, operator: &str, value, expected: &str| {
            let condition = Condition { field: field.into(), operator: operator.into(), value };
            assert_eq!(words(&condition), expected);
        };
        let one = |text: &str| ConditionValue::One(text.to_owned());
        check("status", "less_than", one("solved"), "Status is less than solved");
        check("custom_fields_360", "is_not", one("vip"), "Custom field 360 is not vip");
        check("assignee_id", "is", ConditionValue::Blank, "Assignee id is blank");
        check("ticket_fields_7", "present", ConditionValue::Blank, "Custom field 7 is present");
        check("recipient", "", one("help"), "Recipient is help");
        check("SOLVED", "greater_than", one("24"), "Solved is greater than 24");
        let many = ConditionValue::Many(vec!["a".to_owned(), "b".to_owned()]);
        check("current_tags", "not_includes", many, "Current tags does not include a, b");
    }
}
